import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { schedules } from '../../core/schedule/schedule.ts';

const asked = (here: House, user: 'mei' | 'tom') =>
  here.posted(`D-${user}`).filter((text) => /^What came of|实际效果如何/u.test(text));

/** Advice that was done on 23 November: 90 days later is 21 February, a Sunday. */
async function done(words = 'advice "Use a CDN" by:@Mei'): Promise<House> {
  const here = await house();
  await here.say('mei', words, INTERNAL_CHANNEL);
  await here.say('mei', 'done INT-ADV-1', INTERNAL_CHANNEL);
  return here;
}
const SUNDAY = '2027-02-21T20:00:00Z';
const MONDAY = '2027-02-22T08:00:00Z';

test('the outcome is asked once, 90 days after it was done, and stays internal', async () => {
  const here = await done();
  await here.at(SUNDAY);
  expect(asked(here, 'mei')).toEqual([]);
  await here.at(MONDAY);
  expect(asked(here, 'mei')).toEqual([
    'What came of ACME-INT-ADV-1 “Use a CDN”? It was done on Mon 23 Nov 2026.\n\n[Note the outcome]',
  ]);
  const [row] = await here.db.everywhere(schedules).find({ kind: 'advice.outcome' });
  const again = { state: 'active', nextAt: new Date(MONDAY), nextWall: '2027-02-22T09:00' };
  await here.db.everywhere(schedules).findOneAndUpdate({ _id: row?._id }, { $set: again });
  await here.at('2027-02-22T08:01:00Z');
  expect(asked(here, 'mei')).toHaveLength(1);

  const post = here.platform.posts.findLast(({ message }) => message.fallbackText.startsWith('What came of'));
  if (post === undefined) throw new Error('nothing was asked');
  const { command, input } = buttonOf(post.message, 'Note the outcome');
  const opened = await here.press('mei', command, input);
  if (opened.kind !== 'form') throw new Error('no form');
  const values = { ...opened.form.hidden, outcome: 'Pages load in half the time' };
  const card = await here.submit('mei', opened.form.command, values);
  expect(textOf(card)).toContain('What came of it: Pages load in half the time');
  await here.say('mei', 'share INT-ADV-1 en:"Use a CDN"', INTERNAL_CHANNEL);
  expect(textOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL))).not.toContain('half');
  await here.db.close();
});

test('its owner is asked, in their language; without an owner the manager', async () => {
  const theirs = await done('advice "Use a CDN" by:@Tom');
  await theirs.people.change(theirs.scope, theirs.tom._id, { locale: 'zh-CN' });
  await theirs.at(MONDAY);
  expect(asked(theirs, 'tom')).toEqual([
    'ACME-INT-ADV-1“Use a CDN”已于2026年11月23日（周一）实施，实际效果如何？\n\n[记录实际效果]',
  ]);
  expect(asked(theirs, 'mei')).toEqual([]);
  await theirs.db.close();

  const nobodys = await done('advice "Use a CDN"');
  await nobodys.at(MONDAY);
  expect(asked(nobodys, 'mei')).toHaveLength(1);
  await nobodys.db.close();
});

test('typed, it is noted with Undo; in Chinese too', async () => {
  const here = await done();
  const noted = await here.say('mei', 'advice outcome INT-ADV-1 "Half the time"', INTERNAL_CHANNEL);
  expect(textOf(noted)).toContain('The outcome is noted.');
  const { command, input } = buttonOf(noted, 'Undo');
  expect(textOf(await here.press('mei', command, input, INTERNAL_CHANNEL))).not.toContain('What came of it');
  expect(textOf(await here.say('mei', '建议 效果 INT-ADV-1 “快一倍”', INTERNAL_CHANNEL))).toContain(
    'What came of it: 快一倍',
  );
  await here.db.close();
});

test.each([
  ['has an outcome by then', (here: House) => here.say('mei', 'advice outcome INT-ADV-1 "Half"', INTERNAL_CHANNEL)],
  ['is reopened', (here: House) => here.say('mei', 'advice edit INT-ADV-1 state:accepted', INTERNAL_CHANNEL)],
  ['is deleted', (here: House) => here.say('mei', 'advice delete INT-ADV-1', INTERNAL_CHANNEL)],
  ['is in a closed project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'closed' })],
])('nobody is asked about advice that %s', async (_case, change) => {
  const here = await done();
  await change(here);
  await here.at(MONDAY);
  await here.at('2027-02-23T08:00:00Z');
  expect([...asked(here, 'mei'), ...asked(here, 'tom')]).toEqual([]);
  await here.db.close();
});

test('done again later, it is asked 90 days after that; another edit moves nothing', async () => {
  const here = await done();
  await here.say('mei', 'advice edit INT-ADV-1 state:accepted', INTERNAL_CHANNEL);
  await here.at('2026-12-01T09:00:00Z');
  await here.say('mei', 'done INT-ADV-1', INTERNAL_CHANNEL);
  await here.at('2026-12-10T09:00:00Z');
  await here.say('mei', 'advice edit INT-ADV-1 benefit:"Half the time"', INTERNAL_CHANNEL);
  await here.at(MONDAY);
  expect(asked(here, 'mei')).toEqual([]);
  await here.at('2027-03-01T08:00:00Z');
  expect(asked(here, 'mei')).toHaveLength(1);
  await here.db.close();
});
