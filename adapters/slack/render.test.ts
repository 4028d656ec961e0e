import { describe, expect, test } from 'vitest';
import type { Block, Message } from '../../src/core/message.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { textsIn } from '../../test/checkers/hostile.ts';
import { renderMessage } from './render.ts';

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

describe('the look of a message', () => {
  test('a heading is a header; a heading that is too long is bold text with every word', () => {
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

  test('a date is Slack’s own, in each reader’s zone, with the project’s zone as the fallback', () => {
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

  test('a date in a requested zone is written out in that zone, since Slack would show the reader’s', () => {
    const date = { kind: 'date', at: '2026-12-04T14:00:00.000Z', style: 'time', zone: 'America/New_York' } as const;
    expect(only({ kind: 'text', text: [date] })).toEqual(section({ type: 'text', text: '09:00' }));
  });

  test('a person of another platform is written by name and not mentioned', () => {
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

  test('small print keeps its dates and mentions, and its text is never formatted', () => {
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

  test('a message without blocks is still a message, and its text is not formatted', () => {
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

  test('a table is Slack’s, with figures to the right and no empty cell', () => {
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

  test('a second table and a table that is too wide are lists', () => {
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

  test('a table that is too long ends at a whole row with a mark', () => {
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
