import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL } from '../../../test/fakes/house.ts';
import { schedules } from '../../core/schedule/schedule.ts';

const nudges = (here: House) =>
  [...here.posted('D-ana'), ...here.posted(CLIENT_CHANNEL)].filter((text) => text.startsWith('A reminder'));
const idOf = async (here: House) => (await here.entries.list(here.scope, { waitsForClient: true }))[0]?._id ?? '';
/** The project is in New York: nine in the morning there. */
const morning = (date: string) => `2026-${date}T14:00:00Z`;

test('a contact is reminded once, on the working day before, also when the slot runs again after a crash', async () => {
  const here = await house();
  await here.say('mei', 'budget edit off project:ACME');
  await here.say('mei', 'need "Product pictures" 2026-11-30 from:@Ana', CLIENT_CHANNEL);
  await here.at('2026-11-27T13:59:00Z');
  expect(nudges(here)).toEqual([]);
  await here.at(morning('11-27'));
  expect(nudges(here)).toEqual([
    'A reminder: “Product pictures” is needed by Mon 30 Nov.\n\n[Done] [Another date] [Not me]',
  ]);
  const [row] = await here.db.everywhere(schedules).find({ kind: 'needs.nudge' });
  const again = { state: 'active', nextAt: new Date(morning('11-27')), nextWall: '2026-11-29T09:00' };
  await here.db.everywhere(schedules).findOneAndUpdate({ _id: row?._id }, { $set: again });
  await here.at('2026-11-27T14:01:00Z');
  expect(nudges(here)).toHaveLength(1);
  await here.db.close();
});

test('a moved need is reminded of for the date that the client knows', async () => {
  const here = await house();
  await here.say('mei', 'budget edit off project:ACME');
  await here.say('mei', 'need "Product pictures" 2026-11-26', CLIENT_CHANNEL);
  await here.say('mei', 'move NEED-1 2026-12-03', INTERNAL_CHANNEL);
  await here.say('mei', 'need share NEED-1 en:"Product pictures"', INTERNAL_CHANNEL);
  await here.at(morning('11-25'));
  expect(nudges(here)).toEqual([]);
  await here.at(morning('12-02'));
  expect(here.posted(CLIENT_CHANNEL).filter((text) => text.startsWith('A reminder'))).toHaveLength(1);
  // A later date has a reminder of its own, and a date that the client does not know yet has none.
  await here.say('mei', 'move NEED-1 2026-12-08', INTERNAL_CHANNEL);
  await here.at(morning('12-07'));
  expect(nudges(here)).toHaveLength(1);
  await here.say('mei', 'move NEED-1 2026-12-10', INTERNAL_CHANNEL);
  await here.say('mei', 'need share NEED-1 en:"Product pictures"', INTERNAL_CHANNEL);
  await here.at(morning('12-09'));
  expect(nudges(here)).toHaveLength(2);
  await here.db.close();
});

test.each([
  ['given', async (here: House) => here.press('ana', 'need given', { number: await idOf(here) })],
  ['taken back', (here: House) => here.say('mei', 'need withdraw NEED-1', INTERNAL_CHANNEL)],
  ['deleted', (here: House) => here.say('mei', 'need delete NEED-1', INTERNAL_CHANNEL)],
  ['in a paused project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'paused' })],
  ['in a closed project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'closed' })],
])('nobody is reminded of a need that is %s', async (_case, change) => {
  const here = await house();
  await here.say('mei', 'budget edit off project:ACME');
  await here.say('mei', 'need "Product pictures" 2026-11-26 from:@Ana', CLIENT_CHANNEL);
  await change(here);
  await here.at(morning('11-25'));
  await here.projects.change(here.scope, here.project._id, { state: 'active' });
  await here.at('2026-11-25T16:00:00Z');
  expect(nudges(here)).toEqual([]);
  await here.db.close();
});

test('the client’s noise budget counts it: when no other message takes it along, the manager decides', async () => {
  const here = await house();
  await here.say('mei', 'need "Product pictures" 2026-11-26 from:@Ana', CLIENT_CHANNEL);
  await here.at(morning('11-25'));
  await here.at('2026-11-25T18:00:00Z');
  expect(nudges(here)).toEqual([]);
  expect(here.posted('D-mei').at(-1)).toContain('> A reminder: “Product pictures” is needed by Thu 26 Nov.');
  await here.db.close();
});
