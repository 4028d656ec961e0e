import type { DayItem, DayReader } from '../../core/day.ts';
import type { Slice } from '../../core/slice.ts';
import type { Logger } from '../../ground/log.ts';

/** Collects a person's day from every slice. One failed slice does not hide the others' items. */
export async function dayOf(
  slices: readonly Slice[],
  reader: DayReader,
  log: Logger,
): Promise<{ readonly items: readonly DayItem[]; readonly incomplete: boolean }> {
  let incomplete = false;
  const parts = await Promise.all(
    slices.map(async ({ name, day }) => {
      try {
        return day === undefined ? [] : await day(reader);
      } catch (error) {
        incomplete = true;
        log.error({ err: error, slice: name, person: reader.personId }, 'a slice could not return its part of the day');
        return [];
      }
    }),
  );
  return { items: parts.flat(), incomplete };
}
