import type { Locale } from '../../ground/i18n.ts';
import type { FieldProblem } from '../form.ts';
import type { WorkingDay } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';

/**
 * The speaker's context. Words are read in both languages whatever the locale; the locale only decides the order in
 * `4/12`.
 */
export interface WhenContext {
  readonly now: Date;
  /** The speaker's zone. All times are in it, unless the words name another (`New York time`). */
  readonly zone: string;
  readonly locale: Locale;
  /** For `first working day of the month`. Defaults to Monday to Friday. */
  readonly isWorkingDay?: WorkingDay;
  /** The words name the day of something that has happened: `Friday` is the last one, `20 Nov` the nearest one. */
  readonly isPast?: boolean | undefined;
}

/**
 * The meaning of a phrase. `ambiguous`: another reading is likely enough that the person should confirm the next slots.
 * `timed`: the words gave the time of day; it is not the default. `isDayUnsure`: the doubt is about the day.
 */
export type When =
  | {
      readonly ok: true;
      readonly recurrence: Recurrence;
      readonly ambiguous: boolean;
      readonly timed?: boolean;
      readonly isDayUnsure?: true;
    }
  | { readonly ok: false; readonly problem: FieldProblem };
