/**
 * Messages that a reminder sends by itself: to the manager for approval, on a handover, when it is due, and when its
 * delivery fails.
 */

import type { Audience, Block, Message } from '../../core/message.ts';
import type { Slot } from '../../core/schedule/job.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { inARow, type Locale, labelled } from '../../ground/i18n.ts';
import { allowButtons, deleteButton, doneButton, editButton, snoozeMenu } from './buttons.ts';
import type { Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';
import { type TextContext, timesBlock, whoText } from './wording.ts';

/** To the project's manager: asks for approval of a reminder to the client. */
export function askMessage(
  one: Reminder,
  options: { plan: Plan; slots: readonly Slot[]; reader: TextContext; thereZone?: string | undefined },
): Message<'internal'> {
  const texts = reminderTexts(options.reader.locale);
  const title = texts.askTitle({ who: one.ownerName, channel: `#${one.target.name}` });
  return {
    audience: 'internal',
    fallbackText: inARow([title, one.text]),
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      timesBlock(options),
      {
        kind: 'actions',
        items: [...allowButtons(one, options.reader.locale), editButton(one._id, options.reader.locale)],
      },
    ],
  };
}

/** To the new owner: the previous owner, the text and the next time. */
export function handedMessage(
  one: Reminder,
  options: {
    by: string;
    plan: Plan;
    slots: readonly Slot[];
    reader: TextContext;
    readerId: string;
    thereZone?: string | undefined;
  },
): Message<'internal'> {
  const { locale } = options.reader;
  const texts = reminderTexts(locale);
  const isOwn = one.target.kind === 'person' && one.target.id === options.readerId;
  const title = isOwn
    ? texts.handed({ by: options.by })
    : texts.handedFor({ by: options.by, who: whoText(one, options.readerId, locale) });
  return {
    audience: 'internal',
    fallbackText: inARow([title, one.text]),
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      ...(options.slots.length === 0
        ? []
        : [timesBlock({ ...options, thereZone: isOwn ? undefined : options.thereZone })]),
      { kind: 'actions', items: [editButton(one._id, locale), deleteButton(one._id, locale)] },
    ],
  };
}

/** The post of a due reminder. A client sees only the owner's text. `lateFor`: the planned time of a late post. */
export function firedMessage<A extends Audience>(
  one: Reminder,
  { locale, audience, lateFor }: { locale: Locale; audience: A; lateFor: Date | undefined },
): Message<A> {
  const texts = reminderTexts(locale);
  const late: Block[] =
    lateFor === undefined
      ? []
      : [{ kind: 'context', text: [texts.lateFor(), { kind: 'date', at: lateFor.toISOString(), style: 'dateTime' }] }];
  const isOwn = one.target.kind === 'person' && one.target.id === one.ownerId;
  const title = isOwn || audience === 'client' ? texts.fired() : texts.firedFrom({ who: one.ownerName });
  const actions: Block[] =
    one.target.kind === 'person'
      ? [{ kind: 'actions', items: [doneButton(one._id, locale), snoozeMenu(one._id, locale)] }]
      : [];
  return {
    audience,
    fallbackText: labelled(title, one.text, locale),
    blocks: [{ kind: 'context', text: title }, { kind: 'text', text: one.text }, ...late, ...actions],
  };
}

/** To the owner of an undeliverable reminder: the reason and the possible actions. */
export function stuckMessage<A extends Audience>(
  one: Reminder,
  { text, audience, locale }: { text: string; audience: A; locale: Locale },
): Message<A> {
  const items = [editButton(one._id, locale), deleteButton(one._id, locale)];
  return {
    audience,
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', items },
    ],
  };
}
