import type { Reply } from './command.ts';
import type { InboundEvent } from './platform.ts';

/** What the platform is answered at once. */
export type Ack =
  /** Nothing to say yet; work goes on. */
  | { readonly kind: 'nothing' }
  /** Field errors that can be told without looking anything up: the dialog stays open with the typed values. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** A "saving" view; the reply updates it. */
  | { readonly kind: 'saving' };

/** The two doors to the core, and no other. */
export interface Bot {
  /** Pure and quick: validates without I/O and gives the ack. With `errors`, `handle` is not called. */
  accept(event: InboundEvent): Ack;
  /**
   * Works. `kept` settles as soon as the event is safe to acknowledge: presses and form submits are then in the inbox
   * (`duplicate`: this event was seen before; the reply is then `nothing`). `reply` never rejects: a fault is a message that says what was kept.
   */
  handle(event: InboundEvent): { readonly kept: Promise<'new' | 'duplicate'>; readonly reply: Promise<Reply> };
}
