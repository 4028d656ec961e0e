import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createPlayground, playgroundCollections } from '../../adapters/playground/index.ts';
import type { Answer, FormOnPage, PageEvent, PostView, Spot } from '../../adapters/playground/page/wire.ts';
import { BOT_USER, OUTSIDE_TENANT, PLAYGROUND_TENANT } from '../../adapters/playground/world.ts';
import { compose } from '../../src/app/composition.ts';
import { shiftedClock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { begunDatabase } from '../fakes/begun.ts';
import { settling } from '../fakes/settling.ts';
import { CHANNELS, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Driver, Seen } from './driver.ts';
import { readHtml } from './readHtml.ts';
import type { Channel, DeedOf, FormSight, Viewer, Who } from './scenario.ts';

const conversationOf = (channel: Channel) => `C-${channel}`;
const userOf = (who: Who | 'rapport') => (who === 'rapport' ? BOT_USER : `U-${who}`);

/** Mentions as people read them. */
const named = (text: string) =>
  text
    .replace(/^<@U-(\w+)>$/, (_all, who: Who) => `@${PEOPLE[who].name}`)
    .replace(/^<#C-([\w-]+)(?:\|[^<>]*)?>$/, (_all, channel: string) => `#${channel}`);

function formSight({ title, notice, fields }: FormOnPage): FormSight {
  const wrong = fields.flatMap(({ name, error }) => (error === undefined ? [] : [[name, error] as const]));
  return {
    form: title,
    ...(notice === undefined ? {} : { says: notice }),
    fields: Object.fromEntries(
      fields.map(({ name, value = '' }) => [name, named(typeof value === 'string' ? value : value.join(','))]),
    ),
    ...(wrong.length === 0 ? {} : { wrong: Object.fromEntries(wrong) }),
  };
}

/** The playground, driven by the requests of its page and the event stream of each person's tab. */
export async function startPlayground(start: string): Promise<Driver> {
  const { db, begin } = await begunDatabase(`replay ${start}`);
  await db.prepare([...playgroundCollections]);
  const clock = shiftedClock(stoppedClock(start));
  const playground = await createPlayground({
    db,
    clock,
    log: silentLogger,
    host: '127.0.0.1',
    realInstallation: async () => false,
  });
  const made = await compose({
    db,
    clock,
    log: silentLogger,
    platforms: [playground.platform],
    answerLate: playground.answerLate,
  });
  const parts = { ...made, bot: settling(made) };
  await begin(async () => {
    const { world } = playground;
    for (const who of WHO) {
      const { name, isOurs, locale, zone } = PEOPLE[who];
      await world.addUser({
        user: userOf(who),
        name,
        outsider: !isOurs,
        locale,
        zone,
        side: isOurs ? 'ours' : 'client',
      });
    }
    for (const [name, members] of Object.entries(CHANNELS) as [Channel, readonly Who[]][]) {
      await world.addChannel({
        conversation: conversationOf(name),
        name,
        members: members.map(userOf),
        bot: name !== 'launch',
      });
    }
    await settleAgency(parts, {
      platform: 'playground',
      tenant: PLAYGROUND_TENANT,
      outside: OUTSIDE_TENANT,
      user: userOf,
      channel: conversationOf,
    });
    await parts.histories.settled();
  });
  playground.connect(parts.bot, {
    completions: () => [],
    address: () => 'http://127.0.0.1:3000',
    runDueNow: async () => undefined,
    nextDue: async () => undefined,
    zoneOf: async () => undefined,
  });
  const app = express();
  app.use('/playground', playground.router);
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/playground`;
  const token = /name="playground-token" content="([^"]+)"/.exec(await (await fetch(`${base}/`)).text())?.[1] ?? '';

  let count = 0;
  let looked = 0;
  const seen: Seen[] = [];
  const events = new Map<Who, PageEvent[]>();
  const waiting = new Set<() => void>();
  const posts: { to: Viewer; view: PostView }[] = [];
  const open = new Map<Who, { form: FormOnPage; spot: Spot; values: Readonly<Record<string, string | string[]>> }>();

  const lastSent = new Map<Who, object>();

  /** Resolves once the condition holds; every event of any tab checks it again. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isSo()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });

  async function call(who: Who, what: string, body: object): Promise<Answer & { readonly event: string }> {
    const id = `replay-event-${++count}`;
    const response = await fetch(`${base}/api/${what}?as=${userOf(who)}`, {
      method: 'POST',
      headers: { 'x-playground-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ id, tab: `tab.${who}`, ...body }),
    });
    if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
    return { ...((await response.json()) as Answer), event: id };
  }

  function heard(who: Who, event: PageEvent): void {
    events.get(who)?.push(event);
    if (event.type === 'form') {
      open.set(who, { form: event.form, spot: event.spot, values: {} });
      seen.push({ to: who, form: formSight(event.form) });
    }
    if (event.type === 'post' && event.post.from === BOT_USER) {
      const { post } = event;
      const isOwn = post.whisper || post.conversation.startsWith('D-');
      const to: Viewer = isOwn ? who : `#${post.conversation.slice(2) as Channel}`;
      const isFirst = isOwn || WHO.find((one) => CHANNELS[to.slice(1) as Channel].includes(one)) === who;
      // All members get the same; one of them reports it.
      if (isFirst) {
        posts.push({ to, view: post });
        seen.push({ to, shown: readHtml(post.html), ...(post.edited ? { changed: true } : {}) });
      }
    }
    for (const check of [...waiting]) check();
  }
  const streams = new AbortController();
  async function listen(who: Who): Promise<void> {
    const url = `${base}/api/events?as=${userOf(who)}&tab=tab.${who}&token=${token}`;
    const response = await fetch(url, { signal: streams.signal });
    events.set(who, []);
    const read = async () => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) if (frame.startsWith('data: ')) heard(who, JSON.parse(frame.slice(6)) as PageEvent);
      }
    };
    // Ends with the test.
    read().catch(() => undefined);
  }
  for (const who of WHO) await listen(who);

  /**
   * Waits until all events to every tab are read: a request without a change tells all tabs that the world may have
   * changed.
   */
  async function flush(): Promise<void> {
    const before = new Map(WHO.map((who) => [who, worlds(who)]));
    await call('mei', 'join', { conversation: conversationOf('acme'), user: userOf('mei') });
    await until(() => WHO.every((who) => worlds(who) > (before.get(who) ?? 0)));
  }
  const worlds = (who: Who) => (events.get(who) ?? []).filter(({ type }) => type === 'world').length;

  async function settle(): Promise<void> {
    for (let round = 0; round < 8; round++)
      if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    await flush();
  }
  async function finish(who: Who, answer: Answer & { readonly event: string }): Promise<void> {
    if (answer.outcome === 'taken' && answer.working) {
      await until(() => (events.get(who) ?? []).some((event) => event.type === 'done' && event.event === answer.event));
    }
    if (answer.outcome === 'hint')
      seen.push({ to: who, shown: { lines: [answer.text], buttons: [], mentions: [], links: [], files: [] } });
    if (answer.outcome === 'errors') {
      const form = open.get(who);
      if (form !== undefined) {
        const fields = form.form.fields.map((field) => ({
          ...field,
          value: form.values[field.name] ?? field.value,
          error: answer.errors[field.name],
        }));
        open.set(who, { ...form, form: { ...form.form, fields } });
        seen.push({ to: who, form: formSight({ ...form.form, fields }) });
      }
    }
    await settle();
  }

  function filled(who: Who, values: Readonly<Record<string, string>>) {
    const opened = open.get(who);
    if (opened === undefined) throw new Error(`${who} has no form open`);
    const { form, spot } = opened;
    const shown = Object.fromEntries(
      form.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value as string]])),
    );
    for (const name of Object.keys(values))
      if (!form.fields.some((field) => field.name === name)) throw new Error(`no field ${name}`);
    const all = { ...form.hidden, ...shown, ...values };
    open.set(who, { ...opened, values: all });
    return { ...spot, command: form.command, values: all };
  }

  return {
    async act(deed: DeedOf) {
      const { who } = deed;
      if ('types' in deed) {
        const { isOurs } = PEOPLE[who];
        const text = isOurs ? `/rapport ${deed.types}` : deed.in === undefined ? deed.types : `@Rapport ${deed.types}`;
        const conversation =
          deed.in === undefined ? (await playground.world.direct(userOf(who)))._id : conversationOf(deed.in);
        return finish(who, await call(who, 'say', { conversation, text }));
      }
      if ('mentions' in deed)
        return finish(
          who,
          await call(who, 'say', { conversation: conversationOf(deed.in), text: `@Rapport ${deed.mentions}` }),
        );
      if ('presses' in deed) {
        for (const { to, view } of [...posts].reverse()) {
          const isTheirs = to === who || (to.startsWith('#') && CHANNELS[to.slice(1) as Channel].includes(who));
          // Only the newest state of a message counts.
          const newest = posts.filter((one) => one.view.id === view.id).at(-1)?.view;
          const { presses, lines } = readHtml(view.html);
          const press = presses.find(({ label }) => label === deed.presses);
          if (!isTheirs || newest !== view || press === undefined || !lines.join(' ').includes(deed.under ?? ''))
            continue;
          return finish(who, await call(who, 'press', { message: view.id, payload: press.payload }));
        }
        throw new Error(`${who} sees no "${deed.presses}"`);
      }
      if ('fills' in deed) {
        const body = filled(who, deed.fills);
        lastSent.set(who, body);
        const answer = await call(who, 'submit', body);
        if (answer.outcome === 'taken') open.delete(who);
        return finish(who, answer);
      }
      if ('sendsAgain' in deed) return finish(who, await call(who, 'submit', lastSent.get(who) ?? {}));
      if ('closes' in deed) {
        const body = filled(who, deed.closes);
        open.delete(who);
        return finish(who, await call(who, 'dismiss', body));
      }
      if ('brings' in deed)
        return finish(
          who,
          await call(who, 'join', { conversation: conversationOf(deed.in), user: userOf(deed.brings) }),
        );
      if (!('takesAway' in deed)) throw new Error('the playground’s channels stay as they are');
      return finish(
        who,
        await call(who, 'leave', { conversation: conversationOf(deed.in), user: userOf(deed.takesAway) }),
      );
    },
    async at(instant) {
      clock.moveTo(new Date(instant));
      await settle();
    },
    now: () => clock.now(),
    async look() {
      const fresh = seen.slice(looked);
      looked = seen.length;
      return fresh;
    },
    async end() {
      streams.abort();
      playground.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await parts.sender.stop();
      await db.close();
    },
  };
}
