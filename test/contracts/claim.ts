import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { claim } from '../../src/core/claim.ts';
import { workCollections } from '../../src/core/coreCollections.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { type Database, defineCollection } from '../../src/store/collection.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { inWaves } from '../fakes/waves.ts';
import { instance, outgoing } from '../fakes/work.ts';

const ticket = z.strictObject({
  _id: z.string(),
  state: z.enum(['due', 'done']),
  due: z.date(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
});
const tickets = defineCollection({
  name: 'claimTickets',
  model: ticket,
  tenancy: 'installation',
  indexes: [{ keys: { state: 1, due: 1 } }],
});

const START = new Date('2026-11-23T08:00:00Z');

/** The contract of claiming over one engine: `open` returns a new database. */
export function claimContract(engine: string, open: () => Promise<Database>): void {
  describe(`claiming on ${engine}`, () => {
    let db: Database;
    beforeAll(async () => {
      db = await open();
      await db.prepare([tickets, ...workCollections]);
    });
    afterAll(() => db.close());

    const rows = () => db.everywhere(tickets);
    async function fill(count: number): Promise<void> {
      await rows().deleteMany({});
      await inWaves(count, (index) =>
        rows().insert({ _id: newId(), state: 'due', due: new Date(START.getTime() - (count - index) * 1_000) }),
      );
    }
    const reach = (limit: number, now = START) =>
      claim(rows(), {
        due: { state: 'due', due: { $lte: START } },
        sort: { due: 1 },
        limit,
        leaseMs: 60_000,
        now: () => now,
      });

    test('a batch has the oldest due documents, in order, and is exclusive until its lease expires', async () => {
      await fill(5);

      const first = await reach(3);
      const second = await reach(3);
      const none = await reach(3);
      const later = await reach(10, new Date(START.getTime() + 60_000));

      expect(first.rows.map((row) => row.due)).toEqual(
        [5, 4, 3].map((seconds) => new Date(START.getTime() - seconds * 1_000)),
      );
      expect([second.rows.length, none.seen, later.rows.length]).toEqual([2, 0, 5]);
      expect(new Set([...first.rows, ...second.rows].map((row) => row._id)).size).toBe(5);
    });

    test('1,000 due documents and ten claimers at once: each is claimed exactly once', async () => {
      await fill(1_000);

      const claimer = async () => {
        const mine: string[] = [];
        for (;;) {
          const { seen, rows: got } = await reach(50);
          if (seen === 0) return mine;
          mine.push(...got.map((row) => row._id));
        }
      };
      const all = (await Promise.all(Array.from({ length: 10 }, claimer))).flat();

      expect(all).toHaveLength(1_000);
      expect(new Set(all).size).toBe(1_000);
    });

    test('a worker that lost its lease settles nothing', async () => {
      await fill(1);
      const [stale] = (await reach(1)).rows;
      const [fresh] = (await reach(1, new Date(START.getTime() + 60_000))).rows;
      const settle = (token: string | undefined) =>
        rows().findOneAndUpdate(
          { _id: stale?._id, 'lease.token': token ?? '' },
          { $set: { state: 'done' }, $unset: { lease: '' } },
        );

      const late = await settle(stale?.lease.token);
      const right = await settle(fresh?.lease.token);

      expect(late).toBeUndefined();
      expect(right).toMatchObject({ state: 'done' });
    });

    test('three senders at once post each conversation in order, each message once', async () => {
      const clock = stoppedClock(START);
      const platform = fakePlatform();
      const senders = [0, 1, 2].map(() => instance(db, clock, platform));
      const keys = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`);
      for (const [index, key] of keys.entries()) {
        await senders[0]?.outbox.enqueue(outgoing(key, `C${index % 4}`));
        clock.advance(1);
      }

      for (let round = 0; round < 20 && platform.posts.length < keys.length; round++) {
        await Promise.all(senders.map(({ sender }) => sender.tick()));
        clock.advance(1);
      }

      for (const lane of [0, 1, 2, 3]) {
        expect(platform.posts.filter((post) => post.to.conversation === `C${lane}`).map((post) => post.key)).toEqual(
          keys.filter((_, index) => index % 4 === lane),
        );
      }
      expect(platform.mostInFlight()).toBe(1);
    });
  });
}
