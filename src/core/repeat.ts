import { createHash } from 'node:crypto';
import { DOUBT, FORM_MARK, OPEN_FORM, REPEAT_OF } from './message.ts';
import type { FormValues } from './platform.ts';
import { type Doubt, doubtMark, doubtOfMark } from './schedule/doubt.ts';

/** Sixteen hex digits of a digest: the same for the same values. Our own marks do not count. */
export function digestOf(input: FormValues): string {
  const marks: readonly string[] = [OPEN_FORM, REPEAT_OF, FORM_MARK, DOUBT];
  const sorted = Object.entries(input)
    .filter(([name]) => !marks.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

/**
 * Marks values as a repeat of a request that failed half-way, for the button or the form of the second try. The mark
 * is valid for these values only: changed values are a new request.
 */
export function asRepeat(values: FormValues, requestId: string): FormValues {
  return { ...values, [REPEAT_OF]: `${digestOf(values)} ${requestId}` };
}

/** Raw input without its marks, and their values. */
interface Unmarked {
  readonly values: FormValues;
  /** The request of the input: the first one, if the input repeats it unchanged and in the same installation. */
  readonly requestId: string;
  readonly wantsForm: boolean;
  readonly doubt: Doubt | undefined;
}

/** Raw input with the doubt about its time, for the button or the form of another try. */
export const withDoubt = (values: FormValues, doubt: Doubt | undefined): FormValues =>
  doubt === undefined ? values : { ...values, [DOUBT]: doubtMark(doubt) };

/** Reads and removes our own marks from raw input. */
export function unmarked(input: FormValues, requestId: string): Unmarked {
  const { [OPEN_FORM]: wantsForm, [REPEAT_OF]: mark, [DOUBT]: doubt, [FORM_MARK]: _form, ...values } = input;
  const [digest, ...rest] = typeof mark === 'string' ? mark.split(' ') : [];
  const first = rest.join(' ');
  const installation = requestId.split('/').slice(0, 2).join('/');
  const isRepeat = first.startsWith(`${installation}/`) && digest === digestOf(values);
  return {
    values,
    requestId: isRepeat ? first : requestId,
    wantsForm: wantsForm !== undefined,
    doubt: doubtOfMark(doubt),
  };
}
