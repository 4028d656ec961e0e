import { detailsOf, type Entry, publishedDetailsOf } from '../../records/entries/model.ts';
import type { Register } from '../../records/registers/define.ts';

/** The people on these entries: owners, authors and those in own fields. */
export function peopleOn(entries: readonly Entry[], registerOf: ReadonlyMap<string, Register>): readonly string[] {
  const ids = entries.flatMap((entry) => {
    const fields = registerOf.get(entry.kind)?.spec.fields ?? {};
    const own = [detailsOf(entry), publishedDetailsOf(entry)].flatMap(Object.entries);
    const named = own.flatMap(([name, value]) => (fields[name]?.kind === 'person' ? [String(value)] : []));
    return [entry.ownerId, entry.createdBy, entry.published?.ownerId, ...named];
  });
  return [...new Set(ids.filter((id) => id !== undefined))];
}
