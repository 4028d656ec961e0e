import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createPlayground, type Playground, playgroundCollections } from '../../adapters/playground/index.ts';
import type { Answer, MessagesView, PageEvent } from '../../adapters/playground/page/wire.ts';
import type { Bot } from '../../src/core/bot.ts';
import type { Reply } from '../../src/core/command.ts';
import { type Message, press } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { shiftedClock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';

export const monday = '2026-11-23T20:00:00Z';
const open: { server: Server; playground: Playground; db: Database }[] = [];

/** Closes all houses of a test. */
export async function closeHouses(): Promise<void> {
  for (const { server, playground, db } of open.splice(0)) {
    playground.close();
    const closed = new Promise((resolve) => server.close(resolve));
    // The test's own client keeps a spare connection open.
    server.closeAllConnections();
    await closed;
    await db.close();
  }
}

export const said = (text: string, presses: string[] = []): Message => ({
  audience: 'client',
  fallbackText: text,
  blocks: [
    { kind: 'text', text },
    { kind: 'actions', items: presses.map((label) => ({ kind: 'button', label, payload: press(label) })) },
  ],
});
export const answer = (text: string, to: 'caller' | 'conversation' = 'caller', presses: string[] = []): Reply => ({
  kind: 'message',
  to,
  message: said(text, presses),
});

/**
 * A playground with Mei and Tom on our side and Ana from outside, in one client channel and one internal one, behind a
 * bot that a test scripts.
 */
export async function house(
  options: {
    answers?: (event: InboundEvent) => Reply | Promise<Reply>;
    accept?: Bot['accept'];
    kept?: () => Promise<'new' | 'duplicate'>;
    real?: () => boolean;
    db?: Database;
  } = {},
) {
  const db = options.db ?? (await openDatabase({ memory: true }));
  if (options.db === undefined) await db.prepare([...playgroundCollections]);
  const clock = shiftedClock(stoppedClock(monday));
  const playground = await createPlayground({
    db,
    clock,
    log: silentLogger,
    host: '127.0.0.1',
    realInstallation: async () => options.real?.() ?? false,
  });
  const { world } = playground;
  await world.addUser({
    user: 'U-mei',
    name: 'Mei Chen',
    outsider: false,
    locale: 'en',
    zone: 'Europe/Berlin',
    side: 'ours',
  });
  await world.addUser({
    user: 'U-tom',
    name: 'Tom Weber',
    outsider: false,
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
    side: 'ours',
  });
  await world.addUser({
    user: 'U-ana',
    name: 'Ana Ruiz',
    outsider: true,
    locale: 'en',
    zone: 'America/New_York',
    side: 'client',
  });
  await world.addChannel({ conversation: 'C-acme', name: 'acme', members: ['U-mei', 'U-ana'], bot: true });
  await world.addChannel({ conversation: 'C-int', name: 'acme-internal', members: ['U-mei', 'U-tom'], bot: true });
  const events: InboundEvent[] = [];
  const moves: string[] = [];
  let poked = () => {};
  const bot: Bot = {
    accept: options.accept ?? (() => ({ kind: 'nothing' })),
    handle(event) {
      events.push(event);
      const reply = (async () => (await options.answers?.(event)) ?? ({ kind: 'nothing' } as const))();
      return { kept: options.kept?.() ?? Promise.resolve('new'), reply };
    },
  };
  let due: Date | undefined;
  playground.connect(bot, {
    completions: ({ locale }) =>
      locale === 'en'
        ? [{ words: 'remind', usage: 'remind @person "text" when', summary: 'Set a reminder' }]
        : [{ words: '提醒', usage: '提醒', summary: '设置提醒' }],
    address: () => 'http://127.0.0.1:3000',
    runDueNow: async () => {
      moves.push(clock.now().toISOString());
      poked();
    },
    nextDue: async () => due,
    zoneOf: async (conversation) => (conversation === 'C-acme' ? 'America/New_York' : undefined),
  });
  const app = express();
  app.use('/playground', playground.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  if (options.db === undefined) open.push({ server, playground, db });
  else open.push({ server, playground, db: { ...db, close: async () => undefined } });
  const port = (server.address() as AddressInfo).port;
  const base = `http://127.0.0.1:${port}/playground`;
  const page = await fetch(`${base}/`);
  const token = /name="playground-token" content="([^"]+)"/.exec(await page.text())?.[1] ?? '';

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${base}/api/${path}`, {
      method,
      headers: { 'x-playground-token': token, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as never };
  };
  let ids = 0;
  const id = () => `event-${++ids}-${port}`;
  const act = async (as: string, what: string, body: object) =>
    call('POST', `${what}?as=${as}`, {
      ...(what === 'person' || what === 'clock' ? {} : { id: id(), tab: `tab.${as}` }),
      ...body,
    });
  const say = async (as: string, conversation: string, text: string, more: object = {}) =>
    (await act(as, 'say', { conversation, text, ...more })).body as Answer;
  const sees = async (as: string, conversation: string) =>
    (await call('GET', `messages?as=${as}&conversation=${conversation}`)).body as MessagesView;
  /** Reads a person's stream until the requested number of events of a kind came. */
  const stream = async (as: string) => {
    const controller = new AbortController();
    const response = await fetch(`${base}/api/events?as=${as}&tab=tab.${as}&token=${token}`, {
      signal: controller.signal,
    });
    const got: PageEvent[] = [];
    const waiting: (() => void)[] = [];
    void (async () => {
      let text = '';
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) if (frame.startsWith('data: ')) got.push(JSON.parse(frame.slice(6)));
        for (const wake of waiting.splice(0)) wake();
      }
    })().catch(() => undefined);
    return {
      got,
      until: async <T extends PageEvent['type']>(type: T, count = 1) => {
        const of = () => got.filter((event): event is Extract<PageEvent, { type: T }> => event.type === type);
        while (of().length < count) await new Promise<void>((resolve) => waiting.push(resolve));
        return of();
      },
      end: () => controller.abort(),
    };
  };
  return {
    db,
    base,
    token,
    playground,
    clock,
    events,
    moves,
    call,
    act,
    say,
    sees,
    stream,
    id,
    setDue: (instant: Date | undefined) => (due = instant),
    onPoke: (then: () => void) => (poked = then),
  };
}

export const texts = (view: MessagesView) => view.posts.map((post) => post.html.replace(/<[^>]*>/g, ''));
