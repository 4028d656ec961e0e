import fc from 'fast-check';
import type { AdaptiveCard, CardInput } from '../../adapters/teams/card.ts';
import type { FormCarry, FormOptions } from '../../adapters/teams/form.ts';
import type { FieldKind, FieldView, FormView } from '../../src/core/form.ts';
import type { FormValues } from '../../src/core/platform.ts';

/** Forms with one field each, rendered as cards, and the data that Teams sends for a filled-in form. */

export const carry: FormCarry = {
  place: { conversation: '19:abc@thread.tacv2', kind: 'channel', name: 'acme', message: '1700' },
  owner: '29:mei',
};
const options = [
  { value: 'low', label: 'Low' },
  { value: 'high', label: 'High, at once' },
  { value: 'a,b%', label: 'Odd' },
];
const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
export const KINDS: readonly FieldKind[] = [
  'text',
  'longText',
  'number',
  'choice',
  'choices',
  'toggle',
  'date',
  'time',
  'when',
  'person',
  'channel',
  'zone',
  'money',
  'effort',
  'project',
];

export const field = (name: string, kind: FieldKind, more: Partial<FieldView> = {}): FieldView => ({
  name,
  kind,
  label: `The ${kind}`,
  hint: undefined,
  placeholder: undefined,
  required: false,
  options: kind === 'choice' || kind === 'choices' ? options : kind === 'toggle' ? yesNo : undefined,
  maxLength: 300,
  value: undefined,
  error: undefined,
  ...more,
});
export const form = (fields: readonly FieldView[], more: Partial<FormView> = {}): FormView => ({
  command: 'reminder new',
  locale: 'en',
  title: 'Set a reminder',
  submit: 'Save',
  cancel: 'Cancel',
  notice: undefined,
  fields,
  hidden: {},
  ...more,
});

export const inputsOf = (card: AdaptiveCard): CardInput[] =>
  card.body.filter((element): element is CardInput => element.type.startsWith('Input.'));
export const inputOf = (card: AdaptiveCard, name: string) => inputsOf(card).find(({ id }) => id.endsWith(`_${name}`));

/** The data that a client sends for a pressed button without changes: the inputs' values beside the button's data. */
export function pressed(card: AdaptiveCard, title = 'Save'): Record<string, unknown> {
  const button = card.actions?.find((action) => action.title === title);
  if (button === undefined || !('data' in button)) throw new Error(`no button ${title}`);
  const values = inputsOf(card).flatMap((input) =>
    input.value === undefined ? [] : [[input.id, String(input.value)] as const],
  );
  return { ...JSON.parse(JSON.stringify(button.data)), ...Object.fromEntries(values) };
}
/** No value and an empty value are the same to the core. */
export const given = (values: FormValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0 && value !== ''));

export const SURFACES: readonly FormOptions['surface'][] = ['dialog', 'message'];
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/\p{Surrogate}/u.test(text));
/** Blanks alone are no name. */
const names = words.filter((text) => text.trim() !== '');

/** Values of each kind: those of a picker, and typed ones. */
export const valuesOf: { readonly [K in FieldKind]: fc.Arbitrary<string | string[] | undefined> } = {
  text: words,
  longText: fc.array(words, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n')),
  number: fc.oneof(fc.integer().map(String), fc.constantFrom('1.5', '-0', '1e3', 'many', '4,5', '007')),
  choice: fc.oneof(fc.constantFrom(...options.map(({ value }) => value)), words),
  choices: fc.uniqueArray(fc.constantFrom(...options.map(({ value }) => value), 'typed', '%2C', '高'), {
    minLength: 1,
  }),
  toggle: fc.constantFrom('yes', 'no', 'maybe'),
  date: fc.constantFrom('2026-12-04', 'next Fri', '2026-13-45', '12月4日'),
  time: fc.constantFrom('09:00', '23:59', '9', '3pm', '24:00'),
  when: words,
  money: fc.oneof(words, fc.constantFrom('€1,200.50', '3000元')),
  effort: fc.oneof(words, fc.constantFrom('1d 4h', '3小时30分')),
  person: fc.oneof(fc.constantFrom('<@29:ana>', 'me'), names),
  channel: fc.oneof(fc.constantFrom('<#19:acme>', 'here'), names),
  project: fc.oneof(fc.constantFrom('ACME'), names),
  zone: fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Shanghai', 'Atlantis', 'America/Argentina/Buenos_Aires'),
};
export const suggestions = {
  person: [{ title: 'Ana', value: '<@29:ana>' }],
  channel: [{ title: '#acme', value: '<#19:acme>' }],
};
