import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import { type AnyKeptCollection, changing, keptCollection, type Subject, saysName, withoutName } from './kept.ts';
import { createPersonData } from './personData.ts';

const title = { en: 'Notes', 'zh-CN': '备注' };
const model = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  personId: z.string(),
  text: z.string(),
  name: z.string().optional(),
});
type Row = z.infer<typeof model>;
const shared = { model, tenancy: 'workspace', indexes: [], retention: { kept: 'a test' } } as const;
const person = {
  title,
  find: ({ personIds }: Subject) => ({ personId: { $in: [...personIds] } }),
  export: ({ text }: Row) => ({ text }),
  erase: 'delete',
} as const;
const subject: Subject = {
  ...{ workspaceId: 'W', side: 'client', personIds: ['P'], name: 'Li', users: [], directs: [] },
  at: new Date('2026-11-23T09:00:00Z'),
};

let db: Database;
beforeEach(async () => {
  db = await openDatabase({ memory: true });
});
afterEach(() => db.close());
async function house(...collections: AnyKeptCollection[]) {
  await db.prepare(collections);
  return createPersonData({
    db,
    histories: { storeOf: () => undefined, recover: async () => 0, settled: async () => undefined },
    house: { collections },
  });
}
const add = (to: AnyKeptCollection, _id: string, more: Partial<Row> = {}) =>
  db
    .within(to, { workspaceId: more.workspaceId ?? 'W' })
    .insert({ _id, workspaceId: 'W', personId: 'P', text: _id, ...more });

test('processes any number of rows, and none of other people or workspaces', async () => {
  const notes = keptCollection<Row>({ name: 'notes', ...shared, person });
  const data = await house(notes);
  for (let number = 0; number < 1_100; number++) await add(notes, `n${number}`);
  await add(notes, 'others', { personId: 'Q' });
  await add(notes, 'elsewhere', { workspaceId: 'V' });
  expect(await data.count(subject)).toEqual([{ title, count: 1_100, stays: undefined }]);
  expect((await data.export(subject))[0]?.rows).toHaveLength(1_100);
  await data.erase(subject);
  const left = await db.housekeeping(notes).find({});
  expect(left.map(({ _id }) => _id).sort()).toEqual(['elsewhere', 'others']);
});

test('reads at most 500 rows at a time, whether it counts, exports or erases', async () => {
  const notes = keptCollection<Row>({ name: 'notes', ...shared, person: { ...person, find: () => ({}) } });
  await house(notes);
  for (let number = 0; number < 1_100; number++) await add(notes, `n${number}`);
  const sizes: number[] = [];
  const counting = {
    ...db,
    within: ((...given: Parameters<Database['within']>) => {
      const rows = db.within(...given);
      return {
        ...rows,
        find: async (...asked: Parameters<typeof rows.find>) => {
          const read = await rows.find(...asked);
          sizes.push(read.length);
          return read;
        },
      };
    }) as Database['within'],
  };
  const histories = { storeOf: () => undefined, recover: async () => 0, settled: async () => undefined };
  const data = createPersonData({ db: counting, histories, house: { collections: [notes] } });
  await data.count(subject);
  await data.export(subject);
  await data.erase(subject);
  expect(sizes).toEqual([500, 500, 100, 500, 500, 100, 500, 500, 100]);
});

test('blanks many rows that still match the filter, and leaves rows without a change', async () => {
  const erase = ({ text }: Row) => changing(text === 'keep' ? {} : { text: 'gone' }, text === 'keep' ? [] : ['name']);
  const notes = keptCollection<Row>({ name: 'notes', ...shared, person: { ...person, erase } });
  const data = await house(notes);
  for (let number = 0; number < 600; number++) await add(notes, `n${number}`, { name: 'Li' });
  await add(notes, 'k', { text: 'keep', name: 'Li' });
  await data.erase(subject);
  const rows = await db.housekeeping(notes).find({});
  expect(rows.filter(({ text, name }) => text === 'gone' && name === undefined)).toHaveLength(600);
  expect(rows.filter(({ text }) => text === 'keep')).toMatchObject([{ name: 'Li' }]);
});

test('checks each row if a filter cannot decide, and erases last the rows that others are found by', async () => {
  const order: string[] = [];
  const noting = (name: string) => () => void order.push(name);
  const records = keptCollection<Row>({
    name: 'records',
    ...shared,
    person: { ...person, erase: noting('record'), isLast: true },
  });
  const isAbout = ({ text }: Row, of: Subject) => saysName(text, of);
  const notes = keptCollection<Row>({
    name: 'notes',
    ...shared,
    person: { ...person, find: () => ({}), isAbout, erase: noting('note') },
  });
  const none = keptCollection<Row>({ name: 'counts', ...shared, person: { none: 'numbers' } });
  const data = await house(records, notes, none);
  await add(records, 'r');
  await add(notes, 'a', { text: 'List of Li', personId: 'Q' });
  await add(notes, 'b', { text: 'a List', personId: 'Q' });
  await data.erase(subject);
  expect(order).toEqual(['note', 'record']);
  expect((await data.count(subject)).map(({ count }) => count)).toEqual([1, 1]);
});

test('a name matches as a whole, in Chinese also between other characters', () => {
  expect(withoutName('List for Li, Lima and Li.', subject)).toBe(
    'List for Erased · 已删除 2026-11-23, Lima and Erased · 已删除 2026-11-23.',
  );
  expect(withoutName('由陈梅负责', { ...subject, name: '陈梅' })).toBe('由Erased · 已删除 2026-11-23负责');
  expect(saysName('a.b', { ...subject, name: 'a.b' })).toBe(true);
  expect(saysName('axb', { ...subject, name: 'a.b' })).toBe(false);
});
