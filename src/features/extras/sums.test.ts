import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../records/entries/model.ts';
import { isIn } from './summing.ts';
import { sumOf, sumText } from './sums.ts';

const extra = (due: string, details: object) => ({ kind: 'extra', due, extra: details }) as unknown as Entry;

test('a sum has the hours and each currency by itself', () => {
  const extras = [
    extra('2026-11-23', { effort: 360, money: { minor: 30_000, currency: 'EUR' } }),
    extra('2026-11-24', { effort: 510 }),
    extra('2026-11-24', { money: { minor: 200_000, currency: 'CNY' } }),
    extra('2026-11-24', { money: { minor: 10_050, currency: 'EUR' } }),
  ];
  expect(sumText(sumOf(extras), 'en')).toBe('4 extras · 14 hr 30 min · CN¥2,000 · €400.50');
  expect(sumText(sumOf(extras), 'zh-CN')).toBe('4 项 · 14小时30分钟 · ¥2,000 · €400.50');
  expect(sumText(sumOf([]), 'en')).toBe('0 extras');
});

test('the sums of the quarters, put together, are the whole sum: each extra counts once, in its own currency', () => {
  const amount = fc.record({
    minor: fc.integer({ min: 0, max: 1_000_000_000 }),
    currency: fc.constantFrom('EUR', 'USD', 'CNY', 'JPY'),
  });
  const any = fc.record({
    due: fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 28))
      .map(([month, date]) => `2026-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`),
    effort: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
    money: fc.option(amount, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (given) => {
      const extras = given.map(({ due, ...details }) => extra(due, details));
      const quarters = (['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'] as const).map((quarter) =>
        sumOf(extras.filter((each) => isIn(each, quarter))),
      );
      const whole = sumOf(extras);
      const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
      expect(total(quarters.map(({ count }) => count))).toBe(whole.count);
      expect(total(quarters.map(({ minutes }) => minutes))).toBe(whole.minutes);
      const currencies = [...new Set(given.flatMap(({ money }) => money?.currency ?? []))].sort();
      expect(whole.money.map(({ currency }) => currency)).toEqual(currencies);
      for (const { currency, minor } of whole.money) {
        const ofIt = (amounts: readonly { currency: string; minor: number }[]) =>
          total(amounts.filter((each) => each.currency === currency).map((each) => each.minor));
        expect(ofIt(quarters.flatMap(({ money }) => money))).toBe(minor);
        expect(ofIt(given.flatMap(({ money }) => money ?? []))).toBe(minor);
      }
    }),
  );
});
