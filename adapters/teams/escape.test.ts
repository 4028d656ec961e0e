import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { cleanText, markdownAddress, markdownText, mentionTag, shortened } from './escape.ts';

/** Desktop clients' reading of text blocks, but stricter: HTML and bare addresses count too. */
const markdown = new MarkdownIt({ html: true, linkify: false });
/** The formats that a Markdown reader finds in a text besides paragraphs and words. */
function formats(text: string): string[] {
  return markdown
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .map(({ type }) => type)
    .filter(
      (type) => !['paragraph_open', 'paragraph_close', 'inline', 'text', 'softbreak', 'text_special'].includes(type),
    );
}
/** The visible part of a text. */
const seen = (text: string) => text.replaceAll('\u2060', '');

/**
 * The reader on phones (microsoft/AdaptiveCards, ObjectModel/MarkDownBlockParser.cpp) finds links by `](`, lists by `-
 * ` and `1.` at a beginning, and emphasis by * and _.
 */
const phones = [/\]\(/, /(^|\n)-\s/, /(^|\n)\d+[.)]/, /\*/, /(^|[^\p{L}\p{N}])_|_($|[^\p{L}\p{N}])/u];

const HOSTILE = [
  '<at>Ana</at>',
  '[pay here](http://bank.example)',
  '![x](http://bank.example/a.png)',
  '[x]: http://bank.example\n\n[x]',
  '<http://bank.example>',
  '**bold** __bold__ *it* _it_ ~~gone~~ `code`',
  '&lt;at&gt; &amp; &#60;',
  '# heading\n\n- item\n+ item\n1. one\n2) two\n> quote\n\n---\n\n===\nx\n===',
  '    code block\n\tcode block',
  '```\ncode\n```\n~~~\ncode\n~~~',
  '\\[x](http://bank.example) \\*x\\*',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '<script>alert(1)</script><b>x</b>',
  '**测试**。_测试_',
];

describe('text in a text block', () => {
  test.each(HOSTILE)('no client finds a format in %j', (text) => {
    const safe = markdownText(text);
    expect(formats(safe)).toEqual([]);
    for (const format of phones) expect(safe).not.toMatch(format);
  });

  test('has no effect in any mixture', () => {
    const part = fc.constantFrom(
      ...'[]()*_`~#>-+=|\\&<!:.1 \n\t{}"',
      'a',
      'http://b',
      '&lt;',
      '<at>',
      '</at>',
      '测',
      '\u200b',
      '😀',
      '    ',
      '](',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const safe = markdownText(parts.join(''));
        expect(formats(safe)).toEqual([]);
        expect(safe).not.toMatch(/\]\(|<at>|<\/at>/);
      }),
      { numRuns: runs(1_000, 5_000) },
    );
  });

  test('plain sentences in both languages stay unchanged', () => {
    for (const text of [
      'Send the final logo (all sizes) to Ana by 3pm.',
      '请在 12月4日 前把设计稿发给李女士，谢谢！',
      'snake_case and 3-4 people; a < b',
      'Fish & chips',
    ]) {
      expect(seen(markdownText(text))).toBe(text);
    }
  });
});

describe('text in any place', () => {
  test('half characters, control characters and direction marks are removed; line breaks and joined emoji stay', () => {
    expect(cleanText('a\ud83db\u0000c\u202ed\u2067e')).toBe('a\ufffdbcde');
    expect(cleanText('one\r\ntwo\rthree\nfour')).toBe('one\ntwo\nthree\nfour');
    expect(cleanText('👩‍👩‍👧 שלום עולם')).toBe('👩‍👩‍👧 שלום עולם');
  });

  test('no date function is left for the client to evaluate', () => {
    expect(cleanText('{{DATE(2026-01-01T00:00:00Z)}} {{{{TIME(x)}}')).not.toMatch(/\{\{/);
  });
});

describe('mentions', () => {
  test('a name is escaped as Teams requires, and two equal names differ invisibly', () => {
    expect(mentionTag('A & B <Ltd>')).toBe('<at>A &amp; B &lt;Ltd&gt;</at>');
    expect(mentionTag('Ana', 1)).not.toBe(mentionTag('Ana'));
    expect(seen(mentionTag('Ana', 1))).toBe('<at>Ana</at>');
  });

  test('no name ends its tag or forms a format', () => {
    for (const name of [...HOSTILE, '</at><at>Tom', 'Ana *the boss* [x](http://b)']) {
      const tag = mentionTag(name);
      expect(tag.match(/<\/?at>/g)).toEqual(['<at>', '</at>']);
      expect(tag).not.toMatch(/\]\(|[*`]/);
    }
  });
});

test('an address stays one link to the same address', () => {
  const url = 'https://x.example/a_(b)?q=*x*&n=[1]#~t';
  const [token] = markdown.parseInline(`[x](${markdownAddress(url)})`, {});
  const link = token?.children?.find(({ type }) => type === 'link_open');
  expect(decodeURIComponent(String(link?.attrGet('href')))).toBe(url);
});

test('a shortened text has a mark and is cut between characters', () => {
  expect(shortened('short', 10)).toBe('short');
  expect(shortened('a long text', 6)).toBe('a lon…');
  expect(shortened('ab😀cd', 4)).toBe('ab…');
  expect(shortened('ab 👩‍👩‍👧', 6)).toBe('ab 👩…');
});
