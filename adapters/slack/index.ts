import type { SlackConfig } from '../../src/config/slack.ts';
import type { Bot } from '../../src/core/bot.ts';
import type { Edge } from '../../src/core/edge.ts';
import type { FormPages } from '../../src/core/pages.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { type Clock, systemClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { createSlackApi, createSlackCall } from './api.ts';
import { createSlackInstallations } from './installations.ts';
import { createKeptTexts } from './keptTexts.ts';
import { createSlackOAuth, INSTALL_PATH, type Installed, REDIRECT_PATH } from './oauth.ts';
import { createSlackPeople, within } from './people.ts';
import { createSlackPlaces } from './places.ts';
import { createEntrance, EVENTS_PATH } from './receivers.ts';
import { createReplies } from './replies.ts';
import { createReplySender } from './replySender.ts';
import { createRouter, type Router } from './router.ts';
import { createSecrets } from './secrets.ts';
import { createSlackPlatform } from './send.ts';
import { SLACK_WAITS, type SlackWaits } from './waits.ts';

export { slackCollections } from './store.ts';

export interface SlackOptions {
  readonly config: SlackConfig;
  /** Prepared with `slackCollections`. */
  readonly db: Database;
  /** Real time: Slack does not follow the playground's moved clock. Defaults to this machine's clock. */
  readonly clock?: Clock | undefined;
  readonly log: Logger;
  /** Browser forms for external people: Slack opens no modal for them. */
  readonly pages: FormPages;
  /** For tests. */
  readonly waits?: SlackWaits | undefined;
}

const SWEEP_EVERY_MS = 24 * 3_600_000;
const SOMEBODY_MS = 2_000;

/**
 * The Slack edge: inbound (signed requests or Socket Mode), outbound, and the pages for installing in further teams.
 * Everything here uses real time, as Slack does.
 */
export function createSlack({ config, db, clock = systemClock, log, pages, waits = SLACK_WAITS }: SlackOptions): Edge {
  const { apiUrl, botToken, oauth } = config;
  const call = createSlackCall({ apiUrl });
  const secrets = oauth === undefined ? undefined : createSecrets(oauth.keys);
  const installations = createSlackInstallations({
    ...{ db, call, botToken, log },
    oauth:
      oauth === undefined || secrets === undefined
        ? undefined
        : { clientId: oauth.clientId, clientSecret: oauth.clientSecret, secrets },
  });
  const api = createSlackApi({ tokens: installations, apiUrl, log });
  const kept = createKeptTexts({ db });
  const platform = createSlackPlatform({ api, keep: (texts) => kept.keep(texts), log, now: () => clock.now() });
  const people = createSlackPeople({ api, clock });
  const places = createSlackPlaces({ api, platform, clock, log });
  const replySender = createReplySender({ platform, kept, apiUrl, clock, log });
  const replies = createReplies({ api, replySender, kept, pages, waits, clock, log });
  const entrance = createEntrance({ receive: config.receive, apiUrl, waits, clock, log });
  let router: Router | undefined;
  let open: Bot | undefined;
  let sweeper: NodeJS.Timeout | undefined;

  const sweep = () =>
    void kept
      .sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'slack: old texts could not be removed; retrying tomorrow'));

  /** A team has installed Rapport: the core receives it as an event. */
  async function onInstalled({ team, name, user }: Installed): Promise<void> {
    const from = await people.who(team, { user, tenant: team }, SOMEBODY_MS);
    const event: InboundEvent = {
      kind: 'installed',
      id: `installed:${clock.now().getTime()}`,
      installation: { platform: 'slack', tenant: team },
      from,
      name,
    };
    if (open === undefined) throw new RapportError('unavailable', 'slack: not open yet');
    const work = open.handle(event);
    await work.kept;
    await replies.answer(event, work.reply, { since: clock.now() });
  }

  /**
   * A team whose token stands in the environment counts as installed again as soon as that token works. Otherwise,
   * after a removal, it would stay disconnected and could not get a code. No person did it, so no welcome begins.
   */
  async function isBack({ team, name }: { readonly team: string; readonly name: string }, bot: Bot): Promise<void> {
    const from = { user: team, tenant: team, name: 'Slack', outsider: true };
    const event: InboundEvent = {
      kind: 'installed',
      id: `back:${clock.now().getTime()}`,
      installation: { platform: 'slack', tenant: team },
      from,
      name,
    };
    const { kept, reply } = bot.handle(event);
    await Promise.all([kept, reply]);
  }

  const install =
    oauth === undefined || secrets === undefined
      ? undefined
      : createSlackOAuth({ db, config: oauth, apiUrl, call, secrets, installations, onInstalled, log });
  return {
    platform,
    routes: [
      ...(entrance.listener === undefined ? [] : [{ path: EVENTS_PATH, listener: entrance.listener } as const]),
      ...(install === undefined
        ? []
        : [INSTALL_PATH, REDIRECT_PATH].map((path) => ({ path: path as `/${string}`, listener: install }))),
    ],
    async connect(bot) {
      const own = await installations.start();
      if (own !== undefined) {
        log.info(own, 'slack: connected to the team of SLACK_BOT_TOKEN');
        await isBack(own, bot);
      }
      open = bot;
      router = createRouter({ bot, people, places, replies, kept, installations, platform, waits, clock, log });
      await entrance.open(router.take);
      sweep();
      sweeper = setInterval(sweep, SWEEP_EVERY_MS).unref();
    },
    answerLate: (event, reply) => replies.late(event, reply),
    async close() {
      clearInterval(sweeper);
      await entrance.close();
      // Acknowledged events get a short time to finish. Events in the inbox are recovered at the next start.
      if (router !== undefined) await within(router.idle(), waits.farewell);
    },
  };
}
