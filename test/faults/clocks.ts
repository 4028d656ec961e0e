import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workCollections } from '../../src/core/coreCollections.ts';
import { createOutbox } from '../../src/core/delivery/outbox.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { openDatabase } from '../../src/store/database.ts';
import { outgoing } from '../fakes/work.ts';
import { install, type Place, type Program, slackSettings, startProgram, wallClock } from './program.ts';
import { type SlowSlack, startSlowSlack } from './slowSlack.ts';

const TEAM = 'T0NORTH';
const HOUR = 3_600;
const slow = { appliesAfterMs: 3_500, answers: true, showsAfterMs: 0 };
const quick = { appliesAfterMs: 0, answers: true, showsAfterMs: 0 };

const settled = { interval: 100 };

/**
 * The effects that steps of a machine's wall clock must not have, over one engine; `clean` removes the data of `open`.
 */
export function outlivesClockSteps(
  engine: string,
  { open, clean }: { open: () => Promise<Place>; clean: () => Promise<void> },
): void {
  describe(`a clock that is set, over ${engine}`, () => {
    let place: Place;
    let scratch: string;
    let slack: SlowSlack | undefined;
    let programs: Program[];

    beforeEach(async () => {
      place = await open();
      scratch = await mkdtemp(join(tmpdir(), 'rapport-clocks-'));
      programs = [];
    });
    afterEach(async () => {
      for (const program of programs) program.kill();
      await slack?.close();
      await rm(scratch, { recursive: true });
      await clean();
    });

    /** Enqueues one message for each of these channels, due after that time. */
    async function enqueue(keys: readonly string[], dueAfterMs: number): Promise<void> {
      const db = await openDatabase(place);
      await db.prepare(workCollections);
      const outbox = createOutbox({ db, clock: systemClock });
      const notBefore = new Date(Date.now() + dueAfterMs);
      for (const key of keys) {
        const to = { platform: 'slack', tenant: TEAM, conversation: `C0${key}`, audience: 'client' } as const;
        await outbox.enqueue(outgoing(key, to.conversation, { to, projectId: undefined, notBefore }));
      }
      await db.close();
    }
    async function starting(manner: typeof slow): Promise<SlowSlack> {
      slack = await startSlowSlack(() => manner);
      const db = await openDatabase(place);
      await install(db, slack, [TEAM]);
      await db.close();
      return slack;
    }
    async function started(clock: ReturnType<typeof wallClock>, there: SlowSlack): Promise<Program> {
      const program = await startProgram(place, { ...slackSettings(there), ...clock.environment });
      programs.push(program);
      return program;
    }
    /** The number of unsettled deliveries. */
    const openIn = async (program: Program) =>
      (await program.figure('rapport_deliveries{state="sending"}')) +
      (await program.figure('rapport_deliveries{state="waiting"}'));
    const textsOf = (there: SlowSlack) => there.posts.map(({ text }) => text).sort();

    test('ahead by an hour during posts: each is posted once', async () => {
      const there = await starting(slow);
      const keys = ['k0', 'k1', 'k2', 'k3', 'k4'];
      await enqueue(keys, 0);
      const clock = wallClock(scratch);
      const program = await started(clock, there);
      await expect.poll(() => there.calls(), settled).toBe(keys.length);

      clock.stepBy(HOUR);
      await expect.poll(() => openIn(program), settled).toBe(0);
      const { code } = await program.stop();

      expect([textsOf(there), there.calls(), code]).toEqual([keys, keys.length, 0]);
    });

    test('back by an hour: due messages still go out, and the program is ready', async () => {
      const there = await starting(quick);
      await enqueue(['soon'], 6_000);
      const clock = wallClock(scratch);
      const program = await started(clock, there);

      clock.stepBy(-HOUR);
      await expect.poll(() => textsOf(there), settled).toEqual(['soon']);

      expect(await program.status('/readyz')).toBe(200);
      expect(await program.figure('rapport_seconds_since_look')).toBeLessThan(60);
    });

    if (engine !== 'MongoDB') return;
    test('ahead by a minute and a half on an idle instance: it leaves the other instance’s posts alone', async () => {
      const there = await starting(slow);
      const [working, idle] = [wallClock(scratch, 'working'), wallClock(scratch, 'idle')];
      const other = await started(idle, there);
      await started(working, there);
      const keys = Array.from({ length: 12 }, (_, number) => `k${number}`);
      await enqueue(keys, 0);
      await expect.poll(() => there.calls(), settled).toBeGreaterThanOrEqual(6);

      idle.stepBy(90);
      await expect.poll(() => there.posts.length, settled).toBeGreaterThanOrEqual(keys.length);
      await expect.poll(() => openIn(other), settled).toBe(0);

      expect([textsOf(there), there.calls()]).toEqual([[...keys].sort(), keys.length]);
    });
  });
}
