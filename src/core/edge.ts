import type { RequestListener } from 'node:http';
import type { Bot } from './bot.ts';
import type { Reply } from './command.ts';
import type { ChatPlatform, InboundEvent } from './platform.ts';

/** An adapter for the composition root: the port for posts, and the source of events. */
export interface Edge {
  readonly platform: ChatPlatform;
  /** Requests to `path` or below it come here complete and unchanged, because signatures cover the raw body. */
  readonly routes: readonly { readonly path: `/${string}`; readonly listener: RequestListener }[];
  /**
   * Starts to accept events; until then a request is answered 503, so that the platform sends it again. @throws
   * RapportError for operators if the platform refuses us.
   */
  connect(bot: Bot): Promise<void>;
  /** Delivers a reply to an event's author after the platform has stopped waiting for it. */
  answerLate(event: InboundEvent, reply: Reply): Promise<void>;
  /** Accepts no new events and closes its connections. */
  close(): Promise<void>;
}
