import { distance } from 'fastest-levenshtein';
import { RapportError } from '../ground/errors.ts';
import type { Locale } from '../ground/i18n.ts';
import { type Assigned, assignWords } from './assign.ts';
import type { Command, PartlyRead, Thing } from './command.ts';
import { type LineMeant, readLines } from './lines.ts';
import { assignNumbered, createNumberWords, type NumbersMeant, type NumberTarget } from './numberWords.ts';
import type { FormValues } from './platform.ts';
import { readWhen } from './schedule/phrases.ts';
import type { Slice } from './slice.ts';
import { findTimeFirst } from './timeFirst.ts';
import { halfWidth, isHan, normal, wordsBehind } from './typedText.ts';
import { typedWords, verbWord } from './verbs.ts';

export interface InterpretationContext {
  readonly locale: Locale;
  readonly now: Date;
  readonly zone: string;
  /** Names that were looked up for words that may hold one: see `Assigned.mayName`. */
  readonly names?: readonly string[] | undefined;
  /** The words are one entry under a heading. */
  readonly isEntry?: boolean;
  /** Whose words they are; unset: our side's. */
  readonly side?: 'ours' | 'client';
}

/** The meaning of typed text. `leftover`: words that fit no field of the command. */
export type Interpretation =
  | ({ readonly kind: 'command'; readonly command: Command } & Assigned)
  | NumbersMeant
  /** Each line is a request of its own. */
  | { readonly kind: 'lines'; readonly lines: readonly LineMeant[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown'; readonly text: string; readonly nearest: readonly Near[] };

/** A command that may be meant, with the other words as its values. */
export interface Near {
  readonly command: Command;
  readonly values: FormValues;
}

/** All commands, made from the slices' declarations. */
export interface Registry {
  readonly commands: readonly Command[];
  readonly things: readonly Thing[];
  /** A command by its name, `reminder done`. */
  find(name: string): Command | undefined;
  /** A thing by one of its typed words. */
  thing(word: string): Thing | undefined;
  /** The meaning of a text. Never throws, for any text. */
  read(text: string, context: InterpretationContext): Interpretation;
}

const LONGEST_PHRASE = 60;
const NEAREST = 3;

/** @throws RapportError `internal` when two declarations claim the same name or the same words. */
export function createRegistry(slices: readonly Pick<Slice, 'commands' | 'things' | 'name'>[]): Registry {
  const commands = slices.flatMap((slice) => slice.commands);
  const things = slices.flatMap((slice) => slice.things);
  const byName = uniqueBy(commands, (command) => [command.name], 'command');
  const thingByWord = uniqueBy(things, (thing) => [thing.name, ...thing.aliases].map(normal), 'thing');
  const byKind = uniqueBy(
    things.filter(({ numberKind }) => numberKind !== undefined),
    ({ numberKind = '' }) => [numberKind.toUpperCase()],
    'kind of number',
  );
  const phrases = phrasesOf(commands);
  const timed = commands
    .filter(({ verb, positional, input }) => verb === 'new' && positional.some((name) => input[name]?.kind === 'when'))
    .map((command) => ({ command, words: [command.thing.name, ...command.thing.aliases].map(normal) }));

  const commandOf = (thing: Thing, verbs: readonly string[]) =>
    verbs.map((verb) => byName.get(`${thing.name} ${verb}`)).find((command) => command !== undefined);

  const { meantFor, meantBeside } = createMeant(commands);

  const interpretNumbers = createNumberWords({
    things: byKind,
    commands,
    commandOf: (thing, verb) => commandOf(thing, [verb]),
  });

  /** The leading words of a text that name a command or a thing, the longest first. */
  function* openings(text: string): Generator<{ target: Command | Thing; rest: string }> {
    for (let length = Math.min(text.length, LONGEST_PHRASE); length > 0; length -= 1) {
      const [last, next] = [text.charAt(length - 1), text.charAt(length)];
      const isEdge = next === '' || /[\s\p{P}\p{S}]/u.test(next) || isHan(last);
      if (!isEdge || /[-_]/.test(next)) continue;
      const phrase = normal(text.slice(0, length));
      const target = phrases.get(phrase) ?? thingByWord.get(phrase);
      if (target !== undefined) yield { target, rest: wordsBehind(text.slice(length)) };
    }
  }

  function interpret(asked: Command, rest: string, context: InterpretationContext): Interpretation {
    const command = meantFor(context, asked);
    const own = command.read?.(rest, context);
    if (own === 'notThis') return { kind: 'unknown', text: rest, nearest: [] };
    if (own !== undefined) {
      const [values, leftover] = isPartly(own) ? own : [own, undefined];
      return { kind: 'command', command, values, leftover };
    }
    return { kind: 'command', command, ...assignNumbered(command, rest, context) };
  }

  /** "Tomorrow at 3pm remind me to call": the time stands before the act. */
  function interpretTimeFirst(text: string, context: InterpretationContext): Interpretation | undefined {
    const found = findTimeFirst(text, timed, context);
    if (found === undefined) return undefined;
    const { command, field, phrase, rest } = found;
    const { values, ...others } = assignWords(command, rest, context);
    const told = values[field];
    if (told === undefined) return { kind: 'command', command, values: { ...values, [field]: phrase }, ...others };
    // A day in front and the time behind: 明天提醒我下午3点开会. A second time belongs to the text: tomorrow at 9 remind me to
    // call Bo at 3pm.
    const both = `${phrase} ${told}`;
    if (readWhen(both, context).ok)
      return { kind: 'command', command, values: { ...values, [field]: both }, ...others };
    const words = assignWords(
      { ...command, positional: command.positional.filter((name) => name !== field) },
      rest,
      context,
    );
    return { kind: 'command', command, ...words, values: { ...words.values, [field]: phrase } };
  }

  function nearest(text: string, context: InterpretationContext): Near[] {
    const plain = text.trim();
    const first = /^\S+/u.exec(plain)?.[0] ?? '';
    const two = /^\S+\s+\S+/u.exec(plain)?.[0] ?? '';
    // Chinese has no blanks: a word there is its first few characters.
    const glued = isHan(plain.charAt(0)) ? [2, 3, 4].map((length) => plain.slice(0, length)) : [];
    const tries = [first, two, ...glued].map(normal).filter((word) => word !== '' && word.length <= LONGEST_PHRASE);
    const isMore = two !== '' || plain.length > (glued.at(-1)?.length ?? Number.POSITIVE_INFINITY);
    // A mistyped thing with more words behind it is corrected to `new`, as the correct spelling would be.
    const meant = (thing: Thing) => (isMore ? (commandOf(thing, ['new', 'show']) ?? bareOf(thing)) : bareOf(thing));
    const scored = [...phrases, ...[...thingByWord].map(([word, thing]) => [word, meant(thing)] as const)].flatMap(
      ([phrase, command]) => {
        if (command === undefined || command.hidden === true) return [];
        const [best] = tries
          .map((word) => ({ command, word, off: distance(word, phrase) }))
          .sort((a, b) => a.off - b.off);
        return best !== undefined && best.off <= Math.max(1, Math.floor(phrase.length / 3)) ? [best] : [];
      },
    );
    scored.sort((a, b) => a.off - b.off);
    const found = scored
      .filter(({ command }, index) => scored.findIndex((other) => other.command === command) === index)
      .slice(0, NEAREST);
    return found.map(({ command, word }) => {
      const read = interpret(command, afterWords(plain, word), context);
      return { command, values: read.kind === 'command' ? read.values : {} };
    });
  }

  const bareOf = (thing: Thing) =>
    commandOf(thing, [...(thing.bare === undefined ? [] : [thing.bare]), 'list', 'show', 'new']);
  /**
   * More words mean `new`; without `new`, the thing that they name: `person @Ana`. A number alone means a line of the
   * list: `reminder 2`.
   */
  const meantBy = (thing: Thing, rest: string) =>
    rest === ''
      ? bareOf(thing)
      : (commandOf(thing, isNumberOf(thing, rest) ? ['show', 'new'] : ['new', 'show']) ?? bareOf(thing));

  /** The list of a thing whose words are followed by one of the list's options alone: `tasks mine`. */
  function interpretOption(text: string, context: InterpretationContext): Interpretation | undefined {
    for (const { target, rest } of openings(text)) {
      const list = 'run' in target ? undefined : commandOf(target, ['list']);
      if (list !== undefined && isOption(list, rest)) return interpret(list, rest, context);
    }
    return undefined;
  }

  function interpretText(text: string, context: InterpretationContext): Interpretation {
    const numbers = interpretNumbers(text, context);
    if (numbers !== undefined) return { ...numbers, targets: numbers.targets.map((one) => meantBeside(context, one)) };
    // Before the words that name a thing: "today" is one, but also begins "today at 5 remind me …".
    const timeFirst = interpretTimeFirst(text, context);
    if (timeFirst !== undefined) return timeFirst;
    const option = interpretOption(text, context);
    if (option !== undefined) return option;
    for (const { target, rest } of openings(text)) {
      const command = 'run' in target ? target : meantBy(target, rest);
      const read = command === undefined ? undefined : interpret(command, rest, context);
      // Text that only begins like a command is read as a suggestion: "remind cancel the subscription tomorrow"
      // cancels no reminder.
      if (read !== undefined && read.kind !== 'unknown') return read;
    }
    return { kind: 'unknown', text, nearest: nearest(text, context) };
  }

  /** The command or thing that a text names without more words. */
  const namedAlone = (text: string) => [...openings(text)].find(({ rest }) => rest === '')?.target;

  function interpretLines(text: string, context: InterpretationContext): Interpretation | undefined {
    const commandIn = (reading: Interpretation) => (reading.kind === 'command' ? reading : undefined);
    const lines = readLines(text, {
      headingOf: (line) => {
        const heading = namedAlone(line);
        const command = heading === undefined || 'run' in heading ? heading : commandOf(heading, ['new']);
        return command?.verb === 'new' ? command : undefined;
      },
      isBare: (line) => namedAlone(line) !== undefined,
      read: (line) => commandIn(interpretText(line, context)),
      entry: (command, words) => commandIn(interpret(command, words, { ...context, isEntry: true })),
    });
    const [first] = lines ?? [];
    if (lines === undefined || first === undefined) return undefined;
    if (lines.length > 1) return { kind: 'lines', lines };
    const { words: _, ...only } = first;
    return { kind: 'command', ...only };
  }

  return {
    commands,
    things,
    find: (name) => byName.get(name),
    thing: (word) => thingByWord.get(normal(word)),
    read: (typed, context) => {
      const text = typed.trim();
      if (text === '') return { kind: 'empty' };
      const lines = interpretLines(text, context);
      return lines ?? interpretText(text, context);
    },
  };
}

/** The command that a person means by a command's words: a contact may have one of their own for them. */
function createMeant(commands: readonly Command[]) {
  const theirs = new Map<string, Command>(
    commands.flatMap((command) =>
      command.contactVerb === undefined ? [] : [[`${command.thing.name} ${command.contactVerb}`, command] as const],
    ),
  );
  const meantFor = ({ side }: InterpretationContext, command: Command): Command =>
    side === 'client' ? (theirs.get(command.name) ?? command) : command;
  return {
    meantFor,
    /** The same for the command beside a number. */
    meantBeside: (context: InterpretationContext, target: NumberTarget): NumberTarget =>
      target.command === undefined ? target : { ...target, command: meantFor(context, target.command) },
  };
}

/** The rest of a text behind its first words; `words` are in the form of `normal`. */
function afterWords(text: string, words: string): string {
  // Blanks and full-width signs make the typed words longer than their normal form, but never by much.
  for (let at = 1; at <= Math.min(text.length, 2 * LONGEST_PHRASE); at += 1) {
    if (normal(text.slice(0, at)) === words) return wordsBehind(text.slice(at));
  }
  return '';
}

/** Whether words are a line of the thing's list, `2`, or one of its numbers, `ACME-TASK-12`. */
function isNumberOf({ numberKind }: Thing, words: string): boolean {
  const typed = halfWidth(words);
  return (
    /^\d{1,3}$/.test(typed) ||
    (numberKind !== undefined && new RegExp(`^([A-Z][A-Z0-9]{1,9}-)*${numberKind}-\\d{1,9}$`, 'iu').test(typed))
  );
}

/** Whether words are one option of a list's choices, in either language. */
const isOption = ({ input }: Command, words: string): boolean =>
  Object.values(input).some(({ kind, hidden, options = [] }) =>
    kind === 'choice' && !hidden
      ? options.some(({ value, label, aliases = [] }) =>
          [value, label.en, label['zh-CN'], ...aliases].some((name) => normal(name) === normal(words)),
        )
      : false,
  );

function uniqueBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[], what: string): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      if (map.has(key)) throw new RapportError('internal', `two declarations claim the ${what} "${key}"`);
      map.set(key, item);
    }
  }
  return map;
}

/** Every way to name a command by thing and verb: `reminder list`, `list reminders`, `提醒列表`, `提醒 列表`, `新建提醒`. */
function phrasesOf(commands: readonly Command[]): Map<string, Command> {
  const phrases = new Map<string, Command>();
  for (const command of commands) {
    const thingWords = [command.thing.name, ...command.thing.aliases].map(normal);
    const verbs = typedWords(command.verb, command.verbAliases).map(normal);
    for (const verb of verbs) {
      for (const thing of thingWords) {
        for (const phrase of waysOf(thing, verb)) if (!phrases.has(phrase)) phrases.set(phrase, command);
      }
    }
  }
  return phrases;
}

function waysOf(thing: string, verb: string): string[] {
  const spaced = [`${thing} ${verb}`, `${verb} ${thing}`];
  const isGlued = isHan(thing.slice(-1)) && isHan(verb.slice(0, 1));
  return isGlued ? [...spaced, `${thing}${verb}`, `${verb}${thing}`] : spaced;
}

/** How a command is typed, in a language: `reminder new <Text> <When> [Project:…]`. It reads back as that command. */
export function usageOf(command: Command, locale: Locale): string {
  const ownWord =
    [command.thing.name, ...command.thing.aliases].find((word) => isHan(word.slice(0, 1)) === (locale === 'zh-CN')) ??
    command.thing.name;
  const shown = Object.entries(command.input).filter(([, { hidden }]) => !hidden);
  const placed = command.positional.flatMap((name) => shown.filter(([own]) => own === name));
  const keyed = shown.filter(([name]) => !command.positional.includes(name));
  const slots = [
    ...placed.map(([, { label, required }]) => (required ? `<${label[locale]}>` : `[${label[locale]}]`)),
    ...keyed.map(([name, { required, aliases }]) => {
      const key = locale === 'zh-CN' ? (aliases.find((alias) => isHan(alias.slice(0, 1))) ?? name) : name;
      return required ? `${key}:…` : `[${key}:…]`;
    }),
  ];
  // A bare word with more words behind it creates a thing.
  const isImplied =
    command.verb === 'new'
      ? command.positional.length > 0 || command.thing.bare === 'new'
      : command.verb === command.thing.bare && slots.length === 0;
  const words = isImplied ? [ownWord] : [ownWord, verbWord(command.verb, locale, command.verbAliases)];
  return [...words, ...slots].join(' ');
}

const isPartly = (own: FormValues | PartlyRead): own is PartlyRead => Array.isArray(own);
