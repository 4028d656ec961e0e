import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { schedules } from '../../core/schedule/schedule.ts';

const nudges = (here: House, user = 'mei') =>
  here.posted(`D-${user}`).filter((text) => /^(Promised|答应|承诺)/u.test(text));
/** Nine in the morning in Berlin, where Mei works; in winter. */
const nine = (date: string) => `2026-${date}T08:00:00Z`;
const inInternal = (here: House, words: string) => {
  here.clock.advance(60_000);
  return here.say('mei', words, INTERNAL_CHANNEL);
};

test('the owner is told on our working day before, with the next steps; the client hears nothing', async () => {
  const here = await house();
  await here.say('tom', '帮助');
  await here.say('mei', 'promise "文案" 2026-11-30 @Tom to:@Ana', CLIENT_CHANNEL);
  await here.say('mei', 'promise "Copy" 2026-11-27 @Mei to:@Ana', CLIENT_CHANNEL);
  here.platform.posts.length = 0;
  await here.at('2026-11-26T07:59:00Z');
  expect(nudges(here)).toEqual([]);
  await here.at(nine('11-26'));
  expect(nudges(here)).toEqual(['Promised to Ana for tomorrow: Copy\n\n[Kept] [New date] [Open]']);
  // The next day is a Saturday.
  await here.at(nine('11-27'));
  expect(nudges(here, 'tom')).toEqual([expect.stringContaining('答应 Ana 的事项，日期为11月30日（周一）：文案')]);
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  const post = here.platform.posts.find(({ to }) => to.conversation === 'D-mei');
  if (post === undefined) throw new Error('nothing is posted');
  const kept = buttonOf(post.message, 'Kept');
  expect(textOf(await here.press('mei', kept.command, kept.input))).toContain('Now kept.');
  await here.db.close();
});

test('without an owner the manager is told, and without a person it says only the date', async () => {
  const here = await house();
  await inInternal(here, 'promise "Copy" 2026-11-27');
  await here.at(nine('11-26'));
  expect(nudges(here)).toEqual([expect.stringContaining('Promised for tomorrow: Copy')]);
  await here.db.close();
});

test('it is our working day that counts, after a holiday where the manager works and a change of the clocks', async () => {
  // On Monday 3 April 2028 it is two weeks before Easter Monday, a holiday in Berlin; in New York people work.
  const here = await house('2028-04-03T09:00:00Z');
  await inInternal(here, 'promise "Copy" 2028-04-18 @Mei');
  await here.at('2028-04-13T07:00:00Z');
  expect(nudges(here)).toEqual([expect.stringContaining('Promised for Tue 18 Apr: Copy')]);
  await here.db.close();
});

test('on the Monday after the clocks went back, nine o’clock is an hour later in UTC', async () => {
  const here = await house('2026-10-23T09:00:00Z');
  await inInternal(here, 'promise "Copy" 2026-10-27 @Mei');
  await here.at('2026-10-26T07:59:00Z');
  expect(nudges(here)).toEqual([]);
  await here.at('2026-10-26T08:00:00Z');
  expect(nudges(here)).toHaveLength(1);
  await here.db.close();
});

test('it is one message, also when the slot runs again after a crash', async () => {
  const here = await house();
  await inInternal(here, 'promise "Copy" 2026-11-27 @Mei');
  await here.at(nine('11-26'));
  const [row] = await here.db.everywhere(schedules).find({ kind: 'promises.nudge' });
  const again = { state: 'active', nextAt: new Date(nine('11-26')), nextWall: '2026-11-26T09:00' };
  await here.db.everywhere(schedules).findOneAndUpdate({ _id: row?._id }, { $set: again });
  await here.at('2026-11-26T08:01:00Z');
  expect(nudges(here)).toHaveLength(1);
  await here.db.close();
});

test('a promise with a new date is told before that date, not before the former one, and once for each', async () => {
  const here = await house();
  await inInternal(here, 'promise "Copy" 2026-11-26 @Mei');
  await inInternal(here, 'move INT-PRM-1 2026-12-03');
  await here.at(nine('11-25'));
  expect(nudges(here)).toEqual([]);
  await here.at(nine('12-02'));
  expect(nudges(here)).toHaveLength(1);
  await inInternal(here, 'renegotiate INT-PRM-1 2026-12-10 why:"API late"');
  await here.at(nine('12-09'));
  expect(nudges(here)).toEqual([
    expect.stringContaining('for tomorrow'),
    expect.stringContaining('Promised for tomorrow: Copy'),
  ]);
  await here.db.close();
});

test.each([
  ['kept', (here: House) => inInternal(here, 'done INT-PRM-1')],
  ['broken', (here: House) => inInternal(here, 'broken INT-PRM-1')],
  ['deleted', (here: House) => inInternal(here, 'delete INT-PRM-1')],
  ['in a paused project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'paused' })],
  ['in a closed project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'closed' })],
])('nobody is told of a promise that is %s', async (_case, change) => {
  const here = await house();
  await inInternal(here, 'promise "Copy" 2026-11-26 @Mei');
  await change(here);
  await here.at(nine('11-25'));
  expect(nudges(here)).toEqual([]);
  await here.db.close();
});
