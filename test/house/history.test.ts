import { beforeEach, expect, test } from 'vitest';
import { historyRows } from '../../src/core/history/history.ts';
import { createPersonData } from '../../src/core/personData.ts';
import { people } from '../../src/records/people/collections.ts';
import { projects } from '../../src/records/projects/collections.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';

let house: Composed;
let here: Settled;
beforeEach(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here' });
  return () => house.db.close();
});

const type = (as: string, text: string) =>
  house.bot.handle(eventIn('here', 'command', as, { place: { conversation: `D-${as}`, kind: 'direct' }, text })).reply;
const historyOf = async (subject: string) => {
  await house.histories.recover();
  return house.db.within(historyRows, here.scope).find({ subject }, { sort: { revision: 1 } });
};

test('projects, people, reminders and entries are the subjects of the house', () => {
  expect(house.histories.subjects.map(({ kind }) => kind).sort()).toEqual(['entry', 'person', 'project', 'reminder']);
});

test('a person’s change is in the history with doer, place and request, without free words', async () => {
  const { _id } = here.project;
  await house.bot.handle(
    eventIn('here', 'formSubmit', 'mei', {
      place: { conversation: 'D-mei', kind: 'direct' },
      command: 'project edit',
      values: { project: 'ACME', zone: 'Asia/Tokyo', note: 'Nora decides' },
    }),
  ).reply;
  const rows = await historyOf(`project:${_id}`);
  const row = rows.find(({ kind }) => kind === 'changed');
  expect(row).toMatchObject({
    by: here.mei._id,
    from: 'playground/direct D-mei',
    after: expect.stringContaining('Tokyo'),
  });
  expect(row?.requestId).toMatch(/^playground\/here\//);
  expect(row?.fields).toContain('note');
  expect(JSON.stringify(rows)).not.toContain('Nora');
});

test('a person’s history holds no name', async () => {
  await house.people.change(here.scope, here.tom._id, { name: 'Tomas Berg' });
  const rows = await historyOf(`person:${here.tom._id}`);
  expect(rows.map(({ kind }) => kind)).toEqual(['created', 'changed', 'changed']);
  expect(JSON.stringify(rows)).not.toMatch(/Tom|Berg|@/);
});

test('a change that bypasses the store of its subject is found', async () => {
  const before = await subjectsNow(house);
  await house.people.change(here.scope, here.tom._id, { zone: 'Asia/Tokyo' });
  expect(await untoldSince(house, before)).toEqual([]);

  const { _id } = here.project;
  await house.db.within(projects, here.scope).findOneAndUpdate({ _id }, { $set: { name: 'Another name' } });
  // A later event does not hide it.
  await house.projects.change(here.scope, _id, { zone: 'Asia/Tokyo' });
  // Nor does a revision without a row.
  await house.db.within(people, here.scope).findOneAndUpdate({ _id: here.bo._id }, { $inc: { revision: 1 } });
  await house.db.within(people, here.scope).deleteMany({ _id: here.cai._id });
  expect((await untoldSince(house, before)).sort()).toEqual(
    [`project:${_id} name`, `person:${here.bo._id}`, `person:${here.cai._id}`].sort(),
  );
});

test('events left by a crash are relayed within a minute, and their reactions run', async () => {
  const { _id } = here.project;
  await house.histories.settled();
  await house.histories.recover();
  // The state after a crash right after the write: nothing is relayed.
  const event = { id: 'e1', kind: 'managerAssigned', at: house.clock.now(), by: 'rapport', from: 'rapport' };
  await house.db.within(projects, here.scope).findOneAndUpdate(
    { _id },
    {
      $set: { managerId: here.tom._id, pendingSince: house.clock.now() },
      $inc: { revision: 1 },
      $push: { pending: { ...event, fields: ['managerId'] } },
    },
  );
  expect(await house.histories.recover()).toBe(1);
  expect((await historyOf(`project:${_id}`)).at(-1)).toMatchObject({ _id: 'e1', kind: 'managerAssigned' });
  expect(JSON.stringify(await type('tom', 'today'))).toContain('09:00');
  expect(await house.histories.recover()).toBe(0);
});

test('an erased person’s changes of the last minute come to no history', async () => {
  await house.histories.recover();
  const _id = here.cai._id;
  await house.people.change(here.scope, _id, { zone: 'Asia/Tokyo' });
  const data = createPersonData({ db: house.db, histories: house.histories, house: { collections: [historyRows] } });
  await data.erase(await house.people.subjectOf(here.scope, _id));
  const rows = await historyOf(`person:${_id}`);
  expect(rows.at(-1)).toMatchObject({ kind: 'changed', fields: ['zone'] });
  expect(JSON.stringify(rows)).not.toContain('Tokyo');
});
