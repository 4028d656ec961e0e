import { field } from '../../core/fields.ts';
import { goalTexts } from './texts.ts';

/** Up to this size differences of two figures are exact enough for a progress bar. */
const MOST = 1e12;

const ALIASES = { from: ['起点'], target: ['目标值'], now: ['目前', '当前'] } as const;

/** A figure of a goal, in the unit of its measure. */
export const figureField = <B extends boolean>(name: keyof typeof ALIASES, { optional }: { readonly optional: B }) =>
  field.number({ label: goalTexts.all(name), aliases: ALIASES[name], min: -MOST, max: MOST, optional });
