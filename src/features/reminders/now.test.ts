import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, house, textOf } from '../../../test/fakes/house.ts';

test('sent at once it comes now, once, and its plan stays as it is', async () => {
  const here = await house();
  await here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00 night:keep');
  const send = buttonOf(await here.say('mei', 'reminders'), 'Send now');

  expect(textOf(await here.press('mei', send.command, send.input))).toContain('On its way now. By its plan it comes next Mon 30 Nov 09:00.');
  await here.at('2026-11-23T09:01:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
  await here.at('2026-11-30T12:00:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  expect(textOf(await here.say('mei', 'remind show 1'), undefined, '2026-11-30T12:00:00Z')).toContain('Mei Chen · sent at once');
});

test('in Chinese, by words', async () => {
  const here = await house();
  await here.say('tom', '提醒我每天9点喝水');

  expect(textOf(await here.say('tom', '提醒立即发送 1'), 'Asia/Shanghai', undefined, 'zh-CN')).toContain('正在发送。按计划，下次提醒：');
});

test('one that is paused is not sent behind its owner’s back', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Water" every day 9:00');
  await here.say('mei', 'remind pause 1');

  expect(JSON.stringify(await here.say('mei', 'remind now 1'))).toContain('not going at present');
  await here.at('2026-11-24T12:00:00Z');
  expect(here.posted('D-mei')).toEqual([]);
});
