import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditEntries } from '../../src/core/auditLog.ts';
import { createBot } from '../../src/core/bot.ts';
import { defineCommand, type Reply, type Thing, toCaller } from '../../src/core/command.ts';
import { workCollections } from '../../src/core/coreCollections.ts';
import { createDecisions } from '../../src/core/delivery/decisions.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import type { Directory } from '../../src/core/directory.ts';
import { field } from '../../src/core/fields.ts';
import { inboxRows } from '../../src/core/inboxRow.ts';
import type { EventOf } from '../../src/core/platform.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import { idFrom } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { type Database, defineCollection } from '../../src/store/collection.ts';
import { type FakePlatform, fakePlatform } from '../fakes/platform.ts';
import { fakeDirectory, instance, mortal, outgoing, words } from '../fakes/work.ts';

const START = new Date('2026-11-23T08:00:00Z');
/** Longer than any lease, and than any pause between tries. */
const LONG_MS = 3_600_000;
const notes = defineCollection({
  name: 'faultNotes',
  model: z.strictObject({ _id: z.string(), workspaceId: z.string(), text: z.string() }),
  tenancy: 'workspace',
  indexes: [],
});
const collections = [...workCollections, notes, auditEntries];

type Prepared = { readonly db: Database; readonly clock: MovableClock; readonly platform: FakePlatform };
interface OutboxStory {
  readonly name: string;
  /** Prepares the work before the tick of the process that will die; never interrupted. */
  readonly arrange: (house: Prepared) => Promise<void>;
  /** The final state that must hold for a death at any step. */
  readonly holds: (end: {
    readonly calls: Record<string, number>;
    readonly states: Record<string, string>;
    readonly shown: string;
  }) => void;
  /** Steps that the process must reach, so that a story that ends early is noticed. */
  readonly through: readonly string[];
}

const once = { k1: 1 };
const notice = 'notice:k1:mei';
const stories: readonly OutboxStory[] = [
  {
    name: 'a message is posted exactly once',
    arrange: ({ db, clock, platform }) => instance(db, clock, platform).outbox.enqueue(outgoing('k1')).then(),
    holds: ({ calls, states }) => expect({ calls, states }).toEqual({ calls: once, states: { k1: 'sent' } }),
    // Claimed, begun, posted, recorded as a post, settled.
    through: ['deliveries.updateMany', 'deliveries.findOneAndUpdate', 'platform.send', 'posts.insert'],
  },
  {
    name: 'where the platform cannot tell, it is never posted twice, and the manager is asked once if nobody knows',
    arrange: async ({ db, clock, platform }) => {
      platform.searchable = false;
      await instance(db, clock, platform).outbox.enqueue(outgoing('k1'));
    },
    holds: ({ calls, states }) => {
      const isSent = states.k1 === 'sent';
      // A delivery whose process died before the platform's call is not posted, and this cannot be known either.
      expect(calls.k1 ?? 0).toBeLessThanOrEqual(1);
      expect({ calls, states }).toEqual(
        isSent
          ? { calls: once, states: { k1: 'sent' } }
          : {
              calls: { ...(calls.k1 === undefined ? {} : once), [notice]: 1 },
              states: { k1: 'unknown', [notice]: expect.stringMatching(/sent|unknown/) },
            },
      );
    },
    through: ['platform.send', 'posts.insert'],
  },
  {
    name: 'what can never arrive is told of once',
    arrange: async ({ db, clock, platform }) => {
      const send = platform.send;
      const archived = async (key: string) => {
        platform.calls.push(key);
        return { outcome: 'dead', reason: 'archived', detail: 'is_archived' } as const;
      };
      Object.assign(platform, {
        send: (...args: Parameters<typeof send>) => (args[2].key === 'k1' ? archived('k1') : send(...args)),
      });
      await instance(db, clock, platform).outbox.enqueue(outgoing('k1'));
    },
    // The second call is a survivor's: a refusal is no post, so repeating the call is harmless.
    holds: ({ calls, states }) => {
      expect(calls.k1).toBeLessThanOrEqual(2);
      expect([states, calls[notice]]).toEqual([{ k1: 'dead', [notice]: 'sent' }, 1]);
    },
    through: ['platform.send', 'deliveries.insert'],
  },
  {
    name: 'what is over the budget is asked about once, and not posted',
    arrange: async ({ db, clock, platform }) => {
      const { outbox, sender } = instance(db, clock, platform);
      await outbox.enqueue({ ...outgoing('r1'), noise: 'report' });
      await sender.tick();
      await outbox.enqueue({ ...outgoing('k1'), noise: 'prompt' });
    },
    holds: ({ calls, states }) =>
      expect({ calls, states }).toEqual({
        calls: { r1: 1, [notice]: 1 },
        states: { r1: 'sent', k1: 'held', [notice]: 'sent' },
      }),
    through: ['noiseLedgers.get', 'deliveries.insert', 'deliveries.findOneAndUpdate'],
  },
  {
    name: 'what goes along is posted once, in one post, and all of it is there',
    arrange: async ({ db, clock, platform }) => {
      const { outbox } = instance(db, clock, platform);
      await outbox.enqueue({ ...outgoing('k1'), noise: 'report' });
      clock.advance(1);
      await outbox.enqueue({ ...outgoing('k2'), noise: 'prompt' });
      await outbox.enqueue({ ...outgoing('k3'), noise: 'news' });
    },
    holds: ({ calls, states, shown }) => {
      expect({ calls, states }).toEqual({ calls: once, states: { k1: 'sent', k2: 'merged', k3: 'merged' } });
      expect(shown).toBe('k1 · k2 · k3');
    },
    through: [
      'noiseLedgers.insert',
      'deliveries.findOneAndUpdate',
      'platform.send',
      'posts.insert',
      'deliveries.updateMany',
    ],
  },
  {
    name: 'what is pointless by now is not posted, and told of once',
    arrange: async ({ db, clock, platform }) => {
      await instance(db, clock, platform).outbox.enqueue({
        ...outgoing('k1'),
        until: new Date(clock.now().getTime() + 1_000),
      });
      clock.advance(1_000);
    },
    holds: ({ calls, states }) =>
      expect({ calls, states }).toEqual({ calls: { [notice]: 1 }, states: { k1: 'expired', [notice]: 'sent' } }),
    through: ['deliveries.updateMany', 'deliveries.insert'],
  },
  {
    name: 'what a manager sent on its way again is posted once more, under its own key',
    arrange: async ({ db, clock, platform }) => {
      const { outbox, sender } = instance(db, clock, platform);
      platform.script.push({ outcome: 'dead', reason: 'notInChannel', detail: 'not_in_channel' });
      await outbox.enqueue(outgoing('k1'));
      await sender.tick();
      await sender.tick();
      const row = await db.everywhere(deliveries).findOne({ key: 'k1' });
      await createDecisions({ db, clock, directory: fakeDirectory() }).decide('w1', 'retry', {
        id: row?._id ?? '',
        round: 0,
      });
    },
    holds: ({ calls, states }) =>
      expect({ calls, states }).toEqual({ calls: { k1: 2, [notice]: 1 }, states: { k1: 'sent', [notice]: 'sent' } }),
    through: ['platform.send', 'posts.insert'],
  },
];

/** Outbox and inbox over one engine, killed at each step in turn; `open` returns a new database. */
export function survivesEachStep(
  engine: string,
  { open, clean = async () => undefined }: { open: () => Promise<Database>; clean?: () => Promise<void> },
): void {
  describe(`killed at each step in turn over ${engine}`, () => {
    let real: Database;
    let leases: MovableClock;
    let db: Database;
    beforeAll(async () => {
      real = await open();
      await real.prepare(collections);
    });
    afterAll(async () => {
      await real.close();
      await clean();
    });
    beforeEach(() => {
      leases = stoppedClock(START);
      db = Object.assign(Object.create(null), real, { now: leases.now }) as Database;
    });
    const wipe = () => Promise.all(collections.map((definition) => real.housekeeping(definition).deleteMany({})));

    describe.each([{ done: false }, { done: true }])('its effect done: $done', ({ done }) => {
      test.each(stories)('$name', async ({ arrange, holds, through }) => {
        const seen = new Set<string>();
        let steps = 0;
        for (let died = true; died; steps++) {
          await wipe();
          const clock = stoppedClock(START);
          const platform = fakePlatform();
          await arrange({ db, clock, platform });
          const process = mortal(db, platform, { at: steps, after: done });
          await instance(process.db, clock, process.platform)
            .sender.tick()
            .catch(() => undefined);
          died = process.died();
          for (const step of process.steps) seen.add(step);
          const survivor = instance(db, clock, platform).sender;
          for (let round = 0; round < 3; round++) {
            leases.advance(LONG_MS);
            clock.advance(61_000);
            await survivor.tick();
          }
          const rows = await real.everywhere(deliveries).find({});
          const calls: Record<string, number> = {};
          for (const key of platform.calls) calls[key] = (calls[key] ?? 0) + 1;
          try {
            holds({
              calls,
              states: Object.fromEntries(rows.map((row) => [row.key, row.state])),
              shown: platform.posts.find((post) => post.key === 'k1')?.message.fallbackText ?? '',
            });
          } catch (error) {
            throw new Error(`died at step ${steps}, ${process.steps[steps]}`, { cause: error });
          }
        }
        expect([...seen]).toEqual(expect.arrayContaining([...through]));
        expect(steps).toBeGreaterThan(5);
      });

      test('a sent form is stored, done once and settled, and its message is posted once', async () => {
        const seen = new Set<string>();
        let steps = 0;
        for (let died = true; died; steps++) {
          await wipe();
          const clock = stoppedClock(START);
          const platform = fakePlatform();
          const process = mortal(db, platform, { at: steps, after: done });
          const first = work(process.db, clock).handle(submit);
          await Promise.allSettled([first.kept, first.reply]);
          died = process.died();
          for (const step of process.steps) seen.add(step);

          const survivor = work(db, clock);
          for (let round = 0; round < 2; round++) {
            leases.advance(LONG_MS);
            await survivor.recover();
          }
          // The platform sends unanswered requests again.
          await survivor.handle(submit).reply;
          await instance(db, clock, platform).sender.tick();

          const [made, events] = [await real.housekeeping(notes).find({}), await real.everywhere(inboxRows).find({})];
          const at = `step ${steps}, ${process.steps[steps]}`;
          expect([at, made.map(({ text }) => text), events.map(({ state }) => state), platform.calls.length]).toEqual([
            at,
            ['milk'],
            ['done'],
            1,
          ]);
        }
        // Stored, run, its message enqueued, recorded on the trail, settled.
        expect([...seen]).toEqual(
          expect.arrayContaining([
            'inbox.insert',
            'faultNotes.insert',
            'deliveries.insert',
            'auditEntries.insert',
            'inbox.findOneAndUpdate',
          ]),
        );
      });
    });

    const said = (en: string) => ({ en, 'zh-CN': en });
    const note: Thing = { name: 'note', title: said('Note'), aliases: ['便签'] };

    /** A bot with one command: it stores a note and tells the channel. */
    function work(over: Database, clock: MovableClock) {
      const { outbox } = instance(over, clock, fakePlatform());
      const command = defineCommand({
        thing: note,
        verb: 'new',
        summary: said('Keep a note'),
        permission: 'ownThings',
        input: { text: field.text({ label: said('Text') }) },
        async run({ text }, { scope, requestId, audit }) {
          const _id = idFrom(requestId, 'note');
          await over
            .within(notes, scope)
            .insert({ _id, workspaceId: scope.workspaceId, text })
            .catch((error: unknown) => (isError(error, 'conflict') ? undefined : Promise.reject(error)));
          await outbox.enqueue(outgoing(`note:${_id}`));
          await audit({ action: 'note new', subject: `note:${_id}`, after: text });
          return toCaller(words('Noted'));
        },
      });
      const slices = [{ name: 'notes', things: [note], commands: [command], jobs: [], collections: [] }];
      return createBot({
        registry: createRegistry(slices),
        slices,
        directory: { ...fakeDirectory(), locate } as Directory,
        db: over,
        clock,
        log: silentLogger,
        onFreeText: async (): Promise<Reply> => ({ kind: 'nothing' }),
        answerLate: async () => undefined,
      });
    }
  });
}

const locate: Directory['locate'] = async ({ installation, from }) => ({
  actor: {
    workspaceId: 'w1',
    personId: from.user,
    user: { platform: installation.platform, tenant: from.tenant, user: from.user },
    name: from.name,
    locale: 'en',
    zone: 'Europe/Berlin',
    standing: { side: 'ours', role: 'member' },
  },
  setting: {
    installation,
    place: { conversation: 'D-mei', kind: 'direct' },
    audience: 'internal',
    project: undefined,
    conversation: undefined,
  },
});

const submit: EventOf<'formSubmit'> = {
  kind: 'formSubmit',
  id: 'e1',
  installation: { platform: 'playground', tenant: 't1' },
  from: { user: 'mei', tenant: 't1', name: 'Mei', outsider: false },
  place: { conversation: 'D-mei', kind: 'direct' },
  command: 'note new',
  values: { text: 'milk' },
};
