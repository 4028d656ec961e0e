import type { Locale } from '../../ground/i18n.ts';
import type { FieldProblem } from '../form.ts';
import type { WorkingDay } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';

/**
 * Who speaks, when and where. Words are read in both languages whatever the locale; it only settles how `4/12` is
 * written.
 */
export interface WhenContext {
  readonly now: Date;
  /** The speaker's zone: all words are in it, unless they name another (`New York time`). */
  readonly zone: string;
  readonly locale: Locale;
  /** For `first working day of the month`. Defaults to Monday to Friday. */
  readonly isWorkingDay?: WorkingDay;
}

/**
 * What a phrase means. `ambiguous`: another reading is likely enough that the person should see the next slots before
 * it counts. `timed`: the time of day was said, and is no default of ours.
 */
export type When =
  | { readonly ok: true; readonly recurrence: Recurrence; readonly ambiguous: boolean; readonly timed?: boolean }
  | { readonly ok: false; readonly problem: FieldProblem };
