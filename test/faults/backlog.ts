import { expect, test } from 'vitest';
import { schedules } from '../../src/core/schedule/schedule.ts';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import { type Place, startProgram } from './program.ts';

const BACKLOG = 3_000;
const AT_ONCE = 50;
const TENANT = 'backlog';

/** That many copies of a due reminder. */
async function fill(place: Place): Promise<void> {
  const db = await openDatabase(place);
  const parts = await composed({ db });
  await settle(parts, { tenant: TENANT });
  await parts.bot.handle(
    eventIn(TENANT, 'command', 'mei', { id: 'first', text: 'remind me "Stretch" every day at 12:00' }),
  ).reply;
  const rows = db.everywhere(schedules);
  const [rule] = await rows.find({ kind: 'reminder' });
  if (rule === undefined) throw new Error('the reminder was not made');
  // A few at a time: the pool of connections and the wait for one are bounded.
  for (let made = 0; made < BACKLOG; made += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => rows.insert({ ...rule, _id: newId() })));
  await db.close();
}

/** The state after SIGTERM in a backlog, over one engine; `clean` removes the data of `open`. */
export function stopsInABacklog(
  engine: string,
  { open, clean }: { open: () => Promise<Place>; clean: () => Promise<void> },
): void {
  test(`SIGTERM with ${BACKLOG} schedules due over ${engine} is obeyed at once, and no lease is left`, async () => {
    const place = await open();
    try {
      await fill(place);
      const program = await startProgram(place, { PLAYGROUND: 'off' });
      await expect.poll(() => program.figure('rapport_deliveries{state="waiting"}')).toBeGreaterThan(0);
      const { code } = await program.stop();

      const db = await openDatabase(place);
      await db.prepare([schedules]);
      const rows = db.everywhere(schedules);
      const [leased, left] = [
        await rows.count({ lease: { $exists: true } }),
        await rows.count({ nextWall: '2026-11-23T12:00' }),
      ];
      await db.close();

      expect({ code, leased, program: program.log.slice(1) }).toEqual({ code: 0, leased: 0, program: [] });
      // It stopped in the middle of it: the signal was obeyed before the rest was done.
      expect(left).toBeGreaterThan(0);
    } finally {
      await clean();
    }
  });
}
