import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { said } from '../../test/fakes/trialRegistry.ts';
import { LOCALES, type Locale } from '../ground/i18n.ts';
import { field } from './fields.ts';
import { problemText } from './fieldTexts.ts';
import type { FieldContext } from './form.ts';
import { addMoney, formatMoney, type Money, readMoney } from './money.ts';

const label = said('Budget', '预算');
const unknown = async () => ({ ok: false as const, problem: { code: 'custom' as const } });
const context = (locale: Locale): FieldContext => ({
  ...{ now: new Date('2026-11-23T08:00:00Z'), zone: 'Europe/Berlin', locale },
  ...{ person: unknown, channel: unknown, project: unknown },
});
const told = async (words: string, locale: Locale, currency?: string) => {
  const read = await field
    .money({ label, ...(currency === undefined ? {} : { currency }) })
    .resolve(words, context(locale));
  return read.ok ? `${read.value.minor} ${read.value.currency}` : problemText(read.problem, locale);
};

describe('an amount is read', () => {
  test.each([
    ['€1,200.50', '120050 EUR'],
    ['1200 EUR', '120000 EUR'],
    ['eur 1200', '120000 EUR'],
    ['1200,50 €', '120050 EUR'],
    ['1.200,50 €', '120050 EUR'],
    ['1.200.000 euros', '120000000 EUR'],
    ['1 200,5 EUR', '120050 EUR'],
    ["CHF 1'200.50", '120050 CHF'],
    ['1,200 EUR', '120000 EUR'],
    ['0,50 EUR', '50 EUR'],
    ['USD 20k', '2000000 USD'],
    ['1.5K USD', '150000 USD'],
    ['US$99.99', '9999 USD'],
    ['3000元', '300000 CNY'],
    ['￥３０００元', '300000 CNY'],
    ['人民币 3000', '300000 CNY'],
    ['RMB 3,000', '300000 CNY'],
    ['1.5万元', '1500000 CNY'],
    ['1亿元', '10000000000 CNY'],
    ['5万日元', '50000 JPY'],
    ['1.250 KWD', '1250 KWD'],
    ['1200 KWD', '1200000 KWD'],
    ['5000 JPY', '5000 JPY'],
  ])('%s, in both languages', async (words, amount) => {
    expect([await told(words, 'en'), await told(words, 'zh-CN')]).toEqual([amount, amount]);
  });

  test.each<[string, Locale, string | undefined, string]>([
    ['1200', 'en', 'EUR', '120000 EUR'],
    ['2万', 'zh-CN', 'CNY', '2000000 CNY'],
    ['1200 USD', 'en', 'EUR', '120000 USD'],
    ['$1200', 'en', 'AUD', '120000 AUD'],
    ['¥3000', 'en', 'CNY', '300000 CNY'],
    ['¥3000', 'en', 'JPY', '3000 JPY'],
    ['¥3000', 'zh-CN', undefined, '300000 CNY'],
    ['¥3000', 'zh-CN', 'JPY', '3000 JPY'],
  ])('%s in %s for a field in %s', async (words, locale, currency, amount) => {
    expect(await told(words, locale, currency)).toBe(amount);
  });
});

describe('what can be read in two ways is asked', () => {
  const which = 'Which currency? Please write it with the amount, such as 1,200 EUR.';
  const precise = (currency: string, decimals: number) =>
    `An amount in ${currency} has at most ${decimals} decimals. Please write thousands as 1200 or 1,200.`;
  test.each([
    ['1200', which],
    ['$1200', which],
    ['¥3000', which],
    ['200 kr', which],
    ['HK$200 EUR', which],
    ['1.200 EUR', precise('EUR', 2)],
    ['1.005 EUR', precise('EUR', 2)],
    ['30.5 JPY', precise('JPY', 0)],
    ['lots', 'Please give an amount, such as 1,200 EUR.'],
    ['-5 EUR', 'Please give an amount, such as 1,200 EUR.'],
    ['1,20,000 INR', 'Please give an amount, such as 1,200 EUR.'],
    ['12 apples', 'Please give an amount, such as 1,200 EUR.'],
    ['5 constructor', 'Please give an amount, such as 1,200 EUR.'],
    ['5 ABC', 'Please give an amount, such as 1,200 EUR.'],
    ['1 EUR or 2 EUR', 'Please give an amount, such as 1,200 EUR.'],
    ['999999999999999 EUR', 'Please give an amount, such as 1,200 EUR.'],
  ])('%s', async (words, problem) => {
    expect(await told(words, 'en')).toBe(problem);
  });

  test.each([
    ['1200', '请写明币种，例如 3000元 或 1,200 USD。'],
    ['1.200元', 'CNY 金额最多 2 位小数。千位请写作 1200 或 1,200。'],
    ['很多', '请填写金额，例如 3000元。'],
  ])('%s, in Chinese', async (words, problem) => {
    expect(await told(words, 'zh-CN')).toBe(problem);
  });

  test('without waiting for a look-up, where it is wrong in every language', () => {
    const { check } = field.money({ label });
    expect([check('lots')?.code, check('1200')?.code, check('¥3000')]).toEqual([
      'notMoney',
      'whichCurrency',
      undefined,
    ]);
  });
});

const currencies = fc.constantFrom('EUR', 'GBP', 'CNY', 'JPY', 'HKD', 'INR', 'KWD', 'CHF', 'IDR', 'HUF');
const amounts = fc.record({ minor: fc.nat(1_000_000_000_000), currency: currencies });

test('an amount as a card shows it is read as the same amount', () => {
  fc.assert(
    fc.property(amounts, fc.constantFrom(...LOCALES), (amount, locale) => {
      const shown = formatMoney(amount, locale);
      expect(readMoney(shown, { locale, currency: amount.currency })).toEqual({ ok: true, value: amount });
    }),
    { numRuns: runs(200, 5_000) },
  );
});

test('any words are read or refused, and never as an amount that is not whole', () => {
  const pieces = fc.array(
    fc.constantFrom('1', '20', '000', ',', '.', ' ', "'", '€', '$', '¥', '元', '万', 'k', 'EUR', '-'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        pieces.map((parts) => parts.join('')),
      ),
      (words) => {
        const read = readMoney(words, { locale: 'zh-CN', currency: 'EUR' });
        expect(!read.ok || Number.isSafeInteger(read.value.minor)).toBe(true);
      },
    ),
    { numRuns: runs(300, 10_000) },
  );
});

test('amounts of one currency add up; those of two are never added', () => {
  const sum = (...each: readonly Money[]) => each.reduce(addMoney);
  expect(sum({ minor: 10, currency: 'EUR' }, { minor: 20, currency: 'EUR' }, { minor: 5, currency: 'EUR' })).toEqual({
    minor: 35,
    currency: 'EUR',
  });
  expect(() => addMoney({ minor: 1, currency: 'EUR' }, { minor: 1, currency: 'USD' })).toThrow('EUR and USD');
  expect(() => addMoney({ minor: Number.MAX_SAFE_INTEGER, currency: 'EUR' }, { minor: 1, currency: 'EUR' })).toThrow(
    'too large',
  );
});
