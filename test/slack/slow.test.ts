import { describe, expect, test } from 'vitest';
import { shownIn, wordsIn } from './blocks.ts';
import type { SlackHouse } from './house.ts';
import { houseOfTest } from './houseOfTest.ts';
import { slowBot } from './slowBot.ts';

const house = houseOfTest();
const BRIEF = { loading: 100, saving: 100 };

async function listed(here: SlackHouse) {
  await here.as('mei').command('reminders');
  return here.next();
}

describe('an answer that takes longer than Slack waits', () => {
  test('of a submitted form: a saving view, then the result', async () => {
    const { between, slow, release } = slowBot();
    const here = await house({ between, waits: BRIEF });
    const mei = here.as('mei');
    await mei.command('reminder new');
    const form = await here.window();
    slow();
    const { window, body } = await mei.submit(form, { text: 'Call', when: 'tomorrow 9:00' });
    expect(body).toMatchObject({ response_action: 'update', view: { callback_id: 'rapport.shown' } });
    expect(wordsIn(window.view.blocks)).not.toContain('Call');
    release();
    const answered = await here.next();
    expect(answered.done).toMatchObject({
      method: 'views.update',
      answer: { ok: true },
      arguments: { view_id: form.id },
    });
    expect(answered.words).toContain('I will remind you');
  });

  test('of a window that was closed meanwhile: the person gets it in their place', async () => {
    const { between, slow, release } = slowBot();
    const here = await house({ between, waits: BRIEF });
    const mei = here.as('mei');
    await mei.command('reminder new');
    const form = await here.window();
    slow();
    await mei.submit(form, { text: 'Call', when: 'tomorrow 9:00' });
    here.slack.fault({ method: 'views.update' }, { kind: 'refused', error: 'not_found' });
    release();
    await here.next(({ method }) => method === 'views.update');
    expect((await here.next()).done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
  });

  test('of a button for a form: a loading window, which becomes the form', async () => {
    const { between, slow, release } = slowBot();
    const here = await house({ between, waits: BRIEF });
    const mei = here.as('mei');
    const list = await listed(here);
    slow();
    await mei.press(list, 'New reminder');
    const waiting = await here.window();
    expect(waiting.view).toMatchObject({ callback_id: 'rapport.shown' });
    release();
    const form = await here.next();
    expect(form.done).toMatchObject({
      method: 'views.update',
      arguments: { view_id: waiting.id, view: { callback_id: 'rapport.form' } },
      answer: { ok: true },
    });
  });

  test('to an earlier press does not replace a form that came into the window: typed values stay', async () => {
    const { between, slow, release } = slowBot();
    const here = await house({ between, waits: BRIEF });
    const mei = here.as('mei');
    await mei.opensHome();
    await mei.press(await here.next(({ method }) => method === 'views.publish'), 'My reminders');
    const list = await here.next(({ method }) => method === 'views.open');
    slow();
    await mei.press(list, 'New reminder');
    slow(false);
    await mei.press(list, 'New reminder');
    const form = await here.next(({ method }) => method === 'views.update');
    expect(form.done).toMatchObject({ arguments: { view: { callback_id: 'rapport.form' } }, answer: { ok: true } });
    release();
    await here.quiet();
    const updates = here.front.done.filter(({ method, answer }) => method === 'views.update' && answer.ok === true);
    expect(updates).toHaveLength(1);
    expect((await here.next(({ method }) => method === 'views.push')).done.answer).toMatchObject({ ok: true });
  });

  test('with an expired trigger: a message that opens the form with its values', async () => {
    const here = await house();
    const mei = here.as('mei');
    here.slack.fault({ method: 'views.open' }, { kind: 'refused', error: 'expired_trigger_id' });
    await mei.command('remind @tom "Ask for the logo"');
    await here.next(({ method }) => method === 'views.open');
    const message = await here.next();
    expect(message.done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
    await mei.press(message, 'Open the form');
    expect(shownIn((await here.window()).view)).toMatchObject({ text: 'Ask for the logo' });
  });

  test('to an outsider, for whom no window may ever open: the form in a browser', async () => {
    const here = await house();
    await here.as('ana').mention('remind me "Send the pictures"');
    const message = await here.next();
    const link = /http:\/\/127\.0\.0\.1:\d+\/form\/[\w-]+/.exec(JSON.stringify(message.done.arguments))?.[0] ?? '';
    expect(await (await fetch(link)).text()).toContain('Send the pictures');
    const sent = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ $attempt: '1', text: 'Send the pictures', when: 'tomorrow 9:00' }),
    });
    expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('I will remind you')]);
  });

  test('because Slack does not identify the sender: it comes in time, and the person is recognised by their record', async () => {
    const here = await house({ waits: { beforeAck: 100, afterAck: 100 } });
    const mei = here.as('mei');
    here.slack.fault({ method: 'users.info', times: 10 }, { kind: 'hang', applied: false });
    await mei.dm('remind me "Still here" tomorrow 9:00');
    expect((await here.next()).words).toContain('Still here');
  });
});
