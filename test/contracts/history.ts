import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemScope } from '../../src/core/access.ts';
import { createHistory, type History, historyRows } from '../../src/core/history/history.ts';
import { type Reaction, reactTo } from '../../src/core/history/reaction.ts';
import { defineSubject, type HistoryRow, pendingIndex, subjectFields } from '../../src/core/history/subject.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { newId } from '../../src/ground/ids.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { type Database, defineCollection } from '../../src/store/collection.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { inWaves } from '../fakes/waves.ts';
import { mortal } from '../fakes/work.ts';

const boats = defineCollection({
  name: 'historyBoats',
  model: z.strictObject({
    _id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    harbour: z.string().optional(),
    paintedAt: z.date().optional(),
    ...subjectFields,
  }),
  tenancy: 'workspace',
  indexes: [pendingIndex],
});
/** A boat's history tells its harbour but not its name; `painted` is a mark. */
const boat = defineSubject({
  kind: 'boat',
  collection: boats,
  events: ['built', 'moved', 'renamed'],
  told: ['harbour'],
  marks: ['paintedAt'],
});
type Boat = z.infer<typeof boats.model>;

const scope = systemScope('w1');
const NOON = '2026-11-23T12:00:00Z';

/** The contract of histories over one engine: `open` returns a new database. */
export function historyContract(engine: string, open: () => Promise<Database>): void {
  describe(`history on ${engine}`, () => {
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

    test('a change, its revision and its event are one write; the relay of the minute moves it to the history', async () => {
      const id = newId();
      const { store, build, history } = process();
      await build(id);
      const changed = await store.change(scope, { _id: id }, { $set: { name: 'Bea', harbour: 'Wismar' } }, 'moved');
      expect(changed).toMatchObject({ name: 'Bea', revision: 2 });
      await history.recover();

      expect(await told(id)).toMatchObject([
        { revision: 1, kind: 'built', by: 'rapport', after: '{"harbour":"Kiel"}' },
        { revision: 2, kind: 'moved', fields: ['name', 'harbour'], after: '{"harbour":"Wismar"}', at: new Date(NOON) },
      ]);
      expect(Object.keys((await stored(id)) ?? {}).sort()).toEqual([
        '_id',
        'harbour',
        'name',
        'revision',
        'workspaceId',
      ]);
    });

    test('person, place and request come from the scope; history holds no name', async () => {
      const id = newId();
      const { store, build, history } = process();
      await build(id);
      const asked = { ...scope, by: 'p1', from: 'playground/channel C1', requestId: 'r1' };
      await store.change(asked, { _id: id }, { $set: { name: 'Secret' }, $unset: { harbour: '' } }, 'renamed');
      await history.recover();

      const [, row] = await told(id);
      expect(row).toMatchObject({
        by: 'p1',
        from: 'playground/channel C1',
        requestId: 'r1',
        after: '{"harbour":null}',
      });
      expect(row?.fields).toEqual(['name', 'harbour']);
      expect(JSON.stringify(row)).not.toContain('Secret');
    });

    test('a row without a revision continues with revision 1', async () => {
      const id = newId();
      const { store, history } = process();
      await db.within(boats, scope).insert({ _id: id, workspaceId: 'w1', name: 'Old' });
      await store.change(scope, { _id: id }, { $set: { harbour: 'Kiel' } }, 'moved');
      await history.recover();
      expect(await told(id)).toMatchObject([{ revision: 1, kind: 'moved' }]);
    });

    test('a mark is no event, and no other field counts as one', async () => {
      const id = newId();
      const { store, build, history } = process();
      await build(id);
      await store.mark(scope, { _id: id }, { $set: { paintedAt: new Date(NOON) } });
      await history.settled();
      expect(await stored(id)).toMatchObject({ paintedAt: new Date(NOON), revision: 1 });
      await expect(store.mark(scope, { _id: id }, { $set: { name: 'Bea' } })).rejects.toThrow('no mark');
    });

    test('an insert that cannot be completed is reverted without an event', async () => {
      const id = newId();
      const { store, history } = process();
      const failing = store.insert(scope, { _id: id, workspaceId: 'w1', name: 'Half' }, 'built', () =>
        Promise.reject(new Error('no sail')),
      );
      await expect(failing).rejects.toThrow('no sail');
      await history.recover();
      expect([await stored(id), await told(id)]).toEqual([undefined, []]);
    });

    test('reactions run once per event, with the subject in its present state', async () => {
      const id = newId();
      const { reaction, seen } = noting('moor');
      const { store, build, history } = process([reaction]);
      await build(id);
      await store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
      await store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed');
      await history.settled();
      await history.recover();
      expect(seen).toEqual(['built 1 Kiel', 'moved 2 Wismar']);
    });

    test('the run of the minute reacts after the reactions that are running, with the subject as it is then', async () => {
      const id = newId();
      let go: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const order: string[] = [];
      const holding = reactTo(boat, {
        name: 'holding',
        events: ['built', 'moved'],
        run: async ({ harbour }, { kind }) => {
          order.push(`${kind} begins: ${harbour}`);
          if (kind === 'built') await held;
          order.push(`${kind} ends`);
        },
      });
      // The process that built it died before any reaction.
      await orphan(id);
      const { store, history } = process([holding]);
      const recovered = history.recover();
      await expect.poll(() => order).toEqual(['built begins: Kiel']);
      await store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
      go();
      await recovered;
      await history.settled();
      await history.recover();
      expect(order).toEqual(['built begins: Kiel', 'built ends', 'moved begins: Wismar', 'moved ends']);
      expect(await stored(id)).not.toHaveProperty('pending');
    });

    test('an event of a batch is reacted to with what its subject is by then', async () => {
      const [first, second] = [newId(), newId()];
      await orphan(first);
      await orphan(second, 1);
      const seen: string[] = [];
      const { store, history } = process([
        reactTo(boat, {
          name: 'sees',
          events: ['built'],
          run: async ({ _id, harbour }) => {
            seen.push(`${_id === first ? 'first' : 'second'} in ${harbour}`);
            // Both were read by now: the second one changes while the first one's reaction runs.
            if (_id === first) await store.change(scope, { _id: second }, { $set: { harbour: 'Wismar' } }, 'renamed');
          },
        }),
      ]);
      await history.recover();
      await history.recover();
      expect(seen).toEqual(['first in Kiel', 'second in Wismar']);
    });

    test('an erasure in one instance holds, whatever another one still relays', async () => {
      const id = newId();
      let go: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      const holding = reactTo(boat, { name: 'holding', events: ['built'], run: () => held });
      const busy = process([holding]);
      await busy.build(id);

      // The other instance copies the event, and its values are erased there.
      await process([noting('holding').reaction]).history.recover();
      expect(await told(id)).toMatchObject([{ after: '{"harbour":"Kiel"}' }]);
      await db.housekeeping(historyRows).updateMany({ subject: `boat:${id}` }, { $unset: { after: '' } });
      go();
      await busy.history.settled();
      await busy.history.recover();

      expect(await told(id)).toHaveLength(1);
      expect((await told(id))[0]).not.toHaveProperty('after');
    });

    test('an event that the history refuses delays no other', async () => {
      const [bad, good] = [newId(), newId()];
      const logged: string[] = [];
      const log = { ...silentLogger, error: (_about: object, text: string) => void logged.push(text) } as Logger;
      const refusing = Object.create(db) as Database;
      refusing.housekeeping = ((definition: typeof historyRows) => {
        const rows = db.housekeeping(definition);
        if ((definition as unknown) !== historyRows) return rows;
        const check = (row: HistoryRow) => {
          if (row.subject === `boat:${bad}`) throw new RapportError('invalid', 'a row that does not fit');
        };
        return {
          ...rows,
          async insert(row: HistoryRow) {
            check(row);
            return rows.insert(row);
          },
          async insertMany(many: readonly HistoryRow[]) {
            many.forEach(check);
            return rows.insertMany(many);
          },
        };
      }) as Database['housekeeping'];
      const { build, history } = process([], { db: refusing, log });
      await build(bad);
      await build(good);
      await history.recover();
      expect([(await told(bad)).length, (await told(good)).length]).toEqual([0, 1]);
      expect(logged).toContain('the history refused an event');
      expect(await stored(bad)).toHaveProperty('pending');
      await process().history.recover();
      expect(await told(bad)).toHaveLength(1);
    });

    test('an event is in the history once its reaction ran; other instances do not react again', async () => {
      const id = newId();
      const [here, there] = [noting('moor'), noting('moor')];
      const { build, history } = process([here.reaction]);
      await build(id);
      await history.settled();
      expect(await told(id)).toMatchObject([{ revision: 1, kind: 'built' }]);

      await process([there.reaction]).history.recover();
      expect([here.seen, there.seen]).toEqual([['built 1 Kiel'], []]);
      expect(await stored(id)).not.toHaveProperty('pending');
    });

    test('a reaction that throws is logged once, retried, and delays no other', async () => {
      const id = newId();
      const logged: string[] = [];
      const log = { ...silentLogger, error: (_about: object, text: string) => void logged.push(text) } as Logger;
      const broken = noting('broken', (seen) => {
        if (seen <= 3) throw new Error('not yet');
      });
      const sound = noting('sound');
      const { store, build, history } = process([broken.reaction, sound.reaction], { log });
      await build(id);
      await history.settled();
      await store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed');
      await history.recover();
      expect(sound.seen[0]).toBe('built 1 Kiel');
      expect((await told(id)).map(({ revision, owed }) => [revision, owed])).toEqual([
        [1, true],
        [2, undefined],
      ]);

      await history.recover();
      await history.recover();
      expect(await stored(id)).not.toHaveProperty('pending');
      expect((await told(id))[0]).not.toHaveProperty('owed');
      expect(broken.seen).toHaveLength(4);
      expect(logged).toEqual(['a reaction failed; it is retried each minute']);
      expect(await history.recover()).toBe(0);
    });

    test('a reaction that fails for a day is given up; its event stays in the history', async () => {
      const id = newId();
      const broken = noting('broken', () => {
        throw new Error('never');
      });
      const { clock, build, history } = process([broken.reaction]);
      await build(id);
      await history.settled();
      clock.advance(23 * 3_600_000);
      await history.recover();
      expect(await stored(id)).toHaveProperty('pending');
      clock.advance(3_600_000);
      await history.recover();
      expect(await stored(id)).not.toHaveProperty('pendingSince');
      const rows = await told(id);
      expect(rows).toHaveLength(1);
      expect(rows[0]).not.toHaveProperty('owed');
    });

    test.each([
      { after: false, fails: false },
      { after: true, fails: false },
      { after: false, fails: true },
      { after: true, fails: true },
    ])(
      'whatever step a process dies at (after its work: $after; its reaction fails first: $fails), another one brings the events to the end',
      async ({ after, fails }) => {
        await process().history.recover();
        const steps = new Set<string>();
        for (let at = 0; ; at++) {
          const id = newId();
          const done: string[] = [];
          const moor = (isBroken: boolean) =>
            noting('moor', (seen) => {
              if (isBroken && seen === 1) throw new Error('not yet');
              done.push(id);
            }).reaction;
          const doomed = mortal(db, fakePlatform(), { at, after });
          const first = process([moor(fails)], { db: doomed.db });
          await first.build(id).catch(() => undefined);
          await first.history.settled();
          await first.store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed').catch(() => undefined);
          await first.history.recover().catch(() => undefined);
          for (const step of doomed.steps) steps.add(step);
          if (!doomed.died()) break;
          await process([moor(false)]).history.recover();
          const boat = await stored(id);
          if (boat === undefined) continue;
          expect(done).not.toEqual([]);
          const rows = await told(id);
          expect(rows.map(({ kind, revision, owed }) => ({ kind, revision, owed }))).toEqual(
            ['built', 'renamed'].slice(0, boat.revision).map((kind, index) => ({ kind, revision: index + 1 })),
          );
          expect(boat).not.toHaveProperty('pending');
          expect(boat).not.toHaveProperty('pendingSince');
        }
        expect([...steps].sort()).toEqual(
          [
            'historyBoats.insert',
            'history.insertMany',
            'historyBoats.findOneAndUpdate',
            'historyBoats.find',
            'history.find',
            ...(fails ? ['historyBoats.get', 'history.findOneAndUpdate'] : []),
            'historyBoats.updateMany',
          ].sort(),
        );
      },
    );

    test('two concurrent relays write one history and leave nothing pending', async () => {
      const id = newId();
      const silent = process();
      await silent.build(id);
      await silent.store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
      const { reaction, seen } = noting('moor');
      await Promise.all([process([reaction]).history.recover(), process([reaction]).history.recover()]);
      expect((await told(id)).map(({ kind, revision }) => `${kind} ${revision}`)).toEqual(['built 1', 'moved 2']);
      expect(new Set(seen)).toEqual(new Set(['built 1 Wismar', 'moved 2 Wismar']));
      expect(await stored(id)).not.toHaveProperty('pending');
    });

    test('subjects whose reactions fail do not delay later ones, however many they are', async () => {
      const { reaction } = noting('broken', () => {
        throw new Error('never');
      });
      const { clock, build, history } = process([reaction]);
      await inWaves(201, () => build(newId()));
      await history.settled();
      clock.advance(1_000);
      const last = newId();
      await process([], { clock }).build(last);
      await history.recover();
      expect(await told(last)).toMatchObject([{ revision: 1, owed: true }]);
    });
  });
}
