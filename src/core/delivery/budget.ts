import { z } from 'zod';
import { dayOf, isoOf, weekdayOf } from '../schedule/wall.ts';

/** Unprompted messages by kind: these are counted. `news` is every message without a kind of its own. */
export const COUNTED = ['report', 'prompt', 'recap', 'survey', 'surveyReminder', 'news', 'digest', 'nudge'] as const;
/**
 * Kinds that are not counted. `answer`: to what a person asked. `change`: to what is about to begin. `requested`: a
 * member ordered these words for this place and time, as with a reminder.
 */
export const UNCOUNTED = ['answer', 'change', 'requested'] as const;

export type Noise = (typeof COUNTED)[number] | (typeof UNCOUNTED)[number];
export const countedKind = z.enum(COUNTED);
export type CountedKind = z.infer<typeof countedKind>;
export const isCounted = (kind: string | undefined): kind is CountedKind =>
  (COUNTED as readonly (string | undefined)[]).includes(kind);

/** How many unprompted messages a project or a channel gets. `off`: no limit. */
export const PROFILES = ['light', 'standard', 'off'] as const;
export const profile = z.enum(PROFILES);
export type Profile = z.infer<typeof profile>;

/** The reader: a client's channel, one person of the client, or our side. */
export type RecipientKind = 'clientChannel' | 'clientPerson' | 'ours';

/** One counted post, on a local date `2026-11-23` of its readers. `about`: its meeting or survey. */
export interface Spent {
  readonly key: string;
  readonly kind: CountedKind;
  readonly about?: string | undefined;
  readonly date: string;
  /** It was merged into another post: it counts for its kind, not as a post. */
  readonly rode?: boolean | undefined;
}

/** Why it may not go now; `alone`: it gets no post of its own there, only a merge. */
export type Refusal = 'day' | 'week' | 'kind' | 'spacing' | 'alone' | 'dayOff';

interface KindRule {
  /** Gets no post of its own: it is merged into another. */
  readonly rides?: true;
  readonly perDay?: number;
  /** In a calendar week, Monday to Sunday. */
  readonly perWeek?: number;
  /** In a calendar week for each meeting (`about`). */
  readonly perWeekEach?: number;
  /** The limit for one survey (`about`), without a period. */
  readonly perAbout?: number;
  /** The minimum of days since the last one of its kind. */
  readonly everyDays?: number;
}
export interface Limits {
  /** Over all kinds. */
  readonly perDay?: number;
  readonly perWeek?: number;
  readonly kinds: Readonly<Partial<Record<CountedKind, KindRule>>>;
  /** For unnamed kinds. */
  readonly others: KindRule;
  /** Nothing on a day off. */
  readonly workingDaysOnly?: true;
}

const free: KindRule = {};
const rides: KindRule = { rides: true };
const weekly: KindRule = { perWeek: 1 };
const weeklyEach: KindRule = { perWeekEach: 1 };
const ours: Limits = { kinds: { digest: { perDay: 1 }, nudge: { perDay: 1 }, news: rides }, others: free };
const surveysOnly = (everyDays: number): Limits => ({
  kinds: { survey: { everyDays }, surveyReminder: { perAbout: 1 } },
  others: rides,
  workingDaysOnly: true,
});

/**
 * The limits. Light is the product's promise to a client (sources: docs/adr/0010-noise-budget.md); Standard is for
 * readers who want more.
 */
const LIMITS: Record<Exclude<Profile, 'off'>, Record<RecipientKind, Limits>> = {
  light: {
    clientChannel: {
      perDay: 1,
      perWeek: 3,
      kinds: { report: weekly, prompt: weeklyEach, recap: weeklyEach },
      others: rides,
    },
    clientPerson: surveysOnly(14),
    ours,
  },
  standard: {
    clientChannel: {
      perDay: 2,
      perWeek: 5,
      kinds: { report: weekly, prompt: weeklyEach, recap: weeklyEach, survey: weekly, news: weekly },
      others: rides,
    },
    clientPerson: surveysOnly(7),
    ours,
  },
};

/** The limits of a profile for its readers; undefined where there are none. */
export const limitsOf = (of: Profile, reader: RecipientKind): Limits | undefined =>
  of === 'off' ? undefined : LIMITS[of][reader];

/** The longest period of any limit, in days; older posts need not be stored. */
export const LOOKS_BACK_DAYS = 60;
const LOOKS_AHEAD_DAYS = 31;

/** The local date of the Monday of a date's week. */
export const mondayOf = (date: string): string => isoOf(dayOf(date) - weekdayOf(dayOf(date)) + 1);

export interface Question {
  readonly profile: Profile;
  readonly reader: RecipientKind;
  readonly kind: CountedKind;
  readonly about?: string | undefined;
  /** The posts there; those before the last LOOKS_BACK_DAYS do not matter. */
  readonly spent: readonly Spent[];
  /** The readers' local date. */
  readonly today: string;
  readonly isWorkingDay?: (date: string) => boolean;
}
/** `freeOn`: the first local date on which it could go if nothing else did; undefined when there is none in sight. */
export type Judgement =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: Refusal; readonly freeOn: string | undefined };

function refusalOn(date: string, limits: Limits, { kind, about, spent, isWorkingDay }: Question): Refusal | undefined {
  const rule = limits.kinds[kind] ?? limits.others;
  if (rule.rides === true) return 'alone';
  if (limits.workingDaysOnly === true && isWorkingDay?.(date) === false) return 'dayOff';
  // Limits for our side are per kind: a kind without a limit uses no other's place.
  const own = spent.filter((post) => post.rode !== true);
  if (limits.perDay !== undefined && own.filter((post) => post.date === date).length >= limits.perDay) return 'day';
  const same = spent.filter((post) => post.kind === kind);
  if (rule.perDay !== undefined && same.filter((post) => post.date === date).length >= rule.perDay) return 'day';
  const monday = mondayOf(date);
  const inWeek = (post: Spent) => mondayOf(post.date) === monday;
  if (limits.perWeek !== undefined && own.filter(inWeek).length >= limits.perWeek) return 'week';
  if (rule.perWeek !== undefined && same.filter(inWeek).length >= rule.perWeek) return 'kind';
  if (
    rule.perWeekEach !== undefined &&
    same.filter((post) => inWeek(post) && post.about === about).length >= rule.perWeekEach
  )
    return 'kind';
  if (rule.perAbout !== undefined && same.filter((post) => post.about === about).length >= rule.perAbout) return 'kind';
  const { everyDays } = rule;
  if (everyDays !== undefined && same.some((post) => Math.abs(dayOf(date) - dayOf(post.date)) < everyDays))
    return 'spacing';
  return undefined;
}

/** Whether one more post may go today. Pure: depends on the question alone. */
export function judge(question: Question): Judgement {
  const limits = limitsOf(question.profile, question.reader);
  if (limits === undefined) return { allowed: true };
  const why = refusalOn(question.today, limits, question);
  if (why === undefined) return { allowed: true };
  const today = dayOf(question.today);
  for (let ahead = 1; ahead <= LOOKS_AHEAD_DAYS; ahead++) {
    const date = isoOf(today + ahead);
    if (refusalOn(date, limits, question) === undefined) return { allowed: false, why, freeOn: date };
  }
  return { allowed: false, why, freeOn: undefined };
}

/** Whether posts of this kind are limited there at all. */
export function isLimited(of: Profile, reader: RecipientKind, kind: CountedKind): boolean {
  const limits = limitsOf(of, reader);
  if (limits === undefined) return false;
  return (
    limits.perDay !== undefined ||
    limits.perWeek !== undefined ||
    Object.keys(limits.kinds[kind] ?? limits.others).length > 0
  );
}
