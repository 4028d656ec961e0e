import { Router } from 'express';
import { expect } from 'vitest';
import { createSlackCall } from '../../adapters/slack/api.ts';
import { createSlack, slackCollections } from '../../adapters/slack/index.ts';
import { createSlackInstallations } from '../../adapters/slack/installations.ts';
import { createSecrets } from '../../adapters/slack/secrets.ts';
import { type Composition, compose } from '../../src/app/composition.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import type { Bot } from '../../src/core/bot.ts';
import { stoppedClock, systemClock } from '../../src/ground/clock.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import {
  createFilesRouter,
  createFileTickets,
  createPagesRouter,
  createTickets,
  pageCollections,
} from '../../src/web/pages/index.ts';
import { startWeb } from '../../src/web/server.ts';
import { checkPayload } from '../checkers/blockKit.ts';
import { settling } from '../fakes/settling.ts';
import { type Done, startFront } from '../fakes/slack/front.ts';
import { type Signing, say, signedCommand, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';
import { ACME, NORTH, SOUTH, settle } from './agency.ts';
import { filledIn, pressOf, wordsIn } from './blocks.ts';

export { ACME, NORTH, SOUTH };
export const SECRET = '0123456789abcdef0123456789abcdef';
export const KEYS = [{ id: 'k1', key: Buffer.alloc(32, 7) }];
export type Mode = 'http' | 'socket';

/** What Slack was answered; status 0 for no answer at all (Socket Mode). */
export interface Ack {
  readonly status: number;
  readonly body: unknown;
}
type Fields = Readonly<Record<string, unknown>>;

/** A message or a window as somebody sees it. */
export interface Seen {
  readonly done: Done;
  readonly words: string;
  readonly blocks: unknown;
  /** What a press there tells of where it is. */
  readonly container: Fields;
}
/** A window, by its id at Slack and with its present content. */
export interface Window {
  readonly id: string;
  readonly view: Fields;
}

const PATIENCE_MS = 60_000;
export const VISIBLE: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'chat.postEphemeral',
  'chat.update',
  'views.open',
  'views.push',
  'views.update',
  'views.publish',
  'files.completeUploadExternal',
  'respond',
]);

export interface HouseOptions {
  readonly mode?: Mode;
  /** What our side types. */
  readonly command?: string;
  /** South comes by OAuth, as a second installation beside the environment's. */
  readonly south?: boolean;
  readonly log?: Logger;
  /** Whether files can be had from us; otherwise Slack alone brings them. */
  readonly isReachable?: boolean;
  /** What the bot's token may; all that is asked for, unless told. */
  readonly scopes?: readonly string[];
  /** Between the adapter and the bot: to be slow, or to fail. */
  readonly between?: (bot: Bot) => Bot;
  /** Besides those who are always there. */
  readonly people?: readonly string[];
  readonly channels?: readonly string[];
  readonly privateChannels?: readonly string[];
  /** Another agency in North than Mei's of the house. */
  readonly agency?: (parts: Composition, slack: FakeSlack) => Promise<void>;
}

/**
 * Rapport in Slack, whole: the real web server, Bolt and adapter, and the real house behind them over a database in
 * memory; in front of them Slack, played by emulators. Mei manages ACME (client channel #acme, internal
 * #acme-internal), Tom is a member, Root the admin; Ana of Acme is in #acme from another team.
 */
export async function slackHouse({
  mode = 'http',
  command = '/rapport',
  south = false,
  log = silentLogger,
  isReachable = true,
  scopes,
  between = (bot) => bot,
  people = [],
  channels = [],
  privateChannels = [],
  agency,
}: HouseOptions = {}) {
  const seed = {
    people: ['mei', 'tom', 'root', 'ana', 'gus', ...people],
    channels: ['acme', 'acme-internal', 'blue', ...channels],
    privateChannels: ['without-us', ...privateChannels],
    ...(scopes === undefined ? {} : { scopes }),
  };
  const slack = await startSlack({
    teams: [{ ...seed, id: NORTH, name: 'North' }, ...(south ? [{ ...seed, id: SOUTH, name: 'South' }] : [])],
  });
  const front = await startFront(slack);
  for (const id of south ? [NORTH, SOUTH] : [NORTH]) {
    const team = slack.team(id);
    team.traits.set(team.person('ana'), { team_id: ACME, is_stranger: true });
    team.traits.set(team.person('gus'), { is_restricted: true });
    team.traits.set(team.person('tom'), { locale: 'zh-CN', tz: 'Asia/Shanghai' });
    team.traits.set(team.person('mei'), { locale: 'en-US', tz: 'Europe/Berlin', real_name: 'Mei Chen' });
  }
  const oauth = { clientId: '1.2', clientSecret: SECRET, publicUrl: 'https://rapport.example.com', keys: KEYS };
  const config: SlackConfig = {
    receive: mode === 'http' ? { mode, signingSecret: SECRET } : { mode, appToken: front.appToken },
    botToken: slack.team(NORTH).bot.token,
    oauth: south ? oauth : undefined,
    command,
    apiUrl: front.apiUrl,
  };
  const db = await openDatabase({ memory: true });
  await db.prepare([...slackCollections, ...pageCollections]);
  if (south) {
    const { bot } = slack.team(SOUTH);
    const installations = createSlackInstallations({
      ...{ db, call: createSlackCall({ apiUrl: front.apiUrl }), botToken: undefined, log },
      oauth: { ...oauth, secrets: createSecrets(KEYS) },
    });
    await installations.save({
      team: SOUTH,
      name: 'South',
      app: 'A0RAPPORT',
      scopes: [...bot.scopes],
      by: slack.team(SOUTH).person('root'),
      token: bot.token,
    });
  }
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  let tickets: ReturnType<typeof createTickets> | undefined;
  let files: ReturnType<typeof createFileTickets> | undefined;
  const edge = createSlack({ config, db, log, pages: { link: async (event, form) => tickets?.link(event, form) } });
  const made = await compose({
    db,
    clock,
    log,
    platforms: [edge.platform],
    answerLate: (event, reply) => edge.answerLate(event, reply),
    fileLinks: { link: async (file, whose) => files?.link(file, whose) },
    slackCommand: command,
  });
  const parts = { ...made, bot: settling(made) };
  const metrics = createMetrics({ deliveries: async () => ({}) });
  const pages = { form: Router(), file: Router() };
  const web = await startWeb({
    pages,
    host: '127.0.0.1',
    port: 0,
    log,
    metrics,
    ready: () => db.ping(),
    routes: edge.routes,
    playground: undefined,
  });
  tickets = createTickets({ db, clock, publicUrl: web.url });
  files = createFileTickets({ db, clock, publicUrl: isReachable ? web.url : undefined });
  pages.file.use(createFilesRouter({ tickets: files, clock }));
  pages.form.use(
    createPagesRouter({
      tickets,
      bot: parts.bot,
      registry: parts.registry,
      answerLate: (event, reply) => edge.answerLate(event, reply),
      clock,
      log,
    }),
  );
  const url = `${web.url}/slack/events`;
  const projects = new Map<string, Awaited<ReturnType<typeof settle>>>();
  if (agency !== undefined) await agency(parts, slack);
  else for (const id of south ? [NORTH, SOUTH] : [NORTH]) projects.set(id, await settle(parts, id, slack));
  await edge.connect(between(parts.bot));

  let looked = 0;
  let count = 0;
  const signing: Signing = { secret: SECRET };
  const fresh = (what: string) => `${what}.${++count}.${Math.random().toString(36).slice(2)}`;

  /** What Slack would refuse in an answer to something that somebody did. */
  const ackProblems: string[] = [];
  function checked(payload: Fields, ack: Ack): Ack {
    if (payload.type !== 'view_submission' && payload.type !== 'block_suggestion') return ack;
    if (ack.status !== 200) return ack;
    const problems = checkPayload(`ack.${payload.type}`, ack.body);
    // Slack shows an error at an input of the view, and refuses one that names anything else.
    const inputs = (
      (payload.view as { blocks?: { type: string; block_id?: string }[] } | undefined)?.blocks ?? []
    ).filter(({ type }) => type === 'input');
    const named = Object.keys((ack.body as { errors?: Fields } | undefined)?.errors ?? {}).filter(
      (id) => !inputs.some(({ block_id }) => block_id === id),
    );
    ackProblems.push(
      ...[...problems, ...named.map((id) => `/errors/${id}: is no input of the view`)].map(
        (problem) => `ack.${payload.type}: ${problem}`,
      ),
    );
    return ack;
  }

  const deliver = async (...given: Parameters<typeof delivered>): Promise<Ack> =>
    checked(given[1], await delivered(...given));

  async function delivered(
    type: 'events_api' | 'slash_commands' | 'interactive',
    payload: Fields,
    more: Partial<Signing> = {},
  ): Promise<Ack> {
    if (mode === 'socket') {
      const outcome = await front.socket.deliver({ type, payload });
      const isEmpty = outcome !== 'none' && Object.keys(outcome.ack ?? {}).length === 0;
      return outcome === 'none'
        ? { status: 0, body: undefined }
        : { status: 200, body: isEmpty ? undefined : outcome.ack };
    }
    const how = { ...signing, ...more };
    const said =
      type === 'events_api'
        ? signedEvent(payload, how)
        : type === 'slash_commands'
          ? signedCommand(payload as Record<string, string>, how)
          : signedInteraction(payload, how);
    const response = await say(url, said);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  function seenOf(done: Done): Seen {
    const { method, arguments: given, answer } = done;
    const view = given.view as Fields | undefined;
    const blocks = view?.blocks ?? given.blocks;
    const opened = answer.view as { id?: string } | undefined;
    const isEphemeral =
      method === 'chat.postEphemeral' || (method === 'respond' && given.response_type === 'ephemeral');
    const container: Fields =
      view !== undefined
        ? { type: 'view', view_id: opened?.id ?? given.view_id }
        : {
            type: 'message',
            message_ts: answer.ts ?? answer.message_ts ?? given.ts ?? fresh('1700000000'),
            channel_id: given.channel ?? answer.channel,
            is_ephemeral: isEphemeral,
          };
    return {
      done,
      words: [view === undefined ? String(given.text ?? '') : JSON.stringify(view.title), wordsIn(blocks)].join('\n'),
      blocks,
      container,
    };
  }

  /** The next thing that anybody can see, in the order in which it appeared. */
  async function next(matching: (done: Done) => boolean = () => true): Promise<Seen> {
    const until = systemClock.now().getTime() + PATIENCE_MS;
    for (;;) {
      // What is due goes out as it would with the ticker.
      await parts.sender.tick();
      const at = front.done.findIndex((one, index) => index >= looked && VISIBLE.has(one.method) && matching(one));
      const found = front.done[at];
      if (found !== undefined) {
        looked = at + 1;
        return seenOf(found);
      }
      if (systemClock.now().getTime() > until) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const others = front.done
      .slice(looked)
      .map(({ method, answer }) => `${method} ${answer.ok === true ? 'ok' : String(answer.error)}`);
    throw new Error(`nothing of that kind was to be seen, only: ${others.join(', ')}`);
  }

  /** A person at their Slack client. */
  function as(name: string, at: string = NORTH) {
    const team = slack.team(at);
    const user = team.person(name);
    const home = String(team.traits.get(user)?.team_id ?? at);
    const who = { id: user, username: name, name, team_id: home };
    const channel = (wanted: string) => (/^[CDGU][0-9A-Z]{6,}$/.test(wanted) ? wanted : team.channel(wanted));
    const trigger = async (view?: string) =>
      String(
        (await team.ask('views.generateTriggerId', { user_id: user, ...(view === undefined ? {} : { view_id: view }) }))
          .trigger_id,
      );
    const envelope = (event: Fields, more: Fields = {}) => ({
      ...{ type: 'event_callback', api_app_id: 'A0RAPPORT', team_id: at, event_id: fresh('Ev'), event_time: 1, event },
      authorizations: [
        { enterprise_id: null, team_id: at, user_id: team.bot.user, is_bot: true, is_enterprise_install: false },
      ],
      ...more,
    });
    const interaction = (type: string, more: Fields) => ({
      type,
      api_app_id: 'A0RAPPORT',
      team: { id: at, domain: 'north' },
      user: who,
      is_enterprise_install: false,
      ...more,
    });

    const person = {
      user,
      team,
      trigger,
      envelope,
      interaction,
      /** Our direct conversation with them. */
      direct: async () =>
        String(((await team.ask('conversations.open', { users: user })).channel as { id: string }).id),
      commandFields: async (text: string, where = 'acme-internal') => ({
        ...{
          command,
          text,
          team_id: at,
          team_domain: 'north',
          user_id: user,
          user_name: name,
          api_app_id: 'A0RAPPORT',
          is_enterprise_install: 'false',
        },
        ...{ channel_id: channel(where), channel_name: channel(where).startsWith('D') ? 'directmessage' : where },
        ...{ trigger_id: await trigger(), response_url: front.responseUrl() },
      }),
      /** The slash command and these words. */
      command: async (text: string, where?: string): Promise<Ack> =>
        deliver('slash_commands', await person.commandFields(text, where)),
      /** The bot's mention and these words, in a channel. */
      mention: (text: string, where = 'acme', more: Fields = {}) =>
        deliver(
          'events_api',
          envelope({
            type: 'app_mention',
            user,
            text: `<@${team.bot.user}> ${text}`,
            ts: fresh('1700000001'),
            channel: channel(where),
            user_team: home,
            ...more,
          }),
        ),
      /** A message to the bot. */
      dm: async (text: string, more: Fields = {}) =>
        deliver(
          'events_api',
          envelope({
            type: 'message',
            channel_type: 'im',
            user,
            text,
            ts: fresh('1700000002'),
            channel: await person.direct(),
            ...more,
          }),
        ),
      event: (event: Fields, more: Fields = {}) => deliver('events_api', envelope(event, more)),
      pressPayload: async (seen: Seen, label: string, more: Fields = {}) => {
        const { container, blocks, done } = seen;
        const isView = container.type === 'view';
        const view: Fields | undefined = isView
          ? { ...(done.answer.view as Fields), ...(done.arguments.view as Fields), id: container.view_id }
          : undefined;
        return interaction('block_actions', {
          ...{
            trigger_id: await trigger(isView && view?.type === 'modal' ? String(container.view_id) : undefined),
            container,
            actions: [{ ...pressOf(blocks, label), block_id: 'b', action_ts: fresh('1') }],
          },
          ...(isView
            ? { view }
            : {
                channel: { id: container.channel_id ?? channel('acme-internal'), name: 'somewhere' },
                message: { ts: container.message_ts, bot_id: team.bot.id },
                response_url: front.responseUrl(),
              }),
          ...more,
        });
      },
      press: async (seen: Seen, label: string, more: Fields = {}): Promise<Ack> =>
        deliver('interactive', await person.pressPayload(seen, label, more)),
      submitPayload: async ({ id, view }: Window, values: Readonly<Record<string, string>>, more: Fields = {}) =>
        interaction('view_submission', {
          trigger_id: await trigger(id),
          view: { hash: 'h1', ...view, id, team_id: at, state: filledIn(view, values) },
          ...more,
        }),
      /** Sends a form, as filled in; what the answer puts into the window is there afterwards. */
      async submit(
        window: Window,
        values: Readonly<Record<string, string>>,
      ): Promise<Ack & { readonly window: Window }> {
        const ack = await deliver('interactive', await person.submitPayload(window, values));
        const body = ack.body as { response_action?: string; view?: Fields } | undefined;
        if (body?.response_action !== 'update' || body.view === undefined) return { ...ack, window };
        expect(checkPayload('views.update', { view_id: window.id, view: body.view })).toEqual([]);
        const { view } = (await team.ask('views.update', { view_id: window.id, view: body.view })) as {
          view?: { hash?: string };
        };
        return { ...ack, window: { id: window.id, view: { ...body.view, hash: view?.hash ?? fresh('h') } } };
      },
      close: (window: Window, values: Readonly<Record<string, string>> = {}) =>
        deliver(
          'interactive',
          interaction('view_closed', {
            view: { hash: 'h1', ...window.view, id: window.id, state: filledIn(window.view, values) },
            is_cleared: false,
          }),
        ),
      opensHome: async () =>
        person.event({
          type: 'app_home_opened',
          user,
          channel: await person.direct(),
          tab: 'home',
          event_ts: fresh('1'),
        }),
    };
    return person;
  }

  return {
    ...parts,
    ...{ slack, front, db, clock, edge, web, url, deliver, next, as, projects, mode, seenOf },
    /** Everything that was still on its way has been shown. */
    async quiet(): Promise<void> {
      await edge.close();
      await edge.connect(between(parts.bot));
    },
    /** The window that opens next. */
    async window(): Promise<Window> {
      const { done } = await next(
        ({ method }) => method === 'views.open' || method === 'views.push' || method === 'views.update',
      );
      if (done.answer.ok !== true) throw new Error(`${done.method}: ${String(done.answer.error)}`);
      return { id: (done.answer.view as { id: string }).id, view: done.arguments.view as Fields };
    },
    /** Whatever was shown so far does not count. */
    lookAway: () => {
      looked = front.done.length;
    },
    /** Nothing is to be seen, though everything has been worked off. */
    async nothing(): Promise<void> {
      await edge.close();
      expect(front.done.slice(looked).filter(({ method }) => VISIBLE.has(method))).toEqual([]);
    },
    /** Moves the clock of the house and does what is due. */
    async at(instant: string) {
      clock.moveTo(new Date(instant));
      for (let round = 0; round < 8; round++)
        if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    },
    /** Ends everything; no payload of the whole test may break a limit of Slack's. */
    async close() {
      await web.close();
      await edge.close();
      await parts.sender.stop();
      const problems = [...slack.problems(), ...front.problems(), ...ackProblems];
      await front.close();
      await slack.close();
      await db.close();
      expect(problems).toEqual([]);
    },
  };
}
export type SlackHouse = Awaited<ReturnType<typeof slackHouse>>;

export const now = () => Math.floor(systemClock.now().getTime() / 1000);
