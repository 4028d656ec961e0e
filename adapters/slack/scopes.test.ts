import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from './events.ts';
import { BOT_SCOPES, type Scope } from './scopes.ts';

/** Which scopes a bot needs for a method, as its page says (docs.slack.dev/reference/methods). Private channels and direct messages have scopes of their own. */
const METHODS: Readonly<Record<string, readonly Scope[]>> = {
  'auth.test': [],
  'auth.revoke': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'oauth.v2.access': [],
  'pins.add': ['pins:write'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'views.open': [],
  'views.push': [],
  'views.update': [],
  'views.publish': [],
};
/** The same for events (docs.slack.dev/reference/events). */
const EVENTS: Readonly<Record<string, readonly Scope[]>> = {
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
  channel_deleted: ['channels:read'],
  group_deleted: ['groups:read'],
  channel_shared: ['channels:read', 'groups:read'],
  channel_id_changed: ['channels:read', 'groups:read'],
  user_change: ['users:read'],
  app_uninstalled: [],
  tokens_revoked: [],
};

/** Every method that the adapter's own code names. */
async function methodsUsed(): Promise<Set<string>> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(import.meta.dirname, file), 'utf8')));
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/'((?:apps|auth|bots|chat|conversations|files|oauth|pins|reactions|team|users|views)\.[\w.]+)'/g)].map(([, method = '']) => method),
    ),
  );
}

test('every method and event that is used is known here, so that its scopes are', async () => {
  const used = await methodsUsed();
  expect([...used].filter((method) => METHODS[method] === undefined)).toEqual([]);
  expect(EVENT_TYPES.filter((event) => EVENTS[event] === undefined)).toEqual([]);
});

test('the scopes are those that methods, events and the slash command need, and no other', async () => {
  const used = await methodsUsed();
  const needed = new Set<string>(['commands', ...[...used].flatMap((method) => METHODS[method] ?? []), ...EVENT_TYPES.flatMap((event) => EVENTS[event] ?? [])]);
  expect([...BOT_SCOPES].sort()).toEqual([...needed].sort());
});
