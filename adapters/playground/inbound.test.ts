import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextMonday } from './clockPanel.ts';
import { isLoopback, refusalOf } from './guard.ts';
import { readTyped, withTokens } from './inbound.ts';
import type { PlaygroundChannel, PlaygroundUser } from './worldRows.ts';

const createdAt = new Date('2026-11-23T20:00:00Z');
const user = (name: string, outsider = false): PlaygroundUser => ({
  _id: `U-${name.length}${outsider}`,
  name,
  outsider,
  locale: 'en',
  zone: 'UTC',
  side: outsider ? 'client' : 'ours',
  createdAt,
});
const channel = (kind: PlaygroundChannel['kind'], bot = true): PlaygroundChannel => ({
  _id: 'C-1',
  kind,
  name: 'acme',
  members: [],
  bot,
  createdAt,
});
const mei = user('Mei');

describe('typed text', () => {
  test.each([
    ['/rapport remind me', 'channel', { kind: 'command', text: 'remind me' }],
    ['／rapport 提醒', 'channel', { kind: 'command', text: '提醒' }],
    ['/rapport', 'channel', { kind: 'command', text: '' }],
    ['/remind me', 'channel', { kind: 'hint', why: 'unknownSlash' }],
    ['@Rapport status', 'channel', { kind: 'mention', text: 'status' }],
    ['@rapport, status', 'channel', { kind: 'mention', text: 'status' }],
    ['＠Rapport：进度', 'channel', { kind: 'mention', text: '进度' }],
    ['could you @Rapport remind me', 'channel', { kind: 'mention', text: 'could you   remind me' }],
    ['hello', 'channel', { kind: 'plain' }],
    ['@Rapporteur hello', 'channel', { kind: 'plain' }],
    ['hello', 'direct', { kind: 'directMessage', text: 'hello' }],
    ['@Rapport', 'direct', { kind: 'directMessage', text: '@Rapport' }],
  ] as const)('%s in a %s', (text, kind, expected) => {
    expect(readTyped(text, { user: mei, channel: channel(kind) })).toEqual(expected);
  });

  test('a mention in a channel without the bot gets a hint', () => {
    expect(readTyped('@Rapport hello', { user: mei, channel: channel('channel', false) })).toEqual({
      kind: 'hint',
      why: 'notHere',
    });
  });

  test('names become tokens, the longest first, and only where the name ends', () => {
    const people = [
      { ...mei, _id: 'U1', name: 'Ana' },
      { ...mei, _id: 'U2', name: 'Ana Ruiz' },
      { ...mei, _id: 'U3', name: '李文静' },
    ];
    const words = withTokens('@Ana Ruiz, @ana and ＠李文静请看 #acme; not @Anabel', people, [channel('channel')]);
    expect(words).toBe('<@U2>, <@U1> and <@U3>请看 <#C-1>; not @Anabel');
  });

  test('any typed text can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (text, name) => {
        const words = withTokens(text, [{ ...mei, name }], []);
        return typeof readTyped(words, { user: mei, channel: channel('channel') }).kind === 'string';
      }),
    );
  });
});

describe('next Monday 09:00', () => {
  test.each([
    ['2026-11-23T07:59:00Z', 'Europe/Berlin', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00Z', 'Europe/Berlin', '2026-11-30T08:00:00.000Z'],
    // It is Monday already in Auckland while it is Sunday in London.
    ['2026-11-22T12:00:00Z', 'Pacific/Auckland', '2026-11-22T20:00:00.000Z'],
    // Over the end of summer time the wall clock counts, not 168 hours.
    ['2026-10-19T08:00:00Z', 'Europe/Berlin', '2026-10-26T08:00:00.000Z'],
  ])('after %s in %s', (now, zone, expected) => {
    expect(nextMonday(new Date(now), zone).toISOString()).toBe(expected);
  });
});

describe('the guard', () => {
  const request = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    refusalOf({ headers, socket: { remoteAddress } });
  test.each([
    [{ host: 'localhost:3000' }, '127.0.0.1', undefined],
    [{ host: '[::1]:3000' }, '::1', undefined],
    [{ host: '127.0.0.1:3000' }, '::ffff:127.0.0.1', undefined],
    [{ host: '127.0.0.1:3000' }, '192.168.1.5', 'remote'],
    [{ host: 'evil.example' }, '127.0.0.1', 'host'],
    [{ host: '127.0.0.1.evil.example' }, '127.0.0.1', 'host'],
    [{}, '127.0.0.1', 'host'],
    [{ host: 'localhost:3000', origin: 'http://localhost:4000' }, '127.0.0.1', 'origin'],
    [{ host: 'localhost:3000', origin: 'null' }, '127.0.0.1', 'origin'],
    [{ host: 'localhost:3000', 'sec-fetch-site': 'cross-site' }, '127.0.0.1', 'origin'],
  ] as const)('%j from %s', (headers, remote, expected) => {
    expect(request(headers, remote)).toBe(expected);
  });

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    [undefined, false],
  ])('%s is loopback: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
