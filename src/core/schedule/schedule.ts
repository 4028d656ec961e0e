import { z } from 'zod';
import { keptCollection } from '../kept.ts';

/**
 * Which day of a month. `day`: by its date, -1 the last one, skipped where it does not exist. `weekday`: the nth of
 * that ISO weekday, -1 the last. `workday`: the nth working day, -1 the last.
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
  /** For every day, or for weekdays of every week: only those on which its reader works; the others are no slots. */
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
  /** How many slots there are, counted from the anchor; `except` does not add to them. */
  count: z.number().int().min(1).max(9999).optional(),
  /** Slots that are left out, by local date or by wall date-time. */
  except: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/)).optional(),
  /**
   * No slot is before this local wall date-time, `2026-11-30T09:00`; its time of day is every slot's, its date sets the
   * phase of the interval.
   */
  anchor: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
  /** IANA name. */
  zone: z.string(),
});
export type Recurrence = z.infer<typeof recurrence>;

/**
 * The policy for slots that passed during downtime: the latest runs, all run in order, or none that is later than the
 * grace.
 */
export const catchUpPolicy = z.enum(['latest', 'all', 'skip']);
/**
 * What happens to a slot on a day off: it stays, falls out, or moves to the next or the previous working day, at the
 * same time of day.
 */
export const dayOffPolicy = z.enum(['keep', 'skip', 'next', 'previous']);
export type DayOffPolicy = z.infer<typeof dayOffPolicy>;
/** What happens to a slot outside of its reader's working hours: it stays, falls out, or waits for the morning. */
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
  /** How late a slot may be and still count as on time, in minutes. Unset: ten, for a restart or a slow minute. */
  graceMinutes: z.number().int().min(0).max(10_080).optional(),
  /** Who reads what it brings, when that is one person: their zone says when it is night. */
  readerId: z.string().optional(),
  /** Unset: `keep`. Days off are those of the project, else Saturday and Sunday. */
  dayOff: dayOffPolicy.optional(),
  /** Unset: `keep`. */
  quiet: quietPolicy.optional(),
  state: z.enum(['active', 'paused', 'ended', 'broken']),
  /** Why it is broken, or how its present slot failed last. */
  problem: z.string().optional(),
  /** The next slot: an index into the rule, not the truth. Both unset once nothing is to come. */
  nextAt: z.date().optional(),
  nextWall: z.string().optional(),
  /** Who works on it now, and until when by the database's clock; the token fences stale workers off. */
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** How often the present slot failed; unset once it went well. `problem` then says how. */
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
