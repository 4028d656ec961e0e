import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { withinRequest } from '../../src/ground/request.ts';
import {
  type AnyCollectionDefinition,
  type Database,
  defineCollection,
  type ReadAhead,
} from '../../src/store/collection.ts';

const doors = defineCollection({
  name: 'aheadDoors',
  model: z.strictObject({ _id: z.string(), workspaceId: z.string(), street: z.string() }),
  tenancy: 'installation',
  remembered: true,
  indexes: [],
});
const keys = defineCollection({
  name: 'aheadKeys',
  model: z.strictObject({
    _id: z.string(),
    workspaceId: z.string(),
    shape: z.string(),
    ownerId: z.string().optional(),
    cutAt: z.date(),
  }),
  tenancy: 'workspace',
  remembered: true,
  indexes: [],
});
const owners = defineCollection({
  name: 'aheadOwners',
  model: z.strictObject({ _id: z.string(), workspaceId: z.string(), name: z.string() }),
  tenancy: 'workspace',
  remembered: true,
  indexes: [],
});
const plain = defineCollection({ ...owners, name: 'aheadPlain', remembered: undefined } as never);

const cutAt = new Date('2026-11-23T12:00:00Z');
const home = { workspaceId: 'home' };
const readsOf = (shape: string): ReadAhead => ({
  from: doors,
  where: { street: 'Elm' },
  next: [{ from: keys, where: { shape }, next: [{ from: owners, id: 'ownerId' }] }],
});

/** What `readAhead` promises on both engines: it changes no answer. */
export function storeReadAheadContract(engine: string, open: () => Promise<Database>): void {
  describe(`reading ahead on ${engine}`, () => {
    let db: Database;
    beforeAll(async () => {
      db = await open();
      await db.prepare([doors, keys, owners, plain]);
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      const all: readonly AnyCollectionDefinition[] = [doors, keys, owners];
      for (const each of all) await db.housekeeping(each).deleteMany({});
      await db.everywhere(doors).insert({ _id: 'd1', workspaceId: 'home', street: 'Elm' });
      const [here, away] = [db.within(keys, home), db.within(keys, { workspaceId: 'away' })];
      await here.insert({ _id: 'k1', workspaceId: 'home', shape: 'round', ownerId: 'o1', cutAt });
      await here.insert({ _id: 'k2', workspaceId: 'home', shape: 'loose', cutAt });
      await here.insert({ _id: 'k3', workspaceId: 'home', shape: 'lent', ownerId: 'o2', cutAt });
      await away.insert({ _id: 'k4', workspaceId: 'away', shape: 'foreign', ownerId: 'o2', cutAt });
      await db.within(owners, home).insert({ _id: 'o1', workspaceId: 'home', name: 'Ada' });
      await db.within(owners, { workspaceId: 'away' }).insert({ _id: 'o2', workspaceId: 'away', name: 'Bea' });
    });

    /** The door, the key of this shape and its owner, read one after another. */
    async function readSingly(shape: string) {
      const door = await db.everywhere(doors).findOne({ street: 'Elm' });
      const key = await db.within(keys, home).findOne({ shape });
      return { door, key, owner: key?.ownerId === undefined ? 'none' : await db.within(owners, home).get(key.ownerId) };
    }

    test('all keys of an owner are answered as without it, in the same order', async () => {
      const read = async () => {
        const owner = await db.within(owners, home).get('o1');
        return db.within(keys, home).find({ ownerId: owner?._id }, { sort: { cutAt: -1 } });
      };
      const later = new Date('2026-11-24T12:00:00Z');
      await db.within(keys, home).insert({ _id: 'k5', workspaceId: 'home', shape: 'new', ownerId: 'o1', cutAt: later });
      await db
        .within(keys, { workspaceId: 'away' })
        .insert({ _id: 'k6', workspaceId: 'away', shape: 'new', ownerId: 'o1', cutAt });
      const all: ReadAhead = { from: keys, all: { of: 'ownerId', sort: { cutAt: -1 } } };
      const [key] = readsOf('round').next ?? [];
      const ahead = await withinRequest(async () => {
        const owner: ReadAhead = { from: owners, id: 'ownerId', next: [all] };
        await db.readAhead({ ...readsOf('round'), next: [{ ...(key as ReadAhead), next: [owner] }] });
        return read();
      });
      expect(ahead).toEqual(await read());
      expect(ahead.map(({ _id }) => _id)).toEqual(['k5', 'k1']);
    });

    test.each([
      ['round', 'a key with an owner'],
      ['loose', 'a key without one'],
      ['lent', 'an owner of another workspace'],
      ['foreign', 'a key of another workspace'],
      ['$shape', 'no key, in words that mean something to a server'],
    ])('"%s" is answered as without it: %s', async (shape) => {
      const singly = await readSingly(shape);
      const ahead = await withinRequest(async () => {
        await db.readAhead(readsOf(shape));
        return readSingly(shape);
      });
      expect(ahead).toEqual(singly);
    });

    test('a request sees its own writes at once, also one beside it', async () => {
      const names = await withinRequest(async () => {
        const rename = (name: string) => db.within(owners, home).findOneAndUpdate({ _id: 'o1' }, { $set: { name } });
        await Promise.all([db.readAhead(readsOf('round')), rename('Cai')]);
        const beside = (await readSingly('round')).owner;
        await rename('Dan');
        return [beside, (await readSingly('round')).owner];
      });
      expect(names).toMatchObject([{ name: 'Cai' }, { name: 'Dan' }]);
    });

    test('without the first document, and outside of a request, nothing is answered ahead', async () => {
      await db.everywhere(doors).deleteMany({});
      await db.readAhead(readsOf('round'));
      const read = await withinRequest(async () => {
        await db.readAhead(readsOf('round'));
        return readSingly('round');
      });
      expect(read).toMatchObject({ door: undefined, key: { _id: 'k1', cutAt }, owner: { name: 'Ada' } });
    });

    test('only what is remembered can be read ahead', async () => {
      const reading = withinRequest(() => db.readAhead({ from: plain, where: { name: 'Ada' } }));
      await expect(reading).rejects.toMatchObject({ code: 'internal' });
    });
  });
}
