import type { Locale } from '../../ground/i18n.ts';
import { type Block, type Button, press } from '../message.ts';
import type { Delivery, DeliveryState } from './outbox.ts';
import { deliveryTexts } from './texts.ts';

/** The decisions about a parked delivery. The slice `deliveries` has a command of the same name for each. */
export const DECISIONS = ['retry', 'drop', 'there', 'again', 'post', 'wait'] as const;
export type Decision = (typeof DECISIONS)[number];

/** The possible decisions by state, the likeliest first. */
export const OFFERED: Readonly<Partial<Record<DeliveryState, readonly Decision[]>>> = {
  dead: ['retry', 'drop'],
  unknown: ['there', 'again'],
  held: ['post', 'drop', 'wait'],
};

/** The buttons below a notice; none without a decision. */
export function decisionsFor(
  state: DeliveryState,
  row: Pick<Delivery, '_id' | 'round'>,
  locale: Locale,
): readonly Block[] {
  const items = decisionButtons(state, row, locale);
  return items.length === 0 ? [] : [{ kind: 'actions', items }];
}

export function decisionButtons(state: DeliveryState, row: Pick<Delivery, '_id' | 'round'>, locale: Locale): Button[] {
  const texts = deliveryTexts(locale);
  const labels: Record<Decision, string> = {
    retry: texts.retry(),
    drop: texts.drop(),
    there: texts.isThere(),
    again: texts.postAgain(),
    post: texts.postAnyway(),
    wait: texts.wait(),
  };
  return (OFFERED[state] ?? []).map((decision, index): Button => {
    const button: Button = {
      kind: 'button',
      label: labels[decision],
      payload: press(`delivery ${decision}`, { delivery: row._id, round: String(row.round ?? 0) }),
    };
    if (decision === 'drop')
      return {
        ...button,
        confirm: { title: texts.dropTitle(), text: texts.dropText(), confirm: texts.drop(), cancel: texts.keep() },
      };
    return index === 0 ? { ...button, style: 'primary' } : button;
  });
}
