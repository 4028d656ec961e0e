/** The ends of a person record: a merge into another one, and a person who leaves. */

import { type Scope, systemScope } from '../../core/access.ts';
import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Person } from './model.ts';
import type { PersonRecords } from './records.ts';
import { personRecordTexts } from './texts.ts';

/** May object before a person leaves. @throws RapportError `refused`. */
export type LeavingListener = (scope: Scope<'system'>, leaving: Person) => Promise<void>;

/** Creates the part of the people store that merges records and lets people leave; see the methods. */
export function createEndings({ rows, clock }: { rows: PersonRecords; clock: Clock }) {
  const { records, keys, codes, must, change, changeAs, bury } = rows;
  const leavingListeners: LeavingListener[] = [];

  return {
    /**
     * Merges two records of one human: `from`'s identities become `into`'s, and `from` ends. @throws RapportError
     * `invalid` for people of two sides, or for a merge with oneself.
     */
    async merge(scope: Scope, from: string, into: string): Promise<Person> {
      const [source, target] = [await must(scope, from), await must(scope, into)];
      const sameSide =
        source.side === 'unknown' || (source.side === target.side && source.clientId === target.clientId);
      if (
        from === into ||
        !sameSide ||
        target.leftAt !== undefined ||
        target.side === 'unknown' ||
        source.role === 'admin'
      ) {
        throw new RapportError('invalid', `cannot merge ${from} into ${into}`, {
          forPeople: personRecordTexts.all('cannotLink'),
        });
      }
      await keys(scope).updateMany({ personId: from }, { $set: { personId: into } });
      await bury(scope, from, into);
      return target;
    },
    /**
     * A person leaves: the identities and the absence end; reactions to `left` hand over their work. Idempotent.
     * @throws RapportError `refused` when a listener objects, as for the last admin.
     */
    async leave(scope: Scope, id: string): Promise<Person> {
      const before = await must(scope, id);
      for (const listener of leavingListeners) await listener(systemScope(scope.workspaceId), before);
      await keys(scope).updateMany({ personId: id }, { $set: { state: 'stopped' } });
      await codes(scope).deleteMany({ personId: id });
      for (const covered of await records(scope).find({ 'away.coverId': id })) {
        if (covered.away !== undefined)
          await change(scope, covered._id, { away: { from: covered.away.from, until: covered.away.until } });
      }
      if (before.leftAt !== undefined) return before;
      return changeAs('left', { scope, id, changes: { leftAt: clock.now(), away: undefined } });
    },
    /** Registers an objection: called before a person leaves, and may throw `refused`. */
    onLeaving(listener: LeavingListener): void {
      leavingListeners.push(listener);
    },
  };
}
