import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Message, press } from '../../src/core/message.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { everyBlock, hostileText, mentionsIn, mrkdwnIn, textsIn } from '../../test/checkers/hostile.ts';
import { runs } from '../../test/fakes/soak.ts';
import { renderHome } from './home.ts';
import { readAction, renderMessage } from './render.ts';

const options = { locale: 'en', zone: 'Europe/Berlin' } as const;
const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'x', blocks });
const posted = (message: Message, more: Partial<Parameters<typeof renderMessage>[1]> = {}) => {
  const { text, blocks, kept } = renderMessage(message, { ...options, ...more });
  return { payload: { channel: 'C1', text, blocks }, text, blocks, kept };
};

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

  test('with more blocks than a message holds, neighbours are merged and nothing is lost', () => {
    const { blocks, payload } = posted(
      of(...Array.from({ length: 90 }, (_, index): Block => ({ kind: 'text', text: `Line ${index}` }))),
    );
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
    expect(textsIn(blocks)).toHaveLength(90);
  });

  test('if that is still too many, the last ones are dropped with a mark, and presses stay', () => {
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

  test('the text beside the blocks is cut between characters, and never inside an escape', () => {
    const text = posted({ audience: 'client', fallbackText: '&'.repeat(5_000), blocks: [] }).text;
    expect(text).toMatch(/^(&amp;)+…$/);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(posted({ audience: 'client', fallbackText: '😀'.repeat(3_000), blocks: [] }).text).toMatch(/^(😀)+…$/u);
  });
});

describe('typed text has no effect', () => {
  test('in any block: no fault, no broken limit, no mention, link or format', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('en' as const, 'zh-CN' as const), (text, locale) => {
        const message = { ...of(...everyBlock(text)), fallbackText: text || ' ' };
        const { payload, kept } = posted(message, { locale });
        const { view } = renderHome(message, { ...options, locale });
        expect(checkPayload('chat.postMessage', payload)).toEqual([]);
        expect(checkPayload('views.publish', { user_id: 'U1', view })).toEqual([]);
        expect(payload.text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        for (const blocks of [payload.blocks, view.blocks]) {
          // Only text is made of text.
          expect(mentionsIn(blocks).filter((mention) => mention !== 'https://x.example/')).toEqual([]);
          for (const words of mrkdwnIn(blocks))
            expect(words.replaceAll(/<https:\/\/x\.example\/\|[^<>|]*>/g, '')).not.toMatch(/[<>*_~`]|:[^\s:]+:/);
        }
        for (const { text: json } of kept) expect(readAction(json)).toBeDefined();
      }),
      { numRuns: runs(30, 120) },
    );
  });

  test('beside real mentions and dates: these are the only ones', () => {
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
      { numRuns: runs(30, 120) },
    );
  });

  test('in any number of blocks in any order: within the limits, with every press while there is room for it', () => {
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
      { numRuns: runs(20, 50) },
    );
  });

  test('a name cannot turn the direction of the sentence around it', () => {
    expect(textsIn(posted(of({ kind: 'text', text: 'Paid by \u202Etxt.exe\u2066' })).blocks)).toEqual([
      'Paid by txt.exe',
    ]);
  });
});
