import { z } from 'zod';

/** One change of the record. `before` and `after` are JSON, so that any entity's history reads the same. */
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
  /** What was changed, as `reminder:ID`. */
  subject: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  /** Where it came from: `playground/channel C1`, `job reminders`. */
  from: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
