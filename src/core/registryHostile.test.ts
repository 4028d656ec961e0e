import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../test/fakes/anyText.ts';
import { runs } from '../../test/fakes/soak.ts';
import { context, registry } from '../../test/fakes/trialRegistry.ts';

describe('any typed text', () => {
  const alphabet = fc.constantFrom(
    'remind',
    '提醒',
    '我',
    'issue',
    '"',
    '“',
    '”',
    '「',
    '：',
    ':',
    '@',
    '#',
    '<@',
    '>',
    'ISS-1',
    ' ',
    '　',
    'title:',
    '，',
    'every',
    '\u202e',
    '\u0000',
    '💥',
  );
  const texts = fc.oneof(
    anyText({ maxLength: 200 }),
    fc.array(alphabet, { maxLength: 20 }).map((parts) => parts.join('')),
  );

  test('is read without an exception, into one of the known kinds', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(['command', 'number', 'empty', 'unknown']).toContain(registry.read(text, context).kind);
      }),
      { numRuns: runs(100, 500) },
    );
  });

  test('loses no quoted word: it is in a value or in the leftover', () => {
    const word = fc.stringMatching(/^[a-zä一二]{3,12}$/u);
    fc.assert(
      fc.property(word, word, (first, second) => {
        const reading = registry.read(`issue "${first}" "${second}"`, context);
        const everything = JSON.stringify(reading);
        expect(everything).toContain(first);
        expect(everything).toContain(second);
      }),
      { numRuns: runs(30, 100) },
    );
  });
});
