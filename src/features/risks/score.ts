import { detailsOf, type Entry } from '../../records/entries/model.ts';

/** Probability times impact, both 1 to 5: red from 15, amber from 6. The bands are those of a usual 5 by 5 matrix. */
export const RED = 15;
/** `days`: until the next review. */
const BANDS = [
  { from: RED, sign: '🔴', days: 7 },
  { from: 6, sign: '🟠', days: 14 },
  { from: 0, sign: '🟢', days: 28 },
] as const;

/** A risk's score, 1 to 25; undefined until both parts are set. */
export function scoreOf(entry: Entry): number | undefined {
  const { probability, impact } = detailsOf(entry);
  return typeof probability === 'number' && typeof impact === 'number' ? probability * impact : undefined;
}

/** The band of a score. */
export const bandOf = (score: number) => BANDS.find(({ from }) => score >= from) ?? BANDS[2];
