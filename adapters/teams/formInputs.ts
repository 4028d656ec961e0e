/** The inputs that a field of a form is drawn with: a text, a choice, the values typed before. */

import { fieldTexts } from '../../src/core/fieldTexts.ts';
import type { FieldView } from '../../src/core/form.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { CardInput, Choice, ChoiceInput, TextInput } from './card.ts';
import { cleanText } from './escape.ts';
import { inputId, NOTHING } from './formState.ts';
import { LIMITS } from './limits.ts';
import { cardTexts } from './texts.ts';

/** The people and channels that a form offers; values are what typed text would name them by. */
export interface Suggestions {
  readonly person?: readonly Choice[];
  readonly channel?: readonly Choice[];
}

export interface Drawing {
  readonly locale: Locale;
  /**
   * Whether the client checks required fields. Off where a card has a Cancel that sends the typed values: the client
   * would block it.
   */
  readonly isNative: boolean;
  readonly suggestions: Suggestions;
}

/** A field's inputs, and a hint where the field has none of its own. */
export interface Drawn {
  readonly inputs: readonly CardInput[];
  readonly hint?: string;
}

export const one = ({ value }: FieldView): string => wellFormed(typeof value === 'string' ? value : (value?.[0] ?? ''));
export const many = ({ value }: FieldView): readonly string[] =>
  (typeof value === 'string'
    ? value === ''
      ? []
      : value.split(/[,，、;；]/).map((part) => part.trim())
    : (value ?? [])
  ).map(wellFormed);

/** Values return unchanged; only unpaired surrogates are replaced, since JSON cannot carry them everywhere. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Properties of every input: label and required. */
export function common(field: FieldView, { locale, isNative }: Drawing) {
  const label = cleanText(field.label);
  if (!field.required) return { label };
  return isNative ? { label, isRequired: true, errorMessage: fieldTexts(locale).required() } : { label: `${label} *` };
}
export const placeholder = (text: string | undefined) => (text === undefined ? {} : { placeholder: cleanText(text) });
export const filled = (value: string) => (value === '' ? {} : { value });

export function textInput(field: FieldView, drawing: Drawing, isLong = false): TextInput {
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
export function withTyped(choices: readonly Choice[], values: readonly string[], locale: Locale): readonly Choice[] {
  const known = new Set(choices.map(({ value }) => value));
  const typed = [...new Set(values)].filter((value) => value !== '' && !known.has(value));
  return [
    ...typed.map((value) => ({ title: cardTexts(locale).typed({ value: cleanText(value) }), value })),
    ...choices,
  ];
}

export function choiceInput(field: FieldView, drawing: Drawing, choices: readonly Choice[]): ChoiceInput {
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
