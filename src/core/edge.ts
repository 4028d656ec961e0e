import type { RequestListener } from 'node:http';
import type { Bot } from './bot.ts';
import type { Reply } from './command.ts';
import type { ChatPlatform, InboundEvent } from './platform.ts';

/** An adapter for the composition root: the port for posts, and the source of events. */
export interface Edge {
  readonly platform: ChatPlatform;
  /** Requests whose path is `path` or below it come here whole and untouched: signatures are made over the raw body. */
  readonly routes: readonly { readonly path: `/${string}`; readonly listener: RequestListener }[];
  /**
   * From now on events are taken; until then a request is answered 503, so that the platform sends it again. @throws
   * RapportError for operators when the platform refuses us.
   */
  connect(bot: Bot): Promise<void>;
  /** Delivers a reply to an event's author, when the event is no longer waited for. */
  answerLate(event: InboundEvent, reply: Reply): Promise<void>;
  /** Takes nothing new and lets go of its connections. */
  close(): Promise<void>;
}
