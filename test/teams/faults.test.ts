import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import type { ConversationRef } from '../../src/core/platform.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel } from './client.ts';
import { type FakeConnector, type Fault, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

let fake: FakeConnector;
let house: HouseBeside;
let memory: Database;
/** How far the database's clock is ahead: leases, pauses and pace use it. */
let ahead = 0;
beforeEach(async () => {
  fake = await startFakeConnector();
  memory = await openDatabase({ memory: true });
  ahead = 0;
  const db = { ...memory, now: () => new Date(memory.now().getTime() + ahead) };
  house = await houseBeside(fake, { limitMs: 6_000, db });
  fake.posts.length = 0;
  fake.requests.length = 0;
});
afterEach(async () => {
  await house.close();
  await memory.close();
  await fake.stop();
});

const to: ConversationRef<'client'> = {
  platform: 'teams',
  tenant: WORLD.tenant,
  conversation: WORLD.channel,
  audience: 'client',
};
const enqueue = (key: string) =>
  house.outbox.enqueue({
    ...{
      key,
      workspaceId: house.workspace._id,
      projectId: house.project._id,
      to,
      locale: 'en',
      zone: 'Europe/Berlin',
      noise: 'requested',
    },
    message: { audience: 'client', fallbackText: `news ${key}`, blocks: [{ kind: 'text', text: `news ${key}` }] },
  });
const stateOf = async (key: string) => (await house.db.everywhere(deliveries).findOne({ key }))?.state;
const news = () => fake.in(WORLD.channel).filter((post) => textOf(post.card).includes('news'));
const tries = () =>
  fake.requests.filter((request) => request === `POST /v3/conversations/${WORLD.channel}/activities`).length;
/** Lets every lease expire and every pause end, several times: any repetition would happen. */
async function later(rounds = 3, stepMs = 3_600_000): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    house.clock.advance(stepMs);
    ahead += stepMs;
    await house.sender.tick();
  }
}

describe('a post that Teams certainly did not accept is retried, and is there once', () => {
  test.each<[string, Fault]>([
    ['429', { status: 429, code: 'Throttled', headers: { 'Retry-After': '7' } }],
    ['429 without a time', { status: 429 }],
    ['412', { status: 412, code: 'PreconditionFailed' }],
    ['401, until somebody mends the secret', { status: 401, code: 'Unauthorized' }],
  ])('%s', async (_name, fault) => {
    fake.faults.push(fault);
    await enqueue('k1');
    await house.sender.tick();
    expect([tries(), news().length, await stateOf('k1')]).toEqual([1, 0, 'waiting']);
    await later();
    expect([tries(), news().length, await stateOf('k1')]).toEqual([2, 1, 'sent']);
  });

  test('Teams is unreachable', async () => {
    const elsewhere = await startFakeConnector();
    await elsewhere.stop();
    await house.said(
      activity(elsewhere.serviceUrl, 'root', channel(WORLD.channel), {
        type: 'conversationUpdate',
        membersAdded: [{ id: WORLD.bot.id }],
      }),
    );
    await enqueue('k1');
    await house.sender.tick();
    expect(await house.db.everywhere(deliveries).findOne({ key: 'k1' })).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('a post that may be there is never repeated; the manager is asked to look', () => {
  test.each<[string, Fault, number]>([
    ['502', { status: 502 }, 0],
    ['502 after it was posted', { status: 502, posts: true }, 1],
    ['503 with a time to come back', { status: 503, headers: { 'Retry-After': '0' } }, 0],
    ['504', { status: 504, posts: true }, 1],
    ['500', { status: 500 }, 0],
    ['408', { status: 408 }, 0],
    ['a reset before', 'reset', 0],
    ['a reset after it was posted', 'lost', 1],
    ['silence', 'hang', 0],
    ['an answer that is none', 'garbled', 1],
  ])('%s', async (_name, fault, there) => {
    fake.faults.push(fault);
    await enqueue('k1');
    await house.sender.tick();
    await later();
    expect([tries(), news().length, await stateOf('k1')]).toEqual([1, there, 'unknown']);
    // In the manager's own chat, with its text.
    expect(
      fake
        .in('D-mei')
        .map((post) => textOf(post.card))
        .join(),
    ).toContain('news k1');
  });
});

describe('a post that can never arrive ends, and the manager is told why', () => {
  test.each<[string, Fault, string]>([
    ['blocked', { status: 403, code: 'MessageWritesBlocked' }, 'blocked'],
    [
      'blocked, in the words that Microsoft documents',
      {
        status: 403,
        body: {
          errorCode: 209,
          message:
            '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is blocked from message writes."\r\n}',
        },
      },
      'blocked',
    ],
    ['taken out', { status: 403, code: 'BotNotInConversationRoster' }, 'notInChannel'],
    ['deleted', { status: 404, code: 'ConversationNotFound' }, 'channelGone'],
    ['too long', { status: 413, code: 'MessageSizeTooBig' }, 'tooLong'],
    ['refused', { status: 400, code: 'BadArgument' }, 'rejected'],
  ])('%s', async (_name, fault, why) => {
    fake.faults.push(fault);
    await enqueue('k1');
    await house.sender.tick();
    await later();
    expect(await house.db.everywhere(deliveries).findOne({ key: 'k1' })).toMatchObject({
      state: 'dead',
      reason: expect.stringMatching(`^${why}:`),
    });
    expect(tries()).toBe(1);
    expect(
      fake
        .in('D-mei')
        .map((post) => textOf(post.card))
        .join(),
    ).toContain('news k1');
  });

  test('a conversation that blocked us is not called again until a person writes to us there', async () => {
    fake.faults.push({ status: 403, code: 'MessageWritesBlocked' });
    await enqueue('k1');
    await house.sender.tick();
    await enqueue('k2');
    await later();
    expect([tries(), await stateOf('k2')]).toEqual([1, 'dead']);
    await house.type('ana', 'help', channel(WORLD.channel));
    await house.quiet();
    await enqueue('k3');
    await house.sender.tick();
    expect(await stateOf('k3')).toBe('sent');
  });
});

test('twenty posts over a connector that throttles, breaks and loses: none twice, and none lost without notice to the manager', async () => {
  const faults: Fault[] = [
    { status: 429, headers: { 'Retry-After': '1' } },
    'reset',
    'lost',
    { status: 502, posts: true },
    { status: 412 },
    { status: 503 },
  ];
  for (let index = 0; index < 20; index++) await enqueue(`n${String(index).padStart(2, '0')}`);
  fake.faults.push(...faults, ...faults);
  await later(60, 60_000);
  const texts = news().map((post) => textOf(post.card));
  expect(new Set(texts).size).toBe(texts.length);
  const rows = await house.db.everywhere(deliveries).find({ 'to.conversation': WORLD.channel });
  expect(new Set(rows.map((row) => row.state))).toEqual(new Set(['sent', 'unknown']));
  const missing = rows.filter((row) => !texts.some((text) => text.includes(`news ${row.key}`)));
  expect(missing.every((row) => row.state === 'unknown')).toBe(true);
  const told = fake
    .in('D-mei')
    .map((post) => textOf(post.card))
    .join();
  for (const row of rows.filter((one) => one.state === 'unknown')) expect(told).toContain(`news ${row.key}`);
});

/** The reason for a client of our own. */
test('the SDK’s own client repeats a refused post despite its settings', async () => {
  const reference = {
    channelId: 'msteams',
    serviceUrl: fake.serviceUrl,
    bot: { id: 'b', name: '' },
    conversation: { id: 'C' },
  } as never;
  fake.faults.push(...Array.from({ length: 3 }, () => ({ status: 429, headers: { 'Retry-After': '0' } })));
  const trust = new ConfigurationBotFrameworkAuthentication({}, undefined, undefined, undefined, {
    noRetryPolicy: true,
  });
  await new CloudAdapter(trust).continueConversationAsync(
    '',
    reference,
    async (context) => void (await context.sendActivity('x')),
  );
  expect(fake.requests).toHaveLength(4);
});
