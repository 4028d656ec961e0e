import { z } from 'zod';
import { keptCollection } from '../../src/core/kept.ts';
import { slackKeptTexts } from './keptTexts.ts';

/** A team installed by OAuth. */
const slackInstallation = z.strictObject({
  /** The team's id, `T024BE7LD`. */
  _id: z.string(),
  name: z.string(),
  enterprise: z.string().optional(),
  app: z.string(),
  scopes: z.array(z.string()),
  /** The bot's token and its refresh token, as sealed JSON; belongs to `slack/<team>`. */
  sealed: z.string(),
  /** When the bot's token expires, where the app has token rotation on. */
  expiresAt: z.date().optional(),
  /** The Slack user who installed it. */
  by: z.string(),
  at: z.date(),
  /** The lease of the instance that renews the token. */
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
});
export type SlackInstallation = z.infer<typeof slackInstallation>;

export const slackInstallations = keptCollection({
  name: 'slackInstallations',
  model: slackInstallation,
  tenancy: 'installation',
  indexes: [],
  retention: { kept: 'until Slack says that the app was removed' },
  person: { none: 'the Slack user id of whoever installed the app' },
});

/** An installation's state works once: its digest is stored until the state expires. */
const slackState = z.strictObject({ _id: z.string(), expiresAt: z.date() });
export const slackStates = keptCollection({
  name: 'slackStates',
  model: slackState,
  tenancy: 'installation',
  indexes: [{ keys: { expiresAt: 1 } }],
  retention: { sweptBy: 'the adapter, when they expire' },
  person: { none: 'digests' },
});

/** The collections that the database must prepare before the adapter is made. */
export const slackCollections = [slackInstallations, slackStates, slackKeptTexts] as const;
