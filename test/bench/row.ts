/** One measured figure, beside what it is compared with in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run; undefined where a figure stands alone. */
  readonly peer?: string;
  readonly peerValue?: number;
  /** value / peerValue. */
  readonly ratio?: number;
  /** What the figure or the ratio should be, in words: `ratio >= 5`. */
  readonly goal?: string;
}

/** A benchmark: bounded in count and time, ending by itself. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

/** A figure beside a peer's. */
export function compared(row: Required<Pick<Row, 'name' | 'value' | 'unit' | 'peer' | 'peerValue'>> & Pick<Row, 'goal'>): Row {
  return { ...row, ratio: row.value / row.peerValue };
}

/** The p-th percentile (0 to 100) of measured values, nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
