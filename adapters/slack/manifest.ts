import type { Registry } from '../../src/core/registry.ts';
import { defineTexts } from '../../src/ground/i18n.ts';
import { EVENT_TYPES } from './events.ts';
import { MESSAGE_SHORTCUT } from './inbound.ts';
import { BOT_SCOPES, SCOPES } from './scopes.ts';

/**
 * The way events arrive: through a connection that we open, or as requests to our address
 * (`https://rapport.example.com`, without a slash at the end).
 */
export type Reception = { readonly mode: 'socket' } | { readonly mode: 'http'; readonly publicUrl: string };

/** Limits of the manifest (docs.slack.dev/reference/app-manifest): characters and counts. */
export const MANIFEST_LIMITS = {
  ...{ name: 35, description: 140, longDescription: 4_000, longDescriptionLeast: 175 },
  ...{ command: 32, commandDescription: 2_000, usageHint: 1_000 },
  ...{ shortcuts: 10, shortcutName: 24, shortcutDescription: 150, callbackId: 255, events: 100 },
} as const;
/** Characters of a usage hint that Slack shows beside the command without cutting it. */
export const SHOWN_HINT = 75;

/** Slack has one text for all people, so it holds both languages. */
const manifestTexts = defineTexts({
  en: {
    short: 'Serves client projects where the client already is',
    long: 'Rapport serves client projects in the channel where the client already is: it reminds on time, brings what a client asks to whoever can answer it, and keeps the record. It reads mentions, direct messages to it and button presses, and nothing else. Nothing reaches a client that the project’s manager would not have said.',
    command: 'Reminders, projects and everything else',
    help: 'help',
    track: 'Track with Rapport',
    trackAbout: 'Put this message on record: as a work item, a risk, a decision …',
    remindOf: 'Remind me with Rapport',
    remindAbout: 'Set a reminder about this message',
    remind: 'Set a reminder',
  },
  'zh-CN': {
    short: '在客户所在的频道里做好客户项目',
    long: 'Rapport 在客户所在的频道里服务项目：按时提醒，把客户的问题交给能答复的人，并留存记录。它只读取@它的消息、发给它的私信和按钮操作，不读取其他内容。未经项目经理认可的内容不会发给客户。',
    command: '提醒、项目等全部功能',
    help: '帮助',
    track: '用 Rapport 跟进',
    trackAbout: '把这条消息记录为任务、风险、决定等',
    remindOf: '用 Rapport 提醒',
    remindAbout: '为这条消息设置提醒',
    remind: '新建提醒',
  },
});
type TextKey = keyof ReturnType<typeof manifestTexts>;
const both = (key: TextKey, between = ' · ') =>
  `${manifestTexts('en')[key]()}${between}${manifestTexts('zh-CN')[key]()}`;

/** The shortcuts on a message and those from anywhere: their commands and texts. */
const SHORTCUTS = [
  { type: 'message', command: 'record new', name: 'track', about: 'trackAbout' },
  { type: 'message', command: 'reminder new', name: 'remindOf', about: 'remindAbout' },
  { type: 'global', command: 'reminder new', name: 'remind', about: 'remind' },
] as const;

/** The things that are listed for Slack, then help in both languages. */
function usageHint({ things }: Pick<Registry, 'things'>): string {
  const words = things
    .filter(({ name, listed }) => name !== 'help' && listed?.includes('slack'))
    .map(({ name }) => name);
  return `[${[...words, both('help', ' | ')].join(' | ')}]`;
}

/** The app manifest from the declared commands, the events read and the scopes needed. Pure. */
export function slackManifest(registry: Registry, reception: Reception) {
  const url = reception.mode === 'http' ? `${reception.publicUrl}/slack/events` : undefined;
  const shortcuts = SHORTCUTS.flatMap(({ type, command, name, about }) =>
    registry.find(command) === undefined
      ? []
      : [
          {
            name: manifestTexts('en')[name](),
            type,
            callback_id: type === 'message' ? MESSAGE_SHORTCUT + command : command,
            description: both(about),
          },
        ],
  );
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Rapport',
      description: both('short'),
      long_description: both('long', '\n\n'),
      background_color: '#1f5f4b',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'rapport', always_online: true },
      slash_commands: [
        {
          command: '/rapport',
          ...(url === undefined ? {} : { url }),
          description: both('command'),
          usage_hint: usageHint(registry),
          should_escape: true,
        },
      ],
      shortcuts,
    },
    oauth_config: {
      ...(reception.mode === 'http' ? { redirect_urls: [`${reception.publicUrl}/slack/oauth_redirect`] } : {}),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: { ...(url === undefined ? {} : { request_url: url }), bot_events: BOT_EVENTS },
      // Slack requests option suggestions at an address of their own.
      interactivity: {
        is_enabled: true,
        ...(url === undefined ? {} : { request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: reception.mode === 'socket',
      // A token from the environment cannot be renewed, so rotation is off. Installations by OAuth can renew: there it
      // may be turned on.
      token_rotation_enabled: false,
    },
  } as const;
}
export type SlackManifest = ReturnType<typeof slackManifest>;

/** The event names in the manifest: of messages, only direct ones. */
export const BOT_EVENTS: readonly string[] = EVENT_TYPES.map((type) => (type === 'message' ? 'message.im' : type));

type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Plain data as YAML. Strings are written as JSON, which YAML accepts. `notes` become comments behind list entries with
 * their text.
 */
function yaml(value: Plain, notes: Readonly<Record<string, string>>, indent = ''): string {
  const line = (text: string) =>
    typeof text === 'string' && /^[a-z][\w:.-]*$/i.test(text) && !/^(true|false|yes|no|on|off|null)$/i.test(text)
      ? text
      : JSON.stringify(text);
  const leaf = (value: Plain) => (typeof value === 'string' ? line(value) : String(value));
  if (Array.isArray(value)) {
    return (value as readonly Plain[])
      .map((value) => {
        const note = typeof value === 'string' && notes[value] !== undefined ? ` # ${notes[value]}` : '';
        if (typeof value !== 'object') return `${indent}- ${leaf(value)}${note}\n`;
        return `${indent}- ${yaml(value, notes, `${indent}  `).slice(indent.length + 2)}`;
      })
      .join('');
  }
  return Object.entries(value as { readonly [key: string]: Plain })
    .map(([key, value]) =>
      typeof value === 'object'
        ? `${indent}${key}:\n${yaml(value, notes, `${indent}  `)}`
        : `${indent}${key}: ${leaf(value)}\n`,
    )
    .join('');
}

/** The checked-in manifest, each scope with its reason. */
export function manifestYaml(manifest: SlackManifest, heading: string): string {
  return `# Generated by \`npm run generate\`. Do not edit.\n# ${heading}\n${yaml(manifest, SCOPES)}`;
}

/** The link that creates the app from the manifest with one click. Without the long description, to stay short. */
export function oneClickUrl(manifest: SlackManifest): string {
  const { long_description: _long, ...display_information } = manifest.display_information;
  return `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(yaml({ ...manifest, display_information }, {}))}`;
}
