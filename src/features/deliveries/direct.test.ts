import { afterEach, beforeEach, expect, test } from 'vitest';
import { buttonOf, type House, house, type messageOf, textOf } from '../../../test/fakes/house.ts';
import { deliveries } from '../../core/delivery/outbox.ts';
import type { FormValues } from '../../core/platform.ts';
import { renderText } from '../../core/render/text.ts';

/** An undelivered direct message concerns only its owner. */
let here: House;
beforeEach(async () => {
  here = await house();
});
afterEach(() => here.db.close());

const blocked = { outcome: 'dead', reason: 'blocked', detail: 'user_disabled' } as const;
const DUE = '2026-11-23T12:00:00Z';
/** The texts of our notices, by conversation. */
const told = () =>
  here.platform.posts
    .filter(({ key }) => key.startsWith('notice:'))
    .map(
      ({ to, message }) =>
        [to.conversation, renderText(message, { locale: 'en', zone: 'Europe/Berlin', now: here.clock.now() })] as const,
    );
const ids = /D-\w+|[0-9a-f]{24}/;

async function secondAccount(personId: string, user: string): Promise<void> {
  const { code } = await here.people.issueCode(here.scope, personId);
  await here.people.redeemCode(here.scope, code, { platform: 'playground', tenant: 'north', user }, 'north');
}

test('an undelivered reminder to oneself is reported with its text, only to its owner, in another conversation', async () => {
  await secondAccount(here.mei._id, 'mei2');
  await here.say('mei', 'remind me "prepare the demo" today 12:00');
  here.platform.script.push(blocked);
  await here.at(DUE);
  const [[where, words] = ['', ''], ...others] = told();
  expect([where, others]).toEqual(['D-mei2', []]);
  expect(words).toMatch(/A message could not be posted[\s\S]*your direct messages with me[\s\S]*prepare the demo/);
  expect(words).not.toMatch(ids);
});

test('without another account the owner decides in the list; an admin sees neither text nor buttons', async () => {
  await here.say('tom', 'remind me "prepare the demo" today 18:00');
  const gone = here.platform.send;
  here.platform.send = async (to, message, options) =>
    to.conversation === 'D-tom' ? blocked : gone(to, message, options);
  await here.at('2026-11-23T10:00:00Z');
  await here.at('2026-11-23T10:30:00Z');
  expect(told()).toEqual([]);

  const list = await here.say('tom', 'today');
  expect(textOf(list, 'Asia/Shanghai', '2026-11-23T10:30:00Z', 'zh-CN')).toMatch(
    /发往您与我的私信的一条消息未送达[\s\S]*prepare the demo/,
  );
  expect(textOf(await here.say('root', 'today'))).not.toMatch(/prepare|did not arrive/);
  expect(textOf(await here.say('root', 'deliveries'))).not.toMatch(/prepare/);
  const page = await here.press('tom', ...pressed(list, '打开'));
  expect(textOf(page)).toContain('prepare the demo');

  const [row] = await here.db.everywhere(deliveries).find({ state: 'dead' });
  await expect(here.press('mei', 'delivery retry', { delivery: row?._id ?? '' }).then(textOf)).resolves.toContain(
    'for whoever runs the project',
  );
  here.platform.send = gone;
  await here.press('tom', ...pressed(page, '重试'));
  await here.at('2026-11-23T10:31:00Z');
  expect(here.posted('D-tom').join()).toContain('prepare the demo');
  expect(textOf(await here.say('tom', 'today'), 'Asia/Shanghai', undefined, 'zh-CN')).not.toContain('未送达');
});

test('an undelivered reminder for a colleague is reported to its author, with the colleague’s name', async () => {
  await here.say('mei', 'remind @Tom "call Ana" today 12:00');
  here.platform.script.push(blocked);
  await here.at(DUE);
  expect(told()).toEqual([
    [
      'D-mei',
      expect.stringMatching(
        /direct message to Tom Berg[\s\S]*This person has blocked or removed me[\s\S]*call Ana[\s\S]*\[Retry\] \[Drop\]/,
      ),
    ],
  ]);
  expect(told()[0]?.[1]).not.toMatch(ids);
});

test('a contact gets a notice of their own too, without a decision; our side does not see the text', async () => {
  await here.say('ana', 'remind me "ask for a discount" today 9:00');
  here.platform.script.push(blocked);
  await here.at('2026-11-23T15:00:00Z');
  expect(told()).toEqual([['D-ana', expect.stringMatching(/ask for a discount$/)]]);
  expect(textOf(await here.say('root', 'deliveries'))).not.toMatch(/discount/);
  expect(textOf(await here.say('mei', 'today'))).not.toMatch(/discount/);
});

test('the manager decides about an undelivered reminder for a project’s channel', async () => {
  await here.say('tom', 'remind #acme "Weekly numbers" today 18:00');
  const { command, input } = buttonOf(await here.say('mei', 'today'), 'Allow');
  await here.press('mei', command, input);
  here.platform.script.push({ ...blocked, reason: 'notInChannel' });
  await here.at('2026-11-23T23:30:00Z');
  expect(told().map(([where]) => where)).toEqual(['D-mei']);
  const [row] = await here.db.everywhere(deliveries).find({ state: 'dead' });
  expect(textOf(await here.press('tom', 'delivery retry', { delivery: row?._id ?? '' }))).toContain('负责');
  expect(textOf(await here.say('tom', 'today'))).not.toContain('未送达');
});

test('an undelivered morning list has no notice of its own', async () => {
  await here.say('ana', 'checkout is down!!', 'C-acme');
  // Mei is told about these messages at once; her list comes the next morning.
  await here.at('2026-11-23T10:00:00Z');
  here.platform.script.push(blocked);
  await here.at('2026-11-24T08:00:00Z');
  expect([told(), (await here.db.everywhere(deliveries).find({ state: 'dead' })).length]).toEqual([[], 1]);
  expect(textOf(await here.say('mei', 'today'))).not.toContain('did not arrive');
});

test('for a person who left, an admin is told of the failure, without the text', async () => {
  await here.say('mei', 'remind @Tom "between us two" today 12:00');
  const [row] = await here.db.everywhere(deliveries).find({ state: 'waiting' });
  expect(row).toBeUndefined();
  here.platform.script.push(blocked);
  await here.projects.change(here.scope, here.project._id, { managerId: here.tom._id });
  const send = here.platform.send;
  here.platform.send = async (to, message, options) => {
    // Mei leaves while her message to Tom is on its way.
    if (to.conversation === 'D-tom') await here.people.leave(here.scope, here.mei._id);
    return send(to, message, options);
  };
  await here.at(DUE);
  expect(told().map(([where]) => where)).toEqual(['D-root']);
  expect(told()[0]?.[1]).not.toMatch(/between us|D-\w/);
});

const pressed = (reply: Parameters<typeof messageOf>[0], label: string): [string, FormValues] => {
  const { command, input } = buttonOf(reply, label);
  return [command, input];
};
