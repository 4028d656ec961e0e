import { dateParts, dayFrom, dayOf, isoOf } from '../../core/schedule/wall.ts';

/** A quarter of the calendar year, `2026-Q4`: such names sort by time. */
export type Quarter = `${number}-Q${number}`;

const nameOf = (year: number, number: number): Quarter => `${year}-Q${number}`;

/** Year and number (1 to 4) of a quarter. */
export const quarterParts = (quarter: Quarter): { readonly year: number; readonly number: number } => ({
  year: Number(quarter.slice(0, -3)),
  number: Number(quarter.slice(-1)),
});

/** The quarter of a date or a wall. @throws RapportError `invalid` for no date. */
export function quarterOf(dateOrWall: string): Quarter {
  const { year, month } = dateParts(dayOf(dateOrWall));
  return nameOf(year, Math.ceil(month / 3));
}

/** The quarter before one. */
export function quarterBefore(quarter: Quarter): Quarter {
  const { year, number } = quarterParts(quarter);
  return number === 1 ? nameOf(year - 1, 4) : nameOf(year, number - 1);
}

/** The date on which the quarter is over, the first one of the next, `2027-01-01`. */
export function dayAfter(quarter: Quarter): string {
  const { year, number } = quarterParts(quarter);
  return isoOf(dayFrom(year, number * 3 + 1, 1));
}

const NUMERALS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4 };
const PATTERNS = [
  /^(?:(?<year>\d{4}) ?[-/]? ?)?q ?(?<number>[1-4])$/,
  /^q ?(?<number>[1-4]) ?[-/]? ?(?<year>\d{4})$/,
  /^(?:(?<year>\d{4})年? ?)?第?(?<number>[1-4一二三四])季度?$/,
];
const THIS = ['this', 'this quarter', '本季度', '这个季度', '这季度', '当季'];
const LAST = ['last', 'last quarter', 'previous', '上季度', '上个季度', '上一季度'];

/**
 * Reads `Q3`, `2026-Q3`, `Q3 2026`, `last`, `三季度`, `2026年第三季度`. Without a year it is the latest such quarter that has
 * begun on `today`, a local date. Undefined for anything else.
 */
export function readQuarter(words: string, today: string): Quarter | undefined {
  const present = quarterOf(today);
  const text = words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  if (THIS.includes(text)) return present;
  if (LAST.includes(text)) return quarterBefore(present);
  const found = PATTERNS.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const number = NUMERALS[found.number ?? ''] ?? Number(found.number);
  if (found.year !== undefined) return nameOf(Number(found.year), number);
  const { year } = quarterParts(present);
  const thisYears = nameOf(year, number);
  return thisYears > present ? nameOf(year - 1, number) : thisYears;
}
