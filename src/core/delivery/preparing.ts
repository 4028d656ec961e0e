import type { Claimed } from '../claim.ts';
import type { Routes } from '../directory.ts';
import type { Message } from '../message.ts';
import { isCounted } from './budget.ts';
import type { BudgetKeeper } from './budgetKeeper.ts';
import { asRider, fits, localeOf, readMessage, rehearsed, together } from './compose.ts';
import type { PostGate } from './gate.ts';
import { asStored, type Delivery } from './outbox.ts';
import { budgetPlaceOf, type Outcome, type Settling } from './settle.ts';

/** The place of a delivery now, and the place it stands in for: as stored on the row from `begin` on. */
export type Addressed = Pick<Delivery, 'to' | 'rehearsalOf'> & {
  readonly target: Delivery['to'];
  readonly content: Message;
};
/** The content to post, and the keys of its riders; undefined where riders are not allowed. */
export interface Composed {
  readonly content: Message;
  readonly carries: readonly string[] | undefined;
}

/** Ready for the platform: the place, the post's content with its riders, and the message as that place reads it. */
export interface Prepared {
  readonly addressed: Addressed;
  readonly carries: Composed['carries'];
  readonly outgoing: Message;
}

export interface PreparingOptions {
  readonly gate: PostGate;
  readonly directory: Pick<Routes, 'reachChannel'>;
  readonly budgetKeeper: BudgetKeeper;
  readonly settling: Pick<Settling, 'ask' | 'fail' | 'ride' | 'stop' | 'wait'>;
}

/** Prepares a claimed delivery for its post: asks the gate for the place, and the noise budget for the content. */
export function createPreparing({ gate, directory, budgetKeeper, settling }: PreparingOptions) {
  const { fail } = settling;

  /** The place and the audience for the post, or the outcome when it ends here. */
  async function address(row: Claimed<Delivery>): Promise<Addressed | Outcome> {
    const content = readMessage(row.message);
    if (content === undefined) return fail(row, 'rejected', 'the stored message cannot be read');
    const verdict = await gate.pass(row);
    if (verdict.verdict === 'stop') return settling.stop(row, verdict.reason);
    if (verdict.verdict === 'wait') return settling.wait(row, verdict.reason);
    return {
      to: row.to,
      target: asStored(verdict.to),
      rehearsalOf: verdict.verdict === 'redirect' ? verdict.wouldHaveGone : undefined,
      content,
    };
  }

  /** Asks the noise budget, and composes the post; or the outcome when it ends here. */
  async function admit(row: Claimed<Delivery>, addressed: Addressed): Promise<Composed | Outcome> {
    const place = budgetPlaceOf(addressed);
    const admission = await budgetKeeper.admit(row, place);
    if (admission.verdict === 'ride') return settling.ride(row, admission.from);
    if (admission.verdict === 'ask') return settling.ask(row, admission);
    if (!isCounted(row.noise)) return { content: addressed.content, carries: undefined };
    if (admission.carries) {
      await budgetKeeper.takeAlong(row, place, async (other) => {
        const verdict = await gate.pass(other);
        const wanted = addressed.rehearsalOf === undefined ? 'go' : 'redirect';
        return (
          'to' in verdict && verdict.verdict === wanted && verdict.to.conversation === addressed.target.conversation
        );
      });
    }
    const riders = await budgetKeeper.riders(row.key);
    return { content: together(addressed.content, riders.map(asRider)), carries: riders.map(({ key }) => key) };
  }

  /** The message for that place; undefined when its readers are not the intended audience. */
  async function shownAs(
    row: Delivery,
    { target, rehearsalOf }: Addressed,
    content: Message,
  ): Promise<Message | undefined> {
    const outgoing =
      rehearsalOf === undefined
        ? content
        : rehearsed(content, rehearsalOf, await localeOf(directory, { ...row, to: target }));
    return fits(outgoing, target) ? outgoing : undefined;
  }

  /** The prepared post, or the outcome when the delivery ends or waits here. */
  return async function prepare(row: Claimed<Delivery>): Promise<Prepared | Outcome> {
    const addressed = await address(row);
    if (typeof addressed === 'string') return addressed;
    const composed = await admit(row, addressed);
    if (typeof composed === 'string') return composed;
    const { content, carries } = composed;
    const outgoing = await shownAs(row, addressed, content);
    if (outgoing === undefined)
      return fail(
        row,
        'forbidden',
        `a message for ${content.audience} eyes, a conversation that is ${addressed.target.audience}`,
      );
    return { addressed, carries, outgoing };
  };
}
