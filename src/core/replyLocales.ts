import { type Locale, nearestLocale } from '../ground/i18n.ts';
import type { Actor } from './access.ts';
import type { InboundEvent } from './platform.ts';

/**
 * The language and the zone of a reply's reader, for platforms that have no dates of their own. Settles with the reply;
 * undefined where the sender is unknown.
 */
export interface ReplyLocale {
  readonly locale: Locale;
  readonly zone: string;
}

export interface ReplyLocales {
  /** Remembers the language that the sender of the event has chosen. */
  keep(event: InboundEvent, actor: Actor): void;
  /** The best guess without a look-up: the language of the last answer, else that of the platform. */
  localeOf(event: InboundEvent): Locale;
  /** Who reads the reply to this event; undefined until the sender is looked up. */
  readerOf(event: InboundEvent): ReplyLocale | undefined;
}

/** People whose language is remembered, so that the first door, which looks nothing up, speaks it too. */
const MOST_PEOPLE = 10_000;

/** Remembers in which language each person was answered last: it may differ from that of their platform. */
export function createReplyLocales(): ReplyLocales {
  const readers = new WeakMap<InboundEvent, ReplyLocale>();
  const spoken = new Map<string, Locale>();
  const personOf = ({ installation, from }: InboundEvent) => `${installation.platform}/${from.tenant}/${from.user}`;
  return {
    keep(event, { locale, zone }) {
      readers.set(event, { locale, zone });
      if (spoken.size >= MOST_PEOPLE) spoken.clear();
      spoken.set(personOf(event), locale);
    },
    localeOf: (event) => spoken.get(personOf(event)) ?? nearestLocale(event.from.locale),
    readerOf: (event) => readers.get(event),
  };
}
