/**
 * Deliveries for the people responsible for them: waiting, late and failed ones with the reason, decisions about them,
 * pausing an installation, and the noise budget. `deliveriesSlice(deps)` registers the commands; sending itself is in
 * core/delivery.
 */

import { systemScope } from '../../core/access.ts';
import type { DayItem } from '../../core/day.ts';
import { readableWords } from '../../core/delivery/compose.ts';
import { press } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import { createDeliveryAccess, type DeliveriesDeps, refOf } from './access.ts';
import { budgetCommands, budgetThing } from './budgetCommands.ts';
import { deliveryCommands } from './commands.ts';
import { deliveryExample } from './example.ts';
import { deliveryThing } from './input.ts';
import { deliverySource } from './list.ts';
import { deliveriesTexts } from './texts.ts';

const MOST_IN_A_DAY = 5;

export function deliveriesSlice(deps: DeliveriesDeps): Slice {
  const { watch, managed, people } = deps;
  const { placeName } = createDeliveryAccess(deps);
  const list = deliverySource(deps);
  return {
    name: 'deliveries',
    things: [deliveryThing, budgetThing],
    commands: [...deliveryCommands(deps, list), ...budgetCommands(deps)],
    lists: [list],
    jobs: [],
    collections: [],
    example: deliveryExample,
    /** Deliveries that need a decision: those of a manager's projects, and each member's own messages. */
    async day({ workspaceId, personId, side, locale }) {
      if (side !== 'ours') return [];
      const projectIds = (await managed(workspaceId, personId)).map((one) => one._id);
      const conversations = (await people.identitiesOf(systemScope(workspaceId), personId)).flatMap(
        ({ direct }) => direct ?? [],
      );
      const { own, ofProjects } = await watch.parkedFor(workspaceId, {
        personId,
        conversations,
        projectIds,
        limit: MOST_IN_A_DAY,
      });
      const texts = deliveriesTexts(locale);
      const items: DayItem[] = [];
      for (const row of [...own, ...ofProjects]) {
        const place = { place: await placeName(row, { locale, readerId: personId }) };
        const words = own.includes(row) ? readableWords(row, true) : undefined;
        const state =
          row.state === 'held'
            ? texts.dayHeld(place)
            : row.state === 'unknown'
              ? texts.dayUnknown(place)
              : texts.dayDead(place);
        items.push({
          section: 'waiting',
          projectId: row.projectId,
          ref: refOf(row),
          at: row.enqueuedAt,
          text: words === undefined ? state : [`${state} · `, { kind: 'strong', text: words }],
          buttons: [{ kind: 'button', label: texts.open(), payload: press('delivery show', { delivery: row._id }) }],
        });
      }
      return items;
    },
  };
}
