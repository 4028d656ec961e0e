import { z } from 'zod';
import { defineCollection } from '../../src/store/collection.ts';

const job = z.strictObject({
  _id: z.string(),
  key: z.string().min(1),
  queue: z.string(),
  state: z.enum(['due', 'taken', 'done']),
  due: z.date(),
  rank: z.number().int().max(1_000),
  urgent: z.boolean().optional(),
  note: z.string().nullable().optional(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  place: z.strictObject({ city: z.string(), floor: z.number() }),
  tags: z.array(z.string()),
  score: z.number().nullable().optional(),
  links: z.array(z.string()).nullable().optional(),
  home: z.strictObject({ city: z.string() }).nullable().optional(),
  steps: z.array(z.strictObject({ title: z.string(), at: z.date(), marks: z.array(z.number()) })),
});
export type Job = z.infer<typeof job>;

/** The collection of most tests: every kind of field and index that the port allows. */
export const jobs = defineCollection({
  name: 'jobs',
  model: job,
  tenancy: 'installation',
  indexes: [
    { keys: { key: 1 }, unique: true },
    { keys: { state: 1, due: 1 } },
    { keys: { queue: 1, rank: -1 } },
    { keys: { 'lease.token': 1 } },
    { keys: { queue: 1, 'place.city': 1 }, unique: true, where: { urgent: true } },
  ],
});

/** The same without an index, for comparison. */
export const plainJobs = defineCollection({ name: 'plainJobs', model: job, tenancy: 'installation', indexes: [] });

const note = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  text: z.string(),
  number: z.number().int(),
  version: z.number().int(),
});
export type Note = z.infer<typeof note>;

export const notes = defineCollection({
  name: 'notes',
  model: note,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, number: 1 }, unique: true }],
});

export const noon = new Date('2026-11-23T12:00:00.000Z');

/** An instant some minutes after noon. */
export function minutes(count: number): Date {
  return new Date(noon.getTime() + count * 60_000);
}

/** A job that differs from the others by its number. */
export function jobNumber(number: number, changes: Partial<Job> = {}): Job {
  return {
    _id: `job-${String(number).padStart(5, '0')}`,
    key: `key-${number}`,
    queue: `queue-${number % 3}`,
    state: 'due',
    due: minutes(number),
    rank: number,
    place: { city: 'Nuuk', floor: number % 2 },
    tags: [],
    steps: [],
    ...changes,
  };
}
