import { expect, test } from 'vitest';
import { z } from 'zod';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { daily, house } from '../../../test/fakes/schedulers.ts';
import { mortal, PROJECT, WORKSPACE } from '../../../test/fakes/work.ts';
import { defineJob } from './job.ts';
import type { Recurrence } from './schedule.ts';

/** A backlog whose first jobs run until the test ends them. */
async function stoppedInABacklog(recurrence: Recurrence, options: { catchUp?: 'all' } = {}) {
  const { db, clock, rules, rows, another } = await house();
  const finish: (() => void)[] = [];
  const begun: string[] = [];
  const slow = defineJob({
    kind: 'note',
    data: z.strictObject({ name: z.string() }),
    run: async (_data, { key }) => {
      begun.push(key);
      await new Promise<void>((resolve) => void finish.push(resolve));
    },
  });
  for (let number = 0; number < 30; number++)
    await rules.add({
      workspaceId: WORKSPACE,
      projectId: PROJECT,
      job: slow,
      data: { name: `n${number}` },
      recurrence,
      ...options,
    });
  clock.moveTo(new Date('2026-11-27T12:00:00Z'));
  const scheduler = another(db, [slow]);
  const working = scheduler.tick();
  await expect.poll(() => finish.length).toBe(8);
  scheduler.stop();
  for (const end of finish) end();
  return { working, scheduler, begun, rows, due: { state: 'active', nextAt: { $lte: clock.now() } } };
}

test('several schedulers at once run each slot once', async () => {
  const { clock, ran, another, add } = await house();
  for (let index = 0; index < 120; index++) await add(`n${index}`);
  clock.moveTo(new Date('2026-11-24T10:00:00Z'));

  const counts = await Promise.all([another(), another(), another()].map((scheduler) => scheduler.tick()));

  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(120);
  expect(new Set(ran.map((each) => each.context.key)).size).toBe(120);
});

test('ticks of one scheduler never overlap, and a call during one looks again', async () => {
  const { clock, scheduler, add } = await house();
  await add('n1');
  clock.moveTo(new Date('2026-11-24T10:00:00Z'));
  const first = scheduler.tick();
  clock.moveTo(new Date('2026-11-26T10:00:00Z'));

  const counts = await Promise.all([first, scheduler.tick(), scheduler.tick()]);

  expect(counts).toEqual([1, 0, 0]);
  clock.moveTo(new Date('2026-11-27T10:00:00Z'));
  expect(await scheduler.tick()).toBe(1);
});

test('a change while the job runs wins: the stale worker settles nothing', async () => {
  const { db, clock, rules, job, another, add } = await house();
  const { _id } = await add('n1');
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  const meddling = defineJob({
    kind: 'note',
    data: z.strictObject({ name: z.string() }),
    run: async () => {
      await rules.change(WORKSPACE, _id, { job, recurrence: { ...daily, anchor: '2026-12-01T15:00' } });
    },
  });

  await another(db, [meddling]).tick();

  expect(await rules.get(WORKSPACE, _id)).toMatchObject({ state: 'active', nextWall: '2026-12-01T15:00', version: 2 });
});

test('a scheduler with an expired lease settles nothing while another one holds the schedule', async () => {
  const { db, clock, rules, another, add } = await house();
  const { _id } = await add('n1');
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  const finish: (() => void)[] = [];
  const slow = defineJob({
    kind: 'note',
    data: z.strictObject({ name: z.string() }),
    run: () => new Promise<void>((resolve) => void finish.push(resolve)),
  });
  const stalled = another(db, [slow]).tick();
  await expect.poll(() => finish.length).toBe(1);
  db.leaseClock.advance(120_000);
  const current = another(db, [slow]).tick();
  await expect.poll(() => finish.length).toBe(2);

  finish[0]?.();
  await stalled;
  const between = await rules.get(WORKSPACE, _id);
  finish[1]?.();
  await current;

  expect(between).toMatchObject({ nextWall: '2026-11-24T09:00', lease: { until: new Date('2026-11-23T08:03:00Z') } });
  expect((await rules.get(WORKSPACE, _id))?.nextWall).toBe('2026-11-25T09:00');
});

test('killed at each step in turn, a slot is run at least once, always under the same key', async () => {
  let steps = 0;
  for (let died = true; died; steps++) {
    const { db, clock, ran, rules, another, add } = await house();
    const { _id } = await add('n1');
    clock.moveTo(new Date('2026-11-24T08:00:00Z'));
    const process = mortal(db, fakePlatform(), { at: steps, after: steps % 2 === 0 });
    await another(process.db)
      .tick()
      .catch(() => undefined);
    died = process.died();
    db.leaseClock.advance(60_000);
    await another().tick();
    expect(new Set(ran.map((each) => each.context.key))).toEqual(new Set([`${WORKSPACE}:${_id}:2026-11-24T09:00`]));
    expect((await rules.get(WORKSPACE, _id))?.nextWall).toBe('2026-11-25T09:00');
  }
  expect(steps).toBeGreaterThan(4);
});

test('stopped in a backlog, it finishes running jobs and releases the others: no lease has to expire', async () => {
  const { working, scheduler, begun, rows, due } = await stoppedInABacklog(daily);

  const ran = await working;

  expect([ran, begun.length, await scheduler.tick()]).toEqual([8, 8, 0]);
  expect(await rows.count(due)).toBe(22);
  expect(await rows.count({ lease: { $exists: true } })).toBe(0);
});

test('stopped while one schedule catches up on many slots, it continues with the next slot after the restart', async () => {
  const { working, begun, rows, due } = await stoppedInABacklog(daily, { catchUp: 'all' });

  await working;

  expect(begun.every((key) => key.endsWith('2026-11-24T09:00'))).toBe(true);
  expect((await rows.find(due)).map(({ nextWall }) => nextWall).sort()).toEqual([
    ...Array.from({ length: 22 }, () => '2026-11-24T09:00'),
    ...Array.from({ length: 8 }, () => '2026-11-25T09:00'),
  ]);
  expect(await rows.count({ lease: { $exists: true } })).toBe(0);
});
