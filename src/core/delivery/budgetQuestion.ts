import type { Placed, Reach } from '../directory.ts';
import type { Audience, Message, RichText } from '../message.ts';
import type { Refusal } from './budget.ts';
import { placeText, readMessage } from './compose.ts';
import { decisionsFor } from './decisionButtons.ts';
import type { Delivery } from './outbox.ts';
import { deliveryTexts } from './texts.ts';

/** Why a delivery is over the noise budget, for people. */
export function overText(why: Refusal, locale: Reach['locale']): string {
  const texts = deliveryTexts(locale);
  const words: Record<Refusal, () => string> = {
    day: texts.overDay,
    week: texts.overWeek,
    kind: texts.overKind,
    spacing: texts.overSpacing,
    alone: texts.overAlone,
    dayOff: texts.overDayOff,
  };
  return words[why]();
}

/** Asks a steward about a delivery over the noise budget: its text, and the possible decisions. */
export function budgetQuestion<A extends Audience>(
  row: Delivery,
  {
    why,
    freeAt,
    placed,
    reader,
  }: { why: Refusal; freeAt: Date | undefined; placed: Placed | undefined; reader: Reach<A> },
): Message<A> {
  const texts = deliveryTexts(reader.locale);
  const title = texts.overTitle({ place: placeText(placed, reader) });
  const said = row.projectId === undefined ? undefined : readMessage(row.message)?.fallbackText;
  const items: { label: string; value: RichText }[] = [
    { label: texts.why(), value: overText(why, reader.locale) },
    { label: texts.todo(), value: texts.overTodo() },
    ...(freeAt === undefined
      ? []
      : [
          {
            label: texts.freeAt(),
            value: [{ kind: 'date' as const, at: freeAt.toISOString(), style: 'dateTime' as const }],
          },
        ]),
  ];
  return {
    audience: reader.to.audience,
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'fields', items },
      ...(said === undefined ? [] : [{ kind: 'quote' as const, text: said }]),
      ...decisionsFor('held', row, reader.locale),
    ],
  };
}
