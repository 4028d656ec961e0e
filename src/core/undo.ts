import { z } from 'zod';
import type { Clock } from '../ground/clock.ts';
import { isError, RapportError } from '../ground/errors.ts';
import type { LocalizedText } from '../ground/i18n.ts';
import { idFrom } from '../ground/ids.ts';
import type { Database } from '../store/collection.ts';
import type { Permission } from './access.ts';
import {
  type AboutThing,
  type Command,
  type CommandContext,
  defineCommand,
  type LookContext,
  type Reply,
  type Subject,
  type Thing,
} from './command.ts';
import { field } from './fields.ts';
import { keptCollection, saysName } from './kept.ts';
import { type ActionPayload, press } from './message.ts';
import { coreTexts } from './texts.ts';

/** The state before an act, until the undo expires. `before` has the slice's own format, as JSON. */
const undoRow = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** The subject as on the audit trail: `reminder:ID`. */
  subject: z.string(),
  before: z.string(),
  /** The request that undid it. The same request may continue after a crash. */
  undoneBy: z.string().optional(),
  at: z.date(),
});

/** How long an act can be undone, in milliseconds. */
const UNDO_MS = 24 * 3_600_000;

export const undoRows = keptCollection({
  name: 'undos',
  model: undoRow,
  tenancy: 'workspace',
  indexes: [{ keys: { at: 1 } }],
  retention: { by: 'at', days: UNDO_MS / 86_400_000 },
  person: {
    title: { en: 'States before an act, for Undo', 'zh-CN': '操作前的状态（供撤销）' },
    // The words of a day: any of them may say a name, and Undo would bring it back.
    find: () => ({}),
    isAbout: ({ before }, subject) => saysName(before, subject),
    export: () => undefined,
    erase: 'delete',
  },
});

type Workspace = { readonly workspaceId: string };
/** The state of a subject before an act, in the slice's own format. */
interface ActBefore {
  readonly requestId: string;
  readonly subject: string;
  readonly before: string;
}

/** Acts that can be undone, once and for a day. The slice's command checks the permission again. */
export interface Undos {
  /**
   * Stores the state before an act and returns the id for its Undo button. Idempotent: a repeat of the request leaves
   * the stored state. `isActed` is asked then: if the act was not made after all, this state replaces the stored one.
   */
  keep(scope: Workspace, act: ActBefore, isActed?: () => Promise<boolean>): Promise<string>;
  /**
   * The stored state. `isAgain`: this request has undone it already. @throws RapportError `missing` if it has expired,
   * `conflict` if another request has undone it.
   */
  look(
    scope: Workspace,
    id: string,
    requestId: string,
  ): Promise<{ readonly subject: string; readonly before: string; readonly isAgain: boolean }>;
  /** Takes the only turn to undo it. @throws RapportError `conflict` if another request has taken it. */
  take(scope: Workspace, id: string, requestId: string): Promise<void>;
}

export function createUndos({ db, clock }: { db: Database; clock: Clock }): Undos {
  const tooLate = () => new RapportError('missing', 'too late to undo', { forPeople: coreTexts.all('undoOver') });
  const undoneAlready = () =>
    new RapportError('conflict', 'undone already', { forPeople: coreTexts.all('undoneAlready') });
  return {
    async keep(scope, { requestId, subject, before }, isActed = async () => true) {
      const _id = idFrom(requestId, 'undo');
      const [rows, at] = [db.within(undoRows, scope), clock.now()];
      try {
        await rows.insert({ _id, workspaceId: scope.workspaceId, subject, before, at });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        if (!(await isActed())) await rows.findOneAndUpdate({ _id }, { $set: { before, at } });
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
        .findOneAndUpdate(
          { _id: id, $or: [{ undoneBy: { $exists: false } }, { undoneBy: requestId }] },
          { $set: { undoneBy: requestId } },
        );
      if (taken === undefined) throw undoneAlready();
    },
  };
}

/** An undone act. */
export interface UndoneAct {
  readonly subject: string;
  readonly before: string;
  /** This request has taken its turn already, and continues after a crash. */
  readonly isAgain: boolean;
  /** Takes the only turn. Call it after checking that the thing is as the act left it. */
  take(): Promise<void>;
}

/**
 * The command of a thing's Undo buttons. Its subject is the act's thing: `of` finds it by its name on the audit trail.
 * `restore` restores the exact state and records it on the trail.
 */
export function defineUndo<P extends Permission, R>({
  undos,
  needs,
  of,
  restore,
  ...spec
}: {
  readonly thing: Thing;
  readonly summary: LocalizedText;
  readonly permission: P;
  readonly needs?: AboutThing['needs'];
  readonly undos: Undos;
  /** `before`: as it was stored; what the undo needs may depend on it. */
  readonly of: (subject: string, context: LookContext, before: string) => Promise<Subject<R>>;
  readonly restore: (act: UndoneAct, context: CommandContext<P> & { readonly subject: R }) => Promise<Reply>;
}): Command {
  return defineCommand({
    ...spec,
    verb: 'undo',
    hidden: true,
    about: {
      ...(needs === undefined ? {} : { needs }),
      async of({ undo }: { readonly undo?: string }, context: LookContext) {
        if (undo === undefined) return undefined;
        const act = await undos.look(context.actor, undo, context.requestId);
        const found = await of(act.subject, context, act.before);
        return { ...found, record: { act, thing: found.record } };
      },
    },
    input: { undo: field.text({ label: spec.summary, hidden: true }) },
    async run({ undo }, context) {
      const { scope, requestId, subject } = context;
      const take = () => undos.take(scope, undo, requestId);
      return restore({ ...subject.act, take }, { ...context, subject: subject.thing });
    },
  });
}

/** Stores the state before an act, and returns the payload of its Undo button. `isActed`: see `Undos.keep`. */
export async function undoPress(
  undos: Undos,
  thing: Thing,
  scope: Workspace,
  act: ActBefore,
  isActed?: () => Promise<boolean>,
): Promise<ActionPayload> {
  return press(`${thing.name} undo`, { undo: await undos.keep(scope, act, isActed) });
}

/** The thing was changed since the act. */
export const changedSince = () =>
  new RapportError('conflict', 'changed since', { forPeople: coreTexts.all('undoChanged') });
