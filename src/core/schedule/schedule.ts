import { z } from 'zod';
import { defineCollection } from '../../store/collection.ts';

/** A recurrence: rule + zone + anchor are the truth; instants are computed from them and never chained. See recurrence.ts. */
export const recurrence = z.strictObject({
  /** `once`, `daily`, `weekly`. */
  frequency: z.enum(['once', 'daily', 'weekly']),
  /** Every n-th day or week, counted from the anchor. */
  interval: z.number().int().min(1).max(99),
  /** ISO weekdays, 1 = Monday; for weekly. */
  weekdays: z.array(z.number().int().min(1).max(7)).optional(),
  /** The first local wall date-time, `2026-11-30T09:00`; its time of day is every slot's. */
  anchor: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
  /** IANA name. */
  zone: z.string(),
});
export type Recurrence = z.infer<typeof recurrence>;

export const schedule = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The job's kind. */
  kind: z.string(),
  /** The job's data as JSON. */
  data: z.string(),
  recurrence,
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

export const schedules = defineCollection({
  name: 'schedules',
  model: schedule,
  tenancy: 'installation',
  indexes: [{ keys: { nextAt: 1 }, where: { state: 'active' } }, { keys: { workspaceId: 1, kind: 1 } }],
});
