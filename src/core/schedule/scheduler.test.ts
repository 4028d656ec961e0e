import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { daily, house, once } from '../../../test/fakes/schedulers.ts';
import { PROJECT, WORKSPACE } from '../../../test/fakes/work.ts';
import { RapportError } from '../../ground/errors.ts';
import { defineJob } from './job.ts';

test('a schedule runs once when its slot is due, and waits for the next', async () => {
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

test('a single time has ended after its run', async () => {
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

test('a failed job is tried again after a pause, with the same slot and key', async () => {
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

test('an unreachable database does not count as a failure of the job', async () => {
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

test('a rule whose next slot cannot be computed still runs its planned slot, then is reported as broken', async () => {
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

test('it reports the time since the last successful look for due work, also while a job hangs', async () => {
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
