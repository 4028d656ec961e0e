import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Message, press } from '../../src/core/message.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { everyBlock, hostileText, mentionsIn, mrkdwnIn, textsIn } from '../../test/checkers/hostile.ts';
import { renderHome } from './home.ts';
import { keptKey, PRESSED, readAction, renderMessage } from './render.ts';

const options = { locale: 'en', zone: 'Europe/Berlin' } as const;
const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'x', blocks });
const posted = (message: Message, more: Partial<Parameters<typeof renderMessage>[1]> = {}) => {
  const { text, blocks, kept } = renderMessage(message, { ...options, ...more });
  return { payload: { channel: 'C1', text, blocks }, text, blocks, kept };
};
/** The only block of a message. */
const only = (block: Block, more = {}) => {
  const { blocks } = posted(of(block), more);
  expect(blocks).toHaveLength(1);
  return blocks[0];
};
const section = (...elements: unknown[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

describe('what a message looks like', () => {
  test('a heading is a header, one that is too long is bold text with every word in it', () => {
    expect(only({ kind: 'heading', text: 'Status\nof Acme' })).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: 'Status of Acme', emoji: false },
    });
    const long = 'word '.repeat(40).trim();
    expect(only({ kind: 'heading', text: long })).toEqual(section({ type: 'text', text: long, style: { bold: true } }));
  });

  test('fields are a line each, with the label in bold', () => {
    const fields: Block = {
      kind: 'fields',
      items: [
        { label: 'Owner', value: [{ kind: 'person', user: 'U1', name: 'Mei' }] },
        { label: 'Due', value: 'Friday' },
      ],
    };
    expect(only(fields)).toEqual(
      section(
        { type: 'text', text: 'Owner', style: { bold: true } },
        { type: 'text', text: ': ' },
        { type: 'user', user_id: 'U1' },
        { type: 'text', text: '\nDue', style: { bold: true } },
        { type: 'text', text: ': ' },
        { type: 'text', text: 'Friday' },
      ),
    );
  });

  test('a date is Slack’s own, in each reader’s zone, with the project’s zone for what cannot show it', () => {
    const date = { kind: 'date', at: '2026-12-04T14:00:00.000Z', style: 'dateTime' } as const;
    expect(only({ kind: 'text', text: ['Due ', date] })).toEqual(
      section(
        { type: 'text', text: 'Due ' },
        {
          type: 'date',
          timestamp: 1_796_392_800,
          format: '{date_short_pretty} at {time}',
          fallback: 'Fri 4 Dec 2026 15:00',
        },
      ),
    );
    expect(
      only(
        { kind: 'text', text: [{ ...date, style: 'date' }] },
        { locale: 'zh-CN', zone: 'Asia/Shanghai', now: new Date('2026-11-23T00:00:00Z') },
      ),
    ).toEqual(
      section({ type: 'date', timestamp: 1_796_392_800, format: '{date_short_pretty}', fallback: '12月4日（周五）' }),
    );
  });

  test('a date in a zone that was asked for is written out in that zone, since Slack would show the reader’s', () => {
    const date = { kind: 'date', at: '2026-12-04T14:00:00.000Z', style: 'time', zone: 'America/New_York' } as const;
    expect(only({ kind: 'text', text: [date] })).toEqual(section({ type: 'text', text: '09:00' }));
  });

  test('somebody of another platform is written by name and not mentioned', () => {
    expect(only({ kind: 'text', text: [{ kind: 'person', user: '29:1a-b', name: 'Tom' }] })).toEqual(
      section({ type: 'text', text: '@Tom' }),
    );
    expect(
      only({ kind: 'text', text: [{ kind: 'channel', conversation: '19:x@thread.tacv2', name: 'acme' }] }),
    ).toEqual(section({ type: 'text', text: '#acme' }));
  });

  test('only web addresses become links and pictures', () => {
    expect(only({ kind: 'text', text: [{ kind: 'link', url: 'javascript:alert(1)', text: 'click' }] })).toEqual(
      section({ type: 'text', text: 'click' }),
    );
    expect(only({ kind: 'image', url: '/charts/1.png', alt: 'Burn-up' })).toEqual(
      section({ type: 'text', text: 'Burn-up' }),
    );
    expect(only({ kind: 'image', url: 'https://x.example/a.png', alt: 'Burn-up' })).toMatchObject({
      type: 'image',
      alt_text: 'Burn-up',
    });
    expect(only({ kind: 'image', url: 'https://x.example/a.png', alt: 'Burn-up' }, { withoutImages: true })).toEqual(
      section({ type: 'text', text: 'Burn-up' }),
    );
  });

  test('progress is a bar of text', () => {
    expect(only({ kind: 'progress', label: 'Beta', value: 3, of: 4 })).toEqual(
      section({ type: 'text', text: 'Beta', style: { bold: true } }, { type: 'text', text: ' ▰▰▰▰▰▰▰▰▱▱ 75%' }),
    );
    expect(textsIn(only({ kind: 'progress', label: '', value: 9, of: 4 }))).toEqual(['▰▰▰▰▰▰▰▰▰▰ 100%']);
  });

  test('small print keeps its dates and mentions, and its words are never formatted', () => {
    const date = { kind: 'date', at: '2026-12-04T14:00:00.000Z', style: 'date' } as const;
    const token = '<!date^1796392800^{date_short_pretty}|Fri 4 Dec 2026>';
    const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
    const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
    expect(only({ kind: 'context', text: 'by *Tom*' })).toEqual({ type: 'context', elements: [plain('by *Tom*')] });
    expect(only({ kind: 'context', text: ['R&D <@U9>, ', date, '.'] })).toEqual({
      type: 'context',
      elements: [mrkdwn(`R&amp;D &lt;@U9&gt;, ${token}.`)],
    });
    expect(only({ kind: 'context', text: ['by *Tom*, ', date] })).toEqual({
      type: 'context',
      elements: [plain('by *Tom*,'), mrkdwn(token)],
    });
    const many = Array.from({ length: 8 }, () => ['*', date] as const).flat();
    expect(only({ kind: 'context', text: [...many] })).toMatchObject({
      type: 'context',
      elements: [{ type: 'plain_text' }],
    });
  });

  test('nothing to say is still a message, and its text is not formatted', () => {
    expect(posted({ audience: 'client', fallbackText: '*Hi* <!here>', blocks: [] })).toMatchObject({
      text: '*Hi* &lt;!here&gt;',
      blocks: [section({ type: 'text', text: '*Hi* <!here>' })],
    });
  });
});

describe('tables', () => {
  const cell = (text: string, bold = false) =>
    section({ type: 'text', text, ...(bold ? { style: { bold: true } } : {}) });
  const rows = (count: number) => Array.from({ length: count }, (_, index) => [`Row ${index}`, `${index}`]);

  test('a table is Slack’s, figures to the right, and no cell is empty', () => {
    expect(
      only({
        kind: 'table',
        columns: ['What', 'How many'],
        rows: [
          ['Done', '3'],
          ['', '1.5'],
        ],
      }),
    ).toEqual({
      type: 'table',
      rows: [
        [cell('What', true), cell('How many', true)],
        [cell('Done'), cell('3')],
        [cell('–'), cell('1.5')],
      ],
      column_settings: [
        { is_wrapped: true, align: 'left' },
        { is_wrapped: true, align: 'right' },
      ],
    });
  });

  test('a second table and one that is too wide are lists', () => {
    const table: Block = { kind: 'table', columns: ['What', 'Who'], rows: [['Logo', 'Ana']] };
    const { blocks, payload } = posted(of(table, table));
    expect(blocks.map(({ type }) => type)).toEqual(['table', 'rich_text']);
    expect(textsIn(blocks[1])).toEqual(['Logo', ' · Who: ', 'Ana']);
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
    const wide = posted(
      of({ kind: 'table', columns: Array.from({ length: 21 }, (_, index) => `C${index}`), rows: [['a']] }),
    );
    expect(wide.blocks.map(({ type }) => type)).toEqual(['rich_text']);
  });

  test('rows beyond the table’s hundred follow as a list', () => {
    const { blocks, payload } = posted(of({ kind: 'table', columns: ['What', 'N'], rows: rows(120) }));
    expect(blocks[0]).toMatchObject({ type: 'table', rows: { length: 100 } });
    expect(textsIn(blocks[1]).join('')).toContain('Row 119 · N: 119');
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
  });

  test('a table that is too long ends at a whole row and says so', () => {
    const { blocks, payload } = posted(
      of({
        kind: 'table',
        columns: ['What', 'N'],
        rows: Array.from({ length: 90 }, (_, n) => ['w'.repeat(400), `${n}`]),
      }),
    );
    expect(blocks.map(({ type }) => type)).toEqual(['table', 'context']);
    expect(textsIn(blocks[1])).toEqual(['… Shortened here: the rest does not fit into one Slack message.']);
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
  });
});

describe('presses', () => {
  test('a press carries its payload there and back', () => {
    const payload = press('reminder done', { reminder: '"<&\'>', days: ['1', '2'] });
    const block = only({
      kind: 'actions',
      items: [
        {
          kind: 'button',
          label: 'Done',
          style: 'danger',
          payload,
          confirm: { title: 'Sure?', text: 'Gone is gone', confirm: 'Yes', cancel: 'No' },
        },
      ],
    });
    expect(block).toMatchObject({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: expect.stringMatching(PRESSED),
          style: 'danger',
          confirm: { style: 'danger', deny: { text: 'No' } },
        },
      ],
    });
    const { value } = (block as { elements: { value: string }[] }).elements[0] ?? { value: '' };
    expect(readAction(value)).toEqual(payload);
  });

  test('a menu keeps its name, and its options carry payloads that are longer than Slack takes there', () => {
    const payloads = [
      press('reminder snooze', { by: '1h' }),
      press('reminder snooze', { by: 'x'.repeat(90) }),
      press('reminder snooze', { by: 'x'.repeat(400) }),
    ];
    const message = of({
      kind: 'actions',
      items: [
        { kind: 'menu', label: 'Snooze', options: payloads.map((payload, index) => ({ label: `${index}`, payload })) },
      ],
    });
    const { blocks, kept, payload } = posted(message);
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
    const [select] = (
      blocks[0] as unknown as { elements: { placeholder: { text: string }; options: { value: string }[] }[] }
    ).elements;
    expect(select?.placeholder.text).toBe('Snooze');
    const values = (select?.options ?? []).map(({ value }) => value);
    const read = values.map((value) => readAction(kept.find(({ key }) => key === keptKey(value))?.text ?? value));
    expect(read).toEqual(payloads);
    // Rendered again it is the same: a retry stores and sends nothing new.
    expect(posted(message)).toEqual(posted(message));
  });

  test('a menu of many options is a select in groups', () => {
    const options = Array.from({ length: 250 }, (_, index) => ({
      label: `Option ${index}`,
      payload: press('help show', { topic: `${index}` }),
    }));
    const { blocks, payload } = posted(of({ kind: 'actions', items: [{ kind: 'menu', label: 'More', options }] }));
    expect(
      checkPayload('chat.postMessage', payload).filter((problem) => !problem.includes('msg_blocks_too_long')),
    ).toEqual([]);
    expect(blocks[0]).toMatchObject({
      elements: [{ option_groups: [{ label: { text: 'Option 0 to Option 99' } }, {}, { options: { length: 50 } }] }],
    });
  });

  test('what is none of ours is no press', () => {
    for (const value of ['', 'yes', '{}', '1[]', '1[', '{"v":2,"command":"x","input":{}}', 'kept:0123'])
      expect(readAction(value)).toBeUndefined();
    expect(keptKey('kept:../../etc')).toBeUndefined();
  });
});

describe('limits', () => {
  test('a very long text is cut with a mark, and the presses below it stay', () => {
    const press1: Block = {
      kind: 'actions',
      items: [{ kind: 'button', label: 'Done', payload: press('reminder done') }],
    };
    const { blocks, payload } = posted(
      of({ kind: 'text', text: 'word '.repeat(8_000) }, { kind: 'text', text: 'never seen' }, press1),
      { locale: 'zh-CN' },
    );
    expect(blocks.map(({ type }) => type)).toEqual(['rich_text', 'context', 'actions']);
    expect(textsIn(blocks[1])).toEqual(['……此处已截短：其余内容超出一条 Slack 消息的长度。']);
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
  });

  test('more blocks than a message holds: neighbours are put together, nothing is lost', () => {
    const { blocks, payload } = posted(
      of(...Array.from({ length: 90 }, (_, index): Block => ({ kind: 'text', text: `Line ${index}` }))),
    );
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
    expect(textsIn(blocks)).toHaveLength(90);
  });

  test('where even that is too many, the last ones go, with a mark, and presses stay', () => {
    const blocks = Array.from({ length: 60 }, (): Block[] => [
      { kind: 'heading', text: 'Head' },
      { kind: 'divider' },
    ]).flat();
    const made = posted(
      of(...blocks, { kind: 'actions', items: [{ kind: 'button', label: 'Done', payload: press('reminder done') }] }),
    );
    expect(checkPayload('chat.postMessage', made.payload)).toEqual([]);
    expect(made.blocks).toHaveLength(50);
    expect(made.blocks.slice(-2).map(({ type }) => type)).toEqual(['context', 'actions']);
  });

  test('26 buttons are two rows', () => {
    const items = Array.from({ length: 26 }, (_, index) => ({
      kind: 'button' as const,
      label: `${index}`,
      payload: press('help show'),
    }));
    expect(posted(of({ kind: 'actions', items })).blocks).toMatchObject([
      { elements: { length: 25 } },
      { elements: { length: 1 } },
    ]);
  });

  test('the text beside the blocks is cut between characters, and never in the middle of an escape', () => {
    const text = posted({ audience: 'client', fallbackText: '&'.repeat(5_000), blocks: [] }).text;
    expect(text).toMatch(/^(&amp;)+…$/);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(posted({ audience: 'client', fallbackText: '😀'.repeat(3_000), blocks: [] }).text).toMatch(/^(😀)+…$/u);
  });
});

describe('nobody’s words do anything', () => {
  test('in any block: no fault, no limit broken, no mention, link or format', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('en' as const, 'zh-CN' as const), (text, locale) => {
        const message = { ...of(...everyBlock(text)), fallbackText: text || ' ' };
        const { payload, kept } = posted(message, { locale });
        const { view } = renderHome(message, { ...options, locale });
        expect(checkPayload('chat.postMessage', payload)).toEqual([]);
        expect(checkPayload('views.publish', { user_id: 'U1', view })).toEqual([]);
        expect(payload.text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        for (const blocks of [payload.blocks, view.blocks]) {
          // Words alone: nothing but text comes of them.
          expect(mentionsIn(blocks).filter((mention) => mention !== 'https://x.example/')).toEqual([]);
          for (const words of mrkdwnIn(blocks))
            expect(words.replaceAll(/<https:\/\/x\.example\/\|[^<>|]*>/g, '')).not.toMatch(/[<>*_~`]|:[^\s:]+:/);
        }
        for (const { text: json } of kept) expect(readAction(json)).toBeDefined();
      }),
      { numRuns: 120 },
    );
  });

  test('beside real mentions and dates: these are all there is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const date = { kind: 'date', at: '2026-12-04T14:00:00Z', style: 'date' } as const;
        const spans = [
          text,
          { kind: 'person', user: 'U7', name: text },
          text,
          date,
          text,
          { kind: 'channel', conversation: 'C7', name: text },
        ] as const;
        const short = text.length > 500 ? 'short' : text;
        const { payload } = posted(
          of({ kind: 'text', text: [...spans] }, { kind: 'context', text: [short, ...spans.slice(1, 2), short, date] }),
        );
        expect(checkPayload('chat.postMessage', payload)).toEqual([]);
        expect(
          mentionsIn(payload.blocks).every((mention) => ['U7', 'C7', '2026-12-04T14:00:00Z'].includes(mention)),
        ).toBe(true);
        for (const words of mrkdwnIn(payload.blocks)) {
          expect(words.replaceAll(/<@U7>|<!date\^1796392800\^\{date_short_pretty\}\|Fri 4 Dec 2026>/g, '')).not.toMatch(
            /[<>*_~`]|:[^\s:]+:/,
          );
        }
      }),
      { numRuns: 120 },
    );
  });

  test('in any number of blocks in any order: within the limits, and every press is there as long as there is room for it', () => {
    const some = fc.array(fc.tuple(hostileText, fc.nat()), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(some, (chosen) => {
        const blocks = chosen.flatMap(([text, at]) => everyBlock(text).slice(at % 18, (at % 18) + 1));
        const { payload, kept } = posted(of(...blocks));
        expect(checkPayload('chat.postMessage', payload)).toEqual([]);
        const rows = blocks.filter(({ kind }) => kind === 'actions').length;
        expect(payload.blocks.filter(({ type }) => type === 'actions')).toHaveLength(rows);
        expect(checkPayload('views.publish', { user_id: 'U1', view: renderHome(of(...blocks), options).view })).toEqual(
          [],
        );
        expect(new Set(kept.map(({ key }) => key)).size).toBeLessThanOrEqual(kept.length);
      }),
      { numRuns: 50 },
    );
  });

  test('a name cannot turn the direction of the sentence around it', () => {
    expect(textsIn(posted(of({ kind: 'text', text: 'Paid by \u202Etxt.exe\u2066' })).blocks)).toEqual([
      'Paid by txt.exe',
    ]);
  });
});
