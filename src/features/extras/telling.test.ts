import { expect, test } from 'vitest';
import { buttonOf, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { schedules } from '../../core/schedule/schedule.ts';

const told = (here: House) => here.posted('D-mei').filter((text) => text.includes('beyond the contract'));
const types = (here: House, words: string) => {
  here.clock.advance(60_000);
  return here.say('mei', words, INTERNAL_CHANNEL);
};
/** Nine in the morning in New York, the project's zone, on the first working day of 2027. */
const NEW_YEAR = '2027-01-01T14:00:00Z';

test('on the first working day after a quarter the manager is told its sum once, with the list', async () => {
  const here = await house();
  await types(here, 'extra "SEO audit" 6h €300');
  await types(here, 'extra "Training" 2h 300 USD');
  await types(here, 'extra "Long ago" 8h 2026-09-30');
  await here.at('2027-01-01T13:59:00Z');
  expect(told(here)).toEqual([]);
  await here.at(NEW_YEAR);
  expect(told(here)).toEqual([
    'Acme shop: what you gave beyond the contract in Q4 2026.\n\n2 extras · 8 hr · €300 · $300\n\n[Open the list]',
  ]);
  const post = here.platform.posts.findLast(({ to }) => to.conversation === 'D-mei');
  if (post === undefined) throw new Error('nothing is posted');
  const open = buttonOf(post.message, 'Open the list');
  expect(textOf(await here.press('mei', open.command, open.input))).toContain('Extras: 3');
  // Again after a crash.
  const [row] = await here.db.everywhere(schedules).find({ kind: 'extras.quarter' });
  const again = { state: 'active', nextAt: new Date(NEW_YEAR), nextWall: '2027-01-01T09:00' };
  await here.db.everywhere(schedules).findOneAndUpdate({ _id: row?._id }, { $set: again });
  await here.at('2027-01-01T14:01:00Z');
  expect(told(here)).toHaveLength(1);
  await here.db.close();
});

test('it waits for a working day of the project, and for summer time', async () => {
  const here = await house('2026-03-02T09:00:00Z');
  await here.projects.change(here.scope, here.project._id, { zone: 'Europe/Berlin', country: 'DE' });
  await types(here, 'extra "SEO audit" 6h');
  await types(here, 'extra "In the quarter after" 1h');
  // Good Friday and Easter Monday are 3 and 6 April 2026; Wednesday 1 April is a working day.
  await here.at('2026-04-01T06:59:00Z');
  expect(told(here)).toEqual([]);
  await here.at('2026-04-01T07:00:00Z');
  expect(told(here)).toEqual([expect.stringContaining('in Q1 2026.\n\n2 extras · 7 hr')]);
  await here.db.close();

  const there = await house('2026-12-01T09:00:00Z');
  await there.projects.change(there.scope, there.project._id, { country: 'US' });
  await types(there, 'extra "SEO audit" 6h');
  // New Year's Day is a holiday, and then comes the weekend.
  await there.at('2027-01-03T23:00:00Z');
  expect(told(there)).toEqual([]);
  await there.at('2027-01-04T14:00:00Z');
  expect(told(there)).toHaveLength(1);
  await there.db.close();
});

test('a quarter ends with the project’s day, and each quarter has its own message', async () => {
  const here = await house('2027-01-01T04:30:00Z');
  // In New York it is still the last half hour of 2026.
  await types(here, 'extra "At the last minute" 1h');
  await here.at('2027-01-01T06:00:00Z');
  await types(here, 'extra "Early" 2h');
  await here.at(NEW_YEAR);
  expect(told(here)).toEqual([expect.stringContaining('in Q4 2026.\n\n1 extra · 1 hr')]);
  await here.at('2027-04-01T13:00:00Z');
  expect(told(here)).toEqual([expect.anything(), expect.stringContaining('in Q1 2027.\n\n1 extra · 2 hr')]);
  await here.db.close();
});

test.each([
  ['a paused project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'paused' })],
  ['an extra that was deleted', (here: House) => types(here, 'delete INT-EXT-1')],
  ['an extra that was of the quarter before', (here: House) => types(here, 'move INT-EXT-1 2026-09-30')],
])('nothing is told of %s', async (_case, change) => {
  const here = await house();
  await types(here, 'extra "SEO audit" 6h');
  await change(here);
  await here.at(NEW_YEAR);
  expect(told(here)).toEqual([]);
  await here.db.close();
});

test('a project without extras has no schedule, and one with many in a quarter has one', async () => {
  const here = await house();
  const planned = async () => (await here.db.everywhere(schedules).find({ kind: 'extras.quarter' })).length;
  await types(here, 'risk "Vendor late" 4x5');
  await here.at('2026-11-23T10:00:00Z');
  expect(await planned()).toBe(0);
  await types(here, 'extra "SEO audit" 6h');
  await types(here, 'extra "Training" 6h');
  await here.at('2026-11-23T11:00:00Z');
  expect(await planned()).toBe(1);
  await here.db.close();
});

test('when the project is closed, the manager is told the sum of all of it once, and no quarter after', async () => {
  const here = await house();
  await types(here, 'extra "SEO audit" 6h €300');
  await types(here, 'extra "Long ago" 8h 2026-03-30');
  await here.projects.change(here.scope, here.project._id, { state: 'closed' });
  await here.at('2026-11-23T11:00:00Z');
  await here.projects.change(here.scope, here.project._id, { name: 'Acme shop 2' });
  await here.at('2026-11-23T12:00:00Z');
  await here.histories.recover();
  await here.at(NEW_YEAR);
  expect(told(here)).toEqual([
    'Acme shop is closed. What you gave beyond the contract, in all:\n\n2 extras · 14 hr · €300\n\n[Open the list]',
  ]);
  await here.db.close();
});

test('a project without extras is closed in silence, and so is one that is paused', async () => {
  const here = await house();
  await here.projects.change(here.scope, here.project._id, { state: 'paused' });
  await here.at('2026-11-23T11:00:00Z');
  await here.projects.change(here.scope, here.project._id, { state: 'closed' });
  await here.at('2026-11-23T12:00:00Z');
  expect(told(here)).toEqual([]);
  await here.db.close();
});
