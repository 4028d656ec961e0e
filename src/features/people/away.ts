import type { PartlyRead } from '../../core/command.ts';
import { wallOf } from '../../core/schedule/zone.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TO = '\\s*(?:–|—|-|~|～|\\.\\.|to|until|till|到|至)\\s*';
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const ISO = new RegExp(`(\\d{4})-(\\d{1,2})-(\\d{1,2})${TO}(\\d{4})-(\\d{1,2})-(\\d{1,2})`, 'i');
const DAY_FIRST = new RegExp(`(\\d{1,2})(?:\\s*${MONTH})?${TO}(\\d{1,2})\\s*${MONTH}`, 'i');
const MONTH_FIRST = new RegExp(`${MONTH}\\s*(\\d{1,2})${TO}(?:${MONTH}\\s*)?(\\d{1,2})`, 'i');
const CHINESE = new RegExp(`(\\d{1,2})月(\\d{1,2})[日号]?${TO}(?:(\\d{1,2})月)?(\\d{1,2})[日号]?`);
/** The words before the cover's name ("cover:", "with"), and those that may stand after it ("covers"). */
const COVER = /^(?:(?:and|with)\s+)?(?:cover(?:ed|ing|s)?(?:\s+(?:by|is))?|代理人?|代班人?|替班人?|由)\s*[:：]?\s*/iu;
const COVERS = /\s*(?:(?:is\s+|will\s+)?cover(?:s|ing)?(?:\s+for\s+me)?|(?:来|帮我|替我)?(?:代理|代班|替班|顶班))$/iu;
const MENTION = /^(?:<@[^>]+>|[@＠]\S+(?:\s+\p{Lu}[\p{L}'’-]*)*)$/u;
/** A person given by mention or in quotation marks. The words after it are not part of the name. */
const MARKED = /^(<@[^>]+>|"[^"]+"|“[^”]+”)(.*)$/su;

const pad = (number: number) => String(number).padStart(2, '0');

/** A range of local dates from months and days, in the first year whose range has not ended. */
function inYear(from: [number, number], until: [number, number], today: string): { from: string; until: string } {
  const year = Number(today.slice(0, 4));
  const wraps = until[0] < from[0];
  const end = (base: number) => `${base + (wraps ? 1 : 0)}-${pad(until[0])}-${pad(until[1])}`;
  // A range across New Year may have begun last year.
  const base = wraps && end(year - 1) >= today ? year - 1 : end(year) >= today ? year : year + 1;
  return { from: `${base}-${pad(from[0])}-${pad(from[1])}`, until: end(base) };
}

function rangeIn(words: string, today: string): { from: string; until: string; rest: string } | undefined {
  const iso = ISO.exec(words);
  if (iso !== null) {
    const [whole, y1, m1, d1, y2, m2, d2] = iso as unknown as string[];
    return {
      from: `${y1}-${pad(Number(m1))}-${pad(Number(d1))}`,
      until: `${y2}-${pad(Number(m2))}-${pad(Number(d2))}`,
      rest: words.replace(whole ?? '', ' '),
    };
  }
  const month = (name: string | undefined) => MONTHS.indexOf((name ?? '').toLowerCase()) + 1;
  const dayFirst = DAY_FIRST.exec(words);
  if (dayFirst !== null) {
    const [whole, d1, m1, d2, m2] = dayFirst;
    return {
      ...inYear([month(m1 ?? m2), Number(d1)], [month(m2), Number(d2)], today),
      rest: words.replace(whole, ' '),
    };
  }
  const monthFirst = MONTH_FIRST.exec(words);
  if (monthFirst !== null) {
    const [whole, m1, d1, m2, d2] = monthFirst;
    return {
      ...inYear([month(m1), Number(d1)], [month(m2 ?? m1), Number(d2)], today),
      rest: words.replace(whole, ' '),
    };
  }
  const chinese = CHINESE.exec(words);
  if (chinese === null) return undefined;
  const [whole, m1, d1, m2, d2] = chinese;
  return {
    ...inYear([Number(m1), Number(d1)], [Number(m2 ?? m1), Number(d2)], today),
    rest: words.replace(whole, ' '),
  };
}

/** Splits the words beside the dates into the cover and a leftover that names no person. */
function coverIn(words: string): { cover?: string; leftover?: string } {
  const said = words.replace(/^[\s,，;；、]+|[\s,，;；、.。]+$/gu, '');
  if (said === '') return {};
  const name = said.replace(COVER, '').replace(COVERS, '');
  if (name === '' || (name === said && !MENTION.test(said))) return { leftover: said };
  const [, marked, rest = ''] = MARKED.exec(name) ?? [];
  // "@Tom Berg" is a typed name, so the sign is removed; "@Tom" may be an account's name and keeps it.
  const cover = (marked ?? name).replace(/^["“]|["”]$/g, '').replace(/^[@＠](?=\S+\s)/u, '');
  return { cover, ...(rest.trim() === '' ? {} : { leftover: rest.trim() }) };
}

/**
 * Reads `1–14 Aug cover:@Tom`, `Aug 1 - 14`, `28 Dec – 3 Jan, Tom covers`, `2026-08-01..2026-08-14`, `8月1日–14日
 * 代理:@Tom`. Returns the unread words, too. Undefined without a date range: the general grammar then reads `from:` and
 * `until:`.
 */
export function readAway(words: string, { now, zone }: { now: Date; zone: string }): PartlyRead | undefined {
  const range = rangeIn(words.normalize('NFKC'), wallOf(now, zone).slice(0, 10));
  if (range === undefined) return undefined;
  const { cover, leftover } = coverIn(range.rest);
  return [{ from: range.from, until: range.until, ...(cover === undefined ? {} : { cover }) }, leftover];
}
