import type { Scope } from '../../core/access.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import { RapportError } from '../../ground/errors.ts';
import type { EntryEvent } from './collection.ts';
import type { Entry } from './model.ts';
import { entryTexts } from './texts.ts';

/** How a repeated request finds the change that it has made before: by its event in the entry's history. */
export function createRepeats({
  must,
  trailOf,
}: {
  must: (scope: Scope, id: string) => Promise<Entry>;
  trailOf: (scope: Scope, entry: Entry) => Promise<readonly HistoryRow[]>;
}) {
  /** Whether this request has made a change of one of these kinds already. One read. */
  async function hasMade(scope: Scope, entry: Entry, ...events: readonly EntryEvent[]): Promise<boolean> {
    const { requestId } = scope;
    if (requestId === undefined) return false;
    const trail = await trailOf(scope, entry);
    return trail.some(({ requestId: by, kind }) => by === requestId && events.some((event) => event === kind));
  }

  /** The entry, if this request has changed it already. @throws RapportError `conflict` otherwise, `missing`. */
  async function repeated(scope: Scope, id: string, event: EntryEvent): Promise<Entry> {
    const entry = await must(scope, id);
    if (await hasMade(scope, entry, event)) return entry;
    throw new RapportError('conflict', `entry ${id} was changed meanwhile`, {
      forPeople: entryTexts.all('changedMeanwhile'),
    });
  }

  return { hasMade, repeated };
}
