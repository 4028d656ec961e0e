import { describe, expect, test } from 'vitest';
import { type Block, press } from '../../src/core/message.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import { cardOf, everywhere, of, reader, words } from '../../test/fakes/teamsCards.ts';
import { renderMessage } from './render.ts';

describe('a shortened message', () => {
  const long = (locale: 'en' | 'zh-CN') =>
    renderMessage(
      of({ kind: 'list', items: Array.from({ length: 200 }, (_, index) => `Item ${index} ${'words '.repeat(20)}`) }),
      { ...reader, locale },
    ).card;

  test('names the number of omitted items, in the reader’s language', () => {
    expect(words(long('en'))).toMatch(/… and \d+ more/);
    expect(words(long('zh-CN'))).toMatch(/… 还有 \d+ 项/);
    expect(words(long('zh-CN'))).toContain('内容过长');
  });

  test('drops the buttons’ fallback for old clients before any text', () => {
    const item = (index: number): Block[] => [
      { kind: 'text', text: `Row ${index}` },
      {
        kind: 'actions',
        items: [{ kind: 'button', label: 'Done', payload: press('reminder done', { id: 'x'.repeat(200) }) }],
      },
    ];
    const card = cardOf(...Array.from({ length: 45 }, (_, index) => item(index)).flat());
    expect(words(card)).toContain('Row 44');
    expect(words(card)).not.toContain('too long');
    expect(JSON.stringify(card)).not.toContain('"fallback"');
  });

  test('is not made if the message fits', () => {
    const card = cardOf(...everywhere('words'));
    expect(words(card)).not.toContain('too long');
  });
});

describe('mentions', () => {
  test('a person is mentioned by Teams’ own entity, whose text is in the card exactly', () => {
    const card = cardOf({
      kind: 'text',
      text: [{ kind: 'person', user: '29:abc', name: 'Ana & Söhne' }, ' please send the assets'],
    });
    expect(card.msteams?.entities).toEqual([
      { type: 'mention', text: '<at>Ana &amp; Söhne</at>', mentioned: { id: '29:abc', name: 'Ana & Söhne' } },
    ]);
    expect(words(card)).toBe('<at>Ana &amp; Söhne</at> please send the assets');
  });

  test('two people of the same name are two mentions; one person twice is one', () => {
    const ana = (user: string) => ({ kind: 'person' as const, user, name: 'Ana' });
    const card = cardOf({ kind: 'text', text: [ana('29:1'), ' and ', ana('29:2'), ' and ', ana('29:1')] });
    expect(card.msteams?.entities?.map(({ mentioned }) => mentioned.id)).toEqual(['29:1', '29:2']);
    expect(checkCard(card)).toEqual([]);
  });

  test('a person in the omitted part is not mentioned', () => {
    const card = cardOf({ kind: 'text', text: ['x'.repeat(60_000), { kind: 'person', user: '29:1', name: 'Ana' }] });
    expect(card.msteams?.entities).toBeUndefined();
  });
});

describe('dates', () => {
  const due: Block = { kind: 'text', text: ['Due ', { kind: 'date', at: '2026-12-04T14:00:00Z', style: 'dateTime' }] };

  test('are in the reader’s zone and language, with the zone named once', () => {
    expect(words(cardOf(due, due))).toBe('Due Fri 4 Dec 15:00\nDue Fri 4 Dec 15:00\nAll times are Berlin time.');
    const chinese = renderMessage(of(due), { locale: 'zh-CN', zone: 'Asia/Shanghai', now: reader.now });
    expect(words(chinese.card)).toBe('Due 12月4日（周五）22:00\n以上均为北京时间。');
  });

  test('have no zone for a reader of that zone, for days, or if the message names another', () => {
    expect(words(renderMessage(of(due), { ...reader, ownZone: true }).card)).toBe('Due Fri 4 Dec 15:00');
    expect(words(cardOf({ kind: 'text', text: [{ kind: 'date', at: '2026-12-04T14:00:00Z', style: 'date' }] }))).toBe(
      'Fri 4 Dec',
    );
    expect(
      words(
        cardOf({
          kind: 'text',
          text: ['Shanghai: ', { kind: 'date', at: '2026-12-04T14:00:00Z', style: 'dateTime', zone: 'Asia/Shanghai' }],
        }),
      ),
    ).toBe('Shanghai: Fri 4 Dec 22:00');
  });

  test('have another year, and every year if the present is unknown', () => {
    expect(words(cardOf({ kind: 'text', text: [{ kind: 'date', at: '2027-01-04T14:00:00Z', style: 'date' }] }))).toBe(
      'Mon 4 Jan 2027',
    );
    expect(words(renderMessage(of(due), { locale: 'en', zone: 'UTC', ownZone: true }).card)).toBe(
      'Due Fri 4 Dec 2026 14:00',
    );
  });
});

describe('blocks', () => {
  test('a narrow table keeps its columns; a wide one becomes rows that fit a phone', () => {
    expect(words(cardOf({ kind: 'table', columns: ['Key', 'Name'], rows: [['ACME', 'Shop']] }))).toBe(
      'Key\nName\nACME\nShop',
    );
    expect(
      words(
        cardOf({
          kind: 'table',
          columns: ['Key', 'Name', 'Client', 'State'],
          rows: [['ACME', 'Shop', 'Acme', 'active']],
        }),
      ),
    ).toBe('ACME  Shop\nClient: Acme · State: active');
  });

  test('a divider is a line above the next block, and is left out at the end', () => {
    const card = cardOf(
      { kind: 'divider' },
      { kind: 'text', text: 'a' },
      { kind: 'divider' },
      { kind: 'text', text: 'b' },
      { kind: 'divider' },
    );
    expect(card.body.map((element) => element.separator === true)).toEqual([false, true]);
  });

  test('a picture that Teams cannot fetch becomes text', () => {
    expect(words(cardOf({ kind: 'image', url: '/chart.svg', alt: 'Burn-up: 40 of 60 done' }))).toBe(
      'Burn-up: 40 of 60 done',
    );
    expect(cardOf({ kind: 'image', url: 'https://x.example/a.png', alt: 'Chart' }).body[0]).toMatchObject({
      type: 'Image',
      altText: 'Chart',
    });
  });

  test('progress never exceeds the whole', () => {
    expect(words(cardOf({ kind: 'progress', label: 'Beta', value: 9, of: 4 }))).toBe(`Beta\n100%\n${'━'.repeat(20)}`);
    expect(words(cardOf({ kind: 'progress', label: 'Beta', value: 0, of: 4 }))).toContain('0%');
  });

  test('a message without blocks shows its text', () => {
    expect(words(cardOf())).toBe('In short');
  });
});

test('notifications and screen readers get the short text', () => {
  const { card, fallback } = renderMessage(
    { ...of({ kind: 'text', text: 'x' }), fallbackText: `Reminder <b>&\n${'x'.repeat(900)}` },
    reader,
  );
  expect(fallback).toMatch(/^Reminder <b>& x+…$/);
  expect(fallback).toHaveLength(500);
  expect(card.speak).not.toMatch(/[<&>]/);
});
