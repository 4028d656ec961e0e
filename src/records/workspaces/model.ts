import { z } from 'zod';
import { platformId } from '../../core/platform.ts';
import { LOCALES } from '../../ground/i18n.ts';

/** Our side's organisation: the tenancy boundary. */
export const workspace = z.strictObject({
  _id: z.string(),
  name: z.string(),
  /** The default if neither a person nor a project has a language. */
  locale: z.enum(LOCALES),
  zone: z.string(),
  /**
   * The guard of "the last admin stays": a subset of the people with the role admin, in one document that changes
   * atomically, so that two admins who remove each other at the same moment cannot both succeed.
   */
  adminIds: z.array(z.string()),
  createdAt: z.date(),
});
export type Workspace = z.infer<typeof workspace>;

/** A Slack team or a Teams tenant that is connected to a workspace; unique by platform + tenant. */
export const installation = z.strictObject({
  _id: z.string(),
  platform: platformId,
  tenant: z.string(),
  workspaceId: z.string(),
  state: z.enum(['connected', 'removed']),
  connectedAt: z.date(),
  connectedBy: z.string().optional(),
});
export type Installation = z.infer<typeof installation>;

/** An admin's one-time code: typed in a new installation, it connects that to the workspace. Stored as a hash. */
export const connectCode = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  personId: z.string(),
  hash: z.string(),
  expiresAt: z.date(),
  usedAt: z.date().optional(),
});
