import { type Actor, may } from '../../core/access.ts';
import { type Command, defineCommand, type Setting, type Thing, toCaller } from '../../core/command.ts';
import type { Directory } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import type { House } from '../../core/house.ts';
import { type Audience, type Block, type Message, openForm, press } from '../../core/message.ts';
import { type Registry, usageOf } from '../../core/registry.ts';
import type { Slice } from '../../core/slice.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Locale } from '../../ground/i18n.ts';
import { helpTexts } from './texts.ts';

const help: Thing = {
  name: 'help',
  title: helpTexts.all('thing'),
  aliases: ['帮助'],
  bare: 'show',
  listed: ['slack', 'teams'],
};
const MOST_BUTTONS = 5;

/**
 * The commands that this actor may use: help never lists a command that would be refused. `runsSome`: the actor manages
 * a project, so help lists the manager's commands everywhere; our side names the project in them.
 */
function usable(commands: readonly Command[], { actor, setting, now, runsSome }: Asking): Command[] {
  const isOurs = actor.standing.side === 'ours';
  return commands.filter(({ hidden, about, permission, input }) => {
    if (hidden === true) return false;
    const isNamed = isOurs && 'project' in input;
    if (about === 'project' && setting.project === undefined && !isNamed) return false;
    return may(actor, permission, setting.project, now) || (permission === 'manage' && runsSome);
  });
}
interface Asking {
  readonly actor: Actor;
  readonly setting: Setting;
  readonly now: Date;
  readonly runsSome: boolean;
}

const exampleOf = (command: Command, locale: Locale) => command.example?.[locale] ?? usageOf(command, locale);

/**
 * Help names no record, so its audience is the asking person's. A client or an unknown person can read it in internal
 * channels too.
 */
const audienceOf = ({ actor, setting }: { actor: Actor; setting: Setting }): Audience =>
  actor.standing.side === 'client' ? 'client' : setting.audience;

/** The command that best explains a thing: `new`, else one with an example. */
const mainOf = (commands: readonly Command[]) =>
  commands.find(({ verb, example }) => verb === 'new' && example !== undefined) ??
  commands.find(({ example }) => example !== undefined) ??
  commands[0];

/** The asking person, the place, and the name of the slash command in Slack. */
interface Asked {
  readonly actor: Actor;
  readonly setting: Setting;
  readonly slackCommand: string;
}

/**
 * The prefix of a typed command. Slash commands are only for our side, and Teams has none. A direct conversation needs
 * no prefix.
 */
function startOf({ actor, setting, slackCommand }: Asked): string | undefined {
  if (setting.installation.platform === 'teams' || actor.standing.side === 'client')
    return setting.place?.kind === 'direct' ? undefined : '@Rapport';
  return setting.installation.platform === 'slack' ? slackCommand : '/rapport';
}

/** Whether free text of the actor becomes a contact message: a client's does, a colleague's without a role does not. */
const isHeard = ({ actor, setting }: Asked): boolean =>
  actor.standing.side === 'client' &&
  (actor.personId !== undefined || setting.project !== undefined || actor.user.tenant !== setting.installation.tenant);

function overview(registry: Registry, commands: readonly Command[], asked: Asked): Message {
  const { actor, setting } = asked;
  const { locale } = actor;
  const texts = helpTexts(locale);
  const groups = registry.things.flatMap((thing) => {
    const main = mainOf(commands.filter((command) => command.thing === thing));
    return thing === help || main === undefined ? [] : [{ thing, main }];
  });
  const start = startOf(asked);
  const menu: Block[] =
    groups.length === 0
      ? []
      : [
          {
            kind: 'actions',
            items: [
              {
                kind: 'menu',
                label: texts.more(),
                options: groups.map(({ thing }) => ({
                  label: thing.title[locale],
                  payload: press('help show', { topic: thing.name }),
                })),
              },
            ],
          },
        ];
  return {
    audience: audienceOf({ actor, setting }),
    fallbackText: texts.title(),
    blocks: [
      { kind: 'heading', text: texts.title() },
      {
        kind: 'list',
        items: groups.map(({ thing, main }) => [
          { kind: 'strong', text: thing.title[locale] },
          '  ',
          { kind: 'code', text: exampleOf(main, locale) },
        ]),
      },
      { kind: 'context', text: start === undefined ? texts.howHere() : texts.how({ start }) },
      ...(isHeard(asked) ? [{ kind: 'context' as const, text: texts.ownWords() }] : []),
      ...menu,
    ],
  };
}

function about(
  thing: Thing,
  commands: readonly Command[],
  { actor, setting }: { actor: Actor; setting: Setting },
): Message {
  const { locale } = actor;
  const texts = helpTexts(locale);
  const own = commands.filter((command) => command.thing === thing);
  const buttons = own.slice(0, MOST_BUTTONS).map((command) => {
    const hasForm = Object.values(command.input).some(({ hidden }) => !hidden);
    return {
      kind: 'button' as const,
      label: command.summary[locale],
      payload: hasForm ? openForm(command.name) : press(command.name),
    };
  });
  return {
    audience: audienceOf({ actor, setting }),
    fallbackText: thing.title[locale],
    blocks: [
      { kind: 'heading', text: thing.title[locale] },
      ...(own.length === 0
        ? [{ kind: 'text' as const, text: texts.nothingHere() }]
        : [
            {
              kind: 'fields' as const,
              items: own.map((command) => ({
                label: command.summary[locale],
                value: [{ kind: 'code' as const, text: exampleOf(command, locale) }],
              })),
            },
          ]),
      { kind: 'actions', items: [...buttons, { kind: 'button', label: texts.all(), payload: press('help show') }] },
    ],
  };
}

/** Builds help from the declarations of all slices, including this one, for the asking person and in their language. */
export function helpSlice({
  house,
  directory,
  clock,
  slackCommand,
}: {
  house: Pick<House, 'registry'>;
  directory: Pick<Directory, 'projectsFor'>;
  clock: Clock;
  slackCommand: string;
}): Slice {
  const show = defineCommand({
    thing: help,
    verb: 'show',
    summary: helpTexts.all('summary'),
    permission: 'greet',
    input: { topic: field.text({ label: helpTexts.all('topic'), optional: true }) },
    positional: ['topic'],
    example: { en: 'help', 'zh-CN': '帮助' },
    // "Help, I cannot log in" is a contact message, not a question about commands.
    read: (words) => {
      const topic = words.replace(/[?？!！。.]+$/u, '');
      // `help [About]`, copied from the usage line, is plain help. "help me" is not about the thing `me`.
      if (/^[[<]|^me$/i.test(topic)) return {};
      return topic === '' || house.registry.thing(topic) !== undefined ? { topic } : 'notThis';
    },
    async run({ topic }, { actor, setting }) {
      const { registry } = house;
      const now = clock.now();
      const isManager = may(actor, 'start', undefined, now);
      const isOurs = actor.standing.side === 'ours';
      const runsSome = isManager || (isOurs && (await directory.projectsFor(actor, 'manage')).length > 0);
      const commands = usable(registry.commands, { actor, setting, now, runsSome });
      const named = topic === undefined ? undefined : registry.thing(topic);
      // A client learns only about commands that they may use.
      const isTheirs = actor.standing.side === 'ours' || commands.some(({ thing }) => thing === named);
      const thing = isTheirs ? named : undefined;
      return toCaller(
        thing === undefined
          ? overview(registry, commands, { actor, setting, slackCommand })
          : about(thing, commands, { actor, setting }),
      );
    },
  });
  return { name: 'help', things: [help], commands: [show], jobs: [], collections: [] };
}
