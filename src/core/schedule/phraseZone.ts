/** Takes the zone out of a time phrase, in both languages. */

import { amount, NUMBER } from './phrasesChineseWords.ts';
import type { WhenContext } from './when.ts';
import { ZONE_LETTERS, zoneByLetters, zoneByName, zoneByOffset } from './zoneNames.ts';

const WITH_LETTERS = new RegExp(
  `^(.*(?:\\d(?: ?[ap]\\.?m\\.?)?|noon|midnight|[点半刻分整])) ?\\(?(${ZONE_LETTERS})\\)?(?![\\p{L}\\d])(.*)$`,
  'u',
);

/**
 * `09:00 GMT+1`, `9am UTC-5`, `T09:00:00+08:00`, `T09:00Z`. A minus without letters counts only behind a
 * machine-written instant, since 9:00-10:00 is a span.
 */
const WITH_OFFSET =
  /^(.*(?:\d(?: ?[ap]\.?m\.?)?|noon|midnight|[点半刻分整])) ?\(?(?:(?:gmt|utc) ?([+-]\d{1,2}(?::?\d{2})?)|(?<=\d:\d{2}|[ap]\.?m\.?|[点半刻分整]) ?(\+\d{1,2}(?::?\d{2})?)|(?<=t\d{2}:\d{2}(?::\d{2})?)(-\d{2}:?\d{2}|z))\)?(?![\p{L}\d:])(.*)$/u;

/** 东八区 is an offset as well; Chinese puts it in front of the time. */
const BAND = new RegExp(`([东西])(${NUMBER})区(?:时间)?`, 'u');
const OFFSET_FIRST = /^\(?(?:gmt|utc) ?([+-]\d{1,2}(?::?\d{2})?)\)?(?:时间)?[ ,]*(?=[^\d:])(.*)$/u;

/** A place behind a time of day: "9am Eastern", "Monday at 9 in Tokyo". */
const BEHIND_CLOCK = /^(.*(?:\d(?: ?[ap]\.?m\.?)?|noon|midnight)) (in )?([a-z][a-z .'-]*)$/;

/** Regions of America that name a zone, not a place, beside a time. */
const REGION = /^(?:eastern|central|mountain|pacific)$/;

/** 沙特阿拉伯, 北美太平洋 */
const LONGEST_PLACE = 6;

/** Takes the zone out of a phrase: `9:00 New York time`, `3pm PST`, `tomorrow 9:00 (Europe/Berlin)`, `纽约时间明天9点`. */
export function takeZone(
  given: string,
  { zone: fallback, locale }: WhenContext,
): { words: string; zone: string; unsure?: boolean } {
  const text = given
    .replace(BAND, (_, side: string, hours: string) => ` gmt${side === '东' ? '+' : '-'}${amount(hours)} `)
    .trim();
  const first = OFFSET_FIRST.exec(text);
  const ahead = first === null ? undefined : zoneByOffset(first[1] ?? '');
  if (ahead !== undefined) return { words: first?.[2] ?? '', zone: ahead };
  const offset = WITH_OFFSET.exec(text.replace(/(?<=t\d{2}:\d{2}:\d{2})\.\d{1,6}/, ''));
  if (offset !== null) {
    const zone = zoneByOffset((offset[2] ?? offset[3] ?? offset[4] ?? '').replace('z', '+0'));
    return zone === undefined ? { words: '', zone: fallback } : { words: `${offset[1]}${offset[5]}`.trim(), zone };
  }
  const lettered = WITH_LETTERS.exec(text);
  const meant = lettered === null ? undefined : zoneByLetters(lettered[2] ?? '', locale);
  if (lettered !== null && meant !== undefined)
    return { words: `${lettered[1]}${(lettered[3] ?? '').replace(/^ time/, '')}`.trim(), ...meant };
  const named = /^(.*?)[ ,(]*\(?(?:in )?([a-z_]+\/[a-z\d_/+-]+|utc)(?: ?time| ?时间)?\)?$/.exec(text);
  const zone = named?.[2] === undefined ? undefined : zoneByName(named[2]);
  if (zone) return { words: (named?.[1] ?? '').trim(), zone };
  // A city is the longest run of words, or of characters, before "time" that names one.
  const english = /^(.*?)([a-z][a-z .'-]*?)(?: time\b| ?时间)\)?(.*)$/.exec(text);
  const words = (english?.[2] ?? '').split(' ');
  for (let start = 0; english && start < words.length; start += 1) {
    const found = zoneByName(words.slice(start).join(' '));
    if (found)
      return {
        words:
          `${`${english[1]}${words.slice(0, start).join(' ')}`.replace(/(?:[\s,(]|\bin$)+$/, '')}${english[3]}`.trim(),
        zone: found,
      };
  }
  const behind = BEHIND_CLOCK.exec(text);
  const place = behind === null ? undefined : zoneByName(behind[3] ?? '');
  // A place may be the location of the task, and no zone.
  if (behind !== null && place !== undefined)
    return { words: behind[1] ?? '', zone: place, unsure: !REGION.test(behind[3] ?? '') };
  for (const chinese of text.matchAll(/(?<=\p{Script=Han}{2})(?:标准|夏令|冬令|当地)?时间\)?/gu)) {
    for (let length = LONGEST_PLACE; length >= 2; length -= 1) {
      const from = Math.max(0, chinese.index - length);
      const found = zoneByName(text.slice(from, chinese.index));
      if (found)
        return {
          words:
            `${text.slice(0, from).replace(/[\s,(]+$/, '')} ${text.slice(chinese.index + chinese[0].length)}`.trim(),
          zone: found,
        };
    }
  }
  return { words: text, zone: fallback };
}
