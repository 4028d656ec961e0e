/** The part of the history's contract about what a trail tells: parts of objects, and one subject's events in order. */
import { expect, test } from 'vitest';
import { historyRows } from '../../src/core/history/history.ts';
import { newId } from '../../src/ground/ids.ts';
import type { Database } from '../../src/store/collection.ts';
import { type boats, type HistoryUnderTest, NOON, scope } from './historyUnderTest.ts';

export function describeTrails(tested: HistoryUnderTest): void {
  const { process, stored, noting } = tested;

  test('a told part of an object is recorded by its path with its value, other parts by the object’s name alone', async () => {
    const { store, history } = process();
    const row = { _id: newId(), workspaceId: 'w1', name: 'Ada', hull: { length: 5, note: 'Secret leak' } };
    const changes = [
      { $set: { 'hull.length': 6 } },
      { $set: { 'hull.note': 'Secret hole' } },
      { $set: { 'hull.length': 7, 'hull.note': 'Secret hole, mended' } },
      { $set: { hull: { length: 8, note: 'Secret keel' } } },
      { $inc: { 'hull.length': 1 } },
      { $unset: { 'hull.length': '' } },
      { $unset: { hull: '' } },
    ];
    let boat = await store.insert(scope, row, 'built');
    const withHull = { _id: row._id, 'hull.note': { $exists: true } };
    for (const update of changes) boat = (await store.change(scope, withHull, update, 'moved')) ?? boat;
    expect(boat.revision).toBe(8);
    await history.recover();

    const trail = await store.trailOf(scope, boat);
    expect(trail.map(({ fields, after }) => [fields, after === undefined ? undefined : JSON.parse(after)])).toEqual([
      [['name', 'hull', 'hull.length'], { 'hull.length': 5 }],
      [['hull.length'], { 'hull.length': 6 }],
      [['hull'], undefined],
      [['hull.length', 'hull'], { 'hull.length': 7 }],
      [['hull', 'hull.length'], { 'hull.length': 8 }],
      [['hull.length'], { 'hull.length': null }],
      [['hull.length'], { 'hull.length': null }],
      [['hull', 'hull.length'], { 'hull.length': null }],
    ]);
    expect(JSON.stringify(trail)).not.toContain('Secret');
  });

  test('a new subject without the told part does not tell it', async () => {
    const { store } = process();
    const row = { _id: newId(), workspaceId: 'w1', name: 'Ada', hull: { note: 'Secret leak' } };
    const [built] = await store.trailOf(scope, await store.insert(scope, row, 'built'));
    expect(built?.fields).toEqual(['name', 'hull']);
    expect(built).not.toHaveProperty('after');
  });

  test('the trail of a subject has every event once and in order, copied or pending, in one read', async () => {
    const id = newId();
    // An event with a reaction is copied at once, while the ones around it still wait for the minute.
    const { store, build, history } = process([noting('moor').reaction]);
    await build(id);
    await build(newId());
    await history.recover();
    await store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed');
    await store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
    await store.change(scope, { _id: id }, { $set: { name: 'Cleo' } }, 'renamed');
    await history.settled();

    const reads: string[] = [];
    const counting = Object.create(tested.db) as Database;
    counting.within = ((definition: typeof boats, of: typeof scope) => {
      reads.push(definition.name);
      return tested.db.within(definition, of);
    }) as Database['within'];
    const boat = await stored(id);
    if (boat === undefined) throw new Error('the boat is stored');
    const reader = process([], { db: counting }).store;
    const expected = [
      [1, 'built'],
      [2, 'renamed'],
      [3, 'moved'],
      [4, 'renamed'],
    ];
    const told = async () => (await reader.trailOf(scope, boat)).map(({ revision, kind }) => [revision, kind]);
    expect(await told()).toEqual(expected);
    expect(reads).toEqual([historyRows.name]);

    // The same document, read before the relay copied its events.
    await history.recover();
    expect(await told()).toEqual(expected);
  });

  test('a timeline gives the events of many subjects page by page, newest first, within its workspace', async () => {
    const { store, clock, history } = process();
    const built: string[] = [];
    // Three boats share each instant, so that a page ends between events of one instant.
    for (let count = 0; count < 9; count++) {
      const row = { _id: newId(), workspaceId: 'w1', name: 'Ada', harbour: 'Greifswald' };
      built.unshift((await store.insert(scope, row, 'built'))._id);
      if (count % 3 === 2) clock.advance(1_000);
    }
    await history.recover();
    const page = async (skip: number, until?: Date) =>
      (await store.timelineOf(scope, 'Greifswald', { skip, limit: 4, until })).map(({ subject }) => subject.slice(5));
    const all = [...(await page(0)), ...(await page(4)), ...(await page(8))];
    expect(all).toHaveLength(9);
    expect([0, 3, 6].map((at) => new Set(all.slice(at, at + 3)))).toEqual(
      [0, 3, 6].map((at) => new Set(built.slice(at, at + 3))),
    );
    expect(await page(0, new Date(Date.parse(NOON) + 1_000))).toEqual(all.slice(3, 7));
    expect(await store.timelineOf({ ...scope, workspaceId: 'w2' }, 'Greifswald', { skip: 0, limit: 4 })).toEqual([]);
  });

  test('a trail stays inside its workspace', async () => {
    const { store, build, history } = process();
    const boat = await build(newId());
    await history.recover();
    const { pending: _, ...relayed } = boat;
    expect(await store.trailOf(scope, relayed)).toHaveLength(1);
    expect(await store.trailOf({ ...scope, workspaceId: 'w2' }, relayed)).toEqual([]);
  });
}
