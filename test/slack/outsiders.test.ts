import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlackHouse, slackHouse } from './house.ts';

let here: SlackHouse;
beforeEach(async () => {
  here = await slackHouse();
});
afterEach(() => here.close());

/** Slack opens no direct conversation with them from now on: their organisation allows none, or it was not accepted. */
function closeDirect({ user }: { readonly user: string }): void {
  here.slack.fault(
    { method: 'conversations.open', times: 100, when: (call) => JSON.stringify(call.arguments).includes(user) },
    { kind: 'refused', error: 'user_not_visible' },
  );
}

test('a reminder for an unreachable person is returned to its author, and stored', async () => {
  const [mei, ana] = [here.as('mei'), here.as('ana')];
  closeDirect(ana);
  await mei.dm(`remind <@${ana.user}> "Send the pictures" in 10 minutes`);
  await here.next();
  await here.at('2026-11-23T09:11:00Z');
  const told = await here.next();
  expect(told.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await mei.direct() } });
  expect(told.words).toMatch(/could not deliver your reminder “Send the pictures” \(Ana Lima\)[\s\S]*It is kept/);
  await mei.dm('reminders');
  expect((await here.next()).words).toContain('Send the pictures');
});

test('a client’s message reaches our side also if no answer to them can be shown', async () => {
  const [mei, ana] = [here.as('mei'), here.as('ana')];
  closeDirect(ana);
  here.slack.fault({ method: 'chat.postEphemeral' }, { kind: 'refused', error: 'user_not_in_channel' });
  await ana.mention('the checkout is down!!');
  const aloud = await here.next(({ method }) => method === 'chat.postMessage');
  // In the public thread: that it is not lost, without its content.
  expect([aloud.done.arguments.text, typeof aloud.done.arguments.thread_ts]).toEqual([
    'Kept, and passed on to Mei.',
    'string',
  ]);
  await mei.dm('today');
  expect((await here.next()).words).toMatch(/Ana Lima wrote[\s\S]*the checkout is down!!/);
});

test('a press without a possible window gets a link to the form in a browser, with its values; sending it works', async () => {
  const ana = here.as('ana');
  await ana.dm('remind me "Look at the draft" tomorrow 10:00');
  const set = await here.next();
  here.slack.fault({ method: 'views.open', times: 100 }, { kind: 'refused', error: 'exchanged_trigger_id' });
  await ana.press(set, 'Edit', { channel: { id: await ana.direct(), name: 'directmessage' } });
  const message = await here.next(({ method }) => method === 'chat.postMessage');
  expect(message.words).toContain('waits for you');
  const link = /http:\/\/127\.0\.0\.1:\d+\/form\/[\w-]+/.exec(JSON.stringify(message.blocks))?.[0] ?? '';
  const page = await (await fetch(link)).text();
  expect(page).toContain('Look at the draft');
  const sent = await fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ $attempt: '1', text: 'Look at both drafts', when: 'tomorrow 10:00' }),
  });
  expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('Look at both drafts')]);
  await ana.dm('reminders');
  expect((await here.next()).words).toContain('Look at both drafts');
});
