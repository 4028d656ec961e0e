import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { NORTH, type SlackAgencies, SOUTH, slackAgencies } from '../fakes/slack/agency.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import type { Recorded } from '../fakes/slack/recorded.ts';

let here: SlackAgencies;
beforeEach(async () => {
  here = await slackAgencies();
});
afterEach(async () => {
  const problems = here.slack.problems();
  await here.close();
  expect(problems).toEqual([]);
});

const posts = 'chat.postMessage';
const saying = (text: string) => (call: Recorded) => String(call.arguments.text).includes(text);
const textsOf = (calls: readonly Recorded[]) => calls.map((call) => call.arguments.text);
const message = (text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});
const options = { key: 'k1', locale: 'en', zone: 'Europe/Berlin' } as const;

describe('under any fault, everything arrives once and in order', () => {
  const faults: Record<string, Fault> = {
    'too many, come back in seven seconds': { kind: 'rateLimited', afterSeconds: 7 },
    'too many, without a time': { kind: 'rateLimited' },
    'a 500 before it was done': { kind: 'status', status: 500 },
    'a 503 before it was done': { kind: 'status', status: 503 },
    'a 500 after it was done': { kind: 'appliedThen', status: 500 },
    'a proxy’s 403': { kind: 'status', status: 403 },
    'a connection that breaks before': { kind: 'reset', applied: false },
    'a connection that breaks after': { kind: 'reset', applied: true },
    'no answer, and not done': { kind: 'hang', applied: false },
    'no answer, but done': { kind: 'hang', applied: true },
    'an answer cut off with the connection': { kind: 'truncated', broken: true },
    'an answer cut off as if it were whole': { kind: 'truncated', broken: false },
    'Slack’s own fault, and not done': { kind: 'refused', error: 'fatal_error' },
    'Slack’s own fault, though it was done': { kind: 'changed', to: () => ({ ok: false, error: 'internal_error' }) },
  };
  for (const [name, fault] of Object.entries(faults)) {
    test(name, async () => {
      here.slack.fault({ method: posts, when: saying('second') }, fault);
      for (const key of ['first', 'second', 'third']) await here.enqueue(key);
      await here.settle();
      expect(await here.read('acme')).toEqual(['first', 'second', 'third']);
      expect((await here.row('second')).state).toBe('sent');
    });
  }

  test('also if the fault occurs several times, with the look-up failing as well', async () => {
    here.slack.fault({ method: posts, times: 3 }, { kind: 'reset', applied: false });
    here.slack.fault({ method: 'conversations.history' }, { kind: 'rateLimited', afterSeconds: 60 });
    here.slack.fault({ method: 'conversations.history' }, { kind: 'hang', applied: true });
    here.slack.fault({ method: 'conversations.history' }, { kind: 'truncated', broken: false });
    for (const key of ['first', 'second']) await here.enqueue(key);
    await here.settle();
    expect(await here.read('acme')).toEqual(['first', 'second']);
  });

  test('also in a thread', async () => {
    await here.enqueue('root');
    await here.settle();
    const thread = (await here.row('root')).posted ?? '';
    here.slack.fault({ method: posts }, { kind: 'reset', applied: true });
    await here.enqueue('reply', 'acme', { thread });
    await here.settle();
    expect(await here.read('acme')).toEqual(['root', 'reply']);
    expect(here.slack.callsOf('conversations.replies')).toHaveLength(1);
    expect((await here.row('reply')).state).toBe('sent');
  });
});

describe('a post with an unclear outcome', () => {
  test('is looked up first and once more after a minute and a half, and posted again only if it is absent', async () => {
    here.slack.fault({ method: posts }, { kind: 'reset', applied: false });
    await here.enqueue('lost');
    await here.settle();
    expect(here.slack.calls.map((call) => call.method)).toEqual([
      posts,
      'conversations.history',
      'conversations.history',
      posts,
    ]);
    expect(here.slack.callsOf('conversations.history')[0]?.arguments).toMatchObject({ include_all_metadata: 'true' });
  });

  test('is not posted again if it is there', async () => {
    here.slack.fault({ method: posts }, { kind: 'reset', applied: true });
    await here.enqueue('arrived');
    await here.settle();
    expect(here.slack.calls.map((call) => call.method)).toEqual([posts, 'conversations.history']);
    const [there] = await here.slack.team(NORTH).messages(here.to('acme').conversation);
    expect((await here.row('arrived')).posted).toBe(there?.ts);
  });

  test('is left to a person if Slack allows no look-up', async () => {
    here.slack.fault({ method: posts }, { kind: 'reset', applied: true });
    here.slack.fault({ method: 'conversations.history' }, { kind: 'refused', error: 'missing_scope' });
    await here.enqueue('unclear');
    await here.settle();
    expect((await here.row('unclear')).state).toBe('unknown');
    expect(await here.read('acme')).toEqual(['unclear']);
    expect((await here.read('acme-inside')).join()).toContain('may not have been posted');
  });

  test('is left to a person if Slack hides the metadata of posts', async () => {
    const hidden = ({ messages, ...body }: Record<string, unknown>) => ({
      ...body,
      messages: (messages as { metadata?: { event_type: string } }[]).map((one) => ({
        ...one,
        metadata: { event_type: one.metadata?.event_type },
      })),
    });
    here.slack.fault({ method: posts }, { kind: 'reset', applied: true });
    here.slack.fault({ method: 'conversations.history' }, { kind: 'changed', to: hidden });
    await here.enqueue('veiled');
    await here.settle();
    expect((await here.row('veiled')).state).toBe('unknown');
    expect(await here.read('acme')).toEqual(['veiled']);
  });

  test('is found behind many newer messages, page by page', async () => {
    const pages = [
      { messages: [{ ts: '3', text: 'newer' }], has_more: true, response_metadata: { next_cursor: 'next' } },
      { messages: [{ ts: '2', text: 'new' }], has_more: false },
    ];
    for (const page of pages)
      here.slack.fault({ method: 'conversations.history' }, { kind: 'changed', to: () => ({ ok: true, ...page }) });
    expect(await here.platform.find(here.to('acme'), 'nowhere')).toBe('absent');
    expect(here.slack.callsOf('conversations.history').map((call) => call.arguments.cursor)).toEqual([
      undefined,
      'next',
    ]);
  });

  test('counts as undetermined if the history is too long', async () => {
    const endless = () => ({
      ok: true,
      messages: [{ ts: '1', text: 'x' }],
      has_more: true,
      response_metadata: { next_cursor: 'more' },
    });
    here.slack.fault({ method: 'conversations.history', times: 100 }, { kind: 'changed', to: endless });
    expect(await here.platform.find(here.to('acme'), 'nowhere')).toBe('cannotTell');
    expect(here.slack.callsOf('conversations.history').length).toBeLessThanOrEqual(5);
  });
});

describe('a busy Slack', () => {
  test('in one team delays no other', async () => {
    here.slack.fault({ method: posts, team: NORTH, times: 1 }, { kind: 'rateLimited', afterSeconds: 60 });
    for (const key of ['n1', 'n2']) await here.enqueue(key, 'acme', { team: NORTH });
    await here.enqueue('n3', 'blue', { team: NORTH });
    for (const key of ['s1', 's2']) await here.enqueue(key, 'acme', { team: SOUTH });
    await here.sender.tick();
    expect(await here.read('acme', SOUTH)).toEqual(['s1', 's2']);
    const asked = here.slack.callsOf(posts, NORTH).length;
    here.pass(30_000);
    await here.sender.tick();
    expect(here.slack.callsOf(posts, NORTH)).toHaveLength(asked);
    await here.settle();
    expect(await here.read('acme', NORTH)).toEqual(['n1', 'n2']);
    expect(await here.read('blue', NORTH)).toEqual(['n3']);
  });

  test('that hangs in one team delays no other', async () => {
    here.slack.fault({ method: posts, team: NORTH }, { kind: 'hang', applied: false });
    await here.enqueue('slow', 'acme', { team: NORTH });
    await here.enqueue('quick', 'acme', { team: SOUTH });
    let isOver = false;
    const ticking = here.sender.tick().finally(() => {
      isOver = true;
    });
    await expect.poll(() => here.read('acme', SOUTH), { interval: 10 }).toEqual(['quick']);
    expect(isOver).toBe(false);
    await ticking;
    await here.settle();
    expect(await here.read('acme', NORTH)).toEqual(['slow']);
  });

  test('gets at most about a message a second in a channel', async () => {
    for (let index = 0; index < 7; index += 1) await here.enqueue(`m${index}`);
    await here.sender.tick();
    expect(await here.read('acme')).toHaveLength(5);
    await here.settle();
    expect(await here.read('acme')).toHaveLength(7);
  });
});

describe('a post', () => {
  test('unfurls no link, and has a digest of its delivery’s key', async () => {
    await here.platform.send(here.to('acme'), message('See https://example.com'), {
      ...options,
      key: 'reminder:r1:2026-11-23T09:00',
    });
    const [call] = here.slack.callsOf(posts);
    expect(call?.arguments).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      metadata: { event_type: 'rapport_delivery' },
    });
    expect(JSON.stringify(call?.arguments)).not.toContain('reminder:r1');
    expect(await here.platform.find(here.to('acme'), 'reminder:r1:2026-11-23T09:00')).toHaveProperty('found');
    expect(await here.platform.find(here.to('acme'), 'reminder:r1:2026-11-24T09:00')).toBe('absent');
  });

  test('is pinned on request, and a failed pin is no failed post', async () => {
    const pinned = await here.platform.send(here.to('acme'), message('desk'), { ...options, pin: true });
    const { items } = (await here.slack
      .team(NORTH)
      .ask('pins.list', { channel: here.to('acme').conversation }, 'admin')) as { items?: unknown[] };
    expect(items).toHaveLength(1);
    here.slack.fault({ method: 'pins.add' }, { kind: 'status', status: 500 });
    expect([
      pinned.outcome,
      (await here.platform.send(here.to('acme'), message('desk 2'), { ...options, pin: true })).outcome,
    ]).toEqual(['sent', 'sent']);
  });

  test('is edited in place, and a failed edit is repeated', async () => {
    const sent = await here.platform.send(here.to('acme'), message('before'), options);
    const posted = sent.outcome === 'sent' ? sent.message : '';
    here.slack.fault({ method: 'chat.update' }, { kind: 'reset', applied: true });
    expect((await here.platform.update(here.to('acme'), posted, message('after'), options)).outcome).toBe('retry');
    expect((await here.platform.update(here.to('acme'), posted, message('after'), options)).outcome).toBe('sent');
    expect(await here.read('acme')).toEqual(['after']);
    expect(await here.platform.find(here.to('acme'), options.key)).toEqual({ found: posted });
    await here.slack.team(NORTH).ask('chat.delete', { channel: here.to('acme').conversation, ts: posted });
    expect(await here.platform.update(here.to('acme'), posted, message('late'), options)).toMatchObject({
      outcome: 'dead',
      reason: 'rejected',
    });
  });
});

test('a message to one team never carries another team’s token', async () => {
  await here.enqueue('n', 'acme', { team: NORTH });
  await here.enqueue('s', 'acme', { team: SOUTH });
  await here.settle();
  expect(textsOf(here.slack.callsOf(posts, NORTH))).toEqual(['n']);
  expect(textsOf(here.slack.callsOf(posts, SOUTH))).toEqual(['s']);
});
