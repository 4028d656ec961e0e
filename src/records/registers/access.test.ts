import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf, type User } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';

let here: House;
beforeAll(async () => {
  here = await house();
  await say('mei', 'risk "Only ours" 2x2');
  await say('mei', 'risk "Vendor late" 4x5');
  await say('mei', 'share INT-RISK-2 en:"The vendor may be late"');
});
afterAll(() => here.db.close());

const say = (user: User, words: string, where = INTERNAL_CHANNEL) => here.say(user, words, where);
const idOf = async (title: string) => {
  const entry = (await here.entries.list(here.scope, {})).find((each) => each.title === title);
  if (entry === undefined) throw new Error(`no entry ${title}`);
  return entry._id;
};
const UNKNOWN = 'I find no entry with this number here. The list shows the ones there are.';
const isUnknown = (reply: Reply) => expect(JSON.stringify(reply)).toContain(UNKNOWN);

test('a contact reaches an entry by the client’s number alone, never by ours', async () => {
  expect(textOf(await say('ana', 'RISK-1', CLIENT_CHANNEL))).toContain('The vendor may be late');
  isUnknown(await say('ana', 'RISK-2', CLIENT_CHANNEL));
  isUnknown(await say('ana', 'INT-RISK-2', CLIENT_CHANNEL));
  isUnknown(await here.press('ana', 'risk show', { number: await idOf('Only ours') }));
});

test('a contact does not reach what another client was told, not even by its id', async () => {
  const beta = await here.clients.add(here.scope, { name: 'Beta', locale: 'en' });
  const project = await here.projects.add(here.scope, {
    ...{ name: 'Beta shop', key: 'BETA', clientId: beta._id, managerId: here.mei._id, locale: 'en' },
    ...{ zone: 'Europe/Berlin', state: 'active' },
  });
  await here.histories.settled();
  await here.say('mei', 'risk "Their secret" 4x5 project:BETA audience:client');
  const [told] = await here.entries.list(here.scope, { projectIds: [project._id], isPublished: true });
  if (told === undefined) throw new Error('it is not shared');
  expect(textOf(await here.press('mei', 'risk show', { number: told._id }))).toContain('Their secret');
  isUnknown(await here.press('ana', 'risk show', { number: told._id }));
  isUnknown(await here.say('ana', 'BETA-RISK-1'));
});

test('a button of one register does nothing to an entry of another', async () => {
  const number = await idOf('Vendor late');
  isUnknown(await here.press('mei', 'task done', { number }));
  expect(await here.entries.get(here.scope, number)).toMatchObject({ state: 'open' });
});

test('only the manager takes back what a client reads', async () => {
  await say('tom', 'withdraw RISK-1');
  expect(textOf(await say('ana', 'RISK-1', CLIENT_CHANNEL))).toContain('The vendor may be late');
  await say('mei', 'withdraw RISK-1');
  isUnknown(await say('ana', 'RISK-1', CLIENT_CHANNEL));
});
