import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workCollections } from '../../src/core/coreCollections.ts';
import { createOutbox } from '../../src/core/delivery/outbox.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { openDatabase } from '../../src/store/database.ts';
import { outgoing } from '../fakes/work.ts';
import { built } from './house.ts';
import { install, slackSettings, startProgram } from './program.ts';
import { startSlowSlack } from './slowSlack.ts';

const HANGS = 'T0HANGS';
const OTHERS = Array.from({ length: 7 }, (_, number) => `T0TEAM${number}`);
/**
 * Its posts take lanes for nine seconds each: twenty at once, and twenty more after five seconds. Without a limit they
 * would have all 32 lanes.
 */
const HANGING = 60;
/** The other teams have a message each second, once the program may have started. */
const FIRST_SECOND = 4;
const SECONDS = 13;
/**
 * A look at the queue each second, and as much again for a busy machine. Without a share for each team, the others wait
 * for four seconds.
 */
const LATE_MS = 2_500;

if (!built) test.skip('a team that hangs (dist is not there: run npm run build first)');
else {
  test('a hanging team with a long queue does not delay seven others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rapport-hangs-'));
    const slack = await startSlowSlack((team) => ({
      appliesAfterMs: team === HANGS ? 3_600_000 : 100,
      answers: true,
      showsAfterMs: 0,
    }));
    const db = await openDatabase({ folder });
    await install(db, slack, [HANGS, ...OTHERS]);
    await db.prepare(workCollections);
    const outbox = createOutbox({ db, clock: systemClock });
    const begun = performance.now();
    const enqueue = (tenant: string, number: number, dueAfterMs: number) => {
      const to = { platform: 'slack', tenant, conversation: `C0${tenant}${number}`, audience: 'client' } as const;
      const notBefore = new Date(Date.now() + dueAfterMs - (performance.now() - begun));
      return outbox.enqueue(outgoing(`${number} ${tenant}`, to.conversation, { to, projectId: undefined, notBefore }));
    };
    const seconds = Array.from({ length: SECONDS }, (_, index) => FIRST_SECOND + index);
    await Promise.all([
      ...Array.from({ length: HANGING }, (_, number) => enqueue(HANGS, number, 0)),
      ...OTHERS.flatMap((team) => seconds.map((second) => enqueue(team, second, second * 1_000))),
    ]);
    await db.close();

    const program = await startProgram({ folder }, slackSettings(slack));
    try {
      await expect.poll(() => slack.calls(), { interval: 20 }).toBeGreaterThan(0);
      const up = performance.now() + 1_000 - begun;
      await expect.poll(() => slack.posts.length).toBe(OTHERS.length * SECONDS);

      // Messages that were due before the program started were late anyway.
      const waits = slack.posts
        .map(({ text, at }) => ({ due: Number.parseInt(text, 10) * 1_000, at: at - begun }))
        .filter(({ due }) => due > up);
      expect(waits.length).toBeGreaterThan(OTHERS.length * 6);
      expect(Math.max(...waits.map(({ due, at }) => at - due))).toBeLessThan(LATE_MS);
    } finally {
      program.kill();
      await slack.close();
      await rm(folder, { recursive: true });
    }
  });
}
