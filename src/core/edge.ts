import type { RequestListener } from 'node:http';
import type { Bot } from './bot.ts';
import type { Reply } from './command.ts';
import type { ChatPlatform, InboundEvent } from './platform.ts';

/** An adapter as the composition root uses it: what the core posts through, and what brings events in. */
export interface Edge {
  readonly platform: ChatPlatform;
  /** Requests whose path is `path` or below it come here whole and untouched: signatures are made over the raw body. */
  readonly routes: readonly { readonly path: `/${string}`; readonly listener: RequestListener }[];
  /**
   * From now on events are taken; until then a request is answered 503, so that the platform sends it again. @throws
   * RapportError for operators when the platform refuses us.
   */
  connect(bot: Bot): Promise<void>;
  /** Brings a reply to whoever sent an event that is no longer waited for. */
  answerLate(event: InboundEvent, reply: Reply): Promise<void>;
  /** Takes nothing new and lets go of its connections. */
  close(): Promise<void>;
}
