import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../fakes/slack/faults.ts';
import { wordsIn } from './blocks.ts';
import { type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
async function house(): Promise<SlackHouse> {
  open = await slackHouse();
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

describe('the readers of a channel', () => {
  test('an outsider joins an internal channel: posting there stops, and the manager is told', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.command(`remind <#${mei.team.channel('acme-internal')}> "For us alone" tomorrow 9:00`);
    await here.next();
    const ana = here.as('ana');
    await mei.event({
      type: 'member_joined_channel',
      user: ana.user,
      channel: mei.team.channel('acme-internal'),
      team: 'T0ACME',
    });
    const warning = await here.next();
    expect(warning.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await mei.direct() } });
    await here.at('2026-11-24T08:00:00Z');
    const { team } = mei;
    expect((await team.messages(team.channel('acme-internal'))).map(({ text }) => text).join()).not.toContain(
      'For us alone',
    );
  });

  test.each<[string, Fault]>([
    ['the members of a group message', { kind: 'refused', error: 'missing_scope', more: { needed: 'mpim:read' } }],
    ['a channel while Slack is broken', { kind: 'status', status: 500 }],
    ['a channel in which we are not', { kind: 'refused', error: 'not_in_channel' }],
  ])('%s cannot be read: it is not linked as internal, and the reason is given', async (_, fault) => {
    const here = await house();
    const mei = here.as('mei');
    await mei.command('unlink #acme-internal');
    await here.next();
    here.slack.fault({ method: 'conversations.members', times: 9 }, fault);
    await mei.command(`link <#${mei.team.channel('blue')}|blue> internal project:ACME`);
    const { view } = await here.window();
    expect(wordsIn(view.blocks)).toContain('I cannot see who reads in this channel');
    here.slack.clearFaults();
    await mei.command('link list');
    expect((await here.next(({ method }) => method === 'respond')).words).not.toContain('blue · internal');
  });

  test('an internal post waits while the members are unknown, and goes out once they are known', async () => {
    const here = await house();
    const mei = here.as('mei');
    const { team } = mei;
    const posted = async () => (await team.messages(team.channel('acme-internal'))).map(({ text }) => text).join();
    await mei.command(`remind <#${team.channel('acme-internal')}> "For us alone" tomorrow 9:00`);
    await here.next();
    here.slack.fault({ method: 'conversations.members', times: 99 }, { kind: 'status', status: 500 });
    await here.at('2026-11-24T08:00:00Z');
    await here.at('2026-11-24T08:03:00Z');
    expect(await posted()).not.toContain('For us alone');
    here.slack.clearFaults();
    const ours = [mei.user, here.as('tom').user];
    here.slack.fault(
      { method: 'conversations.members', times: 99 },
      { kind: 'changed', to: (body) => ({ ...body, members: ours }) },
    );
    await here.at('2026-11-24T08:04:00Z');
    expect(await posted()).toContain('For us alone');
  });

  test('a channel that is already shared when we join is recognised as shared', async () => {
    const here = await house();
    const mei = here.as('mei');
    here.slack.fault(
      { method: 'conversations.info' },
      { kind: 'changed', to: (body) => ({ ...body, channel: { ...(body.channel as object), is_ext_shared: true } }) },
    );
    await mei.event({
      type: 'member_joined_channel',
      user: mei.team.bot.user,
      channel: mei.team.channel('blue'),
      inviter: mei.user,
    });
    const card = await here.next();
    expect(card.words).toContain('blue');
    const scope = here.projects.get('T0NORTH')?.scope;
    expect(scope).toBeDefined();
    await mei.press(card, 'Set it up', { channel: { id: await mei.direct(), name: 'directmessage' } });
    const form = await here.window();
    const { window } = await mei.submit(form, { client: 'Borealis', kind: 'internal' });
    expect(wordsIn(window.view.blocks)).toContain('shared with another organisation');
  });

  test('a renamed, moved or archived channel is followed', async () => {
    const here = await house();
    const mei = here.as('mei');
    const id = mei.team.channel('acme');
    await mei.event({ type: 'channel_rename', channel: { id, name: 'acme-shop', created: 1 } });
    await mei.event({ type: 'channel_id_changed', old_channel_id: id, new_channel_id: 'C0MOVED001' });
    const channelsNow = async () => {
      await mei.command('link list');
      return (await here.next(({ method }) => method === 'respond')).words;
    };
    await expect.poll(channelsNow).toContain('acme-shop');
    await mei.event({ type: 'channel_archive', channel: 'C0MOVED001', user: mei.user });
    expect((await here.next(({ method }) => method === 'chat.postMessage')).words).toContain('acme-shop');
  });
});
