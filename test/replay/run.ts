import { describe, expect, test } from 'vitest';
import { formatDay } from '../../src/core/format.ts';
import { wallOf } from '../../src/core/schedule/zone.ts';
import { CLIENT_ZONE, PEOPLE } from './agency.ts';
import type { Difference } from './differences.ts';
import type { Driver, Seen } from './driver.ts';
import type { Expected, Scenario, Sight, Step, Viewer, Who } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { tidy } from './shown.ts';

const zoneOf = (to: Viewer) => (to in PEOPLE ? PEOPLE[to as Who].zone : CLIENT_ZONE);
const NEAR: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1, 昨天: -1, 今天: 0, 明天: 1 };

/** Text in its form for comparison: dates written out, no year, and one blank for any separator. */
function canonical(text: string, now: Date, zone: string): string {
  const dayOn = (near: string, locale: 'en' | 'zh-CN') => {
    const wall = wallOf(new Date(now.getTime() + (NEAR[near] ?? 0) * 86_400_000), zone);
    return formatDay(wall, { locale, thisYear: Number(wall.slice(0, 4)) });
  };
  return tidy(
    text
      .replace(/\b(yesterday|today|tomorrow) (?=\d\d:\d\d)/g, (_all, near: string) => `${dayOn(near, 'en')} `)
      .replace(/(昨天|今天|明天) (?=\d\d:\d\d)/g, (_all, near: string) => dayOn(near, 'zh-CN'))
      .replace(/ 20\d\d(?= \d\d:\d\d)|20\d\d年/g, '')
      .replace(/：|:(?=\s|$)|\|/g, ' '),
  );
}

/** A message's own address: of the playground, Slack, Teams. */
const MESSAGE_ADDRESS = /\/playground\/#in=|\/archives\/[^/]+\/p\d+|\/l\/message\//;

/** A sight as one value, for comparing the seen with the expected. */
function asSight({ shown, form, changed, note }: Seen): Sight {
  if (form !== undefined) return form;
  if (note !== undefined) return `(${note})`;
  const { lines = [], buttons = [], mentions = [], links = [], files = [] } = shown ?? {};
  const along = files.map((name) => `(file ${name})`);
  // No text in these scenarios may notify a person or link anywhere.
  const acts = [
    ...buttons.map((label) => `[${label}]`),
    ...mentions.map((user) => `(rings with ${user})`),
    ...links.map((url) => `(leads to ${MESSAGE_ADDRESS.test(url) ? 'the message' : url})`),
  ];
  return `${changed === true ? '=> ' : ''}${[lines.join(' | '), ...along, ...acts].filter((part) => part !== '').join(' ')}`;
}
const canonicalSight = (sight: Sight, now: Date, zone: string): Sight =>
  typeof sight === 'string'
    ? canonical(sight, now, zone)
    : { ...sight, ...(sight.says === undefined ? {} : { says: canonical(sight.says, now, zone) }) };

type Board = Readonly<Record<string, readonly Sight[]>>;
type Entry = readonly [Viewer, Sight];
function board(entries: readonly Entry[], now: Date): Board {
  const made: Record<string, Sight[]> = {};
  for (const [to, sight] of entries) {
    made[to] ??= [];
    made[to].push(canonicalSight(sight, now, zoneOf(to)));
  }
  return made;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .split(/ ?\.{3} ?/)
      .map(escaped)
      .join('.*')}$`,
    'su',
  ).test(text);
/** The expected board, with the seen text in place of "..." if it fits, so that a diff shows only real differences. */
function filledUp(expected: Board, seen: Board): Board {
  const fill = <T>(one: T, other: unknown): T => {
    if (typeof one === 'string' && typeof other === 'string') return (matches(one, other) ? other : one) as T;
    if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([name, value]) => [name, fill(value, (other as Record<string, unknown>)[name])]),
    ) as T;
  };
  return Object.fromEntries(
    Object.entries(expected).map(([to, sights]) => [to, sights.map((sight, index) => fill(sight, seen[to]?.[index]))]),
  );
}

export interface Replay {
  /** The name under which a step may expect something else. */
  readonly platform: 'playground' | 'slack' | 'teams';
  readonly start: (instant: string) => Promise<Driver>;
  readonly differences: readonly Difference[];
  /**
   * The platform for comparison, step by step: both must show exactly the same. Undefined for the platform that the
   * others are compared with.
   */
  readonly beside: ((instant: string) => Promise<Driver>) | undefined;
  /** The scenarios to play, all by default. */
  readonly played?: readonly Scenario[];
}

/** Plays the scenarios. Each step must look the same as on every other platform, except for `differences`. */
export function describeReplay(
  name: string,
  { platform, start, differences, beside, played = scenarios }: Replay,
): void {
  const isOtherwise = (sight: Expected): sight is Exclude<Expected, Sight> =>
    typeof sight !== 'string' && 'teams' in sight;
  const here = (sight: Expected): Sight =>
    isOtherwise(sight) ? (platform === 'teams' ? sight.teams : sight.elsewhere) : sight;
  const elsewhere = (seen: Seen): Seen | undefined =>
    differences.reduce<Seen | undefined>(
      (one, difference) => (one === undefined ? undefined : difference.undo(one)),
      seen,
    );

  async function take(driver: Driver, step: Step, undo: (seen: Seen) => Seen | undefined): Promise<Board> {
    if ('at' in step) await driver.at(step.at);
    else await driver.act(step);
    const seen = (await driver.look()).flatMap((one) => undo(one) ?? []);
    return board(
      seen.map((one): Entry => [one.to, asSight(one)]),
      driver.now(),
    );
  }

  async function play({ start: instant = '2026-11-23T09:00:00Z', steps, notInPlayground }: Scenario): Promise<void> {
    const driver = await start(instant);
    const other = notInPlayground === true ? undefined : await beside?.(instant);
    try {
      for (const [index, step] of steps.entries()) {
        const { sees = {}, ...deed } = step;
        const wanted = Object.entries(sees).flatMap(([to, sights]) =>
          (sights ?? []).map((sight) => [to as Viewer, sight] as const),
        );
        const at = { step: index + 1, ...deed };
        const seen = await take(driver, step, elsewhere);
        const expected = board(
          wanted.map(([to, sight]): Entry => [to, here(sight)]),
          driver.now(),
        );
        expect({ ...at, sees: seen }).toEqual({ ...at, sees: filledUp(expected, seen) });
        const model = other === undefined ? undefined : await take(other, step, (one) => one);
        if (model !== undefined && !wanted.some(([, sight]) => isOtherwise(sight) && platform === 'teams')) {
          expect({ ...at, sees: seen }).toEqual({ ...at, sees: model });
        }
      }
    } finally {
      await driver.end();
      await other?.end();
    }
  }

  describe(`${name}, as everywhere:`, () => {
    const playedHere = played.filter(
      ({ notInPlayground }) => platform !== 'playground' || notInPlayground === undefined,
    );
    test.each(playedHere.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) =>
      play(scenario),
    );
  });
}
