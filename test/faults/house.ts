import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inboxRows } from '../../src/core/inboxRow.ts';
import { schedules } from '../../src/core/schedule/schedule.ts';
import { reminders } from '../../src/features/reminders/store.ts';
import { type DatabaseOptions, openDatabase } from '../../src/store/database.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';

/** The tests run the built program. */
export const built = existsSync(fileURLToPath(new URL('../../dist/src/app/composition.js', import.meta.url)));
const worker = fileURLToPath(new URL('houseWorker.mjs', import.meta.url));

const TENANT = 'crash';
const CHANNEL_REMINDERS = 8;
const OWN_REMINDERS = 8;
const DAYS = 3;
const START = '2026-11-23T09:00:00.000Z';
const END = '2026-11-26T23:00:00.000Z';
const KILLS = 7;
const FORMS_PER_LIFE = 20;

/** The same moments in every run: a linear congruential generator (Numerical Recipes' constants). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Story {
  /** Keys of the slots that should be posted. */
  readonly planned: readonly string[];
  readonly posted: readonly string[];
  /** Keys that do not belong to a reminder. */
  readonly others: readonly string[];
  /** Numbers of the acknowledged forms. */
  readonly kept: ReadonlySet<number>;
  /** The number of reminders of each form. */
  readonly made: ReadonlyMap<number, number>;
  /** Schedules without a reminder. */
  readonly strays: number;
  /** Stored events that were not finished. */
  readonly unfinished: number;
  readonly kills: number;
}

/**
 * Sets reminders, kills the workers repeatedly while they fire and while forms are sent, lets the last ones finish, and
 * returns the resulting state.
 */
async function live(
  options: Exclude<DatabaseOptions, { memory: true }>,
  { seed, workers }: { seed: number; workers: number },
): Promise<Story> {
  const scratch = await mkdtemp(join(tmpdir(), 'rapport-house-'));
  const posts = join(scratch, 'posts');
  const random = seeded(seed);
  const children = new Set<ChildProcess>();
  try {
    const db = await openDatabase(options);
    const parts = await composed({ db });
    const { scope, clientChannel } = await settle(parts, { tenant: TENANT });
    const ask = async (text: string, number: number) => {
      parts.clock.advance(5_000);
      const reply = await parts.bot.handle(eventIn(TENANT, 'command', 'mei', { id: `setup-${number}`, text })).reply;
      expect(reply.kind).toBe('message');
    };
    const until = 'until 2026-11-26';
    for (let number = 0; number < CHANNEL_REMINDERS; number++)
      await ask(`remind #${clientChannel.name} "Channel ${number}" every day at 1${number % 3}:30 ${until}`, number);
    for (let number = 0; number < OWN_REMINDERS; number++)
      await ask(`remind me "Own ${number}" every day at 1${number % 3}:30 ${until}`, 100 + number);
    const rules = await db.everywhere(schedules).find({ kind: 'reminder' });
    expect(rules).toHaveLength(CHANNEL_REMINDERS + OWN_REMINDERS);
    // A manager's morning list comes in addition. It must not be posted twice either, but it only exists if items wait.
    const others = (await db.everywhere(schedules).find({ kind: { $ne: 'reminder' } })).map((rule) => rule._id);
    const planned = rules.flatMap((rule) =>
      Array.from(
        { length: DAYS + 1 },
        (_, day) => `${rule.workspaceId}:${rule._id}:2026-11-${23 + day}${rule.recurrence.anchor.slice(10)}`,
      ),
    );
    await db.close();

    let clock = START;
    let forms = 0;
    let kills = 0;
    const kept = new Set<number>();
    /** Runs one process from start to end; it dies at the given moment, or when all work is done. */
    async function life(
      index: number,
      restarts: number,
      moment: { line: string; count: number; afterMs: number } | undefined,
      round: { readonly alive: Set<() => void>; readonly onceAllReady: (() => void)[]; ready: number },
    ): Promise<void> {
      // The first forms are those in progress at the last death: platforms send unanswered requests again.
      const again = Math.max(0, forms - 4);
      const argument = {
        ...options,
        posts,
        clock,
        end: END,
        restarts,
        tenant: TENANT,
        forms: index === 0 ? [again, forms + FORMS_PER_LIFE] : [0, 0],
      };
      const child = spawn(process.execPath, [worker, JSON.stringify(argument)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.add(child);
      const exited = once(child, 'exit');
      // Work of a dead process is free once its lease expires, which is too long for a test: so the others die shortly
      // after it.
      const follow = () => void setTimeout(() => child.kill('SIGKILL'), random(40));
      round.alive.add(follow);
      // One process's report is not enough: another may still work on its predecessor's events.
      if (moment?.line === 'ready')
        round.onceAllReady.push(() => void setTimeout(() => child.kill('SIGKILL'), moment.afterMs));
      let seen = 0;
      let isDone = false;
      for await (const line of createInterface({ input: child.stdout })) {
        const [what, rest = ''] = line.split(' ');
        if (what === 'clock' && rest > clock) clock = rest;
        if (what === 'kept') kept.add(Number(rest));
        if (what === 'kept') forms = Math.max(forms, Number(rest) + 1);
        if (what === 'done') isDone = true;
        if (what === 'ready' && ++round.ready === workers) for (const die of round.onceAllReady) die();
        if (what === 'posted' && moment?.line === 'posted' && ++seen === moment.count)
          setTimeout(() => child.kill('SIGKILL'), moment.afterMs);
      }
      const [code, signal] = await exited;
      children.delete(child);
      round.alive.delete(follow);
      if (moment !== undefined) for (const end of round.alive) end();
      if (signal === 'SIGKILL') kills += 1;
      else expect({ code, isDone }).toEqual({ code: 0, isDone: true });
    }
    for (let restart = 0; restart <= KILLS; restart++) {
      // Every other process dies early, perhaps during recovery; the others die after it, because an event may fail
      // only three times.
      const moment = () =>
        restart === KILLS
          ? undefined
          : restart % 2 === 0
            ? { line: 'posted', count: 1 + random(8), afterMs: random(10) }
            : { line: 'ready', count: 1, afterMs: random(150) };
      const round = { alive: new Set<() => void>(), onceAllReady: [], ready: 0 };
      await Promise.all(Array.from({ length: workers }, (_, index) => life(index, restart, moment(), round)));
    }

    const after = await openDatabase(options);
    await after.prepare([schedules, reminders, inboxRows]);
    const all = await after.within(reminders, scope).find({});
    const made = new Map<number, number>();
    for (const { text } of all)
      if (text.startsWith('form ')) made.set(Number(text.slice(5)), (made.get(Number(text.slice(5))) ?? 0) + 1);
    const withRule = new Set(all.map((one) => one.scheduleId));
    const strays = (await after.everywhere(schedules).find({ kind: 'reminder' })).filter(
      (rule) => !withRule.has(rule._id),
    ).length;
    const unfinished = await after.everywhere(inboxRows).count({ state: { $ne: 'done' } });
    await after.close();
    const posted = (await readFile(posts, 'utf8')).trim().split('\n');
    return {
      planned,
      posted,
      others: posted.filter((key) => others.some((id) => key.includes(id))),
      kept,
      made,
      strays,
      unfinished,
      kills,
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(scratch, { recursive: true });
  }
}

/** The crash test over one engine, with several concurrent processes; `clean` removes the data of `open`. */
export function survivesKills(
  engine: string,
  {
    workers,
    open,
    clean,
  }: { workers: number; open: () => Promise<Exclude<DatabaseOptions, { memory: true }>>; clean: () => Promise<void> },
): void {
  describe(`killed again and again over ${engine}`, () => {
    let story: Story;
    beforeAll(async () => {
      story = await live(await open(), { seed: 20_261_123, workers });
    });
    afterAll(clean);

    test('Rapport posts every slot of every reminder once', () => {
      const twice = story.posted.filter((key, index) => story.posted.indexOf(key) !== index);
      expect(twice).toEqual([]);
      expect(story.posted.filter((key) => !story.others.includes(key)).sort()).toEqual([...story.planned].sort());
    });

    test('every acknowledged form is done once', () => {
      const kept = [...story.kept].sort((a, b) => a - b);
      expect(kept.filter((number) => story.made.get(number) !== 1)).toEqual([]);
      expect([...story.made.values()].filter((count) => count !== 1)).toEqual([]);
      expect({ strays: story.strays, unfinished: story.unfinished }).toEqual({ strays: 0, unfinished: 0 });
    });

    test('the kills came during the work', () => {
      expect(story.kills).toBeGreaterThanOrEqual(KILLS / 2);
      expect(story.kept.size).toBeGreaterThan(FORMS_PER_LIFE);
    });
  });
}
