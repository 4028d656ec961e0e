/**
 * Messages on their way, for who answers for them: what waits, is late or did not arrive and why, what is decided about it, pausing an installation, and how much
 * is said unasked. `deliveriesSlice(deps)` registers the commands; the work itself is the core's (core/delivery).
 */

import type { DayItem } from '../../core/day.ts';
import { press } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import { budgetCommands, budgetThing } from './budgetCommands.ts';
import { deliveryCommands, deliveryThing } from './commands.ts';
import { createDesk, type DeliveriesDeps } from './desk.ts';
import { deliveriesTexts } from './texts.ts';

const MOST_IN_A_DAY = 5;

export function deliveriesSlice(deps: DeliveriesDeps): Slice {
  const { watch, managed } = deps;
  const { placeName } = createDesk(deps);
  return {
    name: 'deliveries',
    things: [deliveryThing, budgetThing],
    commands: [...deliveryCommands(deps), ...budgetCommands(deps)],
    jobs: [],
    collections: [],
    /** What waits for a manager's word. */
    async day({ workspaceId, personId, side, locale }) {
      const projectIds = side === 'ours' ? (await managed(workspaceId, personId)).map((one) => one._id) : [];
      if (projectIds.length === 0) return [];
      const texts = deliveriesTexts(locale);
      const items: DayItem[] = [];
      for (const row of await watch.parked(workspaceId, { projectIds, limit: MOST_IN_A_DAY })) {
        const place = { place: await placeName(row, locale) };
        items.push({
          section: 'waiting',
          at: row.enqueuedAt,
          text: row.state === 'held' ? texts.dayHeld(place) : row.state === 'unknown' ? texts.dayUnknown(place) : texts.dayDead(place),
          buttons: [{ kind: 'button', label: texts.open(), payload: press('delivery show', { delivery: row._id }) }],
        });
      }
      return items;
    },
  };
}
