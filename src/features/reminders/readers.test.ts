import { describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

const at = (day: number, hour = 12) => `2026-11-${day}T${hour}:00:00Z`;

describe('a text that was written for our side', () => {
  test('is not shown to a client who reads its channel now; its owner hears why; owner and manager may reactivate it', async () => {
    const here = await house();
    await here.say('tom', 'remind #acme-internal "They still owe us the pictures" every day 18:00', INTERNAL_CHANNEL);
    for (const words of ['unlink #acme', 'unlink #acme-internal', 'link #acme-internal client project:ACME'])
      await here.say('mei', words);
    for (const day of [23, 24, 25]) await here.at(at(day));

    expect(here.posted(INTERNAL_CHANNEL).join()).not.toContain('pictures');
    const told = here.posted('D-tom').filter((text) => text.includes('无法送达'));
    expect(told).toEqual([expect.stringContaining('客户现在能看到那里的消息，而这条提醒是写给我方的')]);

    await here.say('tom', '提醒修改 1 "Please send the pictures" 每天18点');
    await here.at(at(26));
    expect(here.posted(INTERNAL_CHANNEL).join()).not.toContain('pictures');
    expect(here.posted('D-mei').join()).toContain('would like to remind #acme-internal, where the client reads');

    const card = here.platform.posts.filter((post) => post.to.conversation === 'D-mei').at(-1)?.message as never;
    await here.press('mei', 'reminder allow', buttonOf(card, 'Allow').input);
    await here.at(at(27));
    expect(here.posted(INTERNAL_CHANNEL).join()).toContain('Please send the pictures');
    expect(here.posted(INTERNAL_CHANNEL).join()).not.toContain('owe us');
  });

  test('a reminder of one project is not posted into a channel that another project has now', async () => {
    const here = await house();
    await here.say('mei', 'remind #acme "Please send the pictures" every day 12:00');
    await here.say('root', 'project new "Blue shop" client:Acme key:BLUE manager:@Mei');
    for (const words of ['unlink #acme', 'link #acme client project:BLUE']) await here.say('root', words);
    await here.at(at(24, 20));
    expect(here.posted(CLIENT_CHANNEL).join()).not.toContain('pictures');
    expect(here.posted('D-mei').join()).toContain('the channel is gone or no longer linked');
  });
});

test('a rule without a channel reports it once, and continues when the channel is back', async () => {
  const here = await house();
  await here.say('mei', 'remind #acme "Please send the pictures" every day 12:00');
  await here.say('mei', 'unlink #acme');
  for (const day of [24, 25]) await here.at(at(day, 20));
  expect(here.posted('D-mei').filter((text) => text.includes('could not deliver'))).toEqual([
    expect.stringContaining('It goes on by itself once that is over'),
  ]);
  expect(textOf(await here.say('mei', 'reminders'))).toContain('It goes on by itself');

  await here.say('mei', 'link #acme client project:ACME');
  await here.at(at(26, 20));
  expect(here.posted(CLIENT_CHANNEL).join()).toContain('Please send the pictures');
  expect(textOf(await here.say('mei', 'reminders'))).not.toContain('could not be delivered');

  await here.say('mei', 'unlink #acme');
  await here.at(at(27, 20));
  expect(here.posted('D-mei').filter((text) => text.includes('could not deliver'))).toHaveLength(2);
});

test('a one-time reminder without a channel waits for a new time from its owner', async () => {
  const here = await house();
  await here.say('mei', 'remind #acme "Please send the pictures" tomorrow 15:00');
  await here.say('mei', 'unlink #acme');
  await here.at(at(24, 20));
  expect(here.posted('D-mei').join()).toContain('It is kept');
  expect(textOf(await here.say('mei', 'reminders'))).toContain('Edit it to set it going again');
});

test('a second send without a channel is reported to the owner again', async () => {
  const here = await house();
  await here.say('mei', 'remind #acme "Please send the pictures" every day 12:00');
  await here.say('mei', 'unlink #acme');
  await here.at(at(24, 20));
  await here.say('mei', 'remind now 1');
  await here.at(at(24, 21));
  expect(here.posted('D-mei').filter((text) => text.includes('could not deliver'))).toHaveLength(2);
});

test('“send now” does not pause a stopped rule: it still waits for its owner', async () => {
  const here = await house();
  await here.say('tom', 'remind #acme-internal "They still owe us the pictures" every day 18:00', INTERNAL_CHANNEL);
  for (const words of ['unlink #acme', 'unlink #acme-internal', 'link #acme-internal client project:ACME'])
    await here.say('mei', words);
  await here.at(at(24));
  for (const words of ['unlink #acme-internal', 'link #acme-internal internal project:ACME'])
    await here.say('mei', words);
  await here.say('tom', '提醒立即发送 1');
  await here.at(at(24, 13));
  expect(here.posted(INTERNAL_CHANNEL).join()).toContain('pictures');
  const list = textOf(await here.say('tom', '提醒'));
  expect(list).toContain('无法送达');
  expect(list).not.toContain('已暂停');
});
