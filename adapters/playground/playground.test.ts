import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '../../src/core/bot.ts';
import { shiftedClock, stoppedClock } from '../../src/core/clock.ts';
import type { Reply } from '../../src/core/command.ts';
import { silentLogger } from '../../src/core/log.ts';
import { type Message, press } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createPlayground, type Playground, playgroundCollections } from './index.ts';
import type { Answer, MessagesView, PageEvent, StartView } from './page/wire.ts';

const monday = '2026-11-23T20:00:00Z';
const open: { server: Server; playground: Playground; db: Database }[] = [];

afterEach(async () => {
  for (const { server, playground, db } of open.splice(0)) {
    playground.close();
    const closed = new Promise((resolve) => server.close(resolve));
    // The test's own client keeps a spare connection open.
    server.closeAllConnections();
    await closed;
    await db.close();
  }
});

const said = (text: string, presses: string[] = []): Message => ({
  audience: 'client',
  fallbackText: text,
  blocks: [
    { kind: 'text', text },
    { kind: 'actions', items: presses.map((label) => ({ kind: 'button', label, payload: press(label) })) },
  ],
});
const answer = (text: string, to: 'caller' | 'conversation' = 'caller', presses: string[] = []): Reply => ({
  kind: 'message',
  to,
  message: said(text, presses),
});

/** A playground with Mei and Tom on our side and Ana from outside, in one client channel and one internal one, behind a bot that a test scripts. */
async function house(
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
  const playground = await createPlayground({ db, clock, log: silentLogger, host: '127.0.0.1', realInstallation: async () => options.real?.() ?? false });
  const { world } = playground;
  await world.addUser({ user: 'U-mei', name: 'Mei Chen', outsider: false, locale: 'en', zone: 'Europe/Berlin', side: 'ours' });
  await world.addUser({ user: 'U-tom', name: 'Tom Weber', outsider: false, locale: 'zh-CN', zone: 'Asia/Shanghai', side: 'ours' });
  await world.addUser({ user: 'U-ana', name: 'Ana Ruiz', outsider: true, locale: 'en', zone: 'America/New_York', side: 'client' });
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
    poke: async () => {
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
    call('POST', `${what}?as=${as}`, { ...(what === 'person' || what === 'clock' ? {} : { id: id(), tab: `tab.${as}` }), ...body });
  const say = async (as: string, conversation: string, text: string, more: object = {}) =>
    (await act(as, 'say', { conversation, text, ...more })).body as Answer;
  const sees = async (as: string, conversation: string) => (await call('GET', `messages?as=${as}&conversation=${conversation}`)).body as MessagesView;
  /** Listens as a person until as many events of a kind came as are asked for. */
  const stream = async (as: string) => {
    const controller = new AbortController();
    const response = await fetch(`${base}/api/events?as=${as}&tab=tab.${as}&token=${token}`, { signal: controller.signal });
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

const texts = (view: MessagesView) => view.posts.map((post) => post.html.replace(/<[^>]*>/g, ''));

describe('what each person sees', () => {
  test('a mention is read by all who are in the channel, and the answer to the caller by the caller alone', async () => {
    const { say, sees, stream } = await house({ answers: () => answer('Only for Mei') });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '@Rapport status');
    await mei.until('done');
    mei.end();
    expect(texts(await sees('U-mei', 'C-acme'))).toEqual([expect.stringContaining('@Rapport status'), expect.stringContaining('Only for Mei')]);
    expect(texts(await sees('U-ana', 'C-acme'))).toEqual([expect.stringContaining('@Rapport status')]);
  });

  test('a slash command is seen by its writer alone, whatever the answer is', async () => {
    const { say, sees, stream, events } = await house({ answers: () => answer('For everybody', 'conversation') });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '/rapport remind @Ana Ruiz "assets" #acme');
    await mei.until('done');
    mei.end();
    expect(events).toMatchObject([
      { kind: 'command', text: 'remind <@U-ana> "assets" <#C-acme>', place: { conversation: 'C-acme', kind: 'channel', name: 'acme' } },
    ]);
    expect((await sees('U-mei', 'C-acme')).posts.map((post) => post.whisper)).toEqual([true, false]);
    expect(texts(await sees('U-ana', 'C-acme'))).toEqual([expect.stringContaining('For everybody')]);
  });

  test('nobody reads, presses or writes in a conversation that they are not in', async () => {
    const { call, act, events, playground } = await house();
    await playground.platform.send({ platform: 'playground', tenant: 'playground', conversation: 'C-int', audience: 'internal' }, said('Secret', ['x']), {
      key: 'k',
      locale: 'en',
      zone: 'UTC',
    });
    const found = await playground.platform.find({ platform: 'playground', tenant: 'playground', conversation: 'C-int', audience: 'internal' }, 'k');
    const message = typeof found === 'object' ? found.found : '';
    const statuses = [
      (await call('GET', 'messages?as=U-ana&conversation=C-int')).status,
      (await act('U-ana', 'say', { conversation: 'C-int', text: '@Rapport hello' })).status,
      (await act('U-ana', 'press', { message, payload: press('x') })).status,
      (await act('U-ana', 'join', { conversation: 'C-int', user: 'U-ana' })).status,
    ];
    expect(statuses).toEqual([404, 403, 409, 403]);
    expect(events).toEqual([]);
    const { conversations } = (await call('GET', 'start?as=U-ana')).body as StartView;
    expect(conversations.map(({ id }) => id)).toEqual(['C-acme', 'D-U-ana']);
  });

  test('somebody from outside has no slash commands; the hint gives the words back as a mention', async () => {
    const { say, events, sees } = await house();
    const hint = await say('U-ana', 'C-acme', '/rapport help me');
    expect(hint).toMatchObject({ outcome: 'hint', instead: '@Rapport help me', text: expect.stringContaining('@Rapport') });
    expect(events).toEqual([]);
    expect((await sees('U-ana', 'C-acme')).posts).toEqual([]);
  });

  test('what people say to each other does not reach the bot', async () => {
    const { say, events, sees } = await house();
    expect(await say('U-mei', 'C-acme', 'Good morning, rapport@example.com is our address')).toEqual({ outcome: 'taken', working: false });
    expect(events).toEqual([]);
    expect((await sees('U-ana', 'C-acme')).posts).toHaveLength(1);
  });
});

describe('the bot’s two doors', () => {
  test('field errors of the ack go back at once and nothing is handled', async () => {
    const { act, events } = await house({ accept: () => ({ kind: 'errors', errors: { text: 'Please say what.' } }) });
    const { body } = await act('U-mei', 'submit', { conversation: 'C-acme', command: 'reminder new', values: { text: '' } });
    expect(body).toEqual({ outcome: 'errors', errors: { text: 'Please say what.' } });
    expect(events).toEqual([]);
  });

  test('what could not be kept is told, and the same id may come again', async () => {
    let broken = true;
    const { call, events, id } = await house({ kept: () => (broken ? Promise.reject(new Error('no disk')) : Promise.resolve('new')) });
    const body = { id: id(), tab: 't', conversation: 'C-acme', command: 'reminder new', values: { text: 'x' } };
    const first = await call('POST', 'submit?as=U-mei', body);
    broken = false;
    const second = await call('POST', 'submit?as=U-mei', body);
    expect([first.status, second.status]).toEqual([500, 200]);
    expect(events).toHaveLength(2);
  });

  test('words that are sent again after a lost answer are posted and handled once', async () => {
    const { call, events, sees, id } = await house();
    const body = { id: id(), tab: 't', conversation: 'C-acme', text: '@Rapport status' };
    await call('POST', 'say?as=U-mei', body);
    const again = await call('POST', 'say?as=U-mei', body);
    expect(again.body).toEqual({ outcome: 'taken', working: false });
    expect(events).toHaveLength(1);
    expect((await sees('U-mei', 'C-acme')).posts).toHaveLength(1);
  });

  test('a press counts only as the message offers it', async () => {
    const { say, act, sees, stream, events } = await house({
      answers: (event) => (event.kind === 'action' ? { kind: 'update', message: said('Done') } : answer('Press', 'conversation', ['reminder done'])),
    });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '@Rapport list');
    await mei.until('done');
    const [, offered] = (await sees('U-mei', 'C-acme')).posts;
    const forged = await act('U-mei', 'press', { message: offered?.id, payload: press('project delete') });
    await act('U-mei', 'press', { message: offered?.id, payload: press('reminder done') });
    await mei.until('done', 2);
    mei.end();
    expect(forged.status).toBe(409);
    expect(events.map((event) => event.kind)).toEqual(['mention', 'action']);
    expect((await sees('U-ana', 'C-acme')).posts.map(({ edited, html }) => [edited, html.includes('Done')])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test('a form opens in the tab that asked, also when that tab was away when the bot answered', async () => {
    const form = {
      command: 'reminder new',
      locale: 'en' as const,
      title: 'Reminder',
      submit: 'Set',
      cancel: 'Cancel',
      notice: undefined,
      fields: [],
      hidden: {},
    };
    let release: (reply: Reply) => void = () => undefined;
    const { say, stream } = await house({ answers: () => new Promise((resolve) => (release = resolve)) });
    const first = await stream('U-mei');
    await say('U-mei', 'C-acme', '/rapport remind');
    first.end();
    // The server learns of the end by the closed socket; until then it would write to it in vain.
    const other = await stream('U-ana');
    const second = await stream('U-mei');
    release({ kind: 'form', form });
    const [event] = await second.until('form');
    expect(event).toMatchObject({ form: { title: 'Reminder' }, spot: { conversation: 'C-acme' } });
    expect(other.got.filter(({ type }) => type === 'form')).toEqual([]);
    second.end();
    other.end();
  });

  test('adding the bot to a new channel asks it for its setup, and its card goes to whoever added it', async () => {
    const { act, events, sees, stream } = await house({
      answers: (event) => (event.kind === 'memberJoined' && event.bot ? answer('Set up?') : { kind: 'nothing' }),
    });
    const mei = await stream('U-mei');
    const { id } = (await act('U-mei', 'channel', { name: 'borealis website', bot: true })).body as { id: string };
    await mei.until('done');
    mei.end();
    expect(events).toMatchObject([
      { kind: 'memberJoined', bot: true, by: 'U-mei', from: { user: 'rapport', outsider: false }, place: { conversation: id, name: 'borealis-website' } },
    ]);
    expect((await sees('U-mei', id)).posts).toMatchObject([{ from: 'rapport', whisper: true }]);
  });

  test('an answer that comes long after its event shows once, however often it is given', async () => {
    const { say, events, playground, sees } = await house({ answers: () => ({ kind: 'nothing' }) });
    await say('U-mei', 'C-acme', '@Rapport status');
    for (const _ of [1, 2]) await playground.answerLate(events[0] as InboundEvent, answer('Late', 'conversation'));
    expect(texts(await sees('U-ana', 'C-acme')).filter((text) => text.includes('Late'))).toHaveLength(1);
  });
});

describe('a form that comes when nobody is looking', () => {
  test('waits as a message, with a button that opens it as it was filled in', async () => {
    const { say, events, playground, sees } = await house();
    await say('U-mei', 'C-acme', '@Rapport remind');
    const field = {
      name: 'text',
      kind: 'text' as const,
      label: 'Text',
      hint: undefined,
      placeholder: undefined,
      required: true,
      options: undefined,
      maxLength: 300,
      value: 'assets',
      error: undefined,
    };
    const form = {
      command: 'reminder new',
      locale: 'en' as const,
      title: 'New reminder',
      submit: 'Set',
      cancel: 'Cancel',
      notice: undefined,
      fields: [field],
      hidden: { id: '7' },
    };
    await playground.answerLate(events[0] as InboundEvent, { kind: 'form', form });
    const [, waiting] = (await sees('U-mei', 'C-acme')).posts;
    expect(waiting).toMatchObject({ whisper: true, html: expect.stringMatching(/New reminder.*&quot;text&quot;:&quot;assets&quot;/s) });
    expect((await sees('U-ana', 'C-acme')).posts).toHaveLength(1);
  });
});

test('a channel’s name may be typed with its sign; another sign is told at the field', async () => {
  const { act, playground } = await house();
  await act('U-mei', 'channel', { name: '#borealis', bot: false });
  expect((await playground.world.channels()).map(({ name }) => name)).toContain('borealis');
  const refused = await act('U-tom', 'channel', { name: 'bad #name', bot: false });
  expect([refused.status, refused.body]).toEqual([422, { problem: expect.stringContaining('频道名称不能包含'), field: 'name' }]);
  const taken = await act('U-mei', 'channel', { name: '＃borealis', bot: false });
  expect(taken.body).toEqual({ problem: 'This name is taken. Choose another one.', field: 'name' });
});

describe('the clock', () => {
  test.each([
    ['hour', undefined, '2026-11-23T21:00:00.000Z'],
    ['monday', undefined, '2026-11-30T08:00:00.000Z'],
    ['monday', 'C-acme', '2026-11-30T14:00:00.000Z'],
    ['slot', undefined, '2026-11-24T07:30:00.000Z'],
  ])('jumps to %s (in %s) and lets what is due happen', async (to, conversation, expected) => {
    const { act, moves, setDue } = await house();
    setDue(new Date('2026-11-24T07:30:00Z'));
    const { body } = await act('U-mei', 'clock', { to, ...(conversation === undefined ? {} : { conversation }) });
    expect(body).toEqual({ now: expected });
    expect(moves).toEqual([expected]);
  });

  test('says in whose morning it is nine, where that is not one’s own', async () => {
    const { act, stream } = await house();
    const mei = await stream('U-mei');
    await act('U-mei', 'clock', { to: 'monday', conversation: 'C-acme' });
    await act('U-mei', 'clock', { to: 'hour' });
    expect((await mei.until('clock', 2)).map(({ zone }) => zone)).toEqual(['America/New_York', undefined]);
    mei.end();
  });

  test('passes slots at which nothing is to be seen', async () => {
    const dues = ['2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z', '2026-11-26T08:00:00Z'];
    const { act, clock, setDue, onPoke } = await house();
    setDue(new Date(dues[0] as string));
    onPoke(() => {
      const next = dues.find((due) => new Date(due) > clock.now());
      setDue(next === undefined ? undefined : new Date(next));
    });
    expect((await act('U-mei', 'clock', { to: 'slot' })).body).toEqual({ now: '2026-11-26T08:00:00.000Z' });
  });

  test('says when nothing is planned, in the person’s language, and stays where it was', async () => {
    const { act, clock, moves } = await house();
    const { status, body } = await act('U-tom', 'clock', { to: 'slot' });
    expect([status, body]).toEqual([404, { problem: expect.stringContaining('目前没有') }]);
    expect([clock.now().toISOString(), moves]).toEqual(['2026-11-23T20:00:00.000Z', []]);
  });

  test('does not go back when the process starts again, nor does anything posted vanish', async () => {
    const before = await house();
    await before.act('U-mei', 'clock', { to: 'monday' });
    await before.say('U-mei', 'C-acme', 'Good morning');
    const after = await house({ db: before.db });
    expect(after.clock.now().toISOString()).toBe('2026-11-30T08:00:00.000Z');
    expect((await after.sees('U-ana', 'C-acme')).posts).toMatchObject([{ from: 'U-mei', at: '2026-11-30T08:00:00.000Z' }]);
  });
});

describe('who is let in', () => {
  test('only this machine’s own page, with its token', async () => {
    const { base, call } = await house();
    const port = new URL(base).port;
    const statuses = await Promise.all([
      call('GET', 'start', undefined, { 'x-playground-token': 'guess' }),
      call('GET', 'start', undefined, { origin: 'http://evil.example' }),
      call('GET', 'start', undefined, { 'sec-fetch-site': 'cross-site' }),
      call('GET', 'start', undefined, { origin: `http://127.0.0.1:${port}` }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 403, 200]);
  });

  test('nobody, once a real installation is connected: the page says why in both languages', async () => {
    let real = false;
    const { base, call } = await house({ real: () => real });
    real = true;
    const page = await fetch(`${base}/`);
    expect(page.status).toBe(403);
    expect(await page.text()).toMatch(/real Slack or Teams[\s\S]*正式/);
    expect((await call('GET', 'start')).status).toBe(403);
  });

  test('no server that others can reach', async () => {
    const db = await openDatabase({ memory: true });
    await db.prepare([...playgroundCollections]);
    const started = createPlayground({
      db,
      clock: shiftedClock(stoppedClock(monday)),
      log: silentLogger,
      host: '0.0.0.0',
      realInstallation: async () => false,
    });
    await expect(started).rejects.toThrow(/127\.0\.0\.1/);
    await db.close();
  });

  test('the page carries a policy that runs no foreign script', async () => {
    const { base } = await house();
    const page = await fetch(`${base}/`);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(await page.text()).not.toMatch(/<script(?![^>]*src=)|style=|https?:\/\//);
  });
});

describe('bad input', () => {
  test('a body that is no request, too long a text, an unknown person: a clear answer, nothing handed on', async () => {
    const { call, act, events } = await house();
    const answers = [
      await call('POST', 'say?as=U-tom', { text: 5 }),
      await act('U-mei', 'say', { conversation: 'C-acme', text: 'x'.repeat(4001) }),
      await call('GET', 'start?as=U-nobody'),
      await act('U-mei', 'person', { name: 'New', side: 'client', locale: 'en', zone: 'Mars/Base' }),
      await act('U-mei', 'person', { name: 'Ana Ruiz', side: 'client', locale: 'en', zone: 'UTC' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 422, 409]);
    expect(answers[0]?.body).toEqual({ problem: expect.stringContaining('无法读取') });
    expect(answers[3]?.body).toMatchObject({ field: 'zone' });
    expect(events).toEqual([]);
  });
});
