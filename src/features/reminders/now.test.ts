import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, house, textOf } from '../../../test/fakes/house.ts';
import { inboxRows } from '../../core/inboxRow.ts';

test('“send now” does not change the plan: skipped and paused slots stay so', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Water" every day 9:00');
  await here.say('mei', 'remind skip 1');
  expect(textOf(await here.say('mei', 'remind now 1'))).toContain('Its plan stays as it is');
  await here.say('mei', '提醒立即发送 1');
  await here.at('2026-11-23T09:31:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
  await here.at('2026-11-24T12:00:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
  await here.say('mei', 'remind pause 1');
  const { command, input } = buttonOf(await here.say('mei', 'reminders'), 'Send now');
  await here.press('mei', command, input);
  await here.at('2026-11-26T12:00:00Z');
  expect(here.posted('D-mei')).toHaveLength(2);
  expect(textOf(await here.say('mei', 'remind show 1'))).toMatch(
    /sent at once[\s\S]*reminded[\s\S]*sent at once[\s\S]*reminded/,
  );
});

test('only the manager may send a client’s reminder now, even if a member’s reminder was approved', async () => {
  const here = await house();
  await here.say('tom', 'remind #acme "Weekly numbers" every day 23:00');
  await here.at('2026-11-23T10:00:00Z');
  const card = here.platform.posts.find((post) => post.to.conversation === 'D-mei')?.message as never;
  const { command, input } = buttonOf(card, 'Allow');
  const id = input.reminder as string;
  expect(JSON.stringify(await here.press('tom', 'reminder now', { reminder: id }))).toContain('项目经理');
  await here.press('mei', command, input);
  expect(JSON.stringify(await here.press('tom', 'reminder now', { reminder: id }))).toContain('项目经理');
  await here.press('mei', 'reminder now', { reminder: id });
  await here.at('2026-11-23T10:01:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nWeekly numbers']);
});

test('a repeated request, as minutes after a crash, sends the reminder once', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Water" every day 9:00');
  const event = { kind: 'command' as const, text: 'remind now 1', ...here.common('mei', 'D-mei') };
  await here.answer(event);
  await here.at('2026-11-23T09:31:00Z');
  await here.db.everywhere(inboxRows).deleteMany({});
  await here.answer(event);
  await here.at('2026-11-23T09:35:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});
