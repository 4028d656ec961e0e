import { createHash } from 'node:crypto';
import { OPEN_FORM, REPEAT_OF } from './message.ts';
import type { FormValues } from './platform.ts';

function digestOf(values: FormValues): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

/**
 * Marks values as a repeat of a request that failed half-way, for the button or the form of the second try. The mark holds for these very values:
 * whoever changes them asks for something else.
 */
export function asRepeat(values: FormValues, requestId: string): FormValues {
  return { ...values, [REPEAT_OF]: `${digestOf(values)} ${requestId}` };
}

/** Raw input without our own marks, and the request that it belongs to: the first one when it repeats that unchanged and in the same installation. */
export function unmarked(input: FormValues, requestId: string): { values: FormValues; requestId: string; wantsForm: boolean } {
  const { [OPEN_FORM]: wantsForm, [REPEAT_OF]: mark, ...values } = input;
  const [digest, ...rest] = typeof mark === 'string' ? mark.split(' ') : [];
  const first = rest.join(' ');
  const installation = requestId.split('/').slice(0, 2).join('/');
  const isRepeat = first.startsWith(`${installation}/`) && digest === digestOf(values);
  return { values, requestId: isRepeat ? first : requestId, wantsForm: wantsForm !== undefined };
}
