import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { readQuery, terms } from './terms.ts';

describe('the terms of a text', () => {
  test.each<[string, string, string[]]>([
    [
      'words and numbers, in lower case',
      'Fix ACME-RISK-3: 38.5 hours',
      ['fix', 'acme', 'risk', '3', '38', '5', 'hours'],
    ],
    ['Chinese as characters and pairs', '仓储接口', ['仓', '储', '接', '口', '仓储', '储接', '接口']],
    ['both without a gap between them', '用API做', ['用', 'api', '做']],
    ['no pair over a comma', '延期，付款', ['延', '期', '延期', '付', '款', '付款']],
    ['full-width signs as plain ones', 'ＡＰＩ　２．０', ['api', '2', '0']],
    ['other scripts as words', 'Über Москва', ['über', 'москва']],
    ['rare characters whole', '𠮷野', ['𠮷', '野', '𠮷野']],
    ['the first 20 letters of a word', `${'a'.repeat(30)} b`, ['a'.repeat(20), 'b']],
    ['each once', 'go go 好好好', ['go', '好', '好好']],
    ['none of signs', '… – 👍 !', []],
  ])('are %s', (_, text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  test('are 2,000 at most', () => {
    expect(terms(Array.from({ length: 3_000 }, (_, number) => `w${number}`).join(' '))).toHaveLength(2_000);
  });
});

describe('what is typed', () => {
  test('is looked for by the term that is probably the rarest first', () => {
    expect(readQuery('to the integration').terms).toEqual(['integration', 'the', 'to']);
    expect(readQuery('new 接口').terms).toEqual(['接口', 'new']);
    expect(readQuery('仓储接口').terms).toEqual(['仓储', '储接', '接口']);
    expect(readQuery(' … ').terms).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['late vendor', 'The vendor is late again', true],
    ['"late vendor"', 'The vendor is late again', false],
    ['"vendor IS late"', 'The vendor, is late again', true],
    ['“is late” vendor', 'The vendor is late again', true],
    ['"end or"', 'The vendor orders', false],
    ['接口延期', '支付接口延期了', true],
    ['接口延期', '接口的延期', false],
    ['接口 延期', '延期的是支付接口', true],
    ['「接口 延期」', '支付接口延期了', true],
    ['api接口', '这个 API 接口', true],
    [`${'x'.repeat(20)}1`, `${'x'.repeat(20)}2`, false],
    ['"art one"', 'art: start one', false],
  ])('%s is in “%s”: %s', (typed, text, expected) => {
    expect(readQuery(typed).matches(text)).toBe(expected);
  });

  test('is never missed: each part of a text has only terms of the text, and matches it', () => {
    const piece = fc.constantFrom(
      '接口',
      '延',
      'API',
      'Straße',
      'ﬁx',
      '３8',
      '，',
      ' ',
      '-',
      'é',
      '𠮷',
      'x'.repeat(23),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(29), fc.nat(29), (pieces, from, length) => {
        const words = pieces.join(' ').split(' ');
        const query = readQuery(words.slice(from, from + length).join(' '));
        expect(terms(pieces.join(' '))).toEqual(expect.arrayContaining([...query.terms]));
        expect(query.matches(pieces.join(' '))).toBe(true);
      }),
      { numRuns: runs(100, 3_000) },
    );
  });

  test('needs no look at the text only if the terms prove it', () => {
    const character = fc.constantFrom('接', '口', '延', 'a', 'b', ' ', '，', '"');
    const anyText = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(anyText, anyText, (typed, text) => {
        const query = readQuery(typed);
        const found = new Set(terms(text));
        if (query.isExact && query.terms.every((term) => found.has(term))) expect(query.matches(text)).toBe(true);
      }),
      { numRuns: runs(300, 20_000) },
    );
  });
});
