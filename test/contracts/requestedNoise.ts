import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workCollections } from '../../src/core/coreCollections.ts';
import { type Delivery, deliveries } from '../../src/core/delivery/outbox.ts';
import { coreMigrations } from '../../src/core/migrations.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { channel, instance, outgoing, words } from '../fakes/work.ts';

const START = '2026-11-23T08:00:00Z';

/** A delivery as an earlier version stored it. */
const formerly = (key: string): Delivery => ({
  _id: key,
  key,
  workspaceId: 'w1',
  to: channel('C1'),
  message: JSON.stringify(words(key)),
  locale: 'en',
  zone: 'Europe/Berlin',
  state: 'waiting',
  priority: 1,
  notBefore: new Date(START),
  noise: 'set',
  attempts: 0,
  enqueuedAt: new Date(START),
});

/** The contract of the noise kind formerly named `set`, over one engine: `open` returns a new database. */
export function requestedNoiseContract(engine: string, open: () => Promise<Database>): void {
  describe(`the noise kind set on ${engine}`, () => {
    let db: Database;
    beforeAll(async () => {
      db = await open();
      await db.prepare(workCollections);
    });
    afterAll(() => db.close());

    test('is posted before the migration, and named requested after it', async () => {
      const rows = db.everywhere(deliveries);
      const platform = fakePlatform();
      const { sender, outbox } = instance(db, stoppedClock(START), platform);
      await rows.insert(formerly('from before'));
      await sender.tick();
      expect(platform.posts.map(({ message }) => message.fallbackText)).toEqual(['from before']);

      await rows.insert(formerly('on its way'));
      await outbox.enqueue({ ...outgoing('news', 'C2'), noise: 'news' });
      // A second run, as after a crash, changes nothing.
      for (let time = 0; time < 2; time += 1) for (const { run } of coreMigrations) await run(db);
      const noiseOf = async (key: string) => (await rows.findOne({ key }))?.noise;
      expect([await noiseOf('from before'), await noiseOf('on its way'), await noiseOf('news')]).toEqual([
        'requested',
        'requested',
        'news',
      ]);
    });
  });
}
