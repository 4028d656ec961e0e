import { z } from 'zod';
import { type ReadVariables, variable } from './variable.ts';

const days = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number of days; 0 keeps everything')
    .default(String(fallback))
    .transform(Number);

export const retentionVariables = {
  KEEP_DELIVERIES_DAYS: variable(
    'For how many days a settled delivery is kept. Deliveries that wait for a person’s decision are kept until it is made. 0 keeps everything.',
    '90',
    days(90),
  ),
  KEEP_POSTS_DAYS: variable('For how many days a posted message can still be edited. 0: for ever.', '400', days(400)),
  KEEP_EVENTS_DAYS: variable(
    'For how many days an event that failed repeatedly is kept for an operator. 0: for ever.',
    '30',
    days(30),
  ),
  KEEP_AUDIT_DAYS: variable('For how many days the audit trail is kept. 0 keeps everything.', '1095', days(1_095)),
};

/** Periods in days; 0 keeps everything. */
export interface RetentionConfig {
  readonly deliveries: number;
  readonly posts: number;
  readonly events: number;
  readonly audit: number;
}

export const retentionConfig = (read: ReadVariables<typeof retentionVariables>): RetentionConfig => ({
  deliveries: read.KEEP_DELIVERIES_DAYS,
  posts: read.KEEP_POSTS_DAYS,
  events: read.KEEP_EVENTS_DAYS,
  audit: read.KEEP_AUDIT_DAYS,
});
