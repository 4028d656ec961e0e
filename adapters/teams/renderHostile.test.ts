import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, press } from '../../src/core/message.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import { anyText } from '../../test/fakes/anyText.ts';
import { runs } from '../../test/fakes/soak.ts';
import {
  actions,
  blocksOf,
  bytes,
  cardOf,
  everywhere,
  formats,
  HOSTILE,
  OWN_FORMATS,
  of,
  reader,
  skeleton,
  words,
} from '../../test/fakes/teamsCards.ts';
import { CARD_BYTES } from './limits.ts';
import { renderMessage } from './render.ts';

describe('any text of people', () => {
  const plain = skeleton(cardOf(...everywhere('words')));

  test.each(HOSTILE)('%j stays words in every place', (text) => {
    const card = cardOf(...everywhere(text));
    expect(checkCard(card)).toEqual([]);
    expect(skeleton(card)).toEqual(plain);
    // Only mention spans create mentions: one of Ana, and one of Bo under the hostile name.
    expect(card.msteams?.entities?.map(({ mentioned }) => mentioned.id).filter((id) => id.startsWith('29:'))).toEqual(
      ['29:ana', '29:bo'].filter((id) => id === '29:ana' || text.trim() !== ''),
    );
    const links = blocksOf(card).flatMap((block) => block.match(/\]\([^)]*\)/g) ?? []);
    expect(new Set(links)).toEqual(new Set(['](https://x.example/%28a%29)']));
  });

  test('breaks no card, and adds no link or mention', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...HOSTILE,
        '<at>',
        '</at>',
        '](',
        '[',
        '*',
        '_',
        '\n',
        ' ',
        '{{',
        '\\',
        '。',
        '测试',
        '\ud83d',
        'a',
      ),
      anyText({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(...LOCALES), (pieces, locale) => {
        const text = pieces.join('');
        const { card } = renderMessage(of(...everywhere(text)), { ...reader, locale });
        expect(checkCard(card)).toEqual([]);
        expect(blocksOf(card).join('\n')).not.toMatch(/\]\((?!https:\/\/x\.example\/%28a%29\))/);
        expect(
          blocksOf(card)
            .flatMap(formats)
            .filter((format) => !OWN_FORMATS.includes(format)),
        ).toEqual([]);
      }),
      { numRuns: runs(30, 150) },
    );
  });

  test('40,000 characters are shortened, and the buttons stay', () => {
    for (const text of ['long '.repeat(8_000), '长'.repeat(40_000), '😀'.repeat(20_000), '"\\\n'.repeat(13_000)]) {
      const card = cardOf(
        { kind: 'text', text },
        { kind: 'actions', items: [{ kind: 'button', label: 'Done', payload: press('reminder done') }] },
      );
      expect(checkCard(card)).toEqual([]);
      expect(actions(card, 'Done')).not.toHaveLength(0);
      expect(words(card)).toContain('This is too long for one Teams message.');
      expect(words(card).length).toBeGreaterThan(1_900);
    }
  });

  test('any number of long blocks fits, and the first ones are kept', () => {
    const blocks = Array.from(
      { length: 400 },
      (_, index): Block => ({ kind: 'text', text: `${index} ${'x'.repeat(500)}` }),
    );
    const card = cardOf(...blocks, {
      kind: 'actions',
      items: [{ kind: 'button', label: 'Done', payload: press('reminder done') }],
    });
    expect(bytes(card)).toBeLessThanOrEqual(CARD_BYTES);
    expect(words(card)).toMatch(/^0 x/);
    expect(actions(card, 'Done')).toHaveLength(1);
  });

  test('buttons alone fit as well', () => {
    const blocks = Array.from(
      { length: 100 },
      (_, index): Block => ({
        kind: 'actions',
        items: [{ kind: 'button', label: `Button ${index}`, payload: press('x y', { text: 'v'.repeat(1_400) }) }],
      }),
    );
    expect(checkCard(cardOf(...blocks))).toEqual([]);
  });
});
