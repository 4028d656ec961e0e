import { z } from 'zod';

/** One change of the record. `before` and `after` are JSON, so that the history of every entity has one format. */
export const auditEntry = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  at: z.date(),
  /**
   * The person; the platform's user, `slack/T1/U1`, if no person is linked; or `rapport` for scheduled work.
   */
  by: z.string(),
  byName: z.string(),
  /** The command or job, e.g. `reminder done`. */
  action: z.string(),
  /** The changed thing, as `reminder:ID`. */
  subject: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  /** The origin: `playground/channel C1`, `job reminders`. */
  from: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
