import { beforeAll, expect, test } from 'vitest';
import {
  BOT_EVENTS,
  MANIFEST_LIMITS as LIMITS,
  oneClickUrl,
  SHOWN_HINT,
  slackManifest,
} from '../../adapters/slack/manifest.ts';
import { BOT_SCOPES } from '../../adapters/slack/scopes.ts';
import type { Registry } from '../core/registry.ts';
import { declaredRegistry } from './generated.ts';
import { slackDocs, slackFiles } from './slackDocs.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await declaredRegistry();
});
const http = { mode: 'http', publicUrl: 'https://rapport.example.com' } as const;

test('the manifest is within Slack’s limits', () => {
  const { display_information: shown, features, settings } = slackManifest(registry, http);
  expect(shown.name.length).toBeLessThanOrEqual(LIMITS.name);
  expect(shown.description.length).toBeLessThanOrEqual(LIMITS.description);
  expect(shown.long_description.length).toBeGreaterThanOrEqual(LIMITS.longDescriptionLeast);
  expect(shown.long_description.length).toBeLessThanOrEqual(LIMITS.longDescription);
  for (const { command, description, usage_hint } of features.slash_commands) {
    expect(command.length).toBeLessThanOrEqual(LIMITS.command);
    expect(description.length).toBeLessThanOrEqual(LIMITS.commandDescription);
    expect(usage_hint.length).toBeLessThanOrEqual(LIMITS.usageHint);
  }
  for (const { name, description, callback_id } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(LIMITS.shortcutName);
    expect(description.length).toBeLessThanOrEqual(LIMITS.shortcutDescription);
    expect(callback_id.length).toBeLessThanOrEqual(LIMITS.callbackId);
  }
  expect(features.shortcuts.length).toBeLessThanOrEqual(LIMITS.shortcuts);
  expect(settings.event_subscriptions.bot_events.length).toBeLessThanOrEqual(LIMITS.events);
});

test('each shortcut has a unique id and begins an existing command; two of them take a message’s text', () => {
  const { shortcuts } = slackManifest(registry, http).features;
  expect(new Set(shortcuts.map((one) => one.callback_id)).size).toBe(shortcuts.length);
  const commands = shortcuts.map((one) => registry.find(one.callback_id.replace('message: ', '')));
  expect(commands.map((command) => command?.hidden ?? command?.name)).toEqual([
    'record new',
    'reminder new',
    'reminder new',
  ]);
  expect(shortcuts.map((one) => one.type)).toEqual(['message', 'message', 'global']);
});

test('the usage hint names existing commands, and Slack shows it in full', () => {
  const [command] = slackManifest(registry, http).features.slash_commands;
  expect(command?.usage_hint.length).toBeLessThanOrEqual(SHOWN_HINT);
  const words = command?.usage_hint.slice(1, -1).split(' | ') ?? [];
  expect(words.length).toBeGreaterThan(3);
  for (const word of words)
    expect(registry.read(word, { locale: 'en', now: new Date(0), zone: 'UTC' }).kind, word).toBe('command');
});

test('Socket Mode needs no address; all requests go to one address', () => {
  const [socket, requests] = [slackManifest(registry, { mode: 'socket' }), slackManifest(registry, http)].map(
    (manifest) => JSON.stringify(manifest),
  );
  expect(socket).not.toContain('https://');
  expect(requests?.match(/https:\/\/rapport\.example\.com\/slack\/events/g)).toHaveLength(4);
  expect(requests).toContain('https://rapport.example.com/slack/oauth_redirect');
});

test('the one-click link has the same scopes and events, and is short enough for an address', () => {
  const url = new URL(oneClickUrl(slackManifest(registry, { mode: 'socket' })));
  const carried = url.searchParams.get('manifest_yaml') ?? '';
  for (const word of [...BOT_SCOPES, ...BOT_EVENTS]) expect(carried).toContain(`- ${word}\n`);
  expect(carried).toContain('socket_mode_enabled: true');
  expect(url.href.length).toBeLessThan(6_000);
});

test('the checked-in manifests give a reason for each scope', () => {
  const [socket] = slackFiles(registry);
  for (const scope of BOT_SCOPES) expect(socket?.text).toMatch(new RegExp(`- ${scope} # \\w`));
});

test('the generated parts replace their places in the page, also a second time; a missing place is an error', () => {
  const page =
    'before\n\n   <!-- generated: link -->\n   <!-- end -->\nbetween\n<!-- generated: scopes -->\nold\n<!-- end -->\nafter\n';
  const once = slackDocs(page, registry);
  expect(once).toContain('   [**Create the app in Slack**](https://api.slack.com/apps?new_app=1&manifest_yaml=');
  expect(once).not.toContain('old');
  expect(slackDocs(once, registry)).toBe(once);
  expect(() => slackDocs('nothing', registry)).toThrow('has no place');
});
