import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Bot } from '../../src/core/bot.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Actions } from './actions.ts';
import type { ClockPanel } from './clockPanel.ts';
import { sendProblem } from './errors.ts';
import { demandToken, guard } from './guard.ts';
import type { Hub } from './hub.ts';
import { requests } from './inbound.ts';
import { LIMITS } from './limits.ts';
import type { ConversationView, PersonView, StartView } from './page/wire.ts';
import type { PlaygroundPorts } from './ports.ts';
import { mayRead, type Posts } from './posts.ts';
import { playgroundTexts } from './texts.ts';
import type { World } from './world.ts';
import type { PlaygroundUser } from './worldRows.ts';

export interface HttpParts {
  readonly world: World;
  readonly posts: Posts;
  readonly hub: Hub;
  readonly actions: Actions;
  readonly panel: ClockPanel;
  readonly clock: Clock & { offset(): number };
  readonly log: Logger;
  readonly realInstallation: () => Promise<boolean>;
  /** The bot and its ports, once they are connected. */
  readonly connected: () => (PlaygroundPorts & { bot: Bot }) | undefined;
}

/** The project's folder, both from the sources and from dist. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const personView = ({ _id: id, name, side, outsider, locale, zone }: PlaygroundUser): PersonView => ({
  id,
  name,
  side,
  outsider,
  locale,
  zone,
});
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Some weeks of mornings. */
const MOST_EMPTY_SLOTS = 60;

/** The routes: the page, its reads, its acts and its event stream. */
export function createRouter(parts: HttpParts): Router {
  const { world, posts, hub, actions, panel, clock, log } = parts;
  const token = randomBytes(24).toString('base64url');
  const sources = join(projectFolder(), 'adapters/playground/page');
  const page = readFileSync(join(sources, 'index.html'), 'utf8').replace('{{token}}', token);
  const router = Router();

  router.use(guard(parts.realInstallation));
  router.get('/', (request, response) => {
    // The page's addresses are relative, so the folder must end with a slash.
    const [path = '', query] = request.originalUrl.split('?');
    if (!path.endsWith('/')) return response.redirect(308, `${path}/${query === undefined ? '' : `?${query}`}`);
    return response.type('html').send(page);
  });
  router.get(/^\/(\w+\.css|icon\.svg)$/, (request, response) => response.sendFile(request.path, { root: sources }));
  router.use(
    '/page',
    express.static(join(projectFolder(), 'dist/adapters/playground/page'), { index: false, fallthrough: false }),
  );

  const api = Router();
  router.use('/api', demandToken(token), express.json({ limit: LIMITS.body }), api);

  /** The acting person; errors are in their language. */
  async function actor(request: Request, response: Response): Promise<PlaygroundUser> {
    const id = textOf(request.query.as);
    const user = id === undefined ? (await world.users())[0] : await world.user(id);
    if (user === undefined)
      throw new RapportError('missing', 'playground: no such person', { forPeople: playgroundTexts.all('gone') });
    response.locals.locale = user.locale;
    return user;
  }
  function ready(): PlaygroundPorts & { bot: Bot } {
    const connected = parts.connected();
    if (connected === undefined)
      throw new RapportError('unavailable', 'playground: no bot is connected yet', {
        forPeople: playgroundTexts.all('starting'),
      });
    return connected;
  }

  api.get('/start', async (request, response) => {
    const me = await actor(request, response);
    const { completions } = ready();
    const direct = await world.direct(me._id);
    const [people, channels] = await Promise.all([world.users(), world.channels()]);
    const mine = [...channels.filter((channel) => mayRead(channel, me._id)), direct];
    const conversations = await Promise.all(
      mine.map(
        async ({ _id: id, kind, name, members, bot }): Promise<ConversationView> => ({
          id,
          kind,
          name,
          members,
          bot,
          latest: await posts.latest(me._id, id),
        }),
      ),
    );
    const view: StartView = {
      me: personView(me),
      people: people.map(personView),
      conversations,
      completions: completions(me),
      now: clock.now().toISOString(),
      moved: clock.offset() !== 0,
    };
    response.json(view);
  });

  api.get('/messages', async (request, response) => {
    const me = await actor(request, response);
    const conversation = textOf(request.query.conversation) ?? '';
    const channel = await world.channel(conversation);
    if (channel === undefined || !mayRead(channel, me._id)) {
      throw new RapportError('missing', `playground: ${me._id} cannot read ${conversation}`, {
        forPeople: playgroundTexts.all('notIn'),
      });
    }
    response.json(await posts.list(me, conversation, textOf(request.query.before)));
  });

  api.get('/events', async (request, response) => {
    const me = await actor(request, response);
    hub.open(textOf(request.query.tab) ?? me._id, me._id, response);
  });

  for (const what of ['say', 'press', 'track', 'submit', 'dismiss', 'join', 'leave'] as const) {
    api.post(`/${what}`, async (request, response) => {
      const me = await actor(request, response);
      // A body's schema and its action have the same name; the type system cannot follow the loop.
      const act = actions[what] as (bot: Bot, user: PlaygroundUser, body: unknown) => Promise<unknown>;
      const answer = await act(ready().bot, me, requests[what].parse(request.body));
      if (what === 'join' || what === 'leave') hub.toEach(() => ({ type: 'world' }));
      response.json(answer);
    });
  }
  api.post('/person', async (request, response) => {
    const made = await actions.person(await actor(request, response), requests.person.parse(request.body));
    hub.toEach(() => ({ type: 'world' }));
    response.json(made);
  });
  api.post('/channel', async (request, response) => {
    const made = await actions.channel(
      ready().bot,
      await actor(request, response),
      requests.channel.parse(request.body),
    );
    hub.toEach(() => ({ type: 'world' }));
    response.json(made);
  });
  api.post('/clock', async (request, response) => {
    const me = await actor(request, response);
    const { to, conversation } = requests.clock.parse(request.body);
    const { nextDue, runDueNow, zoneOf } = ready();
    const zone = (conversation === undefined ? undefined : await zoneOf(conversation)) ?? me.zone;
    const before = posts.made();
    await panel.move(to, { nextDue, zone });
    await runDueNow();
    // Many slots post nothing, such as a morning's list with no item: continue to the next visible post.
    for (let tries = 0; to === 'slot' && posts.made() === before && tries < MOST_EMPTY_SLOTS; tries += 1) {
      const due = await nextDue();
      if (due === undefined || due <= clock.now()) break;
      await panel.move(to, { nextDue, zone });
      await runDueNow();
    }
    const now = clock.now().toISOString();
    hub.toEach(() => ({ type: 'clock', now, moved: clock.offset() !== 0, ...(to === 'monday' ? { zone } : {}) }));
    response.json({ now });
  });

  const failed: ErrorRequestHandler = (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const { ours } = sendProblem(response, error, response.locals.locale === 'zh-CN' ? 'zh-CN' : 'en');
    if (ours) log.error({ err: error, path: request.path }, 'playground: a request failed');
  };
  router.use(failed);
  return router;
}
