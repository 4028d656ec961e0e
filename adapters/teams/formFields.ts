import { fieldTexts } from '../../src/core/fieldTexts.ts';
import type { FieldKind, FieldView } from '../../src/core/form.ts';
import { isIsoDate } from '../../src/core/schedule/wall.ts';
import { zoneName } from '../../src/core/schedule/zoneNames.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { CardInput, Choice, ChoiceInput, TextInput } from './card.ts';
import { cleanText, markdownText } from './escape.ts';
import { inputId, joinedValue, NOTHING } from './formState.ts';
import { LIMITS } from './limits.ts';
import { cardTexts } from './texts.ts';

/** The people and channels that a form offers; values are what typed text would name them by. */
export interface Suggestions {
  readonly person?: readonly Choice[];
  readonly channel?: readonly Choice[];
}

interface Drawing {
  readonly locale: Locale;
  /**
   * Whether the client checks required fields. Off where a card has a Cancel that sends the typed values: the client
   * would block it.
   */
  readonly isNative: boolean;
  readonly suggestions: Suggestions;
}
/** A field's inputs, and a hint where the field has none of its own. */
interface Drawn {
  readonly inputs: readonly CardInput[];
  readonly hint?: string;
}

const one = ({ value }: FieldView): string => wellFormed(typeof value === 'string' ? value : (value?.[0] ?? ''));
const many = ({ value }: FieldView): readonly string[] =>
  (typeof value === 'string'
    ? value === ''
      ? []
      : value.split(/[,，、;；]/).map((part) => part.trim())
    : (value ?? [])
  ).map(wellFormed);
/** Values return unchanged; only unpaired surrogates are replaced, since JSON cannot carry them everywhere. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Properties of every input: label and required. */
function common(field: FieldView, { locale, isNative }: Drawing) {
  const label = cleanText(field.label);
  if (!field.required) return { label };
  return isNative ? { label, isRequired: true, errorMessage: fieldTexts(locale).required() } : { label: `${label} *` };
}
const placeholder = (text: string | undefined) => (text === undefined ? {} : { placeholder: cleanText(text) });
const filled = (value: string) => (value === '' ? {} : { value });

function textInput(field: FieldView, drawing: Drawing, isLong = false): TextInput {
  const value = one(field);
  return {
    type: 'Input.Text',
    id: inputId.one(field.name),
    ...common(field, drawing),
    ...placeholder(field.placeholder),
    // A single-line input would lose line breaks.
    ...(isLong || value.includes('\n') ? { isMultiline: true } : {}),
    // A client may cut a longer value: the person shortens it.
    ...(field.maxLength === undefined || value.length > field.maxLength ? {} : { maxLength: field.maxLength }),
    ...filled(value),
  };
}

/** Typed text that matches no option stays visible, so that its error makes sense. */
function withTyped(choices: readonly Choice[], values: readonly string[], locale: Locale): readonly Choice[] {
  const known = new Set(choices.map(({ value }) => value));
  const typed = [...new Set(values)].filter((value) => value !== '' && !known.has(value));
  return [
    ...typed.map((value) => ({ title: cardTexts(locale).typed({ value: cleanText(value) }), value })),
    ...choices,
  ];
}

function choiceInput(field: FieldView, drawing: Drawing, choices: readonly Choice[]): ChoiceInput {
  const { locale } = drawing;
  const value = one(field);
  const isSearched = choices.length > LIMITS.optionsListed;
  const none: Choice[] = field.required || isSearched ? [] : [{ title: cardTexts(locale).none(), value: NOTHING }];
  return {
    type: 'Input.ChoiceSet',
    id: inputId.one(field.name),
    ...common(field, drawing),
    style: isSearched ? 'filtered' : 'compact',
    placeholder: cleanText(
      field.placeholder ?? (isSearched ? cardTexts(locale).searchHint() : cardTexts(locale).chooseHint()),
    ),
    ...filled(value),
    choices: distinct([...none, ...withTyped(choices, [value], locale)]),
  };
}

/** Clients of searched lists identify a choice by its title. */
function distinct(choices: readonly Choice[]): Choice[] {
  const seen = new Map<string, number>();
  return choices.map(({ title, value }) => {
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return { title: count === 1 ? title : `${title} (${count})`, value };
  });
}

/** A mention's token: id and name. */
const TOKEN = /^<[@#]([^<>\s|]+)(?:\|([^<>]+))?>$/;

/**
 * A choice of the offered ones, or any person by name. A mention that is not offered is shown by name: Teams' ids mean
 * nothing to people.
 */
function offered(
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
function zoneChoices(locale: Locale): readonly Choice[] {
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

const plainChoices = (field: FieldView): Choice[] =>
  (field.options ?? []).map(({ label, value }) => ({ title: cleanText(label), value }));

/**
 * The inputs of each kind of field. A typed value that a picker cannot hold is shown as text, so that it can be seen
 * and corrected.
 */
const kinds: { readonly [K in FieldKind]: (field: FieldView, drawing: Drawing) => Drawn } = {
  text: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  longText: (field, drawing) => ({ inputs: [textInput(field, drawing, true)] }),
  when: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  number: (field, drawing) => {
    const value = one(field);
    if (value !== '' && String(Number(value)) !== value) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [
        {
          type: 'Input.Number',
          id: inputId.one(field.name),
          ...common(field, drawing),
          ...placeholder(field.placeholder),
          ...(value === '' ? {} : { value: Number(value) }),
        },
      ],
    };
  },
  date: (field, drawing) => {
    const value = one(field);
    if (value !== '' && !isIsoDate(value)) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [{ type: 'Input.Date', id: inputId.one(field.name), ...common(field, drawing), ...filled(value) }],
    };
  },
  time: (field, drawing) => {
    const value = one(field);
    if (value !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [{ type: 'Input.Time', id: inputId.one(field.name), ...common(field, drawing), ...filled(value) }],
    };
  },
  choice: (field, drawing) => ({ inputs: [choiceInput(field, drawing, plainChoices(field))] }),
  choices: (field, drawing) => {
    const values = many(field);
    const choices = withTyped(
      (field.options ?? []).map(({ label, value }) => ({ title: markdownText(label), value })),
      values,
      drawing.locale,
    ).map(({ title, value }) => ({ title, value: joinedValue(value) }));
    return {
      inputs: [
        {
          type: 'Input.ChoiceSet',
          id: inputId.many(field.name),
          ...common(field, drawing),
          isMultiSelect: true,
          style: choices.length > LIMITS.optionsShown ? 'compact' : 'expanded',
          wrap: true,
          ...filled(values.map(joinedValue).join(',')),
          choices,
        },
      ],
    };
  },
  // A switch is always on or off; an optional field is a choice.
  toggle: (field, drawing) => {
    const value = one(field);
    const options = plainChoices(field);
    const [on, off] = [options[0]?.value ?? 'yes', options[1]?.value ?? 'no'];
    if (!field.required || (value !== '' && value !== on && value !== off))
      return { inputs: [choiceInput(field, drawing, options)] };
    const title = markdownText(field.label);
    return {
      inputs: [
        {
          type: 'Input.Toggle',
          id: inputId.one(field.name),
          title,
          value: value === '' ? off : value,
          valueOn: on,
          valueOff: off,
          wrap: true,
        },
      ],
    };
  },
  person: (field, drawing) => {
    const texts = cardTexts(drawing.locale);
    return offered(field, drawing, drawing.suggestions.person, { hint: texts.personHint(), other: texts.other() });
  },
  channel: (field, drawing) => {
    const texts = cardTexts(drawing.locale);
    return offered(field, drawing, drawing.suggestions.channel, {
      hint: texts.channelHint(),
      other: texts.otherChannel(),
    });
  },
  project: (field, drawing) => ({
    inputs: [
      field.options === undefined ? textInput(field, drawing) : choiceInput(field, drawing, plainChoices(field)),
    ],
  }),
  zone: (field, { locale, ...drawing }) => {
    const asked = { ...field, placeholder: field.placeholder ?? cardTexts(locale).cityHint() };
    return { inputs: [choiceInput(asked, { locale, ...drawing }, zoneChoices(locale))] };
  },
};

/** The inputs of a field. */
export function fieldInputs(field: FieldView, drawing: Drawing): Drawn {
  return kinds[field.kind](field, drawing);
}
