/** One measured figure, with the compared one of the same run. */
export interface Row {
  readonly name: string;
  /** Undefined if it was not measured. */
  readonly value: number | undefined;
  readonly unit: string;
  /**
   * The comparison, measured in the same run, or the reason why it was not measured; undefined for a figure without a
   * comparison.
   */
  readonly peer?: string;
  readonly peerValue?: number;
  /** value / peerValue. */
  readonly ratio?: number;
  /** The target of the figure or the ratio, in words: `ratio >= 5`. */
  readonly goal?: string;
}

/** A figure beside a peer's. */
export function compared(
  row: Required<Pick<Row, 'name' | 'unit' | 'peer' | 'peerValue'>> & Pick<Row, 'goal'> & { readonly value: number },
): Row {
  return { ...row, ratio: row.value / row.peerValue };
}

/** A figure that cannot be measured here. */
export const skipped = (name: string, unit: string, reason: string): Row => ({
  name,
  value: undefined,
  unit,
  peer: `skipped: ${reason}`,
});

/** The p-th percentile (0 to 100) of measured values, nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
