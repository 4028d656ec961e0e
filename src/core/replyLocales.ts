import { type Locale, nearestLocale } from '../ground/i18n.ts';
import type { Actor } from './access.ts';
import type { InboundEvent } from './platform.ts';

/**
 * The language and zone of a reply's reader, for platforms without dates of their own. Available with the reply;
 * undefined if the sender is unknown.
 */
export interface ReplyLocale {
  readonly locale: Locale;
  readonly zone: string;
}

export interface ReplyLocales {
  /** Remembers the chosen language of the event's sender. */
  keep(event: InboundEvent, actor: Actor): void;
  /** The best guess without a look-up: the language of the last answer, or the platform's. */
  localeOf(event: InboundEvent): Locale;
  /** The reader of the reply to this event; undefined until the sender is looked up. */
  readerOf(event: InboundEvent): ReplyLocale | undefined;
}

/** The number of people whose language is cached, so that the first door, which looks nothing up, uses it too. */
const MOST_PEOPLE = 10_000;

/** Remembers the language of each person's last answer: it may differ from their platform's. */
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
