import type { DeadReason, SendResult } from '../../src/core/platform.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { SlackFault } from './answers.ts';
import { slackErrorTexts } from './errorTexts.ts';

/** The meaning of a Slack error code for a post: the core's reason, and advice for operators. */
interface Meaning {
  readonly reason: DeadReason;
  readonly operators: string;
}

const meaning = (reason: DeadReason, operators: string): Meaning => ({ reason, operators });

const notInside = meaning(
  'notInChannel',
  'the bot is not in the conversation: somebody in it has to type /invite @Rapport there',
);
const gone = meaning('channelGone', 'the conversation is not there, or is private and the bot was never in it');
const archived = meaning('archived', 'the channel is archived');
const signedOut = meaning('disconnected', 'the token of this team is no good any more: install Rapport there again');
const scopeMissing = meaning(
  'forbidden',
  'the app lacks a scope: compare it with manifests/slack/manifest.yaml (npm run doctor does) and install it again',
);
const notAllowed = meaning('forbidden', 'a setting of the team or of the channel keeps the bot from posting there');
const noPerson = meaning('blocked', 'there is no such person in this team, or their account is deactivated');
const noDirect = meaning('blocked', 'Slack lets the bot write no direct message to this account');
const tooLong = meaning(
  'tooLong',
  'the message is longer than Slack takes: a limit in adapters/slack/limits.ts is too wide',
);
const faulty = meaning('rejected', 'Slack does not accept the message as it was made: a fault of the adapter');
const noMessage = meaning('rejected', 'the message was deleted, or cannot be changed any more');

/**
 * From the methods' own lists of errors (docs.slack.dev/reference/methods). An unlisted error counts as `rejected`.
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  not_in_channel: notInside,
  user_not_in_channel: meaning('notInChannel', 'the person is not in that channel'),
  channel_not_found: gone,
  channel_canvas_not_found: gone,
  is_archived: archived,
  token_revoked: signedOut,
  token_expired: signedOut,
  account_inactive: signedOut,
  invalid_auth: signedOut,
  not_authed: signedOut,
  not_installed: signedOut,
  org_login_required: signedOut,
  team_access_not_granted: signedOut,
  missing_scope: scopeMissing,
  no_permission: scopeMissing,
  not_allowed_token_type: meaning(
    'forbidden',
    'the token is of the wrong kind: SLACK_BOT_TOKEN must be a bot token (xoxb-)',
  ),
  restricted_action: notAllowed,
  restricted_action_read_only_channel: notAllowed,
  restricted_action_thread_only_channel: notAllowed,
  restricted_action_non_threadable_channel: notAllowed,
  restricted_action_thread_locked: notAllowed,
  access_denied: notAllowed,
  accesslimited: meaning(
    'forbidden',
    'the team allows its API from certain addresses alone: have this server’s address added',
  ),
  ekm_access_denied: notAllowed,
  is_inactive: noPerson,
  user_not_found: noPerson,
  user_disabled: noPerson,
  users_not_found: noPerson,
  user_not_visible: noPerson,
  cannot_dm_bot: noDirect,
  messages_tab_disabled: meaning(
    'blocked',
    'the app’s Messages tab is off: turn it on under App Home, or use the manifest',
  ),
  msg_too_long: tooLong,
  msg_blocks_too_long: tooLong,
  invalid_blocks: faulty,
  invalid_blocks_format: faulty,
  no_text: faulty,
  message_not_found: noMessage,
  thread_not_found: noMessage,
  cant_update_message: noMessage,
  edit_window_closed: noMessage,
};

function meaningOf(error: string): Meaning {
  return MEANINGS[error] ?? meaning('rejected', 'Slack refused it');
}

/** One line for operators: Slack's code, its detail, what to do. */
export function tellOperators({ error, detail }: SlackFault): string {
  return `slack: ${error}${detail === undefined ? '' : ` (${detail})`}: ${meaningOf(error).operators}`;
}

/**
 * Maps a failed call to a post's result. `repeatable`: the call is idempotent (an edit), so an unclear answer is
 * retried. Slack's 429 counts per method and team, so it pauses the whole installation; its "too many messages" without
 * a time concerns one channel.
 */
export function resultOf(fault: SlackFault, { repeatable = false }: { repeatable?: boolean } = {}): SendResult {
  const reason = `slack: ${fault.error}${fault.detail === undefined ? '' : ` (${fault.detail})`}`;
  switch (fault.fault) {
    case 'unreachable':
      return { outcome: 'retry', reason };
    case 'rateLimited':
      if (fault.retryAfterMs === undefined) return { outcome: 'retry', reason };
      return { outcome: 'retry', reason, afterMs: fault.retryAfterMs, pause: 'installation' };
    case 'ambiguous':
      return { outcome: repeatable ? 'retry' : 'unknown', reason };
    case 'refused':
      return { outcome: 'dead', reason: meaningOf(fault.error).reason, detail: tellOperators(fault) };
  }
}

/** The text for a person whose command needs a place that Rapport cannot write to: the reason and the next step. */
export const adviceOn = (reason: DeadReason, locale: Locale): string => slackErrorTexts(locale)[reason]();
