import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { workCollections } from '../../src/core/coreCollections.ts';
import { type CountedKind, judge, type Spent } from '../../src/core/delivery/budget.ts';
import { createLedger, ledgers } from '../../src/core/delivery/ledger.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { channel, fakeDirectory, gateThat, instance, outgoing } from '../fakes/work.ts';

const MONDAY = '2026-11-23';
const CHANNEL = 'playground/t1/C1';

/** The contract of the noise ledger over one engine: `open` returns a new database. */
export function ledgerContract(engine: string, open: () => Promise<Database>): void {
  describe(`counting what is said unasked on ${engine}`, () => {
    let db: Database;
    beforeAll(async () => {
      db = await open();
      await db.prepare(workCollections);
    });
    afterAll(() => db.close());
    const clock = stoppedClock(`${MONDAY}T08:00:00Z`);
    beforeEach(async () => {
      for (const one of workCollections) await db.housekeeping(one).deleteMany({});
    });

    const take = (key: string, { date = MONDAY, kind = 'prompt' as CountedKind, about = key } = {}) =>
      createLedger({ db, clock }).take({
        id: CHANNEL,
        workspaceId: 'w1',
        entry: { key, kind, about, date },
        judge: (spent: readonly Spent[]) =>
          judge({ profile: 'light', reader: 'clientChannel', kind, about, spent, today: date }),
      });

    test('of ten concurrent requests for the last place, one gets it', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => take(`k${index}`)));
      expect(answers.filter((one) => one.allowed)).toHaveLength(1);
      expect(await createLedger({ db, clock }).spent(CHANNEL)).toHaveLength(1);
    });

    test('the same key takes one place, also if it is repeated', async () => {
      const answers = [await take('k1'), await take('k1'), ...(await Promise.all([take('k1'), take('k1')]))];
      expect(answers.map((one) => one.allowed)).toEqual([true, true, true, true]);
      expect(await createLedger({ db, clock }).spent(CHANNEL)).toHaveLength(1);
    });

    test('an unused place is free again; yesterday’s is taken again today', async () => {
      await take('k1');
      await createLedger({ db, clock }).giveBack(CHANNEL, 'k1');
      const second = await take('k2');
      await take('k2', { date: '2026-11-24' });
      expect(second.allowed).toBe(true);
      expect((await createLedger({ db, clock }).spent(CHANNEL)).map(({ key, date }) => [key, date])).toEqual([
        ['k2', '2026-11-24'],
      ]);
    });

    test('three concurrent senders and a conversation at its limit: one post a day, and a rehearsal uses no place', async () => {
      const platform = fakePlatform();
      let isRehearsed = true;
      const gate = gateThat(() =>
        isRehearsed ? { verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' } : undefined,
      );
      const houses = [0, 1, 2].map(() => instance(db, clock, platform, { gate, directory: fakeDirectory() }));
      const [house] = houses;
      await house?.outbox.enqueue({ ...outgoing('rehearsed'), noise: 'report' });
      await house?.sender.tick();
      isRehearsed = false;
      for (const [key, priority] of [
        ['report', 'bulk'],
        ['prompt', 'normal'],
        ['recap', 'bulk'],
      ] as const)
        await house?.outbox.enqueue({ ...outgoing(key), noise: key, priority });

      for (let round = 0; round < 3; round++) await Promise.all(houses.map(({ sender }) => sender.tick()));

      const inChannel = platform.posts
        .filter((post) => post.to.conversation === 'C1')
        .map((post) => post.message.fallbackText.split(' · ').sort().join(' '));
      expect(platform.posts.filter((post) => post.to.conversation === 'C-team').map((post) => post.key)).toEqual([
        'rehearsed',
      ]);
      expect(inChannel).toHaveLength(1);
      expect(
        (await db.everywhere(ledgers).find({}))
          .map(({ _id, spent }) => [_id, spent.filter((one) => one.rode !== true).length])
          .sort(),
      ).toEqual([
        [CHANNEL, 1],
        [`${CHANNEL}/rehearsal`, 1],
      ]);
    });
  });
}
