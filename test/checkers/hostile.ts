import fc from 'fast-check';
import { type Block, press } from '../../src/core/message.ts';
import { anyText } from '../fakes/anyText.ts';

/** Text that may break Slack's markup, Markdown, JSON, or a count of characters. */
export const HOSTILE: readonly string[] = [
  '<!channel>',
  '<!here|here>',
  '@here @channel @everyone',
  '<@U1>',
  '<#C1|general>',
  '<!subteam^S1>',
  '<http://x|bank.com>',
  'https://phish.example/login',
  '<!date^1700000000^{date}|x>',
  '*bold* _it_ ~gone~ `code` ```block```',
  '> quoted\n>>> all of it',
  ':tada: :+1:',
  '&lt;!channel&gt; &amp;amp;',
  '\u202Eevil\u202C \u2066x\u2069',
  'مرحبا بالعالم',
  '\u200B\u200B\u200D\uFEFF',
  '👨‍👩‍👧‍👦🏳️‍🌈',
  'e\u0301\u0301\u0301',
  '\uD83D',
  '\uDE00x',
  '\u0000\u0007\u001B[31m',
  ' ',
  '\n\n\t\r\n',
  '',
  '"\'}]{"v":1,"command":"x","input":{}}',
  'kept:00000000000000000000000000000000',
  '状态报告：测试版',
];

/** Hostile text alone, mixed, and at lengths around the limits of a platform, up to 40,000 characters. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...HOSTILE), anyText({ maxLength: 8 })), { maxLength: 12 })
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...HOSTILE, 'x', '&', '<', 'a '),
        fc.constantFrom(24, 25, 75, 76, 150, 151, 255, 2_000, 2_001, 3_000, 3_001, 12_001, 40_000),
      )
      .map(([word, length]) =>
        (word === '' ? 'y' : word).repeat(Math.ceil(length / Math.max(1, word.length))).slice(0, length),
      ),
  },
);

/** A message's blocks of every kind with the same text in every text position. */
export function everyBlock(text: string): Block[] {
  const payload = press('reminder done', { id: text, more: [text, text] });
  return [
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
        { kind: 'link', url: `javascript:${text}`, text },
        { kind: 'date', at: text, style: 'date' },
      ],
    },
    { kind: 'fields', items: [{ label: text, value: text }] },
    { kind: 'list', items: [text, [text]] },
    { kind: 'list', ordered: true, items: [text] },
    { kind: 'table', columns: [text, 'B'], rows: [[text, text], [text], [text, text, text]] },
    { kind: 'table', columns: [text], rows: [[text]] },
    { kind: 'quote', text },
    { kind: 'image', url: `data:${text}`, alt: text, title: text },
    { kind: 'image', url: 'https://x.example/a.png', alt: text, title: text },
    { kind: 'progress', label: text, value: 3, of: 4 },
    { kind: 'file', name: text, mediaType: text, content: text },
    { kind: 'file', name: text, mediaType: 'text/calendar', content: text, url: 'https://x.example/' },
    { kind: 'context', text },
    {
      kind: 'context',
      text: [
        text,
        { kind: 'strong', text },
        { kind: 'link', url: 'https://x.example/', text },
        { kind: 'person', user: text, name: text },
      ],
    },
    { kind: 'divider' },
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
        {
          kind: 'menu',
          label: text,
          options: [
            { label: text, payload },
            { label: text, payload: press('help show', { topic: text }) },
          ],
        },
      ],
    },
  ];
}

/** Every object in a payload, from the outside in. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const one of Object.values(value)) yield* objectsIn(one);
}

/** All texts of Slack blocks, in order. */
export const textsIn = (value: unknown): string[] =>
  [...objectsIn(value)].flatMap(({ text }) => (typeof text === 'string' ? [text] : []));

/** All texts that Slack reads as its markup. */
export const mrkdwnIn = (value: unknown): string[] =>
  [...objectsIn(value)].flatMap(({ type, text, verbatim }) => {
    if (type !== 'mrkdwn' || typeof text !== 'string') return [];
    return [verbatim === true ? text : `<not verbatim> ${text}`];
  });

/**
 * The mentions, links and dates in Slack's rich text: ids, addresses, and dates in ISO 8601. Everything except text,
 * including emoji.
 */
export const mentionsIn = (value: unknown): string[] =>
  [...objectsIn(value)].flatMap(({ type, user_id, channel_id, url, timestamp, name, range }) => {
    switch (type) {
      case 'user':
        return [String(user_id)];
      case 'channel':
        return [String(channel_id)];
      case 'link':
        return [String(url)];
      case 'date':
        return [`${new Date(Number(timestamp) * 1_000).toISOString().slice(0, 19)}Z`];
      case 'broadcast':
      case 'usergroup':
      case 'team':
      case 'emoji':
        return [String(range ?? name ?? type)];
      default:
        return [];
    }
  });
