import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { runs } from '../../../test/fakes/soak.ts';
import { instance, mortal, outgoing, WORKSPACE, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { SendResult } from '../platform.ts';
import { deliveries } from './outbox.ts';

async function house() {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  const rows = db.everywhere(deliveries);
  const byKey = async (key: string) => {
    const row = await rows.findOne({ key });
    if (row === undefined) throw new Error(`no delivery ${key}`);
    return row;
  };
  return { db, clock, platform, rows, byKey, ...instance(db, clock, platform) };
}

test.each([{ after: false }, { after: true }])(
  'killed at each step in turn (its effect done: $after), a message is posted exactly once',
  async ({ after }) => {
    let steps = 0;
    for (let died = true; died; steps += runs(3, 1)) {
      const { db, clock, outbox, platform, byKey } = await house();
      await outbox.enqueue(outgoing('k1'));
      const process = mortal(db, platform, { at: steps, after });
      await instance(process.db, clock, process.platform)
        .sender.tick()
        .catch(() => undefined);
      died = process.died();
      const survivor = instance(db, clock, platform).sender;
      for (let round = 0; round < 2; round++) {
        db.leaseClock.advance(60_000);
        clock.advance(60_000);
        await survivor.tick();
      }
      expect([steps, (await byKey('k1')).state, platform.calls.length]).toEqual([steps, 'sent', 1]);
      await db.close();
    }
    expect(steps).toBeGreaterThan(10);
  },
);

test('property: with process deaths at any step, nothing is lost or posted twice, and the order holds', async () => {
  const deaths = fc.array(fc.record({ at: fc.nat(60), after: fc.boolean() }), { maxLength: 4 });
  const answers = fc.array(
    fc.constantFrom<'lost' | SendResult>(
      'lost',
      { outcome: 'retry', reason: 'busy' },
      { outcome: 'sent', message: 'M' },
    ),
    {
      maxLength: 5,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }),
      deaths,
      answers,
      async (lanes, crashes, script) => {
        const { db, clock, outbox, platform, rows } = await house();
        for (const [index, lane] of lanes.entries()) {
          await outbox.enqueue(outgoing(`k${index}`, `C${lane}`));
          clock.advance(1);
        }
        let posted = 0;
        platform.script.push(
          ...script.map(
            (result) => async () =>
              result !== 'lost' && result.outcome === 'sent' ? { ...result, message: `S${++posted}` } : result,
          ),
        );
        for (const crash of crashes) {
          const process = mortal(db, platform, crash);
          await instance(process.db, clock, process.platform)
            .sender.tick()
            .catch(() => undefined);
          db.leaseClock.advance(120_000);
          clock.advance(3_600_000);
        }
        const { sender } = instance(db, clock, platform);
        for (let round = 0; round < 12; round++) {
          await sender.tick();
          db.leaseClock.advance(120_000);
          clock.advance(3_600_000);
        }

        const states = (await rows.find({ workspaceId: WORKSPACE })).map((row) => row.state);
        expect(states).toEqual(lanes.map(() => 'sent'));
        for (const lane of [0, 1, 2]) {
          const expected = lanes.flatMap((each, index) => (each === lane ? [`k${index}`] : []));
          expect(platform.posts.filter((post) => post.to.conversation === `C${lane}`).map((post) => post.key)).toEqual(
            expected,
          );
        }
        await db.close();
      },
    ),
    { numRuns: runs(8, 40) },
  );
});
