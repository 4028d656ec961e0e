import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Message, press } from '../message.ts';
import { renderHtml } from './html.ts';
import { renderText } from './text.ts';

const reader = { locale: 'en', zone: 'Europe/Berlin', now: new Date('2026-11-23T08:00:00Z') } as const;
const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'x', blocks });

/** A message with every kind of block and the same text in every text position. */
function everywhere(text: string): Message {
  const payload = press('reminder done', { id: text });
  return of(
    { kind: 'heading', text },
    {
      kind: 'text',
      text: [text, { kind: 'strong', text }, { kind: 'code', text }, { kind: 'link', url: 'https://x.example/', text }],
    },
    {
      kind: 'text',
      text: [
        { kind: 'person', user: text, name: text },
        { kind: 'channel', conversation: text, name: text },
      ],
    },
    { kind: 'fields', items: [{ label: text, value: text }] },
    { kind: 'list', items: [text] },
    { kind: 'table', columns: [text], rows: [[text]] },
    { kind: 'quote', text },
    { kind: 'image', url: text, alt: text, title: text },
    { kind: 'image', url: 'https://x.example/a.png', alt: text },
    { kind: 'progress', label: text, value: 3, of: 4 },
    { kind: 'file', name: text, mediaType: text, content: text },
    { kind: 'file', name: text, mediaType: 'text/calendar', content: text, url: 'https://rapport.example.com/file/a' },
    { kind: 'context', text },
    { kind: 'divider' },
    {
      kind: 'actions',
      items: [
        { kind: 'button', label: text, payload, confirm: { title: text, text, confirm: text, cancel: text } },
        { kind: 'menu', label: text, options: [{ label: text, payload }] },
      ],
    },
  );
}

/** The tags and attribute names, in order: user text must never change them. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<\/?([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g)].map(
    ([, tag, attributes]) =>
      `${tag}${[...(attributes ?? '').matchAll(/\s([a-z-]+)(?:="[^"]*")?/g)].map(([, name]) => ` ${name}`).join('')}`,
  );
}

describe('HTML', () => {
  const plain = skeleton(renderHtml(everywhere('words'), reader));

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</button><button data-payload="{}">',
    '&lt;b&gt;',
    'javascript:alert(1)',
    '<!channel>',
    '{"v":1}',
  ])('the text %s adds no tag and no attribute', (text) => {
    expect(skeleton(renderHtml(everywhere(text), reader))).toEqual(plain);
  });

  test('no text adds a tag or an attribute', () => {
    const hostile = fc
      .array(
        fc.constantFrom('<', '>', '"', "'", '&', '`', '=', ' ', 'a', '/', 'on', 'script', '\u202e', '\u0000', '。'),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(skeleton(renderHtml(everywhere(`x${text}`), reader))).toEqual(plain);
      }),
    );
  });

  test('the payload of a press survives escaping', () => {
    const payload = press('reminder done', { id: '"<&\'>' });
    const html = renderHtml(of({ kind: 'actions', items: [{ kind: 'button', label: 'Done', payload }] }), reader);
    const [, escaped = ''] = /data-payload="([^"]*)"/.exec(html) ?? [];
    const unescaped = escaped.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[entity] ?? entity,
    );
    expect(JSON.parse(unescaped)).toEqual(payload);
  });

  test('only web addresses become links', () => {
    const html = renderHtml(
      of({ kind: 'text', text: [{ kind: 'link', url: 'javascript:alert(1)', text: 'click' }] }),
      reader,
    );
    expect(html).toBe('<p dir="auto">click</p>');
  });
});

test('dates are in the reader’s zone and language in every renderer', () => {
  const message = of({
    kind: 'text',
    text: ['Due ', { kind: 'date', at: '2026-12-04T14:00:00.000Z', style: 'dateTime' }],
  });
  expect(renderText(message, reader)).toBe('Due Fri 4 Dec 15:00');
  expect(renderHtml(message, reader)).toContain('>Fri 4 Dec 15:00</time>');
  expect(renderText(message, { ...reader, locale: 'zh-CN', zone: 'Asia/Shanghai' })).toBe('Due 12月4日（周五）22:00');
});

test('plain text shows every kind of block', () => {
  const text = renderText(everywhere('words'), reader);
  expect(text).toContain('words: 75%');
  expect(text).toContain('> words');
  expect(text).toContain('[words]');
});
