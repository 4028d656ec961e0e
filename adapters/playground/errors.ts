import type { Response } from 'express';
import { z } from 'zod';
import { type ErrorCode, RapportError } from '../../src/ground/errors.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { Problem } from './page/wire.ts';
import { playgroundTexts } from './texts.ts';

const statuses: Record<ErrorCode, number> = {
  refused: 403,
  invalid: 422,
  missing: 404,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

/** An error for the page: a status and a text in the person's language. Only faults of ours are logged. */
export function problemOf(error: unknown, locale: Locale): { status: number; body: Problem; ours: boolean } {
  const texts = playgroundTexts(locale);
  if (error instanceof RapportError) {
    const status = statuses[error.code];
    const problem =
      error.forPeople?.[locale] ??
      (status === 503 ? texts.unavailable() : status < 500 ? texts.notUnderstood() : texts.fault());
    return {
      status,
      body: { problem, ...(error.field === undefined ? {} : { field: error.field }) },
      ours: status >= 500,
    };
  }
  if (error instanceof z.ZodError) return { status: 422, body: { problem: texts.notUnderstood() }, ours: false };
  // Errors of Express's body reader: too large, truncated, or not JSON.
  const status =
    typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
      ? error.status
      : 500;
  if (status === 413) return { status, body: { problem: texts.tooLong() }, ours: false };
  if (status < 500) return { status, body: { problem: texts.notUnderstood() }, ours: false };
  return { status: 500, body: { problem: texts.fault() }, ours: true };
}

/** Answers a request that failed. */
export function sendProblem(response: Response, error: unknown, locale: Locale): { ours: boolean } {
  const { status, body, ours } = problemOf(error, locale);
  response.status(status).json(body);
  return { ours };
}
