import { z } from 'zod';
import { type Database, defineCollection } from '../store/collection.ts';
import type { Clock } from './clock.ts';
import { isError, RapportError } from './errors.ts';
import { idFrom } from './ids.ts';
import { coreTexts } from './texts.ts';

/** What an act changed, for as long as it can be undone. `before` is the slice's own, as JSON. */
const undoRow = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** As on the trail: `reminder:ID`. */
  subject: z.string(),
  before: z.string(),
  /** The request that undid it: the same request again, as after a crash, goes on. */
  undoneBy: z.string().optional(),
  at: z.date(),
});

export const undoRows = defineCollection({ name: 'undos', model: undoRow, tenancy: 'workspace', indexes: [{ keys: { at: 1 } }] });

/** How long an act can be undone. */
export const UNDO_MS = 24 * 3_600_000;

type Workspace = { readonly workspaceId: string };

/** Acts that can be undone, once and for a day. Who may is for the slice's command to ask anew. */
export interface Undos {
  /** Keeps what an act changed and returns the id for its Undo button. The same request again changes nothing. */
  keep(scope: Workspace, act: { readonly requestId: string; readonly subject: string; readonly before: string }): Promise<string>;
  /** What an act changed. `isAgain`: this request has taken its turn already. @throws RapportError `missing` when it is too late, `conflict` when it is undone. */
  look(scope: Workspace, id: string, requestId: string): Promise<{ readonly subject: string; readonly before: string; readonly isAgain: boolean }>;
  /** Takes the one turn to undo it. @throws RapportError `conflict` when another request has had it. */
  take(scope: Workspace, id: string, requestId: string): Promise<void>;
}

export function createUndos({ db, clock }: { db: Database; clock: Clock }): Undos {
  const tooLate = () => new RapportError('missing', 'too late to undo', { forPeople: coreTexts.all('undoOver') });
  const undoneAlready = () => new RapportError('conflict', 'undone already', { forPeople: coreTexts.all('undoneAlready') });
  return {
    async keep(scope, { requestId, subject, before }) {
      const _id = idFrom(requestId, 'undo');
      try {
        await db.within(undoRows, scope).insert({ _id, workspaceId: scope.workspaceId, subject, before, at: clock.now() });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
      }
      return _id;
    },
    async look(scope, id, requestId) {
      const row = await db.within(undoRows, scope).get(id);
      if (row === undefined || clock.now().getTime() - row.at.getTime() > UNDO_MS) throw tooLate();
      if (row.undoneBy !== undefined && row.undoneBy !== requestId) throw undoneAlready();
      return { subject: row.subject, before: row.before, isAgain: row.undoneBy === requestId };
    },
    async take(scope, id, requestId) {
      const taken = await db
        .within(undoRows, scope)
        .findOneAndUpdate({ _id: id, $or: [{ undoneBy: { $exists: false } }, { undoneBy: requestId }] }, { $set: { undoneBy: requestId } });
      if (taken === undefined) throw undoneAlready();
    },
  };
}
