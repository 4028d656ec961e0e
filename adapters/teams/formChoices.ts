/** The options of a choice in a form, and how Teams searches them while a person types. */

import type { FieldView } from '../../src/core/form.ts';
import { zoneName } from '../../src/core/schedule/zoneNames.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { Choice, TextInput } from './card.ts';
import { cleanText } from './escape.ts';
import { choiceInput, type Drawing, type Drawn, filled, one, textInput } from './formInputs.ts';
import { inputId } from './formState.ts';

/** A mention's token: id and name. */
const TOKEN = /^<[@#]([^<>\s|]+)(?:\|([^<>]+))?>$/;

/**
 * A choice of the offered ones, or any person by name. A mention that is not offered is shown by name: Teams' ids mean
 * nothing to people.
 */
export function offered(
  field: FieldView,
  drawing: Drawing,
  known: readonly Choice[] = [],
  texts: { hint: string; other: string },
): Drawn {
  const [, id, name] = TOKEN.exec(one(field)) ?? [];
  const same = id === undefined ? undefined : known.find((choice) => TOKEN.exec(choice.value)?.[1] === id);
  const choices =
    id === undefined || same !== undefined || name === undefined
      ? known
      : [{ title: name, value: one(field) }, ...known];
  if (choices.length === 0) return { inputs: [textInput(field, drawing)], hint: texts.hint };
  const value = same?.value ?? one(field);
  const isOffered = value === '' || choices.some((choice) => choice.value === value);
  const list = choiceInput(
    { ...field, required: false, value: isOffered ? value : '' },
    drawing,
    choices.map(({ title, value: own }) => ({ title: cleanText(title), value: own })),
  );
  const typed: TextInput = {
    type: 'Input.Text',
    id: inputId.typed(field.name),
    label: texts.other,
    ...filled(isOffered ? '' : value),
    spacing: 'Small',
  };
  return {
    inputs: [{ ...list, label: field.required ? `${cleanText(field.label)} *` : cleanText(field.label) }, typed],
  };
}

let zones: Record<Locale, readonly Choice[]> | undefined;

/** Every zone by its city, business zones first. Built once: there are about four hundred. */
export function zoneChoices(locale: Locale): readonly Choice[] {
  if (zones === undefined) {
    const names = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter(
      (zone, index, all) => all.indexOf(zone) === index,
    );
    const chinese = (zone: string) => zoneName(zone, 'zh-CN').replace(/\s*时间$/u, '');
    const isCommon = (zone: string) => /\p{Script=Han}/u.test(chinese(zone));
    const title = (zone: string, reader: Locale): string => {
      const [city = zone, ...region] = zone.replaceAll('_', ' ').split('/').reverse();
      if (reader === 'zh-CN' && isCommon(zone)) return `${chinese(zone)} · ${zone.replaceAll('_', ' ')}`;
      return region.length === 0 ? city : `${city} · ${region.reverse().join('/')}`;
    };
    const listed = (reader: Locale) => {
      const choices = names.map((zone) => ({ title: title(zone, reader), value: zone }));
      const byTitle = (a: Choice, b: Choice) => (a.title < b.title ? -1 : 1);
      return [
        ...choices.filter(({ value }) => isCommon(value)).sort(byTitle),
        ...choices.filter(({ value }) => !isCommon(value)).sort(byTitle),
      ];
    };
    zones = { en: listed('en'), 'zh-CN': listed('zh-CN') };
  }
  return zones[locale];
}

export const plainChoices = (field: FieldView): Choice[] =>
  (field.options ?? []).map(({ label, value }) => ({ title: cleanText(label), value }));
