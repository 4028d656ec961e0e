import type { PlainTextOption } from '@slack/web-api';
import { zoneByName, zoneName } from '../../src/core/schedule/zoneNames.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { label, plain } from './escape.ts';
import { LIMITS } from './limits.ts';

/** The action_id prefix of inputs whose options Slack requests from us. */
const SUGGEST_PREFIX = 'rapport.suggest.';
export const suggestId = (kind: 'zone', command: string): string =>
  `${SUGGEST_PREFIX}${kind}.${command}`.slice(0, LIMITS.actionId);

/** A zone as an option: its own name, for search, and its display name. */
export function zoneOption(zone: string, locale: Locale): PlainTextOption {
  const city = zoneName(zone, locale);
  return {
    text: plain(label(`${zone.replaceAll('_', ' ')} · ${city}`, LIMITS.optionText)),
    value: zone.slice(0, LIMITS.optionValue),
  };
}

/** Shown before anything is typed: the most used zones. */
const USUAL = [
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Tokyo',
  'Asia/Singapore',
  'Asia/Kolkata',
  'Asia/Dubai',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Paris',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Australia/Sydney',
  'UTC',
];

/**
 * The options for Slack's `block_suggestion`, by the field's action_id: at most 100. Pure and quick. Matches a city in
 * either language and the zone's own name.
 */
export function suggestOptions(actionId: string, query: string, locale: Locale): { options: PlainTextOption[] } {
  if (!actionId.startsWith(`${SUGGEST_PREFIX}zone`)) return { options: [] };
  const wanted = query.normalize('NFKC').trim().toLowerCase();
  if (wanted === '') return { options: USUAL.map((zone) => zoneOption(zone, locale)) };
  const plainName = (name: string) => name.toLowerCase().replaceAll('_', ' ');
  const exact = zoneByName(wanted);
  const all = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const named = all.filter(
    (zone) => plainName(zone).includes(plainName(wanted)) || zoneName(zone, 'zh-CN').includes(wanted),
  );
  const found = [...new Set([...(exact === undefined ? [] : [exact]), ...named])].slice(0, LIMITS.options);
  return { options: found.map((zone) => zoneOption(zone, locale)) };
}
