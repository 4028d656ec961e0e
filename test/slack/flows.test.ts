import { afterEach, describe, expect, test } from 'vitest';
import { shownIn, wordsIn } from './blocks.ts';
import type { Mode } from './delivery.ts';
import { nameOf, type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
async function house(mode: Mode, more: Parameters<typeof slackHouse>[0] = {}): Promise<SlackHouse> {
  open = await slackHouse({ mode, ...more });
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

describe.each<Mode>(['http', 'socket'])('over %s', (mode) => {
  test('a reminder is set by command, posted when it is due, and marked as done by its button', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    expect(await mei.command('remind me "Send the invoice" tomorrow 3pm')).toEqual({ status: 200, body: undefined });
    const set = await here.next();
    expect(set.done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
    expect(set.words).toContain('Send the invoice');

    await here.at('2026-11-24T14:00:00Z');
    const due = await here.next();
    expect(due.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await mei.direct() } });
    expect(due.words).toContain('Send the invoice');

    expect(await mei.press(due, 'Done', { channel: { id: await mei.direct(), name: 'directmessage' } })).toEqual({
      status: 200,
      body: undefined,
    });
    const done = await here.next();
    expect(done.done).toMatchObject({ method: 'chat.update', arguments: { channel: await mei.direct() } });
  });

  test('missing values become a form; a wrong time is reported at its field in the answer to the submit; then the window shows the answer', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.command('remind @tom "Ask for the logo"');
    const form = await here.window();
    expect(form.view).toMatchObject({ type: 'modal', callback_id: 'rapport.form' });
    expect(shownIn(form.view)).toMatchObject({ text: 'Ask for the logo' });

    const wrong = await mei.submit(form, { for: '', when: '' });
    expect(wrong).toMatchObject({
      status: 200,
      body: { response_action: 'errors', errors: { when: expect.any(String) } },
    });

    const { window, ...right } = await mei.submit(form, { for: 'me', when: 'tomorrow 9:00' });
    expect(right).toMatchObject({ status: 200, body: { response_action: 'update' } });
    expect(wordsIn(window.view.blocks)).toContain('Ask for the logo');
    await here.at('2026-11-24T08:00:00Z');
    expect((await here.next()).words).toContain('Ask for the logo');
  });

  test('errors that need a look-up come back in the form, with all typed values', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    const stranger = 'U0NOBODY00';
    await mei.command('reminder new');
    const form = await here.window();
    const { window, ...answer } = await mei.submit(form, { for: stranger, text: 'Call', when: 'tomorrow 9:00' });
    expect(answer).toMatchObject({ status: 200, body: { response_action: 'update' } });
    expect(wordsIn(window.view.blocks)).toContain('I do not know');
    expect(wordsIn(window.view.blocks)).not.toContain(stranger);
    expect(shownIn(window.view)).toMatchObject({ for: stranger, text: 'Call', when: 'tomorrow 9:00' });
    const fixed = await mei.submit(window, { for: '', text: 'Call', when: 'tomorrow 9:00' });
    expect(wordsIn(fixed.window.view.blocks)).toContain('I will remind you');
  });

  test.each(['channels', 'privateChannels'] as const)(
    'a channel that is chosen in a form is called by its name: %s',
    async (kind) => {
      const here = await house(mode, { [kind]: ['launch'] });
      const mei = here.as('mei');
      for (const who of ['ana', 'gus'])
        await mei.team.ask(
          'conversations.kick',
          { channel: mei.team.channel('launch'), user: mei.team.person(who) },
          'admin',
        );
      await mei.command(`unlink <#${mei.team.channel('acme-internal')}|acme-internal>`);
      await here.next();
      await mei.command('link');
      const { window } = await mei.submit(await here.window(), {
        channel: mei.team.channel('launch'),
        kind: 'internal',
        project: 'ACME',
      });
      expect(wordsIn(window.view.blocks)).toContain('#launch is the internal channel of Shop of North now.');
    },
  );

  test('a private answer is changed by a form, and in place by a button', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.command('remind me "Send the invoice" tomorrow 3pm');
    const set = await here.next();
    await mei.press(set, 'Edit');
    const form = await here.window();
    expect(shownIn(form.view)).toMatchObject({ text: 'Send the invoice' });
    const { window } = await mei.submit(form, { text: 'Send both invoices' });
    expect(wordsIn(window.view.blocks)).toContain('Send both invoices');

    await mei.press(set, 'Delete');
    expect((await here.next()).done).toMatchObject({ method: 'respond', arguments: { replace_original: true } });
    await mei.command('reminders');
    expect((await here.next()).words).not.toContain('invoices');
  });

  test('a weekly reminder reaches the client’s channel with the delivery’s key, without internal text', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.command(`remind <#${mei.team.channel('acme')}|acme> "Please send the pictures" every Mon 9:00`);
    expect((await here.next()).words).toContain('Please send the pictures');
    await here.at('2026-11-30T08:00:00Z');
    const posted = await here.next();
    expect(posted.done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: mei.team.channel('acme'), metadata: { event_type: 'rapport_delivery' } },
    });
    expect(posted.words).toContain('Please send the pictures');
    expect(posted.words).not.toContain('Mei');
  });

  test('the person who adds Rapport to a channel sets it up as a project', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    const blue = mei.team.channel('blue');
    await mei.event({
      type: 'member_joined_channel',
      user: mei.team.bot.user,
      channel: blue,
      channel_type: 'C',
      team: mei.team.id,
      inviter: mei.user,
    });
    const card = await here.next();
    expect(card.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await mei.direct() } });
    expect(card.words).toContain('blue');
    await mei.press(card, 'Set it up', { channel: { id: await mei.direct(), name: 'directmessage' } });
    const form = await here.window();
    const { window } = await mei.submit(form, { client: 'Borealis' });
    expect(wordsIn(window.view.blocks)).toContain('is ready');

    await mei.press(
      {
        ...card,
        blocks: window.view.blocks,
        container: { type: 'view', view_id: window.id },
        done: { ...card.done, arguments: { view: window.view }, answer: { view: window.view } },
      },
      'Rehearse',
    );
    expect((await here.next()).done).toMatchObject({ method: 'views.update', answer: { ok: true } });
    await mei.command('project list', 'blue');
    expect((await here.next()).words).toContain('Borealis');
  });

  test('a client from another team mentions, presses and writes directly', async () => {
    const here = await house(mode);
    const ana = here.as('ana');
    await ana.mention('the checkout is down!!');
    const asked = await here.next();
    expect(asked.done).toMatchObject({
      method: 'chat.postEphemeral',
      arguments: { channel: ana.team.channel('acme'), user: ana.user },
    });
    expect(asked.words).toContain('the checkout is down!!');
    await ana.press(asked, 'Problem', { channel: { id: ana.team.channel('acme'), name: 'acme' } });
    expect((await here.next()).done).toMatchObject({ method: 'respond', arguments: { replace_original: true } });
    expect((await here.next()).words).toContain('Ana Lima');

    await ana.dm('remind me "Look at the draft" tomorrow 10:00');
    const set = await here.next();
    expect(set.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await ana.direct() } });
    expect(set.words).toContain('Look at the draft');

    await ana.dm('', { subtype: 'file_share', files: [{ id: 'F0PICTURE' }] });
    const kept = (await here.next()).words;
    expect(kept).toContain('Mei has this');
    expect(kept).toContain('📎 File');
  });

  test('a refusal is polite and private', async () => {
    const here = await house(mode);
    await here.as('tom').command('project new');
    const refused = await here.next();
    expect(refused.done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
    expect(refused.words).toContain('只有');
  });

  test('our side names a colleague who has never used the bot; a bot is no person, and a client’s mention records no person', async () => {
    const here = await house(mode);
    const root = here.as('root');
    const gus = here.as('gus');
    await here.as('ana').mention(`remind <@${gus.user}> "From outside" tomorrow 9:00`);
    await here.next();
    const scope = here.projects.get('T0NORTH')?.scope;
    if (scope === undefined) throw new Error('there is no workspace');
    expect(await here.people.named(scope, 'gus')).toEqual([]);
    await root.command(`role <@${gus.user}|gus> member`);
    expect((await here.next()).words).toContain('gus');
    expect(await here.people.named(scope, 'gus')).toMatchObject([{ side: 'ours', role: 'member' }]);
    await root.command(`role <@${root.team.bot.user}|rapport> member`);
    await here.next();
    expect(await here.people.named(scope, 'rapport')).toEqual([]);
  });

  test('each person is answered in their own language', async () => {
    const here = await house(mode);
    await here.as('tom').command('提醒我明天下午3点交报告');
    expect((await here.next()).words).toContain('交报告');
    await here.as('tom').command('reminders');
    expect((await here.next()).words).toMatch(/条提醒/);
  });

  test('a form that was closed with values can be continued', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.command('reminder new');
    const form = await here.window();
    await mei.close(form, { text: 'Half a thought' });
    const offer = await here.next();
    expect(offer.words).toContain('was not saved');
    await mei.press(offer, 'Continue');
    expect(shownIn((await here.window()).view)).toMatchObject({ text: 'Half a thought' });
  });

  test('zones are suggested while a person types', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.command('project new');
    const { view } = await here.window();
    const zone = JSON.stringify(view).match(/"action_id":"(rapport\.suggest\.zone[^"]*)"/)?.[1];
    const answer = await here.deliver('interactive', {
      ...mei.interaction('block_suggestion', { action_id: zone, block_id: 'zone', value: 'shang' }),
    });
    expect(JSON.stringify(answer.body)).toContain('Asia/Shanghai');
  });

  test('the Home tab shows waiting items, and is redrawn after a press', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await mei.opensHome();
    const home = await here.next();
    expect(home.done).toMatchObject({
      method: 'views.publish',
      arguments: { user_id: mei.user, view: { type: 'home' } },
    });

    await mei.command('remind me "Call Ana" today 12:00');
    await here.next();
    await here.at('2026-11-23T11:00:00Z');
    await here.next();
    await here.at('2026-11-23T18:00:00Z');
    await mei.opensHome();
    const full = await here.next(({ method }) => method === 'views.publish');
    expect(full.words).toContain('Call Ana');
    await mei.press(full, 'Done');
    const after = await here.next(({ method }) => method === 'views.publish');
    expect(after.words).toMatch(/Nothing waits for you\.\s+Call Ana.*Done\.\s+Undo/s);

    // A form that was opened from the Home tab shows its result there; an answer opens in a window.
    await mei.press(after, 'New reminder');
    await mei.submit(await here.window(), { text: 'Plan the year', when: 'tomorrow 8:00' });
    const planned = await here.next(({ method }) => method === 'views.publish');
    expect(planned.words).toContain('Plan the year');
    await mei.press(planned, 'My reminders');
    const answer = await here.window();
    expect(answer.view).toMatchObject({ type: 'modal', callback_id: 'rapport.shown' });
    expect(wordsIn(answer.view.blocks)).toContain('Plan the year');
  });

  test('shortcuts open the form; a message shortcut takes the message’s text', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    await here.deliver(
      'interactive',
      mei.interaction('shortcut', { callback_id: 'reminder new', trigger_id: await mei.trigger() }),
    );
    expect(shownIn((await here.window()).view)).toMatchObject({ text: undefined });
    const message = {
      type: 'message',
      user: here.as('ana').user,
      ts: '1700000009.000100',
      text: 'Logo &amp; colours by Friday, <@U1|ana>',
    };
    const where = { id: mei.team.channel('acme'), name: 'acme' };
    const more = {
      callback_id: 'reminder new',
      trigger_id: await mei.trigger(),
      channel: where,
      message,
      response_url: here.front.responseUrl(),
    };
    await here.deliver('interactive', mei.interaction('message_action', more));
    expect(shownIn((await here.window()).view)).toMatchObject({ text: 'Logo & colours by Friday, @ana' });
  });

  test('mentions in stored text are shown by name, although Slack sends only ids', async () => {
    const here = await house(mode);
    const mei = here.as('mei');
    const gus = here.as('gus');
    const { name } = await nameOf(gus);
    await mei.dm(`remind me "Ask <@${gus.user}> for the logo" tomorrow 3pm`);
    expect((await here.next()).words).toContain(`Ask @${name} for the logo`);
    await mei.mention(`remind me to ask <@${gus.user}> tomorrow 4pm`);
    expect((await here.next()).words).toContain(`ask @${name}`);
    await mei.dm(`remind me "Look into <#${mei.team.channel('acme')}|>" tomorrow 5pm`);
    expect((await here.next()).words).toContain('Look into #acme');
    await here.as('ana').dm(`remind me "Look into <#${mei.team.channel('acme-internal')}>" tomorrow 5pm`);
    expect((await here.next()).words).not.toContain('acme-internal');

    // An unknown person, and a channel hidden from the reader, are never shown by id.
    await mei.dm('remind me "Ask <@U0STRANGER> in <#C0SECRET>" tomorrow 6pm');
    expect((await here.next()).words).toContain('Ask @somebody in #some-channel');
    await here.as('tom').dm('提醒我明天下午6点问<@U0STRANGER>要标志');
    expect((await here.next()).words).toContain('问@某人要标志');
    await mei.dm('what is <@U0STRANGER> up to');
    const unknown = await here.next();
    expect(unknown.words).toContain('@somebody');
    expect(unknown.words).not.toContain('U0STRANGER');
    await mei.dm('remind <@U0STRANGER> "Call" tomorrow 6pm');
    const nobody = await here.next();
    expect(nobody.words).not.toContain('U0STRANGER');

    // Text in the form of a mention mentions no person and stays as typed.
    await mei.dm(`remind me "Write &lt;@${gus.user}&gt; down" tomorrow 7pm`);
    expect((await here.next()).words).toContain(`Write <\u2060@${gus.user}> down`);

    const message = {
      type: 'message',
      user: here.as('ana').user,
      ts: '1700000009.000100',
      text: `<@${gus.user}> has the logo`,
    };
    const where = { id: mei.team.channel('acme'), name: 'acme' };
    const more = {
      callback_id: 'reminder new',
      trigger_id: await mei.trigger(),
      channel: where,
      message,
      response_url: here.front.responseUrl(),
    };
    await here.deliver('interactive', mei.interaction('message_action', more));
    expect(shownIn((await here.window()).view)).toMatchObject({ text: `@${name} has the logo` });
  });
});

test('a place is shown by its name if Slack gives only the id; a group of people has none', async () => {
  const here = await house('http');
  const { team, ...mei } = here.as('mei');
  const [blue, , group] = [
    team.channel('blue'),
    await mei.command('project new Borealis client:Borealis'),
    await team.ask('conversations.create', { name: 'mpdm-mei--tom--rapport-1', is_private: true }, 'admin'),
  ];
  const { id } = group.channel as { id: string };
  await team.ask('conversations.invite', { channel: id, users: team.bot.user }, 'admin');
  await here.next();
  await mei.mention('link here client project:BORE', 'blue');
  expect((await here.next()).words).toContain('#blue is the client channel of Borealis');
  await mei.mention('unlink here', 'blue');
  expect((await here.next()).words).not.toContain(blue);

  // Without its scope, Slack does not describe a group.
  here.slack.fault(
    { method: 'conversations.info', times: 9 },
    { kind: 'refused', error: 'missing_scope', more: { needed: 'mpim:read' } },
  );
  await mei.mention('link here client project:BORE', id);
  expect((await here.next()).words).toContain('#Group chat is the client channel of Borealis');
});

test('a slash command with another name is answered, and help shows it', async () => {
  const here = await house('http', { command: '/north' });
  await here.as('mei').command('help');
  const said = await here.next();

  expect(said.words).toContain('Type it after /north');
  expect(said.words).not.toContain('/rapport');
});
