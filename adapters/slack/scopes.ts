/**
 * The bot's permissions, each with its reason: what the manifest asks for, what an installation asks for, and the table
 * of docs/slack.md. A test holds them to the methods and events that the adapter uses; one that nothing needs does not
 * pass.
 */
export const SCOPES = {
  'app_mentions:read': 'hear when somebody writes @Rapport: the way in for clients, who have no slash commands',
  'channels:history':
    'look whether a post has arrived, when Slack gave no clear answer, before it is posted again (public channels)',
  'channels:read':
    'see who can read a public channel, before something internal is posted there; hear who joins, and of renaming and archiving',
  'chat:write': 'post, answer, edit own messages',
  commands: 'the slash command and the shortcuts',
  'files:write': 'attach a file to an answer, such as a reminder for one’s calendar',
  'groups:history': 'the same look-up in private channels',
  'groups:read': 'the same for private channels',
  'im:history': 'read what people write to Rapport in a direct message',
  'im:write': 'open a direct message: for reminders to one person, and for what only they may read',
  'pins:write': 'pin the message with the client’s buttons in the client’s channel',
  'users:read': 'names, languages and time zones; who is a guest or from another organisation',
} as const satisfies Readonly<Record<string, string>>;
export type Scope = keyof typeof SCOPES;
export const BOT_SCOPES = Object.keys(SCOPES) as readonly Scope[];

/**
 * What each event needs to come, any or all of these (docs.slack.dev/reference/events): those of private channels have
 * a scope of their own.
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

/** What an installation lacks of what is asked for today, e.g. because it was made by an earlier version. */
export const missingScopes = (granted: readonly string[]): Scope[] =>
  BOT_SCOPES.filter((scope) => !granted.includes(scope));
