import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LOCALES } from '../ground/i18n.ts';
import { formatFigure, readFigure } from './figures.ts';

test.each<[string, number]>([
  ['5', 5],
  ['1.5', 1.5],
  ['1,5', 1.5],
  ['２,５', 2.5],
  ['-3', -3],
  ['−0.5', -0.5],
  ['-0', 0],
  ['1,200', 1_200],
  ['1,200.50', 1_200.5],
  ['1.200,5', 1_200.5],
  ['1 200 000', 1_200_000],
  ['1’200.50', 1_200.5],
  ['3千', 3_000],
  ['0,500', 0.5],
  ['12.5%', 12.5],
  ['99.9 ％', 99.9],
  ['20k', 20_000],
  ['1.5万', 15_000],
  ['.5', 0.5],
])('%s is a number', (typed, value) => {
  expect(readFigure(typed)).toBe(value);
});

test.each(['', 'many', '5 s', '1,2,3', '1.2.3', '14:00', '5x', '%', '0x10', '5月', 'Infinity', '9e999'])(
  '“%s” is no number',
  (typed) => expect(readFigure(typed)).toBeUndefined(),
);

test('what a reader sees is read as the same number again', () => {
  const cents = fc.integer({ min: -1e11, max: 1e11 }).map((value) => value / 100);
  fc.assert(
    fc.property(cents, fc.constantFrom(...LOCALES), (value, locale) => {
      expect(readFigure(formatFigure(value, locale))).toBe(value);
    }),
  );
});
