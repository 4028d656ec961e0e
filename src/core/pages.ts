import type { FormView } from './form.ts';
import type { InboundEvent } from './platform.ts';

/** Forms in a browser, for people whom no dialog of their platform reaches. */
export interface FormPages {
  /**
   * A link at which whoever sent this event can fill in the form: theirs alone, for this one form, within a week.
   * Undefined where Rapport has no public address, or where the event happened nowhere.
   */
  link(event: InboundEvent, form: FormView): Promise<string | undefined>;
}
