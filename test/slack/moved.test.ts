import { describe, expect, test } from 'vitest';
import { channels } from '../../src/records/projects/collections.ts';
import { comes, houseWithLinkedChannels, inChannel, parts, planned, posted, TOMORROW } from './linkedChannels.ts';

const house = houseWithLinkedChannels();

describe('a linked channel gets another id', () => {
  test('its waiting deliveries, its schedules and its people continue under the new id', async () => {
    const here = await house();
    const { north, inside, scope, project } = parts(here);
    const mei = here.as('mei');
    await planned(here, inside, 'Plan the week', 'every day 9:00');
    // The channel's new id.
    const { channel } = (await north.ask('conversations.create', { name: 'acme-internal-2' }, 'admin')) as {
      channel: { id: string };
    };
    await north.ask('conversations.invite', { channel: channel.id, users: north.bot.user }, 'admin');
    await here.outbox.enqueue({
      ...{ key: 'waits', workspaceId: scope.workspaceId, projectId: project._id, locale: 'en', zone: 'UTC' },
      to: { platform: 'slack', tenant: 'T0NORTH', conversation: inside, audience: 'internal' },
      message: { audience: 'internal', fallbackText: 'It waited', blocks: [{ kind: 'text', text: 'It waited' }] },
    });
    await mei.event({
      type: 'channel_id_changed',
      old_channel_id: inside,
      new_channel_id: channel.id,
      event_ts: '1.1',
    });
    await comes(here, TOMORROW);
    await here.at('2026-11-25T08:00:00Z');

    const all = await posted(here);
    expect(inChannel(all, inside)).toEqual([]);
    const there = inChannel(all, channel.id).map(({ words }) => words);
    expect(there.filter((words) => words.includes('It waited'))).toHaveLength(1);
    expect(there.filter((words) => words.includes('Plan the week'))).toHaveLength(2);
    here.lookAway();
    await mei.mention('project show', channel.id);
    expect((await here.next()).words).toContain('Shop of North');
  });

  test('if the new id was known before, it is still one channel', async () => {
    const here = await house();
    const { north, inside, scope, project } = parts(here);
    const mei = here.as('mei');
    const { channel } = (await north.ask('conversations.create', { name: 'acme-internal-2' }, 'admin')) as {
      channel: { id: string };
    };
    await north.ask('conversations.invite', { channel: channel.id, users: north.bot.user }, 'admin');
    await mei.event({
      type: 'member_joined_channel',
      user: north.bot.user,
      channel: channel.id,
      channel_type: 'C',
      team: 'T0NORTH',
      inviter: mei.user,
    });
    await here.quiet();
    await mei.event({
      type: 'channel_id_changed',
      old_channel_id: inside,
      new_channel_id: channel.id,
      event_ts: '1.1',
    });
    await here.quiet();

    const known = (await here.db.within(channels, scope).find({})).filter(({ conversation, former }) =>
      [conversation, ...former].includes(inside),
    );
    expect(known).toMatchObject([
      { conversation: channel.id, former: [inside], audience: 'internal', projectId: project._id },
    ]);
  });
});

describe('a linked channel disappears, and comes back', () => {
  test.each([
    ['channel_archive', 'The channel was archived.'],
    ['group_archive', 'The channel was archived.'],
    ['channel_deleted', 'The channel was deleted.'],
    ['group_deleted', 'The channel was deleted.'],
  ])('%s: nothing is posted there, the manager is told once, and has it in the morning’s list', async (type, said) => {
    const here = await house();
    const { outside } = parts(here);
    const mei = here.as('mei');
    await planned(here, outside);
    const gone = mei.envelope({ type, channel: outside, user: here.as('tom').user, event_ts: '1.1' });
    await here.deliver('events_api', gone);
    await here.deliver('events_api', gone, { headers: { 'x-slack-retry-num': '1' } });
    await comes(here, TOMORROW);

    const all = await posted(here);
    expect(inChannel(all, outside)).toEqual([]);
    const told = inChannel(all, await mei.direct()).filter(({ words }) => words.includes(said));
    const isList = ({ words }: { words: string }) => words.includes('1 thing waits for you');
    // Reported at once; in the morning it is in the list of waiting items, if it still holds.
    expect(told.map(isList)).toEqual([false, true]);
  });

  test.each([['channel'], ['group']])(
    'un-archived (%s): the manager is told, and what comes next is posted there',
    async (kind) => {
      const here = await house();
      const { outside } = parts(here);
      const mei = here.as('mei');
      const tom = here.as('tom').user;
      await planned(here, outside);
      await mei.event({ type: `${kind}_archive`, channel: outside, user: tom, event_ts: '1.1' });
      const back = mei.envelope({ type: `${kind}_unarchive`, channel: outside, user: tom, event_ts: '2.1' });
      await here.deliver('events_api', back);
      await here.deliver('events_api', back, { headers: { 'x-slack-retry-num': '1' } });
      await comes(here, TOMORROW);

      const all = await posted(here);
      expect(
        inChannel(all, await mei.direct()).filter(({ words }) => words.includes('#acme is there again')),
      ).toHaveLength(1);
      expect(inChannel(all, outside).map(({ words }) => words)).toEqual([expect.stringContaining('Plan the week')]);
    },
  );

  test('un-archiving a channel without a link notifies no person', async () => {
    const here = await house();
    const blue = here.slack.team('T0NORTH').channel('blue');
    await here
      .as('mei')
      .event({ type: 'channel_unarchive', channel: blue, user: here.as('tom').user, event_ts: '2.1' });
    expect(await posted(here)).toEqual([]);
  });

  test.each(['channel_rename', 'group_rename'])('%s: it goes by its new name', async (type) => {
    const here = await house();
    const { outside } = parts(here);
    const mei = here.as('mei');
    await mei.event({ type, channel: { id: outside, name: 'acme-shop', created: 1 } });
    await mei.command('project show ACME');
    expect((await here.next()).words).toContain('#acme-shop');
  });
});
