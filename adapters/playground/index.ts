import type { Router } from 'express';
import type { Bot } from '../../src/core/bot.ts';
import type { Reply } from '../../src/core/command.ts';
import type { ChatPlatform, InboundEvent } from '../../src/core/platform.ts';
import type { MovableClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { createActions } from './actions.ts';
import { createClockPanel } from './clockPanel.ts';
import { isLoopback } from './guard.ts';
import { createRouter } from './http.ts';
import { createHub } from './hub.ts';
import type { PlaygroundPorts } from './ports.ts';
import { createPosts } from './posts.ts';
import { createReplies } from './replies.ts';
import { createPlatform } from './send.ts';
import { createWorld, type World } from './world.ts';

export { completionsOf } from './completions.ts';
export { PLAYGROUND_TENANT, type World } from './world.ts';
export { playgroundCollections } from './worldRows.ts';

export interface PlaygroundOptions {
  /** Prepared with `playgroundCollections`. */
  readonly db: Database;
  /** The clock of the whole process; it is restored to its last position. */
  readonly clock: MovableClock & { offset(): number };
  readonly log: Logger;
  /** The address of the web server. Only loopback is allowed: the page's user can act as any member. */
  readonly host: string;
  /**
   * Whether Slack or Teams is connected: then the page, its requests and moving the clock are refused. Checked per
   * request.
   */
  readonly realInstallation: () => Promise<boolean>;
}

export interface Playground {
  readonly platform: ChatPlatform;
  /** To be mounted at /playground. */
  readonly router: Router;
  readonly world: World;
  /** Must be called before the first request; until then requests are answered 503. */
  connect(bot: Bot, ports: PlaygroundPorts): void;
  /** Shows a reply long after its event, e.g. after a restart; pass it to the bot as `answerLate`. */
  answerLate(event: InboundEvent, reply: Reply): Promise<void>;
  /** Ends the event streams, so that the web server can close. */
  close(): void;
}

/**
 * A chat in the browser for trying Rapport out: a platform with its own users, channels and messages.
 * @throws RapportError `invalid` when the server is not bound to loopback.
 */
export async function createPlayground({
  db,
  clock,
  log,
  host,
  realInstallation,
}: PlaygroundOptions): Promise<Playground> {
  if (!isLoopback(host))
    throw new RapportError(
      'invalid',
      `The playground lets one be anybody, so it runs on 127.0.0.1 or ::1 only, not on ${host}.`,
    );
  const world = createWorld({ db, clock });
  const hub = createHub();
  const posts = createPosts({ db, clock, world, hub });
  const show = createReplies({ world, posts, hub });
  const actions = createActions({ world, posts, show, log });
  const panel = createClockPanel({ db, clock });
  // With real people connected the clock stays at real time.
  if (!(await realInstallation())) await panel.restore();
  let connected: (PlaygroundPorts & { bot: Bot }) | undefined;
  const router = createRouter({
    world,
    posts,
    hub,
    actions,
    panel,
    clock,
    log,
    realInstallation,
    connected: () => connected,
  });
  return {
    platform: createPlatform({ world, posts, log, address: () => connected?.address() }),
    router,
    world,
    connect(bot, ports) {
      connected = { bot, ...ports };
    },
    answerLate: (event, reply) => show(event, reply, undefined),
    close: () => hub.close(),
  };
}
