import { describe, expect, test } from 'vitest';
import { comes, houseWithLinkedChannels, inChannel, parts, planned, posted, TOMORROW } from './linkedChannels.ts';

const house = houseWithLinkedChannels();

describe('an internal channel, once an outsider may read it', () => {
  test('a guest joins: nothing internal is posted any more, and the manager is told once', async () => {
    const here = await house();
    const { north, inside } = parts(here);
    const mei = here.as('mei');
    await planned(here, inside);
    const gus = here.as('gus');
    await north.ask('conversations.invite', { channel: inside, users: gus.user }, 'admin');
    const joins = mei.envelope({
      type: 'member_joined_channel',
      user: gus.user,
      channel: inside,
      channel_type: 'C',
      team: 'T0NORTH',
      inviter: mei.user,
    });
    await here.deliver('events_api', joins);
    await here.deliver('events_api', joins, { headers: { 'x-slack-retry-num': '1' } });
    await mei.event({
      type: 'member_joined_channel',
      user: gus.user,
      channel: inside,
      channel_type: 'C',
      team: 'T0NORTH',
      inviter: mei.user,
    });
    await comes(here, TOMORROW);

    const all = await posted(here);
    expect(inChannel(all, inside)).toEqual([]);
    expect(
      inChannel(all, await mei.direct()).filter(({ words }) => words.includes('I stopped posting in #acme-internal')),
    ).toHaveLength(1);
  });

  test('a guest is a member without a join event: the check before the post finds them', async () => {
    const here = await house();
    const { north, inside } = parts(here);
    await planned(here, inside);
    await north.ask('conversations.invite', { channel: inside, users: north.person('gus') }, 'admin');
    await comes(here, TOMORROW);

    const all = await posted(here);
    expect(inChannel(all, inside)).toEqual([]);
    expect(
      inChannel(all, await here.as('mei').direct()).filter(({ words }) => words.includes('I stopped posting')),
    ).toHaveLength(1);
  });

  test('it is shared with another organisation, before one of their people joins', async () => {
    const here = await house();
    const { inside } = parts(here);
    await planned(here, inside);
    await here
      .as('mei')
      .event({ type: 'channel_shared', connected_team_id: 'T0ACME', channel: inside, event_ts: '1.1' });
    await comes(here, TOMORROW);

    const all = await posted(here);
    expect(inChannel(all, inside)).toEqual([]);
    const told = inChannel(all, await here.as('mei').direct()).filter(({ words }) =>
      words.includes('is now shared with another organisation'),
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.words).not.toContain('T0ACME');
  });

  test.each(['user_not_found', 'user_not_visible'])(
    'somebody else there cannot be looked up (%s): who is from outside is seen all the same',
    async (error) => {
      const here = await house();
      const { north, inside } = parts(here);
      await planned(here, inside);
      for (const who of ['gus', 'tom'])
        await north.ask('conversations.invite', { channel: inside, users: north.person(who) }, 'admin');
      here.slack.fault(
        { method: 'users.info', times: 50, when: (call) => call.arguments.user === north.person('tom') },
        { kind: 'refused', error },
      );
      await comes(here, TOMORROW);

      expect(inChannel(await posted(here), inside)).toEqual([]);
    },
  );

  test.each(['user_not_found', 'users_not_found'])(
    'one whom Slack does not know any more (%s) keeps nothing of ours away',
    async (error) => {
      const here = await house();
      const { north, inside } = parts(here);
      await planned(here, inside);
      here.slack.fault(
        { method: 'users.info', times: 50, when: (call) => call.arguments.user === north.person('tom') },
        { kind: 'refused', error },
      );
      await comes(here, TOMORROW);

      expect(inChannel(await posted(here), inside)).toHaveLength(1);
    },
  );

  test('a colleague whose account was deactivated does not stop posting', async () => {
    const here = await house();
    const { north, inside } = parts(here);
    await planned(here, inside);
    north.traits.set(north.person('tom'), { deleted: true, is_restricted: true });
    await comes(here, TOMORROW);

    expect(inChannel(await posted(here), inside)).toHaveLength(1);
  });

  test('a new member without a name from Slack is not called by their id', async () => {
    const here = await house();
    const { inside } = parts(here);
    const stranger = 'U0STRANGER';
    await here
      .as('mei')
      .event({ type: 'member_joined_channel', user: stranger, channel: inside, channel_type: 'C', team: 'T0ACME' });

    const told = inChannel(await posted(here), await here.as('mei').direct());
    expect(told.map(({ words }) => words).join()).toContain('Somebody from outside is in this internal channel');
    expect(told.map(({ words }) => words).join()).not.toContain(stranger);
  });
});
