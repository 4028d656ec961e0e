import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, fileIn, house, messageOf, textOf } from '../../../test/fakes/house.ts';

const RULE = 'DTSTART;TZID=Europe/Berlin:20261202T150000 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE';

test('a rule is read from one calendar into a reminder, and exported for another', async () => {
  const here = await house();
  await here.submit('mei', 'reminder new', { channel: '#acme', text: 'Send the pictures', when: RULE });

  const file = fileIn(await here.say('mei', 'remind calendar 1'));
  expect(file.name).toBe('Send the pictures.ics');
  for (const line of RULE.split(' ')) expect(file.content).toContain(`\r\n${line}\r\n`);
  for (const evening of ['2026-12-02T20:00:00Z', '2026-12-09T20:00:00Z', '2026-12-16T20:00:00Z'])
    await here.at(evening);
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
});

test('a one-time reminder is one entry, and the answer says that it does not follow the reminder', async () => {
  const here = await house();
  await here.say('tom', '提醒我 明天上午9点 “打电话”');

  const answer = await here.say('tom', '提醒日历 1');
  expect(fileIn(answer).name).toBe('打电话.ics');
  expect(fileIn(answer).content).toMatch(
    /DTSTART;TZID=Asia\/Shanghai:20261124T090000\r\nSEQUENCE:\d+\r\nSUMMARY:打电话\r\n/,
  );
  expect(textOf(answer)).toContain('之后对提醒的修改不会同步到您的日历');
});

test('a rule that depends on days off exports its next times, and the answer says how many and why', async () => {
  const here = await house();
  await here.submit('mei', 'reminder new', { text: 'Look', when: 'every day 10:00', dayOff: 'skip' });

  const answer = await here.say('mei', 'remind calendar 1');
  expect(fileIn(answer).content.match(/BEGIN:VEVENT/g)).toHaveLength(20);
  expect(fileIn(answer).content).not.toMatch(/DTSTART;TZID=Europe\/Berlin:20261128|RRULE:FREQ=DAILY/);
  expect(textOf(answer)).toContain('the next 20 times');
});

test('a second export after a change updates the same entry', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Call" every Monday 9:00');
  const numbers = async () =>
    /UID:(\S+)[\s\S]*SEQUENCE:(\d+)/.exec(fileIn(await here.say('mei', 'remind calendar 1')).content)?.slice(1) ?? [];
  const [uid, first] = await numbers();
  await here.say('mei', 'remind edit 1 when:"every Monday 10:00"');
  const [same, second] = await numbers();
  expect(same).toBe(uid);
  expect(Number(second)).toBeGreaterThan(Number(first));
});

test('an ended reminder and another person’s reminder have no export', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Call" every Monday 9:00');
  await here.say('mei', 'remind pause 1');
  expect(textOf(await here.say('mei', 'remind calendar 1'))).toContain('nothing for a calendar');
  expect(textOf(await here.say('mei', 'remind show 1'))).not.toContain('Calendar file');

  await here.say('mei', 'remind resume 1');
  const menu = messageOf(await here.say('mei', 'remind list')).blocks.flatMap((block) =>
    block.kind === 'actions' ? block.items : [],
  );
  const options = menu.flatMap((item) => (item.kind === 'menu' ? item.options : []));
  const id = String(options.find(({ label }) => label === 'Calendar file')?.payload.input.reminder);
  expect(fileIn(await here.press('mei', 'reminder calendar', { reminder: id })).name).toBe('Call.ics');
  expect(textOf(await here.press('ana', 'reminder calendar', { reminder: id }))).toContain(
    'Only whoever set this reminder',
  );
});
