/** The buttons and menus of a reminder. */

import { type Button, type Menu, openForm, press } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import { type Reminder, SNOOZES } from './model.ts';
import { reminderTexts } from './texts.ts';

export function editButton(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).edit(), payload: openForm('reminder edit', { reminder: id }) };
}

export function deleteButton(id: string, locale: Locale): Button {
  const texts = reminderTexts(locale);
  return {
    kind: 'button',
    label: texts.delete(),
    style: 'danger',
    payload: press('reminder delete', { reminder: id }),
    confirm: { title: texts.deleteTitle(), text: texts.deleteText(), confirm: texts.delete(), cancel: texts.keep() },
  };
}

export function doneButton(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).done(), payload: press('reminder done', { reminder: id }) };
}

export function snoozeMenu(id: string, locale: Locale): Menu {
  const texts = reminderTexts(locale);
  return {
    kind: 'menu',
    label: texts.snooze(),
    options: [
      ...SNOOZES.map((by) => ({ label: texts[by](), payload: press('reminder snooze', { reminder: id, by }) })),
      { label: texts.otherTime(), payload: openForm('reminder snooze', { reminder: id }) },
    ],
  };
}

function snoozeTomorrow(id: string, locale: Locale): Button {
  return {
    kind: 'button',
    label: reminderTexts(locale).tomorrow(),
    payload: press('reminder snooze', { reminder: id, by: 'tomorrow' }),
  };
}

/** The manager's buttons: approve or refuse. */
export function allowButtons(one: Reminder, locale: Locale): Button[] {
  const texts = reminderTexts(locale);
  return [
    { kind: 'button', label: texts.allow(), style: 'primary', payload: press('reminder allow', { reminder: one._id }) },
    { kind: 'button', label: texts.refuse(), payload: press('reminder refuse', { reminder: one._id }) },
  ];
}

/** Buttons for a reminder that was posted and is not done. */
export const dayButtons = (one: Reminder, locale: Locale): Button[] => [
  doneButton(one._id, locale),
  snoozeTomorrow(one._id, locale),
];

/** Buttons for a stuck reminder. */
export const stuckButtons = (one: Reminder, locale: Locale): Button[] => [
  editButton(one._id, locale),
  doneButton(one._id, locale),
];

export const resumeButton = (id: string, locale: Locale): Button => ({
  kind: 'button',
  label: reminderTexts(locale).resumeIt(),
  payload: press('reminder resume', { reminder: id }),
});
