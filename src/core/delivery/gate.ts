import type { Audience } from '../message.ts';
import type { ConversationRef } from '../platform.ts';
import type { Delivery } from './outbox.ts';

/** The gate's input: a delivery, or a post to edit. */
export type Addressed = Pick<Delivery, 'key' | 'workspaceId' | 'projectId' | 'to'>;

/** Asked before each post: where it may go now. The projects slice implements it. */
export interface PostGate {
  pass(delivery: Addressed): Promise<Verdict>;
}
export type Verdict =
  | { readonly verdict: 'go'; readonly to: ConversationRef<Audience> }
  /** The project is rehearsed: to the internal channel, marked with the original place. */
  | { readonly verdict: 'redirect'; readonly to: ConversationRef<'internal'>; readonly wouldHaveGone: string }
  /** The readers are unknown now: asked again later. The channel's watcher tells the stewards when that lasts. */
  | { readonly verdict: 'wait'; readonly reason: string }
  /** Posting there is stopped; the stewards know already. */
  | { readonly verdict: 'stop'; readonly reason: string };

/** Milliseconds until the gate is asked again after a `wait`. */
export const GATE_AGAIN_MS = 20_000;
