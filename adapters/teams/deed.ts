/** A person's act as it is answered: the event, its surface, its card, and who reads the answer. */

import type { InboundEvent, Place } from '../../src/core/platform.ts';
import type { ReplyLocale } from '../../src/core/replyLocales.ts';
import { isZone } from '../../src/core/schedule/zone.ts';
import { type Locale, nearestLocale } from '../../src/ground/i18n.ts';
import type { Surface } from './inbound.ts';
import type { Target } from './knownCalls.ts';

/** A card in a conversation. */
export interface CardAt extends Target {
  readonly message: string;
}

/** A person's act, and where it can be answered. */
export interface Deed {
  readonly event: InboundEvent;
  /** `late`: the request is over, so no answer can be returned in it. */
  readonly surface: Surface | 'late';
  /** The pressed or sent card, where it really is; a private answer stands elsewhere than its event says. */
  readonly card: CardAt | undefined;
  /** Whether that card is in the person's own chat, visible to them alone. */
  readonly isOwn: boolean;
  /** The acting person's language and zone from the record; undefined: from their device. */
  readonly reader?: ReplyLocale | undefined;
}

/** The acting person. */
export type By = Pick<Deed, 'event' | 'reader'>;

export const localeOf = ({ event, reader }: By): Locale => reader?.locale ?? nearestLocale(event.from.locale);
/** The person's own zone, where it is known. */
export const ownZoneOf = ({ event, reader }: By): string | undefined =>
  reader?.zone ?? (event.from.zone !== undefined && isZone(event.from.zone) ? event.from.zone : undefined);
export const personOf = (by: By) => ({
  user: by.event.from.user,
  name: by.event.from.name,
  locale: localeOf(by),
  zone: ownZoneOf(by) ?? 'UTC',
});
export const placeIn = (event: InboundEvent): Place | undefined => ('place' in event ? event.place : undefined);
export const targetOf = (event: InboundEvent, { conversation, thread }: Place): Target => ({
  tenant: event.installation.tenant,
  conversation,
  thread,
});
