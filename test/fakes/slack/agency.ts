import { createSlackApi, type SlackTokens } from '../../../adapters/slack/api.ts';
import { createSlackPlatform } from '../../../adapters/slack/send.ts';
import { type Delivery, deliveries, type Outgoing } from '../../../src/core/delivery/outbox.ts';
import type { Reach } from '../../../src/core/directory.ts';
import type { Audience } from '../../../src/core/message.ts';
import type { ConversationRef } from '../../../src/core/platform.ts';
import { stoppedClock } from '../../../src/ground/clock.ts';
import { silentLogger } from '../../../src/ground/log.ts';
import { fakeDirectory, instance, outgoing, workDatabase } from '../work.ts';
import type { FakeMessage } from './team.ts';
import { startSlack } from './world.ts';

export const NORTH = 'T0NORTH';
export const SOUTH = 'T0SOUTH';
/** How long a post waits for an answer here. */
const IMPATIENT_MS = 4_000;
const STEP_MS = 5_000;

/** Two agencies in Slack, each with its own bot token, and the real outbox, sender and adapter in front of them. */
export async function slackAgencies(options: { scopes?: readonly string[] } = {}) {
  const seed = {
    people: ['mei', 'tom', 'ana'],
    channels: ['acme', 'blue', 'attic'],
    privateChannels: ['acme-inside', 'without-us'],
    ...options,
  };
  const slack = await startSlack({
    teams: [
      { ...seed, id: NORTH, name: 'North' },
      { ...seed, id: SOUTH, name: 'South' },
    ],
  });
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const tokens: SlackTokens = { of: async (team) => slack.team(team).bot.token, other: async () => undefined };
  const api = createSlackApi({ tokens, apiUrl: slack.apiUrl, log: silentLogger });
  const platform = createSlackPlatform({
    api,
    keep: async () => undefined,
    log: silentLogger,
    now: db.now,
    timeoutMs: IMPATIENT_MS,
  });

  const to = <A extends Audience = 'client'>(
    channel: string,
    { team = NORTH, audience, thread }: { team?: string; audience?: A; thread?: string } = {},
  ) => {
    const conversation = /^[CDG][0-9A-Z]{8,}$/.test(channel) ? channel : slack.team(team).channel(channel);
    const where = { platform: 'slack' as const, tenant: team, conversation, audience: audience ?? ('client' as A) };
    return (thread === undefined ? where : { ...where, thread }) satisfies ConversationRef<A>;
  };
  /** The steward's conversation for failures. */
  const desk = to('acme-inside', { audience: 'internal' });
  const reach: Reach = { to: desk, name: 'mei', locale: 'en', zone: 'Europe/Berlin' };
  const house = instance(db, clock, platform, { directory: fakeDirectory({ reachPerson: async () => reach }) });

  /** The posts in a channel, as text in order. */
  const read = async (channel: string, team = NORTH): Promise<string[]> =>
    (await slack.team(team).messages(to(channel, { team }).conversation)).map((message: FakeMessage) => message.text);
  const row = async (key: string): Promise<Delivery> => {
    const found = await db.everywhere(deliveries).findOne({ key });
    if (found === undefined) throw new Error(`no delivery ${key}`);
    return found;
  };
  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    db.leaseClock.advance(milliseconds);
  };
  return {
    ...{ slack, db, clock, api, platform, to, read, row, pass, ...house },
    enqueue: (
      key: string,
      channel = 'acme',
      more: { team?: string; thread?: string } & Partial<Outgoing<'client'>> = {},
    ) => {
      const { team, thread, ...rest } = more;
      const where = to(channel, {
        ...(team === undefined ? {} : { team }),
        ...(thread === undefined ? {} : { thread }),
      });
      return house.outbox.enqueue(outgoing(key, where.conversation, { to: where, ...rest }));
    },
    /** Advances time until no delivery is in progress, or for that long. */
    async settle(forMs = 30 * 60_000): Promise<void> {
      for (let waited = 0; waited < forMs; waited += STEP_MS) {
        await house.sender.tick();
        if ((await db.everywhere(deliveries).count({ state: { $in: ['waiting', 'sending'] } })) === 0) return;
        pass(STEP_MS);
      }
    },
    async close() {
      await house.sender.stop();
      await slack.close();
      await db.close();
    },
  };
}
export type SlackAgencies = Awaited<ReturnType<typeof slackAgencies>>;
