import type { House } from '../../core/house.ts';
import type { ListSource } from '../../core/lists/list.ts';
import type { Logger } from '../../ground/log.ts';
import { dayOf } from './day.ts';
import { dayList } from './messages.ts';

/** As much as one looks through on a phone before the first coffee; the rest is one press away. */
const MOST_WAITING = 10;

/** Somebody's day as a list: asked for, in the morning, and on the Home tab. */
export function todayList({
  house,
  morningOf,
  log,
}: {
  house: Pick<House, 'slices'>;
  /** When the list comes by itself, `09:00`; `off`, or undefined when nothing was ever said. */
  morningOf: (workspaceId: string, personId: string) => Promise<string | undefined>;
  log: Logger;
}): ListSource {
  return {
    command: 'today show',
    most: MOST_WAITING,
    async look(reader) {
      const [day, morning] = await Promise.all([
        dayOf(house.slices, reader, log),
        morningOf(reader.workspaceId, reader.personId),
      ]);
      return dayList({ ...day, morning: reader.side === 'ours' ? (morning ?? 'off') : undefined }, reader);
    },
  };
}
