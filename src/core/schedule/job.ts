import type { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import type { Schedule } from './schedule.ts';

/** One planned occurrence of a schedule, named by the local wall date-time, never by the instant. */
export interface Slot {
  /** `2026-11-30T09:00` in the schedule's zone. */
  readonly wall: string;
  /** The instant of the slot. */
  readonly at: Date;
}

/** The context of a job's run. */
export interface JobContext {
  readonly schedule: Schedule;
  readonly slot: Slot;
  readonly clock: Clock;
  /**
   * Unique for this slot of this schedule. Use it (with a suffix) as the delivery key, so that a repetition is
   * harmless.
   */
  readonly key: string;
}

/** Scheduled work of one kind, declared once. Runs at least once per slot: it must be idempotent. */
export interface JobSpec<D> {
  readonly kind: string;
  /** The data of a schedule of this kind; stored as JSON. */
  readonly data: z.ZodType<D>;
  readonly run: (data: D, context: JobContext) => Promise<void>;
}

/** A declared job in the core's form. */
export interface Job {
  readonly kind: string;
  /** @throws RapportError `invalid` when the stored data does not match the job's model. */
  readonly run: (data: string, context: JobContext) => Promise<void>;
  readonly encode: (data: unknown) => string;
}

/** Declares a job. */
export function defineJob<D>(spec: JobSpec<D>): Job & { readonly spec: JobSpec<D> } {
  return {
    kind: spec.kind,
    spec,
    encode: (data) => JSON.stringify(spec.data.parse(data)),
    run: async (data, context) => spec.run(spec.data.parse(JSON.parse(data)), context),
  };
}
