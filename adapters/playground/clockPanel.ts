import { resolveWall, wallOf } from '../../src/core/schedule/zone.ts';
import type { MovableClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Database } from '../../src/store/collection.ts';
import { playgroundTexts } from './texts.ts';
import { playgroundMemory } from './worldRows.ts';

export type Move = 'now' | 'hour' | 'slot' | 'monday';
type ShiftedClock = MovableClock & { offset(): number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The next Monday 09:00 on the clocks of a zone, strictly after an instant. */
export function nextMonday(now: Date, zone: string): Date {
  const [date = ''] = wallOf(now, zone).split('T');
  // Calendar arithmetic on the local date alone: a day there is not always 24 hours.
  const noon = Date.parse(`${date}T12:00:00Z`);
  const toMonday = (8 - new Date(noon).getUTCDay()) % 7;
  const onMonday = (days: number) =>
    resolveWall(`${new Date(noon + days * DAY).toISOString().slice(0, 10)}T09:00`, zone);
  const first = onMonday(toMonday);
  return first > now ? first : onMonday(toMonday + 7);
}

/** Moves the clock and stores the offset, so that a restart does not go back. */
export function createClockPanel({ db, clock }: { db: Database; clock: ShiftedClock }) {
  const memory = db.everywhere(playgroundMemory);

  async function target(to: Move, nextDue: () => Promise<Date | undefined>, zone: string): Promise<Date | undefined> {
    const now = clock.now();
    if (to === 'now') return undefined;
    if (to === 'hour') return new Date(now.getTime() + HOUR);
    if (to === 'monday') return nextMonday(now, zone);
    const due = await nextDue();
    if (due === undefined)
      throw new RapportError('missing', 'playground: nothing is due', { forPeople: playgroundTexts.all('nothingDue') });
    return due > now ? due : now;
  }

  return {
    /** Restores the clock of the last process. */
    async restore(): Promise<void> {
      const known = await memory.get('clock');
      if (known !== undefined) clock.advance(known.offset - clock.offset());
    },
    /** Moves the clock and stores the offset. @throws RapportError `missing` when there is no next slot. */
    async move(to: Move, { nextDue, zone }: { nextDue: () => Promise<Date | undefined>; zone: string }): Promise<Date> {
      const instant = await target(to, nextDue, zone);
      if (instant === undefined) clock.advance(-clock.offset());
      else clock.moveTo(instant);
      await memory.findOneAndUpdate({ _id: 'clock' }, { $set: { offset: clock.offset() } }, { upsert: true });
      return clock.now();
    },
  };
}
export type ClockPanel = ReturnType<typeof createClockPanel>;
