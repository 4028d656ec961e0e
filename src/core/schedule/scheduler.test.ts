import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { fakeDirectory, instance, mortal, PROJECT, WORKSPACE, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import { silentLogger } from '../../ground/log.ts';
import { deliveries } from '../delivery/outbox.ts';
import { defineJob, type JobContext } from './job.ts';
import { type Recurrence, schedules } from './schedule.ts';
import { createScheduler } from './scheduler.ts';
import { createSchedules } from './schedules.ts';

const daily: Recurrence = { frequency: 'daily', interval: 1, anchor: '2026-11-24T09:00', zone: 'Europe/Berlin' };
const once: Recurrence = { ...daily, frequency: 'once' };

/** A house with one job that notes what it ran, and fails as told. */
async function house() {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T12:00:00Z');
  const ran: { name: string; context: JobContext }[] = [];
  const faults: unknown[] = [];
  const job = defineJob({
    kind: 'note',
    data: z.strictObject({ name: z.string() }),
    run: async ({ name }, context) => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      ran.push({ name, context });
    },
  });
  const rules = createSchedules({ db, clock });
  const { outbox } = instance(db, clock, fakePlatform());
  const another = (over = db as Parameters<typeof createScheduler>[0]['db'], jobs = [job]) =>
    createScheduler({
      db: over,
      clock,
      jobs,
      outbox,
      directory: fakeDirectory(),
      log: silentLogger,
      random: () => 0.999,
    });
  const add = (name: string, recurrence = daily) =>
    rules.add({ workspaceId: WORKSPACE, projectId: PROJECT, job, data: { name }, recurrence });
  const notices = () => db.everywhere(deliveries).find({ key: { $gte: 'notice:', $lt: 'notice;' } });
  return {
    db,
    clock,
    ran,
    faults,
    job,
    rules,
    rows: db.everywhere(schedules),
    scheduler: another(),
    another,
    add,
    notices,
  };
}

test('a schedule runs when its slot has come, once, and waits for the next', async () => {
  const { clock, ran, rules, scheduler, add } = await house();
  const { _id } = await add('n1');

  const early = await scheduler.tick();
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  const due = await scheduler.tick();
  const repeated = await scheduler.tick();

  expect([early, due, repeated]).toEqual([0, 1, 0]);
  expect(ran[0]?.context.slot).toEqual({ wall: '2026-11-24T09:00', at: new Date('2026-11-24T08:00:00Z') });
  expect(ran[0]?.context.key).toBe(`${WORKSPACE}:${_id}:2026-11-24T09:00`);
  expect(await rules.get(WORKSPACE, _id)).toMatchObject({
    state: 'active',
    nextWall: '2026-11-25T09:00',
    nextAt: new Date('2026-11-25T08:00:00Z'),
  });
});

test('something that happens once has ended afterwards', async () => {
  const { clock, ran, rules, scheduler, add } = await house();
  const { _id } = await add('n1', once);
  clock.moveTo(new Date('2027-01-01T00:00:00Z'));

  await scheduler.tick();

  const after = await rules.get(WORKSPACE, _id);
  expect(ran).toHaveLength(1);
  expect(after).toMatchObject({ state: 'ended' });
  expect([after?.nextAt, after?.nextWall, after?.lease]).toEqual([undefined, undefined, undefined]);
});

test('after a long downtime the latest slot runs, once', async () => {
  const { clock, ran, rules, scheduler, add } = await house();
  const { _id } = await add('n1');
  clock.moveTo(new Date('2029-03-30T12:00:00Z'));

  const count = await scheduler.tick();

  expect(count).toBe(1);
  expect(ran.map((each) => each.context.slot.wall)).toEqual(['2029-03-30T09:00']);
  expect((await rules.get(WORKSPACE, _id))?.nextWall).toBe('2029-03-31T09:00');
});

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

test('a job that fails is tried again after a pause, with the same slot and key', async () => {
  const { db, clock, ran, faults, rules, scheduler, add } = await house();
  const { _id } = await add('n1');
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  faults.push(new Error('no such channel'));

  const failed = await scheduler.tick();
  const meanwhile = await rules.get(WORKSPACE, _id);
  const tooEarly = await scheduler.tick();
  db.leaseClock.advance(5_000);
  const again = await scheduler.tick();

  expect([failed, tooEarly, again]).toEqual([0, 0, 1]);
  expect(meanwhile).toMatchObject({
    state: 'active',
    attempts: 1,
    problem: 'no such channel',
    nextWall: '2026-11-24T09:00',
  });
  expect(ran[0]?.context.slot.wall).toBe('2026-11-24T09:00');
  expect((await rules.get(WORKSPACE, _id))?.attempts).toBeUndefined();
});

test.each([
  { recurrence: daily, state: 'active', nextWall: '2026-11-25T09:00', told: 'tried again the next time' },
  { recurrence: once, state: 'broken', nextWall: undefined, told: 'will not be tried again' },
])(
  'a job that keeps failing is given up for this slot, and the steward is told once: $state',
  async ({ recurrence, state, nextWall, told }) => {
    const { db, clock, faults, rules, scheduler, add, notices } = await house();
    const { _id } = await add('n1', recurrence);
    clock.moveTo(new Date('2026-11-24T08:00:00Z'));
    faults.push(...Array.from({ length: 10 }, () => new Error('broken for good')));

    for (let attempt = 0; attempt < 10; attempt++) {
      await scheduler.tick();
      db.leaseClock.advance(900_000);
    }

    const after = await rules.get(WORKSPACE, _id);
    expect([after?.state, after?.nextWall]).toEqual([state, nextWall]);
    expect(await notices()).toMatchObject([{ to: { conversation: 'D-mei' }, message: expect.stringContaining(told) }]);
  },
);

test('a database that is away is no fault of the job', async () => {
  const { db, clock, ran, faults, rules, scheduler, add } = await house();
  const { _id } = await add('n1');
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  faults.push(new RapportError('unavailable', 'the database does not answer'));

  await scheduler.tick();
  const meanwhile = await rules.get(WORKSPACE, _id);
  db.leaseClock.advance(120_000);
  await scheduler.tick();

  expect(meanwhile?.attempts).toBeUndefined();
  expect(ran).toHaveLength(1);
});

test('a rule whose next slot cannot be computed still runs what it promised, then breaks aloud', async () => {
  const { clock, ran, rules, rows, scheduler, add, notices } = await house();
  const { _id } = await add('n1');
  await rows.findOneAndUpdate({ _id }, { $set: { 'recurrence.zone': 'Mars/Olympus' } });
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));

  await scheduler.tick();
  await scheduler.tick();

  expect(ran).toHaveLength(1);
  expect(await rules.get(WORKSPACE, _id)).toMatchObject({
    state: 'broken',
    problem: expect.stringContaining('Mars/Olympus'),
  });
  expect(await notices()).toHaveLength(1);
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

test('a scheduler whose lease ran out settles nothing while another one has the schedule in hand', async () => {
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

/** A backlog whose first jobs are under way until the test lets them end. */
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

test('stopped in a backlog, it ends the jobs under way and gives back the rest: no lease has to run out', async () => {
  const { working, scheduler, begun, rows, due } = await stoppedInABacklog(daily);

  const ran = await working;

  expect([ran, begun.length, await scheduler.tick()]).toEqual([8, 8, 0]);
  expect(await rows.count(due)).toBe(22);
  expect(await rows.count({ lease: { $exists: true } })).toBe(0);
});

test('stopped while one schedule makes up for many slots, it goes on with the next slot after the restart', async () => {
  const { working, begun, rows, due } = await stoppedInABacklog(daily, { catchUp: 'all' });

  await working;

  expect(begun.every((key) => key.endsWith('2026-11-24T09:00'))).toBe(true);
  expect((await rows.find(due)).map(({ nextWall }) => nextWall).sort()).toEqual([
    ...Array.from({ length: 22 }, () => '2026-11-24T09:00'),
    ...Array.from({ length: 8 }, () => '2026-11-25T09:00'),
  ]);
  expect(await rows.count({ lease: { $exists: true } })).toBe(0);
});

test('it tells how long ago the database last told what is due, also while a job hangs', async () => {
  const { db, clock, another, rules } = await house();
  const hanging = defineJob({
    kind: 'note',
    data: z.strictObject({ name: z.string() }),
    run: () => new Promise<void>(() => undefined),
  });
  await rules.add({
    workspaceId: WORKSPACE,
    projectId: PROJECT,
    job: hanging,
    data: { name: 'n1' },
    recurrence: daily,
  });
  clock.moveTo(new Date('2026-11-24T08:00:00Z'));
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const scheduler = another(db, [hanging]);
    void scheduler.tick();
    vi.advanceTimersByTime(11_000);
    const hung = scheduler.sinceLook();
    const other = another();
    vi.advanceTimersByTime(5_000);
    await other.tick();

    expect([hung, other.sinceLook()]).toEqual([11_000, 0]);
  } finally {
    vi.useRealTimers();
  }
});
