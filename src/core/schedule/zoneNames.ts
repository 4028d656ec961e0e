import type { Locale } from '../../ground/i18n.ts';
import { simplified } from './simplified.ts';
import { isZone } from './zone.ts';
import { CHINESE_PLACES } from './zonesChinese.ts';

/** Cities by which Chinese speakers name a zone; any other zone keeps its own name. */
const CHINESE_CITIES: Readonly<Record<string, string>> = {
  'Asia/Shanghai': '北京',
  'Asia/Hong_Kong': '香港',
  'Asia/Taipei': '台北',
  'Asia/Tokyo': '东京',
  'Asia/Seoul': '首尔',
  'Asia/Singapore': '新加坡',
  'Asia/Bangkok': '曼谷',
  'Asia/Kolkata': '加尔各答',
  'Asia/Dubai': '迪拜',
  'Europe/Moscow': '莫斯科',
  'Europe/London': '伦敦',
  'Europe/Paris': '巴黎',
  'Europe/Berlin': '柏林',
  'Europe/Madrid': '马德里',
  'Europe/Rome': '罗马',
  'Europe/Zurich': '苏黎世',
  'America/New_York': '纽约',
  'America/Chicago': '芝加哥',
  'America/Denver': '丹佛',
  'America/Los_Angeles': '洛杉矶',
  'America/Toronto': '多伦多',
  'America/Vancouver': '温哥华',
  'America/Sao_Paulo': '圣保罗',
  'Australia/Sydney': '悉尼',
  'Pacific/Auckland': '奥克兰',
};

/** A pattern for all places by which Chinese names a zone. */
export const CHINESE_PLACE = [...Object.values(CHINESE_CITIES), ...CHINESE_PLACES.keys()].join('|');

/** Cities that have no zone of their own but are used to name one. */
const OTHER_CITIES: Readonly<Record<string, string>> = {
  beijing: 'Asia/Shanghai',
  shenzhen: 'Asia/Shanghai',
  eastern: 'America/New_York',
  central: 'America/Chicago',
  mountain: 'America/Denver',
  pacific: 'America/Los_Angeles',
  uk: 'Europe/London',
};

/** Abbreviations behind a time. Each means its place, not its season, because people use them so. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  cdt: 'America/Chicago',
  mst: 'America/Denver',
  mdt: 'America/Denver',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  gmt: 'UTC',
  bst: 'Europe/London',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  jst: 'Asia/Tokyo',
  hkt: 'Asia/Hong_Kong',
  sgt: 'Asia/Singapore',
  aest: 'Australia/Sydney',
  aedt: 'Australia/Sydney',
};
/** Abbreviations with several meanings: Chicago or China, India or Israel. */
const UNSURE: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  cst: { en: 'America/Chicago', 'zh-CN': 'Asia/Shanghai' },
  ist: { en: 'Asia/Kolkata', 'zh-CN': 'Asia/Kolkata' },
};
/** A pattern for all of them. */
export const ZONE_LETTERS = [...Object.keys(ABBREVIATIONS), ...Object.keys(UNSURE)].join('|');

/** The zone of letters like `PST`; `unsure`: they have another meaning elsewhere. */
export function zoneByLetters(letters: string, locale: Locale): { zone: string; unsure: boolean } | undefined {
  const zone = ABBREVIATIONS[letters];
  if (zone !== undefined) return { zone, unsure: false };
  const likely = UNSURE[letters]?.[locale];
  return likely === undefined ? undefined : { zone: likely, unsure: true };
}

/** Offsets that are not whole hours, in minutes, for which one zone has the offset all year. */
const ODD_OFFSETS: Readonly<Record<number, string>> = {
  210: 'Asia/Tehran',
  270: 'Asia/Kabul',
  330: 'Asia/Kolkata',
  345: 'Asia/Kathmandu',
  390: 'Asia/Yangon',
  570: 'Australia/Darwin',
};

/** The zone of an offset such as `+1`, `-5`, `+08:00`, `+0530`; undefined if no zone has it all year. */
export function zoneByOffset(offset: string): string | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? [];
  const ahead = (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  if (Number.isNaN(ahead) || ahead < -720 || ahead > 840) return undefined;
  if (ahead === 0) return 'UTC';
  // The names of these zones have the opposite sign.
  return ahead % 60 === 0 ? `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead) / 60}` : ODD_OFFSETS[ahead];
}

let cities: Map<string, string> | undefined;

/** City or zone name, lower-case -> zone. Built at the first use: most phrases name no zone. */
function zonesByName(): Map<string, string> {
  if (cities) return cities;
  cities = new Map();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    cities.set(zone.toLowerCase(), zone);
    const city = cityOf(zone).toLowerCase();
    if (!cities.has(city)) cities.set(city, zone);
  }
  for (const [zone, city] of Object.entries(CHINESE_CITIES)) {
    cities.set(city, zone);
    cities.set(cityOf(zone).toLowerCase(), zone);
  }
  for (const [city, zone] of [...Object.entries(OTHER_CITIES), ...CHINESE_PLACES]) cities.set(city, zone);
  cities.set('utc', 'UTC');
  return cities;
}

function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** The zone that people mean by a city or a zone's name, in either language; undefined if there is none. */
export function zoneByName(name: string): string | undefined {
  const plain = simplified(name.trim().toLowerCase());
  // Older names of a zone are not in the list: America/Argentina/Buenos_Aires.
  const spelled = plain.includes('/') ? plain.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()) : '';
  const found = zonesByName().get(plain) ?? spelled;
  return isZone(found) ? found : undefined;
}

/** A zone's name for people: `New York time`, `纽约时间`. zoneByName reads the name again. */
export function zoneName(zone: string, locale: Locale): string {
  // UTC is no place, and its name already says that it is a time.
  if (zone === 'UTC') return zone;
  const offset = /^Etc\/GMT([+-])(\d+)$/.exec(zone);
  if (offset !== null) return `UTC${offset[1] === '-' ? '+' : '-'}${offset[2]}`;
  const city = cityOf(zone);
  const readable = zoneByName(city) === zone ? city : zone;
  return locale === 'en' ? `${readable} time` : `${CHINESE_CITIES[zone] ?? `${readable} `}时间`;
}

let words: Set<string> | undefined;

/** Whether a word is part of the name of a city or a zone. */
export function isZoneWord(word: string): boolean {
  words ??= new Set([...zonesByName().keys()].flatMap((name) => name.split(' ')));
  return words.has(word);
}
