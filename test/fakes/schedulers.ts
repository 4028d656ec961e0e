import { z } from 'zod';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { defineJob, type JobContext } from '../../src/core/schedule/job.ts';
import { type Recurrence, schedules } from '../../src/core/schedule/schedule.ts';
import { createScheduler } from '../../src/core/schedule/scheduler.ts';
import { createSchedules } from '../../src/core/schedule/schedules.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { fakePlatform } from './platform.ts';
import { fakeDirectory, instance, PROJECT, WORKSPACE, workDatabase } from './work.ts';

export const daily: Recurrence = { frequency: 'daily', interval: 1, anchor: '2026-11-24T09:00', zone: 'Europe/Berlin' };
export const once: Recurrence = { ...daily, frequency: 'once' };

/** A house with one job that records its runs, and fails on request. */
export async function house() {
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
