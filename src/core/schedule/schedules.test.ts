import { expect, test } from 'vitest';
import { z } from 'zod';
import { workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { defineJob } from './job.ts';
import type { Recurrence } from './schedule.ts';
import { createSchedules } from './schedules.ts';

const job = defineJob({ kind: 'note', data: z.strictObject({ name: z.string() }), run: async () => undefined });
const weekly: Recurrence = {
  frequency: 'weekly',
  interval: 1,
  weekdays: [1],
  anchor: '2026-11-30T09:00',
  zone: 'Asia/Shanghai',
};

async function house() {
  const clock = stoppedClock('2026-11-23T12:00:00Z');
  const rules = createSchedules({ db: await workDatabase(), clock });
  const add = (more: { workspaceId?: string; projectId?: string; recurrence?: Recurrence; isDue?: boolean } = {}) =>
    rules.add({ workspaceId: 'w1', job, data: { name: 'n' }, recurrence: weekly, ...more });
  return { clock, rules, add };
}

test('a schedule is stored with its next slot, inside its workspace only', async () => {
  const { rules, add } = await house();

  const added = await add();

  expect(added).toMatchObject({
    state: 'active',
    nextWall: '2026-11-30T09:00',
    nextAt: new Date('2026-11-30T01:00:00Z'),
    version: 1,
  });
  expect(await rules.get('w1', added._id)).toEqual(added);
  expect(await rules.get('w2', added._id)).toBeUndefined();
  expect(await rules.pause('w2', added._id)).toBeUndefined();
  expect(await rules.remove('w2', added._id)).toBe(false);
  expect(await rules.remove('w1', added._id)).toBe(true);
});

test('a rule without any future slot is refused with a text for people', async () => {
  const { add } = await house();

  await expect(add({ recurrence: { ...weekly, frequency: 'once', anchor: '2026-11-20T09:00' } })).rejects.toMatchObject(
    {
      code: 'invalid',
      forPeople: { en: expect.stringContaining('passed') },
    },
  );
  await expect(add({ recurrence: { ...weekly, zone: 'Mars/Olympus' } })).rejects.toMatchObject({ code: 'invalid' });
});

test('slots that came due while a schedule was paused are skipped', async () => {
  const { clock, rules, add } = await house();
  const { _id } = await add();

  const paused = await rules.pause('w1', _id);
  clock.moveTo(new Date('2026-12-10T00:00:00Z'));
  const resumed = await rules.resume('w1', _id);

  expect(paused).toMatchObject({ state: 'paused', version: 2 });
  expect(resumed).toMatchObject({ state: 'active', nextWall: '2026-12-14T09:00', version: 3 });
});

test('resuming a schedule without a future slot ends it', async () => {
  const { clock, rules, add } = await house();
  const { _id } = await add({ recurrence: { ...weekly, frequency: 'once' } });
  await rules.pause('w1', _id);
  clock.moveTo(new Date('2027-01-01T00:00:00Z'));

  const resumed = await rules.resume('w1', _id);

  expect(resumed?.state).toBe('ended');
  expect(resumed?.nextAt).toBeUndefined();
});

test('a changed rule has a new next slot, and a paused schedule stays paused', async () => {
  const { rules, add } = await house();
  const { _id } = await add();
  await rules.pause('w1', _id);

  const changed = await rules.change('w1', _id, {
    job,
    data: { name: 'other' },
    recurrence: { ...weekly, weekdays: [3], anchor: '2026-12-02T10:30' },
  });

  expect(changed).toMatchObject({
    state: 'paused',
    nextWall: '2026-12-02T10:30',
    data: '{"name":"other"}',
    version: 3,
  });
});

test('concurrent changes all count', async () => {
  const { rules, add } = await house();
  const { _id } = await add();

  await Promise.all([
    rules.change('w1', _id, { job, data: { name: 'a' } }),
    rules.pause('w1', _id),
    rules.change('w1', _id, { job, recurrence: { ...weekly, interval: 2 } }),
  ]);

  expect(await rules.get('w1', _id)).toMatchObject({
    state: 'paused',
    data: '{"name":"a"}',
    recurrence: { interval: 2 },
    version: 4,
  });
});

test('a list has the matching schedules, oldest first; a preview has the next slots', async () => {
  const { clock, rules, add } = await house();
  const first = await add({ projectId: 'p1' });
  clock.advance(1_000);
  const second = await add();
  await add({ workspaceId: 'w2' });

  expect((await rules.list('w1')).map((row) => row._id)).toEqual([first._id, second._id]);
  expect((await rules.list('w1', { kind: 'note', projectId: 'p1' })).map((row) => row._id)).toEqual([first._id]);
  expect(
    (await rules.preview({ recurrence: weekly }, { workspaceId: 'w1' }, { after: clock.now(), count: 3 })).map(
      (slot) => slot.wall,
    ),
  ).toEqual(['2026-11-30T09:00', '2026-12-07T09:00', '2026-12-14T09:00']);
});

test('a schedule that is due at once does not wait for its rule', async () => {
  const { add } = await house();

  const added = await add({ recurrence: { ...weekly, frequency: 'once', anchor: '2026-11-23T20:00' }, isDue: true });

  expect(added).toMatchObject({
    state: 'active',
    nextAt: new Date('2026-11-23T12:00:00Z'),
    nextWall: '2026-11-23T20:00',
  });
});
