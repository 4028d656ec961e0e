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
 * Each of its posts occupies a lane until the program gives up, nine seconds later. The pace of one team lets twenty
 * begin at once: without a limit of its own the team would have most of the 32 lanes.
 */
const HANGING = 60;
/** Above the limit of eight lanes: the server may see a call end after the program has begun the next one. */
const LANES_OF_ONE = 16;
/** The other teams' messages become due one a second, while the lanes fill up. */
const SECONDS = 13;

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
    const enqueue = (tenant: string, number: number, dueAfterMs: number) => {
      const to = { platform: 'slack', tenant, conversation: `C0${tenant}${number}`, audience: 'client' } as const;
      const notBefore = new Date(systemClock.now().getTime() + dueAfterMs);
      return outbox.enqueue(outgoing(`${number} ${tenant}`, to.conversation, { to, projectId: undefined, notBefore }));
    };
    const seconds = Array.from({ length: SECONDS }, (_, index) => index);
    await Promise.all([
      ...Array.from({ length: HANGING }, (_, number) => enqueue(HANGS, number, 0)),
      ...OTHERS.flatMap((team) => seconds.map((second) => enqueue(team, second, second * 1_000))),
    ]);
    await db.close();

    const program = await startProgram({ folder }, slackSettings(slack));
    try {
      // The first posts of the hanging team are given up, and it begins more of them.
      await expect.poll(() => slack.underWay(HANGS).begun).toBeGreaterThan(slack.underWay(HANGS).most);
      await expect.poll(() => slack.posts.length).toBe(OTHERS.length * SECONDS);

      expect(slack.posts.map(({ team }) => team)).not.toContain(HANGS);
      expect(slack.underWay(HANGS).most).toBeLessThanOrEqual(LANES_OF_ONE);
    } finally {
      program.kill();
      await slack.close();
      await rm(folder, { recursive: true });
    }
  });
}
