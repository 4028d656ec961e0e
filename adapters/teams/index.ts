import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TeamsConfig } from '../../src/config/teams.ts';
import type { Bot } from '../../src/core/bot.ts';
import type { Edge } from '../../src/core/edge.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { activitySchema } from './activity.ts';
import { type CredentialsFactory, createAuthentication } from './auth.ts';
import { createConnector, createTransport } from './connector.ts';
import { isAllowedServiceUrl, isLoopback, readBody, refusalOf } from './guard.ts';
import { createTeamsPeople } from './people.ts';
import { createPlatform } from './platform.ts';
import { createReferences } from './references.ts';
import { createReplies } from './replies.ts';
import { createSending } from './send.ts';
import { type Answer, createTurns } from './turn.ts';

export { teamsCollections } from './referenceRows.ts';

export interface TeamsOptions {
  readonly config: TeamsConfig;
  /** Prepared with `teamsCollections`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** For tests: a connector on this machine, with the test's own signing keys. */
  readonly rehearsal?: { readonly openIdMetadataUrl: string; readonly credentials: CredentialsFactory };
  /**
   * For tests, in milliseconds: the timeout of a call to the connector; how long an invoke waits for its reply; how long
   * running work gets when the edge closes.
   */
  readonly limitMs?: number;
  readonly waitMs?: number;
  readonly farewellMs?: number;
}

/** How long unfinished answers may take when the process stops. */
const FAREWELL_MS = 5_000;

/** The Microsoft Teams edge: the same bot, reached through /api/messages. */
export function createTeams({
  config,
  db,
  clock,
  log,
  rehearsal,
  limitMs,
  waitMs,
  farewellMs = FAREWELL_MS,
}: TeamsOptions): Edge {
  // Without an app there is no authentication, so only this machine's Agents Playground is allowed.
  const local = config.app === undefined || rehearsal !== undefined;
  const transport = createTransport({ local, clock });
  const authentication = createAuthentication({ app: config.app, transport, ...rehearsal });
  const connector = createConnector(authentication, { local, limitMs });
  const references = createReferences({ db });
  const sending = createSending({
    connector,
    references,
    clock,
    log,
    targeted: config.targeted,
    dialogs: config.app !== undefined,
  });
  const platform = createPlatform(sending, { connector, references, log });
  const people = createTeamsPeople({ db, connector, log });
  const replies = createReplies({ sending, references, members: platform.members, log });
  const turns = createTurns({ references, people, connector, replies, log, now: () => db.now(), waitMs });
  let connected: Bot | undefined;

  async function serve(request: IncomingMessage): Promise<Answer> {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return { status: refusal };
    if (config.app === undefined && !isLoopback(request.socket.remoteAddress)) return { status: 403 };
    if (connected === undefined) return { status: 503 };
    const read = await readBody(request);
    if ('refused' in read) return { status: read.refused };
    const activity = activitySchema.safeParse(read.json);
    if (!activity.success) {
      log.warn(
        { fields: activity.error.issues.map(({ path }) => path.join('.')) },
        'teams: a request is no activity of Teams',
      );
      return { status: 400 };
    }
    const { channelId, serviceUrl } = activity.data;
    if (!isAllowedServiceUrl(serviceUrl, { local })) {
      log.warn(
        { host: URL.canParse(serviceUrl) ? new URL(serviceUrl).host : 'none' },
        'teams: a request names an address that is not Teams’; refused',
      );
      return { status: 403 };
    }
    try {
      await authentication.check({ channelId, serviceUrl }, request.headers.authorization);
    } catch (error) {
      log.warn({ err: error }, 'teams: a request was refused');
      return { status: isError(error, 'refused') ? 401 : 503 };
    }
    return turns.turn(activity.data, connected);
  }

  return {
    platform,
    routes: [
      {
        path: '/api/messages',
        listener: (request, response) => {
          serve(request)
            .catch((error: unknown): Answer => {
              log.warn({ err: error }, 'teams: a request was aborted');
              return { status: 500 };
            })
            .then((answer) => write(response, answer))
            .catch((error: unknown) => log.warn({ err: error }, 'teams: an answer could not be written'));
        },
      },
    ],
    async connect(bot) {
      const signed = await authentication.signIn();
      if (signed.outcome === 'unreachable')
        log.warn({ err: signed.error }, 'teams: no token was available at the start; retrying with the first answer');
      connected = bot;
    },
    async answerLate(event, reply) {
      await replies.show(await replies.lateDeed(event), reply);
    },
    async close() {
      connected = undefined;
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, farewellMs);
      });
      await Promise.race([turns.settled(), enough]).finally(() => clearTimeout(timer));
    },
  };
}

/** Only a status and an invoke's body: reasons of a failure go to the log. */
function write(response: ServerResponse, { status, body }: Answer): void {
  const headers = {
    'X-Content-Type-Options': 'nosniff',
    ...(status === 503 ? { 'Retry-After': '5' } : {}),
    ...(status >= 400 ? { Connection: 'close' } : {}),
  };
  if (body === undefined) response.writeHead(status, headers).end();
  else
    response
      .writeHead(status, { ...headers, 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
}
