import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Collection, Database, Filter, Update } from '../../src/store/collection.ts';
import { type Job, jobNumber, jobs, type Note, noon, notes } from './storeModels.ts';

/**
 * The refusals of every engine: data that the model does not allow, calls that the port forbids, and other workspaces'
 * data.
 */
export function storeRulesContract(engine: string, open: () => Promise<Database>): void {
  describe(`the rules of the store on ${engine}`, () => {
    let db: Database;
    let store: Collection<Job>;
    const here = (): Collection<Note> => db.within(notes, { workspaceId: 'here' });
    const there = (): Collection<Note> => db.within(notes, { workspaceId: 'there' });
    const change = (update: Update) => store.findOneAndUpdate({ _id: 'job-00001' }, update);

    beforeAll(async () => {
      db = await open();
      await db.prepare([jobs, notes]);
      store = db.everywhere(jobs);
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      await Promise.all([store.deleteMany({}), here().deleteMany({}), there().deleteMany({})]);
    });

    describe('the model', () => {
      test.each<[string, object]>([
        ['an unknown field', { extra: 1 }],
        ['a wrong type', { rank: '1' }],
        ['a rule that is broken', { rank: 1_001 }],
        ['a value outside the list', { state: 'lost' }],
        ['a missing field', { queue: undefined }],
        ['null where it may not be', { queue: null }],
        ['a date that is none', { due: new Date(Number.NaN) }],
        ['a wrong type inside', { place: { city: 'Nuuk', floor: 'ground' } }],
      ])('refuses to insert %s', async (_, wrong) => {
        await expect(store.insert({ ...jobNumber(1), ...wrong } as Job)).rejects.toMatchObject({ code: 'invalid' });
        expect(await store.count({})).toBe(0);
      });

      test.each<[string, Update]>([
        ['an unknown field', { $set: { extra: 1 } }],
        ['a wrong type', { $set: { rank: '1' } }],
        ['a rule that is broken', { $set: { rank: 1_001 } }],
        ['undefined', { $set: { note: undefined } }],
        ['an incomplete object', { $set: { place: { city: 'Nuuk' } } }],
        ['a part of an object that may be missing', { $set: { 'lease.until': noon } }],
        ['the id', { $set: { _id: 'other' } }],
        ['a required field away', { $unset: { queue: '' } }],
        ['an element of a wrong type', { $push: { tags: 1 } }],
        ['text by a number', { $inc: { queue: 1 } }],
        ['a number by text', { $inc: { rank: '1' } as Record<string, unknown> }],
        ['a value as if it were a list', { $push: { queue: 'x' } }],
        ['a path through a value', { $set: { 'queue.name': 'x' } }],
        ['one field twice', { $set: { place: { city: 'a', floor: 1 } }, $inc: { 'place.floor': 1 } }],
        ['nothing', { $set: {} }],
      ])('refuses to change %s', async (_, update) => {
        const job = await store.insert(jobNumber(1));
        await expect(change(update)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.updateMany({}, update)).rejects.toMatchObject({ code: 'invalid' });
        expect(await store.get('job-00001')).toEqual(job);
      });

      test.each<[string, Filter]>([
        ['is said to be missing', { lease: { $exists: false } }],
        ['may be missing all the same', { $or: [{ lease: { $exists: true } }, { rank: 1 }] }],
        ['is not the one that is asked for', { place: { $exists: true } }],
      ])('refuses to change a part of an object that %s', async (_, filter) => {
        const job = await store.insert(jobNumber(1));
        const update = { $set: { 'lease.until': noon } };
        await expect(store.findOneAndUpdate(filter, update)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.updateMany(filter, update)).rejects.toMatchObject({ code: 'invalid' });
        expect(await store.get('job-00001')).toEqual(job);
      });
    });

    describe('the port forbids features that the engines do not share:', () => {
      test.each<[string, Filter]>([
        ['a field that the model does not have', { colour: 'red' }],
        ['undefined', { queue: undefined }],
        ['a pattern', { queue: /q/ }],
        ['a pattern as an operator', { queue: { $regex: 'q' } }],
        ['code', { $where: 'true' }],
        ['an expression', { $expr: { $eq: ['$queue', '$key'] } }],
        ['text search', { $text: { $search: 'x' } }],
        ['a whole object', { place: { city: 'Nuuk', floor: 1 } }],
        ['a whole array', { tags: ['a'] }],
        ['a position in an array', { 'tags.0': 'a' }],
        ['a range of null', { rank: { $gt: null } }],
        ['an empty $or', { $or: [] }],
        ['a forbidden thing deep inside', { $or: [{ $and: [{ queue: { $type: 'string' } }] }] }],
      ])('a filter with %s', async (_, filter) => {
        await expect(store.find(filter)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.findOne(filter)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.count(filter)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.deleteMany(filter)).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.updateMany(filter, { $set: { rank: 1 } })).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.findOneAndUpdate(filter, { $set: { rank: 1 } })).rejects.toMatchObject({ code: 'invalid' });
      });

      test.each<[string, object]>([
        ['$currentDate', { $currentDate: { due: true } }],
        ['$rename', { $rename: { note: 'queue' } }],
        ['a whole document', { queue: 'q' }],
        ['a position', { $set: { 'steps.0.title': 'x' } }],
        ['the positional operator', { $set: { 'steps.$.title': 'x' } }],
        ['a push with $sort', { $push: { tags: { $each: ['a'], $sort: 1 } } }],
      ])('an update with %s', async (_, update) => {
        await expect(change(update as Update)).rejects.toMatchObject({ code: 'invalid' });
      });

      test('a pipeline as an update', async () => {
        await expect(change([{ $set: { rank: 1 } }] as unknown as Update)).rejects.toMatchObject({ code: 'invalid' });
      });

      test('a sort by an array and a limit of zero', async () => {
        await expect(store.find({}, { sort: { tags: 1 } })).rejects.toMatchObject({ code: 'invalid' });
        await expect(store.find({}, { limit: 0 })).rejects.toMatchObject({ code: 'invalid' });
      });
    });

    describe('a workspace', () => {
      const note = (workspaceId: string, number: number): Note => ({
        _id: `${workspaceId}-${number}`,
        workspaceId,
        text: 'x',
        number,
        version: 1,
      });
      beforeEach(async () => {
        await here().insert(note('here', 1));
        await there().insert(note('there', 1));
      });

      test('does not read, change or delete another one’s documents', async () => {
        expect(await here().get('there-1')).toBeUndefined();
        expect((await here().find({})).map(({ _id }) => _id)).toEqual(['here-1']);
        expect(await here().count({ $or: [{ number: 1 }, { text: 'x' }] })).toBe(1);
        expect(await here().updateMany({}, { $set: { text: 'mine' } })).toBe(1);
        expect(await here().findOneAndUpdate({ _id: 'there-1' }, { $set: { text: 'mine' } })).toBeUndefined();
        expect(await here().deleteMany({})).toBe(1);
        expect(await there().find({})).toEqual([note('there', 1)]);
      });

      test('refuses another workspace’s id', async () => {
        await expect(here().insert(note('there', 2))).rejects.toMatchObject({ code: 'invalid' });
        await expect(here().find({ workspaceId: 'there' })).rejects.toMatchObject({ code: 'invalid' });
        await expect(here().find({ workspaceId: { $ne: 'here' } })).rejects.toMatchObject({ code: 'invalid' });
        await expect(here().updateMany({}, { $set: { workspaceId: 'there' } })).rejects.toMatchObject({
          code: 'invalid',
        });
        await expect(
          here().findOneAndUpdate(
            { number: 9 },
            { $setOnInsert: { workspaceId: 'there', text: '', version: 1 } },
            { upsert: true },
          ),
        ).rejects.toMatchObject({ code: 'invalid' });
        expect((await here().find({ workspaceId: 'here' })).map(({ _id }) => _id)).toEqual(['here-1']);
      });

      test('is filled in for inserts and upserts', async () => {
        const { workspaceId: _, ...unnamed } = note('here', 2);
        const inserted = await here().insert(unnamed as Note);
        const upserted = await here().findOneAndUpdate(
          { number: 3 },
          { $set: { text: 'new', version: 1 } },
          { upsert: true },
        );
        expect(inserted.workspaceId).toBe('here');
        expect(upserted).toMatchObject({ workspaceId: 'here', number: 3 });
        expect(await there().count({})).toBe(1);
      });

      test('cannot be left out', () => {
        expect(() => db.everywhere(notes)).toThrow('within a scope');
        expect(() => db.within(notes, { workspaceId: '' })).toThrow('needs a workspace');
      });
    });
  });
}
