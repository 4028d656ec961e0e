import { z } from 'zod';
import { RapportError } from '../ground/errors.ts';
import { enumerated } from '../ground/i18n.ts';
import type { ProjectSummary } from './access.ts';
import { DAY_MINUTES, formatEffort, readEffort, typedEffort } from './effort.ts';
import { bad, type Common, DEFAULT_MAX, make, makeStored, ok, one, type Raw } from './fieldMaking.ts';
import { labelOf, readChoice, readChoices, toggleOptions, wordFor } from './fieldOptions.ts';
import { fieldTexts } from './fieldTexts.ts';
import { formatFigure, readFigure } from './figures.ts';
import type { ChannelChoice, Option, Parsed, PersonChoice, StoredValue, ValueContext } from './form.ts';
import { formatDay } from './format.ts';
import { formatMoney, isCurrency, type Money, money, readMoney, typedMoney } from './money.ts';
import { readWhen } from './schedule/phrases.ts';
import { mondayToFriday, type WorkingDay } from './schedule/recurrence.ts';
import type { Recurrence } from './schedule/schedule.ts';
import { isIsoDate } from './schedule/wall.ts';
import { isZone, wallOf } from './schedule/zone.ts';
import { zoneByName, zoneName } from './schedule/zoneNames.ts';

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

function readNumber(raw: Raw, { min, max }: { min?: number; max?: number }): Parsed<number> {
  const value = readFigure(one(raw));
  if (value === undefined) return bad('notANumber');
  if (min !== undefined && value < min) return bad('tooSmall', { min });
  if (max !== undefined && value > max) return bad('tooLarge', { max });
  return ok(value);
}

function readTime(raw: Raw): Parsed<string> {
  const found = /^([01]?\d|2[0-3])(?::([0-5]\d))?$/.exec(one(raw).normalize('NFKC'));
  return found === null ? bad('notATime') : ok(`${found[1]?.padStart(2, '0')}:${found[2] ?? '00'}`);
}

/** A string that is stored, typed and shown as it is. */
const asItIs: StoredValue<string, string> = {
  stored: z.string(),
  toStored: (value) => value,
  typed: (value) => value,
  shown: (value) => value,
};

const yesOrNo = (value: boolean, { locale }: ValueContext): string => fieldTexts(locale)[value ? 'yes' : 'no']();

/**
 * The kinds of fields for commands; each declares check, reading and form view together. Raw values are strings, or
 * lists of them. `optional: true` makes the value `T | undefined`. Moments, channels and projects are no stored values:
 * a slice stores their parts.
 */
export const field = {
  /** One line of people's own words, kept as typed except for outer blanks. */
  text: <B extends boolean = false>(options: Common<B> & { readonly maxLength?: number }) =>
    makeStored<B, string, string>(options, {
      kind: 'text',
      maxLength: options.maxLength ?? 300,
      read: (raw) => ok(one(raw)),
      ...asItIs,
    }),
  /** Several lines of people's own words. */
  longText: <B extends boolean = false>(options: Common<B> & { readonly maxLength?: number }) =>
    makeStored<B, string, string>(options, {
      kind: 'longText',
      maxLength: options.maxLength ?? DEFAULT_MAX,
      read: (raw) => ok(one(raw)),
      ...asItIs,
    }),
  /** A number between `min` and `max`, both included: `1.5`, `1,5`, `1,200`, `12%`, `1.5万`. */
  number: <B extends boolean = false>(options: Common<B> & { readonly min?: number; readonly max?: number }) =>
    makeStored<B, number, number>(options, {
      kind: 'number',
      read: (raw) => readNumber(raw, options),
      stored: z.number(),
      toStored: (value) => value,
      typed: String,
      shown: (value, { locale }) => formatFigure(value, locale),
    }),
  /** One of fixed options; the value is the option's `value`. */
  choice: <const V extends string, B extends boolean = false>(
    options: Common<B> & { readonly options: readonly (Option & { value: V })[] },
  ) =>
    makeStored<B, V, V>(options, {
      kind: 'choice',
      options: options.options,
      read: (raw) => readChoice<V>(options.options, raw),
      stored: z.enum(options.options.map(({ value }) => value)),
      toStored: (value) => value,
      typed: (value, { locale }) => wordFor(options.options, value, locale),
      shown: (value, { locale }) => labelOf(options.options, value, locale),
    }),
  /** Any number of fixed options. */
  choices: <const V extends string, B extends boolean = false>(
    options: Common<B> & { readonly options: readonly (Option & { value: V })[] },
  ) =>
    makeStored<B, readonly V[], readonly V[]>(options, {
      kind: 'choices',
      options: options.options,
      read: (raw) => readChoices<V>(options.options, raw),
      stored: z.array(z.enum(options.options.map(({ value }) => value))),
      toStored: (values) => values,
      typed: (values, { locale }) =>
        enumerated(
          values.map((value) => wordFor(options.options, value, locale)),
          locale,
        ),
      shown: (values, { locale }) =>
        enumerated(
          values.map((value) => labelOf(options.options, value, locale)),
          locale,
        ),
    }),
  /** Yes or no. */
  toggle: <B extends boolean = false>(options: Common<B>) =>
    makeStored<B, boolean, boolean>(options, {
      kind: 'toggle',
      options: toggleOptions,
      read: (raw) => {
        const read = readChoice<'yes' | 'no'>(toggleOptions, raw);
        return read.ok ? ok(read.value === 'yes') : read;
      },
      stored: z.boolean(),
      toStored: (value) => value,
      typed: yesOrNo,
      shown: yesOrNo,
    }),
  /**
   * A calendar date, `2026-12-04`. Typed words for a date (`next Fri`) are read in the speaker's zone. `isPast`: the date
   * of something that has happened.
   */
  date: <B extends boolean = false>({ isPast, ...options }: Common<B> & { readonly isPast?: boolean | undefined }) =>
    makeStored<B, string, string>(options, {
      kind: 'date',
      isPast,
      read: (raw) => ok(one(raw)),
      look: (raw, { now, zone, locale }) => {
        const text = one(raw).normalize('NFKC');
        if (isIsoDate(text)) return ok(text);
        const when = readWhen(text, { now, zone, locale, isPast });
        return when.ok && when.recurrence.frequency === 'once'
          ? ok(when.recurrence.anchor.slice(0, 10))
          : bad('notADate');
      },
      ...asItIs,
      stored: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      // With its date: "tomorrow" would be wrong on a card that is read a day later.
      shown: (value, { locale, zone, now }) =>
        formatDay(value, { locale, thisYear: Number(wallOf(now, zone).slice(0, 4)) }),
    }),
  /** A time of day, `09:00`. */
  time: <B extends boolean = false>(options: Common<B>) =>
    makeStored<B, string, string>(options, {
      kind: 'time',
      read: readTime,
      ...asItIs,
      stored: z.string().regex(/^\d{2}:\d{2}$/),
    }),
  /** A moment or a rule in people's words, read in the speaker's zone. */
  when: <B extends boolean = false>(options: Common<B>) =>
    make<B, WhenChoice>(options, {
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
  person: <B extends boolean = false>(options: Common<B>) =>
    makeStored<B, PersonChoice, string>(options, {
      kind: 'person',
      read: (raw) => ok(one(raw)),
      look: (raw, context) => context.person(one(raw)),
      stored: z.string(),
      toStored: ({ personId }) => personId,
      typed: (personId, { nameOf }) => nameOf?.(personId) ?? personId,
      shown: (personId, { locale, nameOf }) => nameOf?.(personId) ?? fieldTexts(locale).somebody(),
    }),
  /** A channel that the speaker may name: `here`, a mention, a name, an id. */
  channel: <B extends boolean = false>(options: Common<B>) =>
    make<B, ChannelChoice>(options, {
      kind: 'channel',
      read: (raw) => ok(one(raw)),
      look: (raw, context) => context.channel(one(raw)),
    }),
  /** A time zone: its IANA name, or a city. */
  zone: <B extends boolean = false>(options: Common<B>) =>
    makeStored<B, string, string>(options, {
      kind: 'zone',
      read: (raw) => {
        const typed = one(raw);
        if (isZone(typed)) return ok(typed);
        const found = zoneByName(typed.toLowerCase());
        return found === undefined ? bad('unknownZone') : ok(found);
      },
      ...asItIs,
      shown: (zone, { locale }) => zoneName(zone, locale),
    }),
  /**
   * An amount with its currency: `€1,200.50`, `3000元`. `currency`: of a number without one. @throws RapportError
   * `internal` for a currency that does not exist.
   */
  money: <B extends boolean = false>({ currency, ...options }: Common<B> & { readonly currency?: string }) => {
    if (currency !== undefined && !isCurrency(currency)) throw new RapportError('internal', `no currency ${currency}`);
    const own = currency === undefined ? {} : { currency };
    return makeStored<B, Money, Money>(
      { hint: fieldTexts.all('moneyHint'), ...options },
      {
        kind: 'money',
        maxLength: 60,
        // The reader's language decides about `¥`; in Chinese it is certain.
        read: (raw) => readMoney(one(raw), { locale: 'zh-CN', ...own }),
        look: (raw, { locale }) => readMoney(one(raw), { locale, ...own }),
        stored: money,
        toStored: (amount) => amount,
        typed: typedMoney,
        shown: (amount, { locale }) => formatMoney(amount, locale),
      },
    );
  },
  /** Working time in whole minutes: `2h`, `1.5天`. `dayMinutes`: the length of a working day. */
  effort: <B extends boolean = false>({
    dayMinutes = DAY_MINUTES,
    ...options
  }: Common<B> & { readonly dayMinutes?: number }) =>
    makeStored<B, number, number>(
      { hint: fieldTexts.all('effortHint'), ...options },
      {
        kind: 'effort',
        maxLength: 60,
        read: (raw) => {
          const minutes = readEffort(one(raw), dayMinutes);
          return minutes === undefined ? bad('notEffort') : ok(minutes);
        },
        stored: z.number().int().min(0),
        toStored: (minutes) => minutes,
        typed: (minutes, { locale }) => typedEffort(minutes, { locale, dayMinutes }),
        shown: (minutes, { locale }) => formatEffort(minutes, { locale, dayMinutes }),
      },
    ),
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
