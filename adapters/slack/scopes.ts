/**
 * The bot's permissions, each with its reason: for the manifest, for an installation, and for the table in
 * docs/slack.md. A test compares them with the methods and events that the adapter uses; an unused scope fails.
 */
export const SCOPES = {
  'app_mentions:read': 'receive mentions of @Rapport: clients have no slash commands and use mentions',
  'channels:history':
    'look up whether a post has arrived, if Slack gave no clear answer, before a retry (public channels)',
  'channels:read': 'list the members of a public channel before an internal post; receive joins, renames and archiving',
  'chat:write': 'post messages, answer, edit own messages',
  commands: 'the slash command and the shortcuts',
  'files:write': 'attach a file to an answer, such as a calendar file of a reminder',
  'groups:history': 'the same look-up in private channels',
  'groups:read': 'the same for private channels',
  'im:history': 'read direct messages to Rapport',
  'im:write': 'open a direct message: for reminders to one person, and for private answers',
  'pins:write': 'pin the message with the client’s buttons in the client’s channel',
  'users:read': 'read names, languages and time zones; recognise guests and people of other organisations',
} as const satisfies Readonly<Record<string, string>>;
export type Scope = keyof typeof SCOPES;
export const BOT_SCOPES = Object.keys(SCOPES) as readonly Scope[];

/**
 * The scopes that deliver each event, any or all of them (docs.slack.dev/reference/events). Private channels have a
 * scope of their own.
 */
export const EVENT_SCOPES: Readonly<Record<string, readonly Scope[]>> = {
  app_mention: ['app_mentions:read'],
  message: ['im:history'],
  app_home_opened: [],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  channel_left: ['channels:read'],
  group_left: ['groups:read'],
  channel_rename: ['channels:read'],
  group_rename: ['groups:read'],
  channel_archive: ['channels:read'],
  group_archive: ['groups:read'],
  channel_unarchive: ['channels:read'],
  group_unarchive: ['groups:read'],
  channel_deleted: ['channels:read'],
  group_deleted: ['groups:read'],
  channel_shared: ['channels:read', 'groups:read'],
  channel_id_changed: ['channels:read', 'groups:read'],
  app_uninstalled: [],
  tokens_revoked: [],
};

/** The current scopes that an installation lacks, e.g. because an earlier version installed it. */
export const missingScopes = (granted: readonly string[]): Scope[] =>
  BOT_SCOPES.filter((scope) => !granted.includes(scope));
