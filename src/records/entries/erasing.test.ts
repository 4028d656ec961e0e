import { expect, test } from 'vitest';
import { field } from '../../core/fields.ts';
import type { Subject } from '../../core/kept.ts';
import { defineRegister } from '../registers/define.ts';
import { defineEntries } from './collection.ts';
import type { Entry } from './model.ts';

const said = (text: string) => ({ en: text, 'zh-CN': text });
const wishes = defineRegister({
  name: 'wish',
  numberKind: 'WISH',
  aliases: ['wishes'],
  title: said('Wishes'),
  one: said('wish'),
  begins: 'client',
  states: { open: { label: said('open'), turn: 'ours' } },
  done: 'open',
  fields: {
    level: field.choice({ label: said('Level'), options: [{ value: 'high', label: said('high') }], optional: true }),
    when: field.date({ label: said('When'), optional: true }),
    price: field.money({ label: said('Price'), optional: true }),
    to: field.person({ label: said('To'), optional: true }),
    reason: field.text({ label: said('Reason'), optional: true }),
  },
  example: said('wish "More"'),
});
const at = new Date('2026-11-23T09:00:00Z');
const entry = {
  ...{ _id: 'E1', workspaceId: 'W1', projectId: 'P1', kind: 'wish', number: 1, clientNumber: 1, wordsRevision: 1 },
  ...{
    title: 'A blue button',
    note: 'Like the blue of the sea',
    state: 'open',
    isOpen: true,
    turn: 'ours',
    dueOrder: '9999-12-31',
    revision: 1,
  },
  ...{ createdBy: 'ana', createdAt: at },
  wish: {
    level: 'high',
    when: '2026-12-04',
    price: { minor: 30_000, currency: 'EUR' },
    to: 'tom',
    reason: 'Ana Lima likes blue',
  },
} as Entry;
const ana: Subject = {
  ...{ workspaceId: 'W1', side: 'client', personIds: ['ana'], name: 'Ana Lima', users: [], directs: [], at },
};

test('an erased contact’s words are blanked; choices, dates, amounts and people stay, so that the entry still fits its model', () => {
  const { collection } = defineEntries([wishes.kind]);
  if (!('erase' in collection.person) || collection.person.erase === 'delete') throw new Error('it deletes');

  const update = collection.person.erase(entry, ana);
  if (update === undefined || update === 'delete') throw new Error('nothing is blanked');
  const blanked = { ...entry, ...update.$set };

  expect(collection.model.safeParse(blanked).success).toBe(true);
  expect(blanked).toMatchObject({
    wish: { level: 'high', when: '2026-12-04', price: { minor: 30_000, currency: 'EUR' }, to: 'tom' },
  });
  expect(JSON.stringify(blanked)).not.toMatch(/blue|Ana Lima/);
});

test('an entry is about a person whom one of its own fields names, although no word says their name', () => {
  const { person } = defineEntries([wishes.kind]).collection;
  if (!('isAbout' in person)) throw new Error('it is about nobody');
  const tom: Subject = { ...ana, side: 'ours', personIds: ['tom'], name: 'Tom Berg' };
  const bo: Subject = { ...tom, personIds: ['bo'], name: 'Bo Li' };
  expect([tom, bo].map((subject) => person.isAbout?.(entry, subject))).toEqual([true, false]);
});
