import type { Delivery } from '../../core/delivery/outbox.ts';
import type { ListSource } from '../../core/lists/list.ts';
import { press } from '../../core/message.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import { createDeliveryAccess, type DeliveriesDeps, LIST } from './access.ts';
import { deliveryLines, type Shown } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

const LATE_MS = 300_000;
const MOST_ROWS = 10;

/** A delivery prepared for display. */
export async function shownAs(
  deps: DeliveriesDeps,
  row: Delivery,
  reader: { readonly locale: Locale; readonly readerId: string | undefined },
): Promise<Shown> {
  const { placeName, isOwn } = createDeliveryAccess(deps);
  const [place, isOwner] = await Promise.all([placeName(row, reader), isOwn(reader.readerId, row)]);
  return {
    row,
    place,
    isOwner,
    isLate: row.state === 'waiting' && deps.clock.now().getTime() - row.notBefore.getTime() > LATE_MS,
  };
}

/** The list of unfinished deliveries and of those that need a decision. */
export function deliverySource(deps: DeliveriesDeps): ListSource {
  const { watch, pauses } = deps;
  const { listed, isAdmin } = createDeliveryAccess(deps);
  return {
    command: LIST,
    most: MOST_ROWS,
    async look(reader) {
      const { workspaceId, personId, locale } = reader;
      const { rows, projectIds } = await listed(reader);
      const [figures, paused, mayResume] = await Promise.all([
        watch.figures(workspaceId, projectIds),
        pauses.list(workspaceId),
        isAdmin(workspaceId, personId),
      ]);
      const texts = deliveriesTexts(locale);
      const told = paused.map(({ platform, byName }) => ({
        text: texts.pausedBy({ platform: texts[platform](), name: byName }),
        button: mayResume
          ? {
              kind: 'button' as const,
              label: labelled(texts.resume(), texts[platform](), locale),
              payload: press('delivery resume', { platform }),
            }
          : undefined,
      }));
      const parked = figures.dead + figures.unknown + figures.held;
      return deliveryLines(await Promise.all(rows.map((row) => shownAs(deps, row, { locale, readerId: personId }))), {
        counts: { ...figures, parked },
        pauses: told,
        more: Math.max(0, parked + figures.waiting + figures.paused + figures.sending - rows.length),
        locale,
      });
    },
  };
}
