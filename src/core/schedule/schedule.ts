import { z } from 'zod';
import { keptCollection } from '../kept.ts';

/**
 * A day of the month. `day`: by its date, -1 the last one; skipped if it does not exist. `weekday`: the nth of that ISO
 * weekday, -1 the last. `workday`: the nth working day, -1 the last.
 */
const dayOfMonth = z.strictObject({
  kind: z.enum(['day', 'weekday', 'workday']),
  /** 1 is the first, -1 the last, -2 the one before it; never 0. */
  nth: z.number().int().min(-31).max(31),
  /** ISO weekday, 1 = Monday; with `weekday` only. */
  weekday: z.number().int().min(1).max(7).optional(),
});
export type DayOfMonth = z.infer<typeof dayOfMonth>;

/**
 * A recurrence: rule + zone + anchor are the truth; instants are computed from them and never chained. See
 * recurrence.ts.
 */
export const recurrence = z.strictObject({
  frequency: z.enum(['once', 'daily', 'weekly', 'monthly', 'yearly']),
  /** Every n-th day, ISO week, month or year, counted from the anchor's. */
  interval: z.number().int().min(1).max(999),
  /** ISO weekdays, 1 = Monday; for weekly. Without: the anchor's. */
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
  /** For every day, or for weekdays of every week: only days on which the reader works are slots. */
  workdays: z.boolean().optional(),
  /** The days of the month, for monthly and yearly. Without: the anchor's date. */
  on: z.array(dayOfMonth).optional(),
  /** For yearly. Without: the anchor's month. */
  month: z.number().int().min(1).max(12).optional(),
  /** The last local date on which a slot may be, `2027-01-31`. */
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  /** The number of slots, counted from the anchor. `except` does not extend it. */
  count: z.number().int().min(1).max(9999).optional(),
  /** Skipped slots, by local date or by wall date-time. */
  except: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/)).optional(),
  /**
   * The earliest local wall date-time of a slot, `2026-11-30T09:00`. Its time of day is every slot's; its date sets the
   * phase of the interval.
   */
  anchor: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
  /** IANA name. */
  zone: z.string(),
});
export type Recurrence = z.infer<typeof recurrence>;

/**
 * The policy for slots that passed during downtime: the latest runs, all run in order, or only a slot within the grace
 * runs.
 */
export const catchUpPolicy = z.enum(['latest', 'all', 'skip']);
/**
 * The policy for a slot on a day off: it stays, is skipped, or moves to the next or the previous working day, at the
 * same time of day.
 */
export const dayOffPolicy = z.enum(['keep', 'skip', 'next', 'previous']);
export type DayOffPolicy = z.infer<typeof dayOffPolicy>;
/** The policy for a slot outside of its reader's working hours: it stays, is skipped, or waits for the morning. */
export const quietPolicy = z.enum(['keep', 'skip', 'wait']);
export type QuietPolicy = z.infer<typeof quietPolicy>;

export const schedule = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The job's kind. */
  kind: z.string(),
  /** The job's data as JSON. */
  data: z.string(),
  recurrence,
  /** Unset: `latest`. */
  catchUp: catchUpPolicy.optional(),
  /** How late a slot may run and still count as on time, in minutes. Unset: ten, for a restart or a slow minute. */
  graceMinutes: z.number().int().min(0).max(10_080).optional(),
  /** The reader of its posts, if that is one person: their zone decides when it is night. */
  readerId: z.string().optional(),
  /** Unset: `keep`. Days off are those of the project, else Saturday and Sunday. */
  dayOff: dayOffPolicy.optional(),
  /** Unset: `keep`. */
  quiet: quietPolicy.optional(),
  state: z.enum(['active', 'paused', 'ended', 'broken']),
  /** Why it is broken, or the last failure of its present slot. */
  problem: z.string().optional(),
  /** The next slot: an index into the rule, not the truth. Both are unset once no slot is left. */
  nextAt: z.date().optional(),
  nextWall: z.string().optional(),
  /** The worker's lease, until an instant of the database's clock; the token fences stale workers off. */
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** The failures of the present slot so far; unset after a success. `problem` then holds the last one. */
  attempts: z.number().int().optional(),
  createdAt: z.date(),
  version: z.number().int(),
});
export type Schedule = z.infer<typeof schedule>;

export const schedules = keptCollection({
  name: 'schedules',
  model: schedule,
  tenancy: 'installation',
  indexes: [
    { keys: { nextAt: 1 }, where: { state: 'active' } },
    { keys: { workspaceId: 1, kind: 1 } },
    { keys: { state: 1, workspaceId: 1 }, where: { state: 'broken' } },
  ],
  retention: { kept: 'until the reminder, the morning list or the question that it belongs to ends' },
  person: {
    title: { en: 'Schedules', 'zh-CN': '定时计划' },
    find: ({ workspaceId, personIds }) => ({ workspaceId, readerId: { $in: [...personIds] } }),
    export: ({ kind, recurrence: rule, state }) => ({ kind, rule, state }),
    erase: 'delete',
  },
});
