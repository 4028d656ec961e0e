import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { systemScope } from '../../src/core/access.ts';
import { createHistory, type History, historyRows } from '../../src/core/history/history.ts';
import { type Reaction, reactTo } from '../../src/core/history/reaction.ts';
import { defineSubject, type HistoryRow, pendingIndex, subjectFields } from '../../src/core/history/subject.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { type Database, defineCollection } from '../../src/store/collection.ts';

export const boats = defineCollection({
  name: 'historyBoats',
  model: z.strictObject({
    _id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    harbour: z.string().optional(),
    paintedAt: z.date().optional(),
    hull: z.strictObject({ length: z.number().optional(), note: z.string().optional() }).optional(),
    ...subjectFields,
  }),
  tenancy: 'workspace',
  indexes: [pendingIndex],
});
/**
 * A boat's history tells its harbour and the length of its hull but not its name; `paintedAt` is a mark. Each harbour has
 * a timeline.
 */
export const boat = defineSubject({
  kind: 'boat',
  collection: boats,
  events: ['built', 'moved', 'renamed'],
  told: ['harbour', 'hull.length'],
  marks: ['paintedAt'],
  timelineOf: ({ harbour }) => harbour,
});
type Boat = z.infer<typeof boats.model>;

export const scope = systemScope('w1');
export const NOON = '2026-11-23T12:00:00Z';

export type HistoryUnderTest = ReturnType<typeof openHistory>;

/** Boats and their histories in a new database, for all tests of one `describe`. */
export function openHistory(open: () => Promise<Database>) {
  let db: Database;
  beforeAll(async () => {
    db = await open();
    await db.prepare([boats, historyRows]);
  });
  afterAll(() => db.close());

  /** One process: its histories and the effects of its reactions. */
  function process(
    reactions: readonly Reaction[] = [],
    more: { db?: Database; log?: Logger; clock?: MovableClock } = {},
  ) {
    const { clock = stoppedClock(NOON) } = more;
    const history: History = createHistory({ db, log: silentLogger, ...more, clock, house: { reactions } });
    const store = history.store(boat);
    const build = (id: string) =>
      store.insert(scope, { _id: id, workspaceId: 'w1', name: 'Ada', harbour: 'Kiel' }, 'built');
    return { clock, history, store, build };
  }
  /** A boat whose process died before any reaction to its event. */
  const orphan = (id: string, afterMs = 0) =>
    db.within(boats, scope).insert({
      ...{ _id: id, workspaceId: 'w1', name: 'Ada', harbour: 'Kiel', revision: 1 },
      pending: [{ id: newId(), kind: 'built', at: new Date(NOON), by: 'rapport', from: 'rapport', fields: [] }],
      pendingSince: new Date(Date.parse(NOON) + afterMs),
    });
  const stored = async (id: string): Promise<Boat | undefined> => db.within(boats, scope).get(id);
  const told = (id: string): Promise<HistoryRow[]> =>
    db.within(historyRows, scope).find({ subject: `boat:${id}` }, { sort: { revision: 1 } });
  /** A reaction that records the events it ran for. */
  function noting(name: string, run: (seen: number) => void = () => undefined) {
    const seen: string[] = [];
    const reaction = reactTo(boat, {
      name,
      events: ['built', 'moved'],
      run: async ({ harbour }, { kind, revision }) => {
        seen.push(`${kind} ${revision} ${harbour}`);
        run(seen.length);
      },
    });
    return { reaction, seen };
  }

  return {
    get db() {
      return db;
    },
    process,
    orphan,
    stored,
    told,
    noting,
  };
}
