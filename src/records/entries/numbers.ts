import type { Audience } from '../../core/message.ts';
import type { EntryKind } from './kinds.ts';
import type { Entry } from './model.ts';

/** `ACME-RISK-1`, as a client reads it, or `ACME-INT-RISK-3`, for our side only. */
export const numberText = (key: string, kind: string, audience: Audience, value: number): string =>
  audience === 'client' ? `${key}-${kind}-${value}` : `${key}-INT-${kind}-${value}`;

/** The number of an entry for its readers: the client's once it is shared, so that both sides say the same. */
export function numberOf(
  { number, clientNumber, published }: Entry,
  { numberKind }: Pick<EntryKind, 'numberKind'>,
  key: string,
): string {
  return clientNumber === undefined || published === undefined
    ? numberText(key, numberKind, 'internal', number)
    : numberText(key, numberKind, 'client', clientNumber);
}

/** The parts of a typed number. `audience`: undefined if it does not say INT, so that it may be either. */
export interface TypedNumber {
  readonly key: string | undefined;
  readonly isInternal: boolean;
  readonly value: number;
  /** The first number of the range that it stands in: both belong to one sequence. */
  readonly first: number | undefined;
}

/**
 * Reads `RISK-3`, `ACME-RISK-3` or `ACME-INT-RISK-3` of this kind, and `RISK-3 (RISK-1…)` of a range; undefined for other
 * text.
 */
export function readNumber(typed: string, { numberKind }: Pick<EntryKind, 'numberKind'>): TypedNumber | undefined {
  const pattern = new RegExp(
    `^(?:([A-Z][A-Z0-9]{1,9})-)??(INT-)?${numberKind}-(\\d{1,9})(?: \\(${numberKind}-(\\d{1,9})\\.{3}\\))?$`,
    'u',
  );
  const found = pattern.exec(typed.normalize('NFKC').trim().toUpperCase());
  if (found === null) return undefined;
  return {
    key: found[1],
    isInternal: found[2] !== undefined,
    value: Number(found[3]),
    first: found[4] === undefined ? undefined : Number(found[4]),
  };
}
