import { workCollections } from '../../src/core/coreCollections.ts';
import type { Addressed, PostGate, Verdict } from '../../src/core/delivery/gate.ts';
import { createOutbox, type Outgoing } from '../../src/core/delivery/outbox.ts';
import { createPosts } from '../../src/core/delivery/posts.ts';
import { createSender } from '../../src/core/delivery/sender.ts';
import type { Directory, Reach, Routes } from '../../src/core/directory.ts';
import type { Audience, Message } from '../../src/core/message.ts';
import type { ChatPlatform, ConversationRef } from '../../src/core/platform.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';

export const WORKSPACE = 'w1';
export const PROJECT = 'p1';
export const STEWARD = 'mei';

/** A channel of the project; `internal` ones are our side's. */
export function channel<A extends Audience = 'client'>(conversation: string, audience?: A): ConversationRef<A> {
  return { platform: 'playground', tenant: 't1', conversation, audience: audience ?? ('client' as A) };
}

export function words<A extends Audience = 'client'>(text: string, audience?: A): Message<A> {
  return { audience: audience ?? ('client' as A), fallbackText: text, blocks: [{ kind: 'text', text }] };
}

export function outgoing(key: string, conversation = 'C1', more: Partial<Outgoing<'client'>> = {}): Outgoing<'client'> {
  return {
    ...{
      key,
      workspaceId: WORKSPACE,
      projectId: PROJECT,
      to: channel(conversation),
      message: words(key),
      locale: 'en',
      zone: 'Europe/Berlin',
    },
    noise: 'requested',
    ...more,
  };
}

/** A database whose clock for leases a test can move, and whose calls it can let fail. */
export interface TestDatabase extends Database {
  readonly leaseClock: MovableClock;
}

/** A new in-memory database with the collections of schedules and deliveries. */
export async function workDatabase(): Promise<TestDatabase> {
  const db = await openDatabase({ memory: true });
  await db.prepare(workCollections);
  const leaseClock = stoppedClock('2026-11-23T08:00:00Z');
  return Object.assign(Object.create(null), db, { now: leaseClock.now, leaseClock }) as TestDatabase;
}

/** Has one steward, whose direct conversation is D-mei, and every channel by its id. */
export function fakeDirectory(more: Partial<Directory & Routes> = {}): Directory & Routes {
  const unasked = async () => {
    throw new Error('not asked in this test');
  };
  const reach = (to: ConversationRef, name: string): Reach => ({ to, name, locale: 'en', zone: 'Europe/Berlin' });
  return {
    locate: unasked,
    findPerson: unasked,
    namesLike: unasked,
    findChannel: unasked,
    findProject: unasked,
    project: unasked,
    projectsFor: unasked,
    reachPerson: async (_workspace, personId) => reach(channel(`D-${personId}`, 'internal'), personId),
    reachChannel: async (_workspace, conversation) => ({
      ...reach(channel(conversation), `#${conversation.toLowerCase()}`),
      projectId: PROJECT,
    }),
    placed: async (_workspace, { conversation }) => ({ kind: 'channel', name: `#${conversation.toLowerCase()}` }),
    reachProject: async () => ({ unreachable: 'noChannel' }),
    stewards: async () => [STEWARD],
    ...more,
  };
}

/** Sends every delivery to its own address, or decides by `verdict`. */
export const gateThat = (verdict: (delivery: Addressed) => Verdict | undefined = () => undefined): PostGate => ({
  pass: async (delivery) => verdict(delivery) ?? { verdict: 'go', to: delivery.to },
});

/** Outbox and sender over a database; each call is one more instance of Rapport. */
export function instance(
  db: Database,
  clock: MovableClock,
  platform: ChatPlatform,
  { gate = gateThat(), directory = fakeDirectory() }: { gate?: PostGate; directory?: Directory & Routes } = {},
) {
  const outbox = createOutbox({ db, clock });
  const parts = { db, clock, platforms: [platform], gate, outbox, directory, log: silentLogger };
  const posts = createPosts({ ...parts, steady: db });
  const sender = createSender({
    ...parts,
    posts,
    random: () => 0.5,
    pacingClock: db,
  });
  return { outbox, sender, posts };
}

const CALLS = [
  'insert',
  'insertMany',
  'get',
  'find',
  'findOne',
  'count',
  'findOneAndUpdate',
  'updateMany',
  'deleteMany',
] as const;

/**
 * A process that dies: from the given step on, every call of the database and the platform throws. `after`: the effect
 * of that step happens, but its result is lost. `steps` names the steps so far, `deliveries.updateMany` or
 * `platform.send`.
 */
export function mortal(db: Database, platform: ChatPlatform, { at, after }: { at: number; after: boolean }) {
  const steps: string[] = [];
  let dead = false;
  async function through<R>(name: string, act: () => Promise<R>): Promise<R> {
    if (dead) throw new Error('this process is dead');
    const mine = steps.push(name) - 1;
    if (mine !== at) return act();
    if (after) await act();
    dead = true;
    throw new Error('this process dies here');
  }
  const dying = <T extends object>(what: string, target: T, names: readonly (keyof T)[]): T => {
    const copy = { ...target };
    for (const name of names) {
      const original = target[name] as unknown as (...args: unknown[]) => Promise<unknown>;
      Object.assign(copy, {
        [name]: (...args: unknown[]) => through(`${what}.${String(name)}`, () => original(...args)),
      });
    }
    return copy;
  };
  const everywhere: Database['everywhere'] = (definition) => dying(definition.name, db.everywhere(definition), CALLS);
  const within: Database['within'] = (definition, scope) => dying(definition.name, db.within(definition, scope), CALLS);
  const housekeeping: Database['housekeeping'] = (definition) =>
    dying(definition.name, db.housekeeping(definition), CALLS);
  return {
    db: Object.assign(Object.create(null), db, { everywhere, within, housekeeping }) as Database,
    platform: dying('platform', platform, ['send', 'find', 'update']),
    died: () => dead,
    steps,
  };
}
