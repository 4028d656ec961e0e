import type { Audience } from '../message.ts';
import type { ConversationRef } from '../platform.ts';
import type { Delivery } from './outbox.ts';

/** Asked by the sender before each post: where it may go now. The projects slice answers. */
export interface PostGate {
  pass(delivery: Delivery): Promise<Verdict>;
}
export type Verdict =
  | { readonly verdict: 'go'; readonly to: ConversationRef<Audience> }
  /** The project is rehearsed: to the internal channel, marked with where it would have gone. */
  | { readonly verdict: 'redirect'; readonly to: ConversationRef<'internal'>; readonly wouldHaveGone: string }
  /** Posting there has stopped; stewards were told by whoever stopped it. */
  | { readonly verdict: 'stop'; readonly reason: string };
