import { systemScope } from '../../core/access.ts';
import type { ReadListNote, Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { promiseOf } from './model.ts';
import { promiseTexts } from './texts.ts';

/**
 * How many of the closed promises were kept, and how many of those after a new date. A person decides that a promise is
 * broken: one that is merely late counts as neither. Nothing while none is closed.
 */
export function keptRate({ entries }: RegisterPorts, { kind, spec }: Register): ReadListNote {
  return async ({ workspaceId, locale }, projectIds) => {
    const closed = await entries.list(systemScope(workspaceId), { projectIds, kind: kind.name, isOpen: false });
    const kept = closed.filter(({ state }) => state === spec.done);
    const moved = kept.filter((entry) => promiseOf(entry).agreements !== undefined).length;
    const texts = promiseTexts(locale);
    const counts = { kept: kept.length, all: closed.length };
    if (counts.all === 0) return [];
    return [moved === 0 ? texts.rate(counts) : texts.rateMoved({ ...counts, moved })];
  };
}
