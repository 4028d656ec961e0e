import type { House } from '../../core/house.ts';
import type { ListSource } from '../../core/lists/list.ts';
import type { Logger } from '../../ground/log.ts';
import { dayOf } from './day.ts';
import { dayList } from './messages.ts';

/** A first page that is short enough for a phone; a button shows the rest. */
const MOST_WAITING = 10;

/** A person's day as a list: on request, in the morning and on the Home tab. */
export function todayList({
  house,
  morningOf,
  log,
}: {
  house: Pick<House, 'slices'>;
  /** The local time of the morning list, `09:00`; `off`, or undefined when it was never set. */
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
