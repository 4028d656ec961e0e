import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runs } from '../../test/fakes/soak.ts';
import { said } from '../../test/fakes/trialRegistry.ts';
import { LOCALES } from '../ground/i18n.ts';
import { shapeOf } from '../store/schema.ts';
import { defineCommand, nothing } from './command.ts';
import { field } from './fields.ts';
import type { Field, FieldContext, StoredField, ValueContext } from './form.ts';
import { formView } from './formView.ts';

const label = said('Label', '标签');
const options = [
  { value: 'high', label: said('High', '高'), aliases: ['urgent'] },
  { value: 'low', label: said('Low', '低') },
  // Labels that read as another option, or as two.
  { value: 'lowest', label: said('Low', '低') },
  { value: 'other', label: said('Something, else', '其他、别的') },
] as const;
const PEOPLE: Readonly<Record<string, string>> = { p1: 'Ana Lima', p2: '陈梅' };

const context = (locale: (typeof LOCALES)[number]): ValueContext & FieldContext => ({
  now: new Date('2026-11-23T08:00:00Z'),
  zone: 'Europe/Berlin',
  locale,
  nameOf: (personId) => PEOPLE[personId],
  person: async (token) => {
    const found = Object.entries(PEOPLE).find(([id, name]) => token === id || token === name);
    return found === undefined
      ? { ok: false, problem: { code: 'unknownPerson' } }
      : { ok: true, value: { personId: found[0], name: found[1] } };
  },
  project: async () => ({ ok: false, problem: { code: 'unknownProject' } }),
  channel: async () => ({ ok: false, problem: { code: 'unknownChannel' } }),
});

const words = (max: number) =>
  fc
    .string({ unit: 'grapheme', maxLength: max / 4 })
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.length <= max);
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));

/** Every field that can be stored, with its values as the command gets them. */
const KINDS: Record<string, [StoredField<unknown, unknown, unknown>, fc.Arbitrary<unknown>]> = {
  text: [field.text({ label, maxLength: 100 }), words(100)],
  longText: [field.longText({ label }), words(300)],
  number: [field.number({ label }), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)],
  choice: [field.choice({ label, options }), fc.constantFrom(...options.map(({ value }) => value))],
  choices: [
    field.choices({ label, options }),
    fc.uniqueArray(fc.constantFrom(...options.map(({ value }) => value)), { minLength: 1 }),
  ],
  toggle: [field.toggle({ label }), fc.boolean()],
  date: [
    field.date({ label }),
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ],
  time: [field.time({ label }), fc.tuple(twoDigits(23), twoDigits(59)).map((parts) => parts.join(':'))],
  person: [
    field.person({ label }),
    fc.constantFrom(...Object.entries(PEOPLE)).map(([personId, name]) => ({ personId, name })),
  ],
  money: [
    field.money({ label }),
    fc.record({
      minor: fc.nat(Number.MAX_SAFE_INTEGER),
      currency: fc.constantFrom(...Intl.supportedValuesOf('currency')),
    }),
  ],
  effort: [field.effort({ label }), fc.nat(1_000_000)],
  'effort of short days': [field.effort({ label, dayMinutes: 450 }), fc.nat(1_000_000)],
  zone: [field.zone({ label }), fc.constantFrom(...Intl.supportedValuesOf('timeZone'))],
};

describe.each(Object.entries(KINDS))('a stored %s', (_kind, [made, values]) => {
  test.each(LOCALES)('typed in %s reads back as the same value', async (locale) => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const typed = made.typed(made.toStored(value), context(locale));
        expect(await made.resolve(typed, context(locale))).toEqual({ ok: true, value });
      }),
      { numRuns: runs(30, 1_000) },
    );
  });

  test('fits its stored shape, which a collection can hold, and is shown in both languages', () => {
    expect(shapeOf(z.strictObject({ value: made.stored })).fields.has('value')).toBe(true);
    fc.assert(
      fc.property(values, fc.constantFrom(...LOCALES), (value, locale) => {
        const stored = made.toStored(value);
        expect(made.stored.safeParse(stored)).toEqual({ success: true, data: stored });
        expect(made.shown(stored, context(locale))).not.toBe('');
      }),
      { numRuns: runs(30, 1_000) },
    );
  });

  test('in a form that opens with it is sent back as the same value', async () => {
    const command = defineCommand({
      thing: { name: 'boat', title: said('Boats', '船'), aliases: [] },
      verb: 'edit',
      summary: said('A boat', '船'),
      permission: 'view',
      input: { value: made },
      run: async () => nothing,
    });
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...LOCALES), async (value, locale) => {
        const typed = made.typed(made.toStored(value), context(locale));
        const view = formView(command, { locale, values: { value: typed } }).fields[0];
        const given = typeof view?.value === 'string' ? view.value : [...(view?.value ?? [])];
        const offered = view?.options?.map((option) => option.value);
        if (offered !== undefined) expect(offered).toEqual(expect.arrayContaining([given].flat()));
        expect(await made.resolve(given, context(locale))).toEqual({ ok: true, value });
      }),
      { numRuns: runs(10, 200) },
    );
  });
});

test.each<[string, StoredField<unknown, unknown, unknown>, unknown, string, string]>([
  ['text', field.text({ label }), 'Vendor <late>', 'Vendor <late>', 'Vendor <late>'],
  ['number', field.number({ label }), 12_500.75, '12,500.75', '12,500.75'],
  ['choice', field.choice({ label, options }), 'high', 'High', '高'],
  ['choices', field.choices({ label, options }), ['high', 'low'], 'High, Low', '高、低'],
  ['an option of an earlier version', field.choice({ label, options }), 'huge', 'huge', 'huge'],
  ['toggle', field.toggle({ label }), true, 'Yes', '是'],
  ['date of this year', field.date({ label }), '2026-12-04', 'Fri 4 Dec', '12月4日（周五）'],
  ['date of another year', field.date({ label }), '2027-12-03', 'Fri 3 Dec 2027', '2027年12月3日（周五）'],
  ['date of tomorrow', field.date({ label }), '2026-11-24', 'Tue 24 Nov', '11月24日（周二）'],
  ['time', field.time({ label }), '15:30', '15:30', '15:30'],
  ['person', field.person({ label }), 'p1', 'Ana Lima', 'Ana Lima'],
  ['person who is not on record', field.person({ label }), 'p9', 'Somebody', '某人'],
  ['money', field.money({ label }), { minor: 120_050, currency: 'EUR' }, '€1,200.50', '€1,200.50'],
  ['money in yuan', field.money({ label }), { minor: 300_000, currency: 'CNY' }, 'CN¥3,000', '¥3,000'],
  ['money in yen', field.money({ label }), { minor: 3_000, currency: 'JPY' }, '¥3,000', 'JP¥3,000'],
  ['effort', field.effort({ label }), 750, '1 day 4 hr 30 min', '1天4小时30分钟'],
  ['effort of whole days', field.effort({ label }), 960, '2 days', '2天'],
  ['effort of nothing', field.effort({ label }), 0, '0 min', '0分钟'],
  ['zone', field.zone({ label }), 'Asia/Shanghai', 'Shanghai time', '北京时间'],
])('a %s is shown to the reader in their language', (_what, made, stored, en, zh) => {
  expect(LOCALES.map((locale) => made.shown(stored, context(locale)))).toEqual([en, zh]);
});

test('the year of a date is left out by the reader’s own calendar', () => {
  const late = { ...context('en'), now: new Date('2026-12-31T23:30:00Z') };
  expect(field.date({ label }).shown('2027-01-04', late)).toBe('Mon 4 Jan');
});

test('a person without a name is typed by id', () => {
  const { nameOf: _, ...nameless } = context('en');
  expect(field.person({ label }).typed('p1', nameless)).toBe('p1');
});

test('a field for money or effort has a hint, unless it has its own', () => {
  const own = said('The offer', '报价');
  expect([field.money({ label }), field.money({ label, hint: own }), field.effort({ label })]).toMatchObject([
    { hint: said('Such as 1,200 EUR', '例如 3000元') },
    { hint: own },
    { hint: said('Such as 2h, 90m or 1.5d', '例如 2小时、90分钟 或 1.5天') },
  ]);
});

test('a field of a currency that does not exist is a mistake of the slice', () => {
  expect(() => field.money({ label, currency: 'EURO' })).toThrow('no currency EURO');
});

test('an option that a field does not have does not compile, and the others are read', () => {
  // @ts-expect-error maxLength is misspelled
  field.text({ label, maxLenght: 10 });
  // @ts-expect-error a number has no length
  field.number({ label, maxLength: 10 });
  // @ts-expect-error hint is misspelled
  field.choice({ label, options, hnt: label });
  // @ts-expect-error a date has no options
  field.date({ label, options });
  const text: Field<string | undefined> = field.text({ label, optional: true, maxLength: 10 });
  expect([text.required, text.maxLength]).toEqual([false, 10]);
});
