import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldKind, FieldView, FormView } from '../../src/core/form.ts';
import { formView } from '../../src/core/formView.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { declaredRegistry } from '../../src/tools/generated.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import type { AdaptiveCard, CardInput } from './card.ts';
import { type FormCarry, type FormOptions, readPress, readSubmit, renderDialog, renderForm } from './form.ts';
import { LIMITS } from './limits.ts';

const carry: FormCarry = {
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
const KINDS: readonly FieldKind[] = [
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
];

const field = (name: string, kind: FieldKind, more: Partial<FieldView> = {}): FieldView => ({
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
const form = (fields: readonly FieldView[], more: Partial<FormView> = {}): FormView => ({
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

const inputsOf = (card: AdaptiveCard): CardInput[] =>
  card.body.filter((element): element is CardInput => element.type.startsWith('Input.'));
const inputOf = (card: AdaptiveCard, name: string) => inputsOf(card).find(({ id }) => id.endsWith(`_${name}`));

/**
 * What a client sends when a button is pressed and nothing was changed: the inputs' values beside the button's data.
 */
function pressed(card: AdaptiveCard, title = 'Save'): Record<string, unknown> {
  const button = card.actions?.find((action) => action.title === title);
  if (button === undefined || !('data' in button)) throw new Error(`no button ${title}`);
  const values = inputsOf(card).flatMap((input) =>
    input.value === undefined ? [] : [[input.id, String(input.value)] as const],
  );
  return { ...JSON.parse(JSON.stringify(button.data)), ...Object.fromEntries(values) };
}
/** Nothing given and an empty value are the same to the core. */
const given = (values: FormValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0 && value !== ''));

const SURFACES: readonly FormOptions['surface'][] = ['dialog', 'message'];
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/\p{Surrogate}/u.test(text));
/** Blanks alone name nobody. */
const names = words.filter((text) => text.trim() !== '');

/** Values of each kind, those that a picker would give and others that somebody typed. */
const valuesOf: { readonly [K in FieldKind]: fc.Arbitrary<string | string[] | undefined> } = {
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
  person: fc.oneof(fc.constantFrom('<@29:ana>', 'me'), names),
  channel: fc.oneof(fc.constantFrom('<#19:acme>', 'here'), names),
  zone: fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Shanghai', 'Atlantis', 'America/Argentina/Buenos_Aires'),
};
const suggestions = {
  person: [{ title: 'Ana', value: '<@29:ana>' }],
  channel: [{ title: '#acme', value: '<#19:acme>' }],
};

describe('a form that was filled in', () => {
  test.each(KINDS)('comes back with its values: %s', (kind) => {
    fc.assert(
      fc.property(
        valuesOf[kind],
        fc.boolean(),
        fc.constantFrom(...SURFACES),
        fc.constantFrom(...LOCALES),
        fc.boolean(),
        (value, required, surface, locale, offers) => {
          const view = form([field('it', kind, { value, required })], { locale });
          const card = renderForm(view, carry, { surface, ...(offers ? { suggestions } : {}) });
          expect(checkCard(card, { bytes: LIMITS.form })).toEqual([]);
          const back = readSubmit(pressed(card));
          expect(given(back?.values ?? {})).toEqual(given({ it: value ?? '' }));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('comes back with what is hidden, its command, its place and whose it was', () => {
    const hidden = { reminder: 'r1', $repeat: 'abc', list: ['a', 'b'] };
    const back = readSubmit(
      pressed(renderForm(form([field('text', 'text', { value: 'x' })], { hidden }), carry, { surface: 'dialog' })),
    );
    expect(back).toEqual({ kind: 'submitted', command: 'reminder new', values: { ...hidden, text: 'x' }, carry });
  });

  test('an untouched switch is off, an untouched choice is nothing', () => {
    const fields = [
      field('on', 'toggle', { required: true }),
      field('perhaps', 'toggle'),
      field('one', 'choice'),
      field('many', 'choices'),
    ];
    expect(readSubmit(pressed(renderForm(form(fields), carry, { surface: 'dialog' })))?.values).toEqual({ on: 'no' });
  });

  test('numbers come as text, whatever the client makes of them; nothing chosen is an empty list', () => {
    const data = pressed(renderForm(form([]), carry, { surface: 'dialog' }));
    expect(
      readSubmit({ ...data, field_count: 4, field_on: true, list_many: '', list_few: 'a%2Cb,c%2525', field_null: null })
        ?.values,
    ).toEqual({
      count: '4',
      on: 'true',
      many: [],
      few: ['a,b', 'c%25'],
    });
  });

  test('somebody who is not offered is typed, and stands above what was chosen', () => {
    const card = renderForm(form([field('who', 'person', { value: '<@29:ana>' })]), carry, {
      surface: 'dialog',
      suggestions,
    });
    expect(inputsOf(card).map(({ id }) => id)).toEqual(['field_who', 'typed_who']);
    expect(readSubmit({ ...pressed(card), typed_who: 'Zoe' })?.values).toEqual({ who: 'Zoe' });
    expect(readSubmit({ ...pressed(card), typed_who: '  ' })?.values).toEqual({ who: '<@29:ana>' });
  });

  test('put away, it still brings what was typed', () => {
    const card = renderForm(form([field('text', 'text', { value: 'half a', required: true })]), carry, {
      surface: 'message',
    });
    expect(readSubmit(pressed(card, 'Cancel'))).toMatchObject({ kind: 'closed', values: { text: 'half a' } });
    // The client would keep a form with an empty required field from being put away.
    expect(inputOf(card, 'text')?.isRequired).toBeUndefined();
    expect(inputOf(card, 'text')?.label).toBe('The text *');
  });
});

describe('what is no form of ours', () => {
  test.each([
    undefined,
    null,
    'text',
    [],
    {},
    { rapport: {} },
    { rapport: { v: 2, form: 'x', hidden: {}, place: carry.place } },
    { rapport: { v: 1, form: 'x' } },
  ])('is not read: %j', (data) => {
    expect(readSubmit(data)).toBeUndefined();
    expect(readPress(data)).toBeUndefined();
  });

  test('a press is no form and a form no press', () => {
    const press = { rapport: { v: 1, command: 'reminder done', input: { id: 'x' } } };
    expect(readPress(press)).toEqual(press.rapport);
    expect(readSubmit(press)).toBeUndefined();
    expect(readPress(pressed(renderForm(form([]), carry, { surface: 'dialog' })))).toBeUndefined();
  });

  test('nothing that a client could send makes the reader throw', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(() => [readSubmit(data), readPress(data), readSubmit({ rapport: data })]).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('a form that comes back to be mended', () => {
  const wrong = form(
    [
      field('text', 'text', {
        value: 'x'.repeat(400),
        error: 'Please use at most 300 characters; these are 400.',
        required: true,
      }),
      field('when', 'when', { value: 'someday', error: 'I did not understand when.' }),
      field('day', 'date', { value: 'next Fri', hint: 'In your zone' }),
      field('impact', 'choice', { value: 'urgent', error: 'Please choose one of: Low, High.' }),
    ],
    { notice: 'Nothing is lost: your entries are below.' },
  );

  test('says each error under its field and the notice above them, and keeps what was typed', () => {
    const { body } = renderForm(wrong, carry, { surface: 'dialog' });
    const told = body.map((element) => {
      if (element.type === 'Container') return 'notice';
      if (element.type === 'RichTextBlock')
        return element.inlines.map((run) => (typeof run === 'string' ? run : run.text)).join('');
      return 'id' in element ? element.id : element.type;
    });
    expect(told).toEqual([
      'notice',
      'field_text',
      '⚠ Please use at most 300 characters; these are 400.',
      'field_when',
      '⚠ I did not understand when.',
      'field_day',
      'In your zone',
      'field_impact',
      '⚠ Please choose one of: Low, High.',
    ]);
    expect(readSubmit(pressed(renderForm(wrong, carry, { surface: 'dialog' })))?.values).toEqual({
      text: 'x'.repeat(400),
      when: 'someday',
      day: 'next Fri',
      impact: 'urgent',
    });
  });

  test('a text that is too long may be shortened: the client does not cut it first', () => {
    const card = renderForm(wrong, carry, { surface: 'dialog' });
    expect(inputOf(card, 'text')).not.toHaveProperty('maxLength');
    expect(inputOf(card, 'when')).toHaveProperty('maxLength', 300);
  });

  test('a word that is no option stays to be seen among them', () => {
    expect(inputOf(renderForm(wrong, carry, { surface: 'dialog' }), 'impact')).toMatchObject({
      value: 'urgent',
      choices: expect.arrayContaining([{ title: '“urgent”', value: 'urgent' }]),
    });
  });
});

describe('fields', () => {
  test('every zone can be searched by its city, in Chinese too, those of business first', () => {
    const zone = (locale: 'en' | 'zh-CN') =>
      inputOf(
        renderForm(form([field('zone', 'zone', { required: true })], { locale }), carry, { surface: 'dialog' }),
        'zone',
      );
    const [english, chinese] = [zone('en'), zone('zh-CN')];
    if (english?.type !== 'Input.ChoiceSet' || chinese?.type !== 'Input.ChoiceSet') throw new Error('no lists');
    expect(english.style).toBe('filtered');
    expect(english.choices.length).toBeGreaterThan(400);
    expect(english.choices).toContainEqual({ title: 'New York · America', value: 'America/New_York' });
    expect(chinese.choices.findIndex(({ title }) => title === '柏林 · Europe/Berlin')).toBeLessThan(30);
  });

  test('a form with a list of all zones and every other kind is within what a dialog takes', () => {
    const fields = KINDS.map((kind, index) =>
      field(`${kind}${index}`, kind, { value: kind === 'longText' ? '长'.repeat(3_000) : undefined }),
    );
    expect(
      checkCard(renderForm(form(fields), carry, { surface: 'message', suggestions }), { bytes: LIMITS.form }),
    ).toEqual([]);
  });

  test('two people of one name can be told apart in a searched list', () => {
    const person = Array.from({ length: 20 }, (_, index) => ({
      title: index < 2 ? 'Ana' : `Person ${index}`,
      value: `<@${index}>`,
    }));
    const card = renderForm(form([field('who', 'person')]), carry, { surface: 'dialog', suggestions: { person } });
    expect(checkCard(card)).toEqual([]);
    expect(JSON.stringify(card)).toContain('"Ana (2)"');
  });

  test('hostile words break no form, and come back unchanged where they are whole', () => {
    for (const text of [
      '<at>x</at>',
      '[x](http://bank.example)',
      '{{DATE(2026-01-01T00:00:00Z)}}',
      '"}',
      '👩‍👩‍👧',
      'שלום',
      '\u200b',
      'x\ud800',
    ]) {
      const all = KINDS.map((kind, index) =>
        field(`f${index}`, kind, { value: text, label: text, hint: text, placeholder: text, error: text }),
      );
      const view = form(all, { title: text, notice: text, submit: 'Save', hidden: { id: text } });
      for (const surface of SURFACES) {
        const card = renderForm(view, carry, { surface });
        expect(checkCard(card, { bytes: LIMITS.form })).toEqual([]);
        const expected = text.replace('\ud800', '\ufffd');
        expect(readSubmit(pressed(card))?.values).toEqual({
          ...Object.fromEntries(KINDS.map((kind, index) => [`f${index}`, kind === 'choices' ? [expected] : expected])),
          id: text,
        });
      }
    }
  });
});

test('a dialog has its title in its bar, not on the card; a card in the conversation has it itself', () => {
  const dialog = renderDialog(form([field('text', 'text')]), carry);
  expect(dialog).toMatchObject({ title: 'Set a reminder', height: 'medium', width: 'medium' });
  expect(JSON.stringify(dialog.card.body)).not.toContain('Set a reminder');
  expect(renderForm(form([]), carry, { surface: 'message' }).body[0]).toMatchObject({
    type: 'TextBlock',
    style: 'heading',
    text: 'Set a reminder',
  });
});

test('every form of every command is taken by Teams and comes back as what it starts with, in both languages', async () => {
  const { commands } = await declaredRegistry();
  const forms = commands
    .flatMap((command) => LOCALES.map((locale) => formView(command, { locale })))
    .filter(({ fields }) => fields.length > 0);
  expect(forms.length).toBeGreaterThan(20);
  for (const view of forms) {
    const { card } = renderDialog(view, carry);
    expect(checkCard(card, { bytes: LIMITS.form }), view.command).toEqual([]);
    const switches = view.fields.flatMap(({ name, kind, required, value }) =>
      kind === 'toggle' && required ? [[name, value ?? 'no'] as const] : [],
    );
    const start = view.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
    expect(readSubmit(pressed(card, view.submit)), view.command).toMatchObject({
      command: view.command,
      values: Object.fromEntries([...start, ...switches]),
    });
  }
});
