import { describe, expect, test } from 'vitest';
import { historyRows } from '../../src/core/history/history.ts';
import { reactTo } from '../../src/core/history/reaction.ts';
import type { HistoryRow } from '../../src/core/history/subject.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { newId } from '../../src/ground/ids.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { describeReactions } from './historyReactions.ts';
import { describeTrails } from './historyTrails.ts';
import { boat, boats, NOON, openHistory, scope } from './historyUnderTest.ts';

/** The contract of histories over one engine: `open` returns a new database. */
export function historyContract(engine: string, open: () => Promise<Database>): void {
  describe(`history on ${engine}`, () => {
    const tested = openHistory(open);
    const { process, stored, told, noting } = tested;

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
      await tested.db.within(boats, scope).insert({ _id: id, workspaceId: 'w1', name: 'Old' });
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
      await tested.db.housekeeping(historyRows).updateMany({ subject: `boat:${id}` }, { $unset: { after: '' } });
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
      const refusing = Object.create(tested.db) as Database;
      refusing.housekeeping = ((definition: typeof historyRows) => {
        const rows = tested.db.housekeeping(definition);
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

    describeTrails(tested);
    describeReactions(tested);
  });
}
