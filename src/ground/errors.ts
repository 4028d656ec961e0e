import type { LocalizedText } from './i18n.ts';

/**
 * The error codes that callers distinguish.
 * `refused`: the person has no permission; `invalid`: the input does not fit; `missing`: the named thing does not
 * exist;
 * `conflict`: it is taken, or was changed meanwhile; `unavailable`: a part does not answer (retry); `internal`: a fault
 * of ours.
 */
export type ErrorCode = 'refused' | 'invalid' | 'missing' | 'conflict' | 'unavailable' | 'internal';

/** An error with a text for people, apart from the text for operators. */
export class RapportError extends Error {
  readonly code: ErrorCode;
  /** The event, the stored input and the next step: shown to the person, in their language. */
  readonly forPeople: LocalizedText | undefined;
  /** The form field with the error, if any. */
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
