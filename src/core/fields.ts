import { z } from 'zod';
import { LOCALES, type LocalizedText } from '../ground/i18n.ts';
import type { ProjectSummary } from './access.ts';
import { fieldTexts } from './fieldTexts.ts';
import type { ChannelChoice, Field, FieldContext, FieldProblem, Option, Parsed, PersonChoice } from './form.ts';
import { readWhen } from './schedule/phrases.ts';
import { mondayToFriday, type WorkingDay } from './schedule/recurrence.ts';
import type { Recurrence } from './schedule/schedule.ts';
import { isIsoDate } from './schedule/wall.ts';
import { isZone } from './schedule/zone.ts';
import { zoneByName } from './schedule/zoneNames.ts';

/** The common options of every field. */
interface Common {
  readonly label: LocalizedText;
  readonly hint?: LocalizedText;
  readonly placeholder?: LocalizedText;
  /** Other words for its name in `key:value`. */
  readonly aliases?: readonly string[];
  /** Hidden in forms: see Field.hidden. */
  readonly hidden?: boolean;
  /** People name the value by a number or a name; buttons put its id here, which a form then carries hidden. */
  readonly idByButton?: boolean;
  /** The form's initial value: see Field.initial. */
  readonly initial?: string;
  /** Without a value, an optional field's value is undefined. */
  readonly optional?: boolean;
}
type ValueOf<O, T> = O extends { readonly optional: true } ? T | undefined : T;

/** A project field implies all other options. */
type OfProject = Partial<Pick<Common, 'hidden'>>;

/** A moment or a rule, as it was understood. */
export interface WhenChoice {
  /** The words as given. */
  readonly text: string;
  readonly recurrence: Recurrence;
  /** Another reading is likely enough that the person sees the next slots first. */
  readonly ambiguous: boolean;
  /**
   * For words with working days: the rule by the addressee's calendar. The addressee is known only together with the
   * other fields.
   */
  readonly byCalendar?: ((isWorkingDay: WorkingDay) => Recurrence) | undefined;
}

type Raw = string | string[] | undefined;
const DEFAULT_MAX = 3_000;

const one = (raw: Raw): string => (Array.isArray(raw) ? (raw[0] ?? '') : (raw ?? '')).trim();
const many = (raw: Raw): string[] =>
  (Array.isArray(raw) ? raw : (raw ?? '').split(/[,，、;；]/)).map((part) => part.trim()).filter((part) => part !== '');
const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (
  code: FieldProblem['code'],
  parameters?: FieldProblem['parameters'],
): { ok: false; problem: FieldProblem } => ({
  ok: false,
  problem: parameters === undefined ? { code } : { code, parameters },
});

interface Making<T> {
  readonly kind: Field<T>['kind'];
  readonly options?: readonly Option[];
  readonly maxLength?: number;
  /** Reads a non-empty value, without look-ups. */
  readonly read: (raw: Raw) => Parsed<unknown>;
  /** Looks up what the reading needs to become the value; without it, the reading is the value. */
  readonly look?: (raw: Raw, context: FieldContext) => Promise<Parsed<T>> | Parsed<T>;
}

function make<const O extends Common, T>(
  common: O,
  { kind, options, maxLength = DEFAULT_MAX, read, look }: Making<T>,
): Field<ValueOf<O, T>> {
  const isEmpty = (raw: Raw) => (Array.isArray(raw) ? raw.every((part) => part.trim() === '') : one(raw) === '');
  const required = common.optional !== true;
  const check = (raw: Raw): FieldProblem | undefined => {
    if (isEmpty(raw)) return required ? { code: 'required' } : undefined;
    const length = Array.isArray(raw) ? Math.max(...raw.map((part) => part.length)) : one(raw).length;
    if (length > maxLength) return { code: 'tooLong', parameters: { max: maxLength, length } };
    const reading = read(raw);
    return reading.ok ? undefined : reading.problem;
  };
  return {
    kind,
    label: common.label,
    hint: common.hint,
    placeholder: common.placeholder,
    required,
    hidden: common.hidden === true,
    idByButton: common.idByButton === true,
    options,
    maxLength,
    aliases: common.aliases ?? [],
    initial: common.initial,
    schema: z.union([z.string(), z.array(z.string())]).optional(),
    check,
    resolve: async (raw, context) => {
      const problem = check(raw);
      if (problem !== undefined) return { ok: false, problem };
      if (isEmpty(raw)) return ok(undefined as ValueOf<O, T>);
      const value = look === undefined ? read(raw) : await look(raw, context);
      return value as Parsed<ValueOf<O, T>>;
    },
  };
}

/** The form for comparisons: NFKC, lower case, trimmed. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

function optionOf(options: readonly Option[], word: string): Option | undefined {
  const wanted = plain(word);
  return options.find(({ value, label, aliases = [] }) =>
    [value, ...LOCALES.map((locale) => label[locale]), ...aliases].some((name) => plain(name) === wanted),
  );
}

function readNumber(raw: Raw, { min, max }: { min?: number; max?: number }): Parsed<number> {
  const text = one(raw).normalize('NFKC').replace(',', '.');
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return bad('notANumber');
  if (min !== undefined && value < min) return bad('tooSmall', { min });
  if (max !== undefined && value > max) return bad('tooLarge', { max });
  return ok(value);
}

function readTime(raw: Raw): Parsed<string> {
  const found = /^([01]?\d|2[0-3])(?::([0-5]\d))?$/.exec(one(raw).normalize('NFKC'));
  return found === null ? bad('notATime') : ok(`${found[1]?.padStart(2, '0')}:${found[2] ?? '00'}`);
}

const toggleOptions: readonly Option[] = [
  { value: 'yes', label: fieldTexts.all('yes'), aliases: ['true', 'on', 'y', '1', '开', '对'] },
  { value: 'no', label: fieldTexts.all('no'), aliases: ['false', 'off', 'n', '0', '关', '不'] },
];

/** Reads one of fixed options, by value, label or alias in either language. */
function readChoice<V extends string>(options: readonly Option[], raw: Raw): Parsed<V> {
  const found = optionOf(options, one(raw));
  if (found !== undefined) return ok(found.value as V);
  const told = (locale: (typeof LOCALES)[number], between: string) =>
    fieldTexts(locale).notAChoice({ choices: options.map(({ label }) => label[locale]).join(between) });
  return { ok: false, problem: { code: 'notAChoice', text: { en: told('en', ', '), 'zh-CN': told('zh-CN', '、') } } };
}

/**
 * The kinds of fields for commands; each declares check, reading and form view together. Raw values are strings, or
 * lists of them. `optional: true` makes the value `T | undefined`.
 */
export const field = {
  /** One line of people's own words, kept as typed except for outer blanks. */
  text: <const O extends Common & { maxLength?: number }>(options: O) =>
    make<O, string>(options, { kind: 'text', maxLength: options.maxLength ?? 300, read: (raw) => ok(one(raw)) }),
  /** Several lines of people's own words. */
  longText: <const O extends Common & { maxLength?: number }>(options: O) =>
    make<O, string>(options, {
      kind: 'longText',
      maxLength: options.maxLength ?? DEFAULT_MAX,
      read: (raw) => ok(one(raw)),
    }),
  /** A number between `min` and `max`, both included. */
  number: <const O extends Common & { min?: number; max?: number }>(options: O) =>
    make<O, number>(options, { kind: 'number', read: (raw) => readNumber(raw, options) }),
  /** One of fixed options; the value is the option's `value`. */
  choice: <const V extends string, const O extends Common>(
    options: O & { options: readonly (Option & { value: V })[] },
  ) =>
    make<O, V>(options, {
      kind: 'choice',
      options: options.options,
      read: (raw) => readChoice<V>(options.options, raw),
    }),
  /** Any number of fixed options. */
  choices: <const V extends string, const O extends Common>(
    options: O & { options: readonly (Option & { value: V })[] },
  ) =>
    make<O, readonly V[]>(options, {
      kind: 'choices',
      options: options.options,
      read: (raw) => {
        const read = many(raw).map((part) => readChoice<V>(options.options, part));
        const problem = read.find((part) => !part.ok);
        return problem ?? ok(read.flatMap((part) => (part.ok ? [part.value] : [])));
      },
    }),
  /** Yes or no. */
  toggle: <const O extends Common>(options: O) =>
    make<O, boolean>(options, {
      kind: 'toggle',
      options: toggleOptions,
      read: (raw) => {
        const read = readChoice<'yes' | 'no'>(toggleOptions, raw);
        return read.ok ? ok(read.value === 'yes') : read;
      },
    }),
  /** A calendar date, `2026-12-04`. Typed words for a date (`next Fri`) are read in the speaker's zone. */
  date: <const O extends Common>(options: O) =>
    make<O, string>(options, {
      kind: 'date',
      read: (raw) => ok(one(raw)),
      look: (raw, { now, zone, locale }) => {
        const text = one(raw).normalize('NFKC');
        if (isIsoDate(text)) return ok(text);
        const when = readWhen(text, { now, zone, locale });
        return when.ok && when.recurrence.frequency === 'once'
          ? ok(when.recurrence.anchor.slice(0, 10))
          : bad('notADate');
      },
    }),
  /** A time of day, `09:00`. */
  time: <const O extends Common>(options: O) => make<O, string>(options, { kind: 'time', read: readTime }),
  /** A moment or a rule in people's words, read in the speaker's zone. */
  when: <const O extends Common>(options: O) =>
    make<O, WhenChoice>(options, {
      kind: 'when',
      maxLength: 400,
      read: (raw) => ok(one(raw)),
      look: (raw, { now, zone, locale }) => {
        const text = one(raw);
        let isAsked = false;
        const inWeek: WorkingDay = (date) => {
          isAsked = true;
          return mondayToFriday(date);
        };
        const when = readWhen(text, { now, zone, locale, isWorkingDay: inWeek });
        if (!when.ok) return when;
        const { recurrence, ambiguous } = when;
        if (!isAsked) return ok({ text, recurrence, ambiguous });
        const byCalendar = (isWorkingDay: WorkingDay) => {
          const settled = readWhen(text, { now, zone, locale, isWorkingDay });
          return settled.ok ? settled.recurrence : recurrence;
        };
        return ok({ text, recurrence, ambiguous, byCalendar });
      },
    }),
  /** A person whom the speaker may name: `me`, a mention, a name, an id. */
  person: <const O extends Common>(options: O) =>
    make<O, PersonChoice>(options, {
      kind: 'person',
      read: (raw) => ok(one(raw)),
      look: (raw, context) => context.person(one(raw)),
    }),
  /** A channel that the speaker may name: `here`, a mention, a name, an id. */
  channel: <const O extends Common>(options: O) =>
    make<O, ChannelChoice>(options, {
      kind: 'channel',
      read: (raw) => ok(one(raw)),
      look: (raw, context) => context.channel(one(raw)),
    }),
  /** A time zone: its IANA name, or a city. */
  zone: <const O extends Common>(options: O) =>
    make<O, string>(options, {
      kind: 'zone',
      read: (raw) => {
        const typed = one(raw);
        if (isZone(typed)) return ok(typed);
        const found = zoneByName(typed.toLowerCase());
        return found === undefined ? bad('unknownZone') : ok(found);
      },
    }),
  /**
   * The project that a command is about: its key or name, a choice in forms. An empty value means the project of the
   * place. The command also declares `about: 'project'` and gets the project as `context.project`.
   */
  project: ({ hidden = false }: OfProject = {}) =>
    make(
      {
        label: fieldTexts.all('project'),
        hint: fieldTexts.all('projectHint'),
        aliases: ['项目'],
        idByButton: true,
        optional: true,
        hidden,
      },
      {
        kind: 'project',
        maxLength: 80,
        read: (raw) => ok(one(raw)),
        look: (raw, context): Promise<Parsed<ProjectSummary>> => context.project(one(raw)),
      },
    ),
};
