import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from './events.ts';
import { BOT_SCOPES, EVENT_SCOPES, type Scope } from './scopes.ts';

/**
 * The bot scopes of each method, from its page (docs.slack.dev/reference/methods). Private channels and direct messages
 * have scopes of their own.
 */
const METHODS: Readonly<Record<string, readonly Scope[]>> = {
  // Uses an app-level token.
  'apps.connections.open': [],
  'auth.test': [],
  'auth.revoke': [],
  'bots.info': ['users:read'],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'files.uploadV2': ['files:write'],
  'oauth.v2.access': [],
  'chat.getPermalink': [],
  'pins.add': ['pins:write'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'views.open': [],
  'views.push': [],
  'views.update': [],
  'views.publish': [],
};
/** All methods that the adapter's code names. */
async function methodsUsed(): Promise<Set<string>> {
  const files = (await readdir(import.meta.dirname)).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(import.meta.dirname, file), 'utf8')));
  return new Set(
    texts.flatMap((text) =>
      [
        ...text.matchAll(
          /'((?:apps|auth|bots|chat|conversations|files|oauth|pins|reactions|team|users|views)\.[\w.]+)'/g,
        ),
      ].map(([, method = '']) => method),
    ),
  );
}

test('every used method and event has its scopes in this test', async () => {
  const used = await methodsUsed();
  expect([...used].filter((method) => METHODS[method] === undefined)).toEqual([]);
  expect(EVENT_TYPES.filter((event) => EVENT_SCOPES[event] === undefined)).toEqual([]);
});

test('the scopes are those of the methods, the events and the slash command, and no others', async () => {
  const used = await methodsUsed();
  const needed = new Set<string>([
    'commands',
    ...[...used].flatMap((method) => METHODS[method] ?? []),
    ...EVENT_TYPES.flatMap((event) => EVENT_SCOPES[event] ?? []),
  ]);
  expect([...BOT_SCOPES].sort()).toEqual([...needed].sort());
});
