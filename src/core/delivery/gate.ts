import type { Audience } from '../message.ts';
import type { ConversationRef } from '../platform.ts';
import type { Delivery } from './outbox.ts';

/** What the gate decides by: a delivery, or a post that is to be edited. */
export type Addressed = Pick<Delivery, 'key' | 'workspaceId' | 'projectId' | 'to'>;

/** Asked by the sender before each post: where it may go now. The projects slice answers. */
export interface PostGate {
  pass(delivery: Addressed): Promise<Verdict>;
}
export type Verdict =
  | { readonly verdict: 'go'; readonly to: ConversationRef<Audience> }
  /** The project is rehearsed: to the internal channel, marked with where it would have gone. */
  | { readonly verdict: 'redirect'; readonly to: ConversationRef<'internal'>; readonly wouldHaveGone: string }
  /**
   * Who reads there cannot be told now: it is asked again. Whoever watches the channel tells the stewards when that
   * lasts.
   */
  | { readonly verdict: 'wait'; readonly reason: string }
  /** Posting there has stopped; stewards were told by whoever stopped it. */
  | { readonly verdict: 'stop'; readonly reason: string };

/** After a `wait`: when it is asked again, in milliseconds. */
export const GATE_AGAIN_MS = 20_000;
