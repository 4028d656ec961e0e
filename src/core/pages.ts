import type { FormView } from './form.ts';
import type { InboundEvent } from './platform.ts';

/** Forms in a browser, for people without dialogs on their platform. */
export interface FormPages {
  /**
   * A link for the event's sender to fill in the form: for this person and this form only, within a week. Undefined if
   * Rapport has no public address, or if the event has no place.
   */
  link(event: InboundEvent, form: FormView): Promise<string | undefined>;
}
