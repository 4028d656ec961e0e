import { afterEach, beforeEach, expect, test } from 'vitest';
import { shownIn, wordsIn } from './blocks.ts';
import { nameOf, type SlackHouse, slackHouse } from './house.ts';

let here: SlackHouse;
beforeEach(async () => {
  here = await slackHouse();
});
afterEach(() => here.close());

test('a client’s message reaches the manager unsorted, with a link to it, and the reply goes into their thread', async () => {
  const [mei, ana] = [here.as('mei'), here.as('ana')];
  await ana.mention('our order export has been failing since this morning');
  expect((await here.next()).words).toMatch(/Thanks, Mei has this/);
  await here.at('2026-11-23T09:02:00Z');
  const notice = await here.next(
    ({ method, arguments: given }) => method === 'chat.postMessage' && JSON.stringify(given).includes('wrote ('),
  );
  expect(notice.done.arguments.channel).toBe(await mei.direct());
  expect(JSON.stringify(notice.blocks)).toMatch(/\/archives\/C\w+\/p\d+/);

  await mei.press(notice, 'Reply', { channel: { id: await mei.direct(), name: 'directmessage' } });
  const form = await here.window();
  expect(wordsIn(form.view.blocks)).toContain('Ana Lima: our order export has been failing since this morning');
  const { window } = await mei.submit(form, { text: 'We look at it now.' });
  expect(wordsIn(window.view.blocks)).toContain('Your answer appears under Ana Lima’s message in #acme.');
  await here.at('2026-11-23T09:03:00Z');
  const reply = await here.next(
    ({ method, arguments: given }) =>
      method === 'chat.postMessage' && JSON.stringify(given).includes('We look at it now.'),
  );
  expect(reply.done.arguments).toMatchObject({
    text: 'Mei Chen: We look at it now.',
    thread_ts: expect.stringMatching(/^\d+\.\d+/),
  });
  expect(reply.done.arguments.channel).not.toBe(await mei.direct());
});

test('a file without text reaches the manager, also if Slack does not give its name', async () => {
  const [mei, ana] = [here.as('mei'), here.as('ana')];
  await ana.dm('', { subtype: 'file_share', files: [{ id: 'F1', name: 'checkout error.png' }] });
  expect((await here.next()).words).toMatch(/Thanks, Mei has this[\s\S]*📎 checkout error\.png/);
  await ana.mention('hello', 'acme', { files: [{ id: 'F2', file_access: 'check_file_info' }] });
  expect((await here.next()).words).toMatch(/Thanks, Mei has this[\s\S]*hello\n📎 File/);
  await here.at('2026-11-23T09:02:00Z');
  for (const words of ['checkout error.png', 'hello'])
    expect(
      (await here.next(({ arguments: given }) => JSON.stringify(given).includes(words))).done.arguments.channel,
    ).toBe(await mei.direct());
});

test('a message is put on record with its author’s name and a link, and only our side sees it', async () => {
  const [mei, ana] = [here.as('mei'), here.as('ana')];
  const { name } = await nameOf(ana);
  const picked = {
    callback_id: 'message: record new',
    trigger_id: await mei.trigger(),
    channel: { id: mei.team.channel('acme'), name: 'acme' },
    message: { type: 'message', user: ana.user, ts: '1700000009.000200', text: 'Customers ask for PayPal' },
    response_url: here.front.responseUrl(),
  };
  await here.deliver('interactive', mei.interaction('message_action', picked));
  const form = await here.window();
  expect(shownIn(form.view)).toMatchObject({ title: 'Customers ask for PayPal' });
  const { window } = await mei.submit(form, { kind: 'risk' });
  expect(wordsIn(window.view.blocks)).toContain(`From a message by ${name}`);
  expect(wordsIn(window.view.blocks)).toContain('Only your team sees it.');
  expect(JSON.stringify(window.view.blocks)).toContain('p1700000009000200');
});
