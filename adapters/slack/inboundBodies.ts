/** The shapes of the payloads that Slack sends for commands, presses, dialogs and shortcuts. */

import { z } from 'zod';

export const optional = z.string().min(1).nullish().catch(undefined);
export const team = z.object({ id: z.string() }).nullish();
export const user = z.object({ id: z.string().min(1), team_id: optional, username: optional, name: optional });
export const channel = z.object({ id: z.string().min(1), name: optional }).nullish();
export const viewBody = z.looseObject({
  id: z.string(),
  hash: optional,
  private_metadata: optional,
  blocks: z
    .array(z.looseObject({ type: z.string(), block_id: z.string().optional() }))
    .optional()
    .catch(undefined),
  type: z.string().optional(),
  callback_id: optional,
  app_installed_team_id: optional,
  state: z.unknown().optional(),
});
const common = { team, user, trigger_id: optional, is_enterprise_install: z.boolean().optional().catch(undefined) };

export const slashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: optional,
  user_id: z.string().min(1),
  user_name: optional,
  channel_id: z.string().min(1),
  channel_name: optional,
  trigger_id: z.string().min(1),
  response_url: optional,
  is_enterprise_install: optional,
});
export const actionBody = z.object({
  ...common,
  type: z.literal('block_actions'),
  channel,
  container: z.looseObject({
    type: z.string(),
    message_ts: optional,
    channel_id: optional,
    thread_ts: optional,
    is_ephemeral: z.boolean().optional(),
  }),
  message: z.looseObject({ ts: optional, thread_ts: optional }).nullish(),
  view: viewBody.nullish(),
  response_url: optional,
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        block_id: optional,
        action_ts: optional,
        type: z.string().optional(),
        value: optional,
        selected_option: z.looseObject({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
export const viewEvent = z.object({ ...common, type: z.enum(['view_submission', 'view_closed']), view: viewBody });
export const globalShortcut = z.object({ ...common, type: z.literal('shortcut'), callback_id: z.string() });
export const messageShortcut = z.object({
  ...common,
  type: z.literal('message_action'),
  callback_id: z.string(),
  channel: z.object({ id: z.string().min(1), name: optional }),
  message: z.looseObject({
    ts: optional,
    thread_ts: optional,
    text: z.string().default(''),
    user: optional,
    username: optional,
  }),
  response_url: optional,
});
