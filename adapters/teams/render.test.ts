import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { type Block, type BlockKind, type Message, openForm, press } from '../../src/core/message.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import type { AdaptiveCard } from './card.ts';
import { readPress } from './formState.ts';
import { CARD_BYTES } from './limits.ts';
import { renderMessage } from './render.ts';

const reader = { locale: 'en', zone: 'Europe/Berlin', now: new Date('2026-11-23T08:00:00Z') } as const;
const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'In short', blocks });
const cardOf = (...blocks: Block[]): AdaptiveCard => renderMessage(of(...blocks), reader).card;
const bytes = (card: AdaptiveCard) => Buffer.byteLength(JSON.stringify(card));

type Part = { readonly [name: string]: unknown };
/** Every object in a card, outermost first; what actions carry is not looked into. */
function parts(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [
    value as Part,
    ...Object.entries(value).flatMap(([name, inner]) => (name === 'data' || name === 'fallback' ? [] : parts(inner))),
  ];
}
/** All that is read on a card, in order. */
const words = (card: AdaptiveCard): string =>
  parts(card.body)
    .flatMap((part) => {
      if (part.type === 'TextBlock') return [String(part.text)];
      if (part.type === 'RichTextBlock')
        return [
          (part.inlines as (string | { text: string })[])
            .map((run) => (typeof run === 'string' ? run : run.text))
            .join(''),
        ];
      return typeof part.title === 'string' && String(part.type).startsWith('Action') ? [`[${part.title}]`] : [];
    })
    .join('\n');
const actions = (card: AdaptiveCard, title: string) =>
  parts(card).filter((part) => part.title === title && String(part.type).startsWith('Action'));

/** One of every kind of block, with the same words wherever people's words can stand. */
function everywhere(text: string): Block[] {
  const payload = press('reminder done', { id: text });
  const every: { readonly [K in BlockKind]: readonly Extract<Block, { kind: K }>[] } = {
    heading: [{ kind: 'heading', text }],
    text: [
      { kind: 'text', text },
      {
        kind: 'text',
        text: [
          text,
          { kind: 'strong', text },
          { kind: 'code', text },
          { kind: 'link', url: 'https://x.example/', text },
        ],
      },
      {
        kind: 'text',
        text: [
          { kind: 'person', user: '29:ana', name: 'Ana' },
          text,
          { kind: 'strong', text },
          { kind: 'link', url: 'https://x.example/(a)', text },
        ],
      },
      {
        kind: 'text',
        text: [
          { kind: 'person', user: text, name: text },
          { kind: 'channel', conversation: text, name: text },
        ],
      },
    ],
    fields: [
      { kind: 'fields', items: [{ label: text, value: [text, { kind: 'person', user: '29:ana', name: 'Ana' }] }] },
    ],
    list: [{ kind: 'list', items: [text, [{ kind: 'person', user: '29:bo', name: text }]] }],
    table: [
      { kind: 'table', columns: [text, 'b'], rows: [[text], [text, text, text]] },
      { kind: 'table', columns: [text, 'b', text, 'd'], rows: [[text, text, text, text], []] },
    ],
    quote: [{ kind: 'quote', text }],
    image: [
      { kind: 'image', url: text, alt: text, title: text },
      { kind: 'image', url: 'https://x.example/a.png', alt: text, title: text },
    ],
    progress: [{ kind: 'progress', label: text, value: 3, of: 4 }],
    file: [
      { kind: 'file', name: text, mediaType: 'text/calendar', content: text },
      { kind: 'file', name: text, mediaType: text, content: text, url: 'https://rapport.example.com/file/a' },
    ],
    context: [{ kind: 'context', text }],
    divider: [{ kind: 'divider' }],
    actions: [
      {
        kind: 'actions',
        items: [
          {
            kind: 'button',
            label: text,
            payload,
            style: 'danger',
            confirm: { title: text, text, confirm: text, cancel: text },
          },
        ],
      },
      { kind: 'actions', items: [{ kind: 'button', label: text, payload: openForm('reminder edit', { id: text }) }] },
      { kind: 'actions', items: [{ kind: 'menu', label: text, options: [{ label: text, payload }] }] },
    ],
  };
  return Object.values(every).flat();
}

/** What a card is made of, without any words: nobody's text may change it. */
const skeleton = (card: AdaptiveCard) =>
  parts(card.body).map((part) =>
    [
      part.type ?? Object.keys(part).join(),
      part.style,
      part.selectAction === undefined ? '' : 'link',
      part.fontType,
      part.weight,
    ].join(' '),
  );

/** The texts in which clients look for Markdown. */
const blocksOf = (card: AdaptiveCard) =>
  parts(card.body).flatMap((part) => (part.type === 'TextBlock' ? [String(part.text)] : []));

const markdown = new MarkdownIt({ html: false });
/** What a reader of Markdown makes of a text besides paragraphs and words; a link with its address. */
const formats = (text: string): string[] =>
  markdown
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(
      ({ type }) =>
        !['paragraph_open', 'paragraph_close', 'inline', 'text', 'softbreak', 'text_special'].includes(type),
    )
    .map((token) => (token.type === 'link_open' ? String(token.attrGet('href')) : token.type));
const OWN_FORMATS = ['strong_open', 'strong_close', 'link_close', 'https://x.example/%28a%29'];

const HOSTILE = [
  '<at>Ana</at>',
  '[x](http://bank.example)',
  '**b** _i_ ~~s~~',
  '&lt;at&gt;Ana&lt;/at&gt;',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '"},{"type":"Action.OpenUrl","url":"http://bank.example"}',
  '# heading\n\n- item\n1. one\n\n---',
  'שלום \u202eעולם\u202c 123',
  '\u200b\u200d\u2060',
  'x\ud800y\udc00z',
  '\u0000\u0007\u001b[31m',
  '👩‍👩‍👧‍👦🏳️‍🌈',
];

describe('whatever people write', () => {
  const plain = skeleton(cardOf(...everywhere('words')));

  test.each(HOSTILE)('%j stays words in every place', (text) => {
    const card = cardOf(...everywhere(text));
    expect(checkCard(card)).toEqual([]);
    expect(skeleton(card)).toEqual(plain);
    // Only the spans mention: one Ana, Bo under this name, and whoever is called by it.
    expect(card.msteams?.entities?.map(({ mentioned }) => mentioned.id).filter((id) => id.startsWith('29:'))).toEqual(
      ['29:ana', '29:bo'].filter((id) => id === '29:ana' || text.trim() !== ''),
    );
    const links = blocksOf(card).flatMap((block) => block.match(/\]\([^)]*\)/g) ?? []);
    expect(new Set(links)).toEqual(new Set(['](https://x.example/%28a%29)']));
  });

  test('no text whatsoever breaks a card or gets a link or a mention into it', () => {
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
      fc.string({ unit: 'binary', maxLength: 8 }),
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
      { numRuns: 150 },
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

  test('any number of long blocks fits, and the first are kept rather than the last', () => {
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

  test('even buttons alone fit', () => {
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

describe('shortening', () => {
  const long = (locale: 'en' | 'zh-CN') =>
    renderMessage(
      of({ kind: 'list', items: Array.from({ length: 200 }, (_, index) => `Item ${index} ${'words '.repeat(20)}`) }),
      { ...reader, locale },
    ).card;

  test('says how much of a list is left out, in the reader’s language', () => {
    expect(words(long('en'))).toMatch(/… and \d+ more/);
    expect(words(long('zh-CN'))).toMatch(/… 还有 \d+ 项/);
    expect(words(long('zh-CN'))).toContain('内容过长');
  });

  test('old clients lose their second form of the buttons before anybody loses words', () => {
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

  test('a message that fits is not touched', () => {
    const card = cardOf(...everywhere('words'));
    expect(words(card)).not.toContain('too long');
  });
});

describe('mentions', () => {
  test('a person is mentioned by Teams’ own entity, whose text stands in the card letter by letter', () => {
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

  test('who was shortened away is not mentioned', () => {
    const card = cardOf({ kind: 'text', text: ['x'.repeat(60_000), { kind: 'person', user: '29:1', name: 'Ana' }] });
    expect(card.msteams?.entities).toBeUndefined();
  });
});

describe('dates', () => {
  const due: Block = { kind: 'text', text: ['Due ', { kind: 'date', at: '2026-12-04T14:00:00Z', style: 'dateTime' }] };

  test('stand in the reader’s zone and language, and the zone is said once', () => {
    expect(words(cardOf(due, due))).toBe('Due Fri 4 Dec 15:00\nDue Fri 4 Dec 15:00\nAll times are Berlin time.');
    const chinese = renderMessage(of(due), { locale: 'zh-CN', zone: 'Asia/Shanghai', now: reader.now });
    expect(words(chinese.card)).toBe('Due 12月4日（周五）22:00\n以上均为北京时间。');
  });

  test('the zone is not said to somebody whose own it is, nor for days, nor where the message names another', () => {
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

  test('another year is written, and every year where now is not known', () => {
    expect(words(cardOf({ kind: 'text', text: [{ kind: 'date', at: '2027-01-04T14:00:00Z', style: 'date' }] }))).toBe(
      'Mon 4 Jan 2027',
    );
    expect(words(renderMessage(of(due), { locale: 'en', zone: 'UTC', ownZone: true }).card)).toBe(
      'Due Fri 4 Dec 2026 14:00',
    );
  });
});

describe('buttons', () => {
  const button = (more: object = {}): Block => ({
    kind: 'actions',
    items: [{ kind: 'button', label: 'Delete', payload: press('reminder delete', { id: 'r1' }), ...more }],
  });

  test('a press comes back as the payload that it was made of', () => {
    const [action] = actions(cardOf(button()), 'Delete');
    expect(action?.type).toBe('Action.Execute');
    expect(readPress(action?.data)).toEqual(press('reminder delete', { id: 'r1' }));
    expect(readPress((action?.fallback as Part | undefined)?.data)).toEqual(press('reminder delete', { id: 'r1' }));
  });

  test('one that opens a form asks for a dialog, or comes as a press where there are none', () => {
    const edit = button({ label: 'Edit', payload: openForm('reminder edit') });
    const [asking] = actions(cardOf(edit), 'Edit');
    expect(asking).toMatchObject({ type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } });
    const [pressing] = actions(renderMessage(of(edit), { ...reader, dialogs: false }).card, 'Edit');
    expect(pressing).toMatchObject({ type: 'Action.Execute' });
  });

  test('what cannot be undone is asked about first, and the answer No takes the question away again', () => {
    const card = cardOf(
      button({
        style: 'danger',
        confirm: { title: 'Delete it?', text: 'It is gone for good.', confirm: 'Yes, delete', cancel: 'Keep' },
      }),
    );
    const [first] = actions(card, 'Delete');
    expect(first).toMatchObject({ type: 'Action.ToggleVisibility', targetElements: [{ isVisible: true }] });
    const targets = first?.targetElements as { elementId: string }[] | undefined;
    const asked = parts(card).find(({ id }) => id === targets?.[0]?.elementId);
    expect(asked).toMatchObject({ type: 'Container', isVisible: false, style: 'attention' });
    expect(readPress(actions(card, 'Yes, delete')[0]?.data)).toEqual(press('reminder delete', { id: 'r1' }));
    expect(actions(card, 'Keep')[0]).toMatchObject({
      type: 'Action.ToggleVisibility',
      targetElements: [{ elementId: asked?.id, isVisible: false }],
    });
  });

  test('a menu unfolds its options', () => {
    const card = cardOf({
      kind: 'actions',
      items: [
        {
          kind: 'menu',
          label: 'Later',
          options: [{ label: 'In 1 hour', payload: press('reminder snooze', { by: 'hour' }) }],
        },
      ],
    });
    expect(actions(card, 'Later ▾')[0]?.type).toBe('Action.ShowCard');
    expect(readPress(actions(card, 'In 1 hour')[0]?.data)).toEqual(press('reminder snooze', { by: 'hour' }));
  });

  test('all eleven of a scale are shown, none is hidden behind the sixth', () => {
    const items = Array.from({ length: 11 }, (_, score) => ({
      kind: 'button' as const,
      label: String(score),
      payload: press('survey answer', { score: String(score) }),
    }));
    const card = cardOf({ kind: 'actions', items });
    expect(checkCard(card)).toEqual([]);
    expect(items.every(({ label }) => actions(card, label).length === 1)).toBe(true);
  });
});

describe('blocks', () => {
  test('a narrow table keeps its columns; a wide one becomes rows that a phone can show', () => {
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

  test('a divider is a line above what follows, and nothing at an end', () => {
    const card = cardOf(
      { kind: 'divider' },
      { kind: 'text', text: 'a' },
      { kind: 'divider' },
      { kind: 'text', text: 'b' },
      { kind: 'divider' },
    );
    expect(card.body.map((element) => element.separator === true)).toEqual([false, true]);
  });

  test('a picture that Teams cannot fetch is told instead', () => {
    expect(words(cardOf({ kind: 'image', url: '/chart.svg', alt: 'Burn-up: 40 of 60 done' }))).toBe(
      'Burn-up: 40 of 60 done',
    );
    expect(cardOf({ kind: 'image', url: 'https://x.example/a.png', alt: 'Chart' }).body[0]).toMatchObject({
      type: 'Image',
      altText: 'Chart',
    });
  });

  test('progress never goes past the whole', () => {
    expect(words(cardOf({ kind: 'progress', label: 'Beta', value: 9, of: 4 }))).toBe(`Beta\n100%\n${'━'.repeat(20)}`);
    expect(words(cardOf({ kind: 'progress', label: 'Beta', value: 0, of: 4 }))).toContain('0%');
  });

  test('a message without blocks shows its words', () => {
    expect(words(cardOf())).toBe('In short');
  });
});

test('notifications and screen readers get the message in short', () => {
  const { card, fallback } = renderMessage(
    { ...of({ kind: 'text', text: 'x' }), fallbackText: `Reminder <b>&\n${'x'.repeat(900)}` },
    reader,
  );
  expect(fallback).toMatch(/^Reminder <b>& x+…$/);
  expect(fallback).toHaveLength(500);
  expect(card.speak).not.toMatch(/[<&>]/);
});
