import { z } from 'zod';
import { detailsOf, type Entry } from '../../records/entries/model.ts';

/** A new date that was agreed with the client. `was`: the date before, if there was one. `why`: internal. */
const agreement = z.strictObject({
  was: z.strictObject({ due: z.string().optional() }),
  due: z.string(),
  why: z.string(),
  by: z.string(),
  at: z.date(),
});
export const agreements = z.array(agreement);

/** A promise's own values. */
export interface PromiseDetails {
  readonly to?: string;
  readonly agreements?: z.infer<typeof agreements>;
}
export const promiseOf = (entry: Entry): PromiseDetails => detailsOf(entry) as PromiseDetails;
