/** Runs an import, step by step: each row is a change of its own, and a crash goes on from there. */

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type Scope, systemScope } from '../../core/access.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { isError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Entry, Wording } from '../../records/entries/model.ts';
import type { EntryChanges } from '../../records/entries/store.ts';
import { byKind } from '../../records/registers/define.ts';
import { type ImportRun, importRuns } from './imports.ts';
import { progressMessage, resultMessage } from './messages.ts';
import { type ChangeRow, type FreshRow, type ImportPlan, importPlan, isFresh } from './plan.ts';
import type { TransferPorts } from './ports.ts';
import { addedByRules } from './rows.ts';

/** The rows of one step: some seconds of work at most, far below a job's lease. */
const STEP = 250;
/** The plan of a finished import. */
const NO_ROWS = JSON.stringify({ rows: [] } satisfies ImportPlan);
/** The loop is left free after so many rows. */
const ROWS_IN_A_GO = 10;

/** A wording with other titles; the longer texts stay. */
const reworded = (before: Wording = {}, titles: Wording): Wording => ({
  ...before,
  ...Object.fromEntries(
    Object.entries(titles).map(([locale, words]) => [locale, { ...before[locale as Locale], ...words }]),
  ),
});

/** Creates the running of imports. */
export function createRunning(ports: TransferPorts) {
  const { entries, db, clock, schedules, tell, posts, projects } = ports;
  const registerOf = byKind(ports.registers);
  const rows = (scope: Pick<Scope, 'workspaceId'>) => db.within(importRuns, scope);

  const wordingOf = (words: Readonly<Record<string, string>>, by: string, from: number): Wording =>
    Object.fromEntries(
      Object.entries(words).map(([locale, title]) => [locale as Locale, { title, by, at: clock.now(), from }]),
    );

  async function add(scope: Scope, run: ImportRun, row: FreshRow): Promise<void> {
    const { kind, title, note, due, owner, parentId, state, details, wording } = row;
    const entry = await entries.add(scope, {
      _id: idFrom(run._id, `line:${row.line}`),
      projectId: run.projectId,
      kind: entries.kindOf(kind),
      ...{ title, note, due, owner, parentId, details },
    });
    const isWorded = Object.keys(wording).length > 0;
    if (state === undefined && !isWorded) return;
    // A repeat after a crash finds the entry as this row has left it.
    if (await entries.hasMade(scope, entry, 'stateChanged', 'edited')) return;
    const changes: EntryChanges = {
      ...(state === undefined ? {} : { state }),
      ...(isWorded ? { wording: wordingOf(wording, scope.by, entry.wordsRevision) } : {}),
    };
    await entries.change(scope, entry, { changes, event: state === undefined ? 'edited' : 'stateChanged' });
  }

  /** False if the entry was changed after the preview: then nothing is written. */
  async function change(scope: Scope, row: ChangeRow): Promise<boolean> {
    const { id, revision, event, fields, details, wording } = row;
    const entry: Entry | undefined = await entries.get(scope, id);
    if (entry === undefined) return false;
    if (await entries.hasMade(scope, entry, event)) return true;
    if (entry.revision !== revision || entry.deletedAt !== undefined) return false;
    const isReworded = 'title' in fields || 'note' in fields;
    const from = isReworded ? revision + 1 : entry.wordsRevision;
    const isWorded = Object.keys(wording).length > 0;
    const register = registerOf.get(entry.kind);
    const added = register === undefined ? {} : addedByRules(register, entry, row, { scope, clock });
    const changes = {
      ...fields,
      ...(isWorded ? { wording: reworded(entry.wording, wordingOf(wording, scope.by, from)) } : {}),
      details: { ...details, ...added },
    } as EntryChanges;
    try {
      await entries.change(scope, entry, { changes, event });
      return true;
    } catch (error) {
      if (isError(error, 'conflict')) return false;
      throw error;
    }
  }

  /** Runs the next rows, and returns the import after them. Several at once do each row once. */
  async function step(scope: Scope, run: ImportRun): Promise<ImportRun> {
    // Only the rows of this step are checked: the whole plan would hold the loop.
    const stored = (JSON.parse(run.plan) as { readonly rows: readonly unknown[] }).rows;
    const { rows: next } = importPlan.parse({ rows: stored.slice(run.cursor, run.cursor + STEP) });
    let { fresh, changed } = run;
    const lost = [...run.lost];
    for (const [index, row] of next.entries()) {
      if (index % ROWS_IN_A_GO === ROWS_IN_A_GO - 1) await setImmediate();
      const own: Scope = { ...scope, by: run.personId, requestId: `${run._id}:${row.line}` };
      if (isFresh(row)) {
        await add(own, run, row);
        fresh += 1;
      } else if (await change(own, row)) changed += 1;
      else lost.push(row.number);
    }
    const cursor = run.cursor + next.length;
    const done = await rows(scope).findOneAndUpdate(
      { _id: run._id, cursor: run.cursor },
      {
        $set: {
          ...{ cursor, fresh, changed, lost },
          ...(cursor >= run.total ? { plan: NO_ROWS } : {}),
        },
      },
    );
    return done ?? (await rows(scope).get(run._id)) ?? run;
  }

  const keyOf = ({ _id }: ImportRun): string => `import:${_id}`;

  /** Plans the step from the run's cursor. Idempotent. */
  async function planStep(run: ImportRun): Promise<void> {
    const { workspaceId, projectId } = run;
    const anchor = wallOf(clock.now(), 'UTC').slice(0, 16);
    try {
      await schedules.add({
        _id: idFrom(run._id, `step:${run.cursor}`),
        ...{ workspaceId, projectId, job, data: { id: run._id, cursor: run.cursor } },
        recurrence: { frequency: 'once', interval: 1, anchor, zone: 'UTC' },
        isDue: true,
      });
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
    }
  }

  const job: Job = defineJob({
    kind: 'transfers.import',
    data: z.strictObject({ id: z.string(), cursor: z.number().int() }),
    async run({ id, cursor }, { schedule }) {
      const scope = systemScope(schedule.workspaceId);
      const run = await rows(scope).get(id);
      // Done by another run of this step.
      if (run === undefined) return;
      const after = run.cursor === cursor ? await step(scope, run) : run;
      const all = after.total;
      const project = await projects.get(scope, after.projectId);
      const where = project?.name ?? '';
      const { workspaceId, projectId, personId } = after;
      const isDone = after.cursor >= all;
      if (!isDone) await planStep(after);
      // The first message stays the one that is edited.
      const whom = { workspaceId, personId, audience: 'internal' as const };
      await tell.person(whom, ({ locale }) => progressMessage({ done: 0, all, where }, locale), {
        key: keyOf(after),
        projectId,
      });
      const reader = await tell.find(whom);
      if (reader === undefined) return;
      const { locale } = reader;
      await posts.edit(
        keyOf(after),
        isDone
          ? resultMessage({ run: after, where }, locale)
          : progressMessage({ done: after.cursor, all, where }, locale),
      );
    },
  });

  return {
    job,
    /** Keeps a plan for its confirmation. */
    keep: (
      scope: Scope,
      { id, projectId, personId, plan }: { id: string; projectId: string; personId: string; plan: ImportPlan },
    ): Promise<ImportRun> =>
      rows(scope).insert({
        _id: id,
        workspaceId: scope.workspaceId,
        ...{ projectId, personId, plan: JSON.stringify(plan), total: plan.rows.length },
        ...{ cursor: 0, fresh: 0, changed: 0, lost: [], createdAt: clock.now() },
      }),
    get: (scope: Scope, id: string): Promise<ImportRun | undefined> => rows(scope).get(id),
    /** The first step, at once; the rest follows in the background. Returns the import after that step. */
    async start(scope: Scope, run: ImportRun): Promise<ImportRun> {
      const after = run.cursor === 0 ? await step(scope, run) : run;
      if (after.cursor < after.total) await planStep(after);
      return after;
    },
  };
}
export type Running = ReturnType<typeof createRunning>;
