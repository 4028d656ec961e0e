import { PERMISSIONS } from '../../src/core/access.ts';
import type { Command } from '../../src/core/command.ts';
import type { Registry } from '../../src/core/registry.ts';
import { defineTexts, type Locale } from '../../src/ground/i18n.ts';

/** Settings of an installation; the checked-in manifest has examples. */
export interface ManifestSettings {
  /** The app (client) id of the Azure bot: the id of the package and of the bot. */
  readonly appId: string;
  /** The package's version; Teams accepts a changed package only with a new one. */
  readonly version: string;
  readonly developer: {
    readonly name: string;
    readonly website: string;
    readonly privacy: string;
    readonly terms: string;
  };
  /**
   * Whether the tenants have targeted messages: people can then write to Rapport privately in a channel, which the
   * manifest must request.
   */
  readonly targeted: boolean;
}

export const EXAMPLE_SETTINGS: ManifestSettings = {
  appId: '00000000-0000-0000-0000-000000000000',
  version: '0.1.0',
  developer: {
    name: 'Rapport',
    website: 'https://rapport.example.com',
    privacy: 'https://rapport.example.com/privacy',
    terms: 'https://rapport.example.com/terms',
  },
  targeted: false,
};

/**
 * The lowest schema versions with the features used: 1.25 for the bot in shared and private channels, 1.29 for private
 * messages to it.
 */
const VERSION = { plain: '1.25', targeted: '1.29' } as const;

/** Limits of the manifest's schema: characters and counts. */
export const MANIFEST_LIMITS = {
  commands: 12,
  title: 128,
  description: 4_000,
  shortDescription: 80,
  actionTitle: 32,
  actionDescription: 128,
} as const;
/** The length that Teams' list of commands shows uncut. */
const SHOWN_DESCRIPTION = 128;

const manifestTexts = defineTexts({
  en: {
    short: 'Client projects in the channel where your client already is',
    full: [
      'Rapport serves client projects where the client already is: it reminds on time, brings what a client asks to whoever can answer it, and keeps the record, in English and Chinese.',
      'It reads only mentions, messages to it and button presses. Nothing reaches a client that the project’s manager would not have said.',
      'Add it to a team, mention @Rapport and say what you need; “help” shows what it can do.',
    ].join('\n\n'),
    track: 'Track with Rapport',
    trackSummary: 'Put this message on record: as a work item, a risk, a decision …',
    remindOf: 'Remind me with Rapport',
    remindSummary: 'Set a reminder about this message',
  },
  'zh-CN': {
    short: '在客户所在的频道里做好客户项目',
    full: [
      'Rapport 在客户所在的频道里服务项目：按时提醒，把客户的问题交给能答复的人，并留存记录；支持中文和英文。',
      '它只读取@它的消息、发给它的私信和按钮操作。未经项目经理认可的内容不会发给客户。',
      '添加到团队后，@Rapport 并说出需要即可；发送“帮助”查看全部功能。',
    ].join('\n\n'),
    track: '用 Rapport 跟进',
    trackSummary: '把这条消息记录为任务、风险、决定等',
    remindOf: '用 Rapport 提醒',
    remindSummary: '为这条消息设置提醒',
  },
});

/** The commands on a message, with their texts. */
const ON_MESSAGES = [
  { command: 'record new', title: 'track', description: 'trackSummary' },
  { command: 'reminder new', title: 'remindOf', description: 'remindSummary' },
] as const;

interface Entry {
  readonly command: Command;
  readonly words: Readonly<Record<Locale, string>>;
}

const isChinese = (word: string) => /\p{Script=Han}/u.test(word);

/**
 * The command of the bare word of each thing that is listed for Teams. Teams sends the word as listed, so it must be
 * read as that command.
 */
function entries({ things, read }: Registry): Entry[] {
  const context = { now: new Date(0), zone: 'UTC' };
  return things.flatMap(({ name, aliases, listed }) => {
    if (listed?.includes('teams') !== true) return [];
    const words = { en: name, 'zh-CN': aliases.find(isChinese) ?? name };
    const reading = read(words.en, { ...context, locale: 'en' });
    return reading.kind === 'command' ? [{ command: reading.command, words }] : [];
  });
}

/**
 * The commands of a scope, the most widely permitted first. In a channel everybody reads typed text, so sensitive
 * commands are not listed there.
 */
function inScope(all: readonly Entry[], isShared: boolean): Entry[] {
  // Permissions are declared from the widest to the narrowest.
  const rank = ({ command }: Entry) => PERMISSIONS.indexOf(command.permission);
  const offered = all.filter(({ command }) => !isShared || command.sensitive !== true);
  return offered.sort((a, b) => rank(a) - rank(b));
}

/** The files of an app package, besides its icons: `manifest.json` and its Chinese texts. */
export interface TeamsManifest {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly chinese: Readonly<Record<string, string>>;
}
export const CHINESE_FILE = 'zh-cn.json';

const schemaUrl = (version: string, name: string) =>
  `https://developer.microsoft.com/en-us/json-schemas/teams/v${version}/${name}.schema.json`;

/** The app manifest from the declared commands. Pure: the same registry and settings give the same files. */
export function teamsManifest(registry: Registry, settings: ManifestSettings): TeamsManifest {
  const { appId, version, developer, targeted } = settings;
  const manifestVersion = VERSION[targeted ? 'targeted' : 'plain'];
  const all = entries(registry);
  const lists = [
    { scopes: ['personal'], entries: inScope(all, false) },
    { scopes: ['team', 'groupChat'], entries: inScope(all, true) },
  ];
  const onMessages = ON_MESSAGES.filter(({ command }) => registry.find(command) !== undefined);
  const [english, chinese] = [manifestTexts('en'), manifestTexts('zh-CN')];
  const manifest = {
    $schema: schemaUrl(manifestVersion, 'MicrosoftTeams'),
    manifestVersion,
    version,
    id: appId,
    developer: {
      name: developer.name,
      websiteUrl: developer.website,
      privacyUrl: developer.privacy,
      termsOfUseUrl: developer.terms,
    },
    name: { short: 'Rapport', full: 'Rapport' },
    description: { short: english.short(), full: english.full() },
    localizationInfo: { defaultLanguageTag: 'en', additionalLanguages: [{ languageTag: 'zh-cn', file: CHINESE_FILE }] },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#3B5BDB',
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        isNotificationOnly: false,
        supportsFiles: false,
        ...(targeted ? { supportsTargetedMessages: true } : {}),
        commandLists: lists.map((list) => ({
          scopes: list.scopes,
          commands: list.entries.map((entry) => commandOf(entry, 'en')),
        })),
      },
    ],
    ...(onMessages.length === 0
      ? {}
      : {
          composeExtensions: [
            {
              botId: appId,
              commands: onMessages.map(({ command, title, description }) => ({
                id: command,
                type: 'action' as const,
                title: english[title](),
                description: english[description](),
                context: ['message' as const],
                fetchTask: true,
              })),
            },
          ],
        }),
    // Clients are in shared channels; without this Rapport cannot be added there.
    supportsChannelFeatures: 'tier1',
  };
  const commandWords = lists.flatMap((list, at) =>
    list.entries.flatMap((entry, index) => {
      const { title, description } = commandOf(entry, 'zh-CN');
      const path = `bots[0].commandLists[${at}].commands[${index}]`;
      return [[`${path}.title`, title] as const, [`${path}.description`, description] as const];
    }),
  );
  return {
    manifest,
    chinese: {
      $schema: schemaUrl(manifestVersion, 'MicrosoftTeams.Localization'),
      'name.short': 'Rapport',
      'name.full': 'Rapport',
      'description.short': chinese.short(),
      'description.full': chinese.full(),
      ...Object.fromEntries(commandWords),
      ...Object.fromEntries(
        onMessages.flatMap(({ title, description }, at) => [
          [`composeExtensions[0].commands[${at}].title`, chinese[title]()],
          [`composeExtensions[0].commands[${at}].description`, chinese[description]()],
        ]),
      ),
    },
  };
}

function commandOf({ command, words }: Entry, locale: Locale): { title: string; description: string } {
  return {
    title: words[locale].slice(0, MANIFEST_LIMITS.title),
    description: command.summary[locale].slice(0, SHOWN_DESCRIPTION),
  };
}
