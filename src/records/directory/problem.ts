/** The problem of a typed name, and the separators that show several names in one value. */

import type { FieldProblem } from '../../core/form.ts';

export const problem = (
  code: FieldProblem['code'],
  parameters: FieldProblem['parameters'] = {},
): { ok: false; problem: FieldProblem } => ({
  ok: false,
  problem: { code, parameters },
});
/** The separators in a value with several names. */
export const SEVERAL = /[,，、]/u;
