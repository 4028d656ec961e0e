import type { LocalizedText } from './i18n.ts';

/**
 * What can go wrong, as few codes as callers tell apart.
 * `refused`: the person may not; `invalid`: what was given does not fit; `missing`: what was named is not there;
 * `conflict`: it is taken, or somebody changed it meanwhile; `unavailable`: a part that we need does not answer (try
 * again); `internal`: a fault of ours.
 */
export type ErrorCode = 'refused' | 'invalid' | 'missing' | 'conflict' | 'unavailable' | 'internal';

/** An error with a text for the person in front of it apart from the text for whoever operates Rapport. */
export class RapportError extends Error {
  readonly code: ErrorCode;
  /** What happened, what was kept and what to do: shown to the person, in their language. */
  readonly forPeople: LocalizedText | undefined;
  /** The field that the error is about, when a form can show it there. */
  readonly field: string | undefined;

  constructor(
    code: ErrorCode,
    forOperators: string,
    options: { forPeople?: LocalizedText; field?: string; cause?: unknown } = {},
  ) {
    super(forOperators, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RapportError';
    this.code = code;
    this.forPeople = options.forPeople;
    this.field = options.field;
  }
}

/** Tells whether an error is one of ours with this code. */
export function isError(error: unknown, code: ErrorCode): error is RapportError {
  return error instanceof RapportError && error.code === code;
}
