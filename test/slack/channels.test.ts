import { afterEach, describe, expect, test } from 'vitest';
import { type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
async function house(): Promise<SlackHouse> {
  open = await slackHouse();
  const { north } = parts(open);
  // At first our side alone is in our channel.
  for (const who of ['ana', 'gus'])
    await north.ask(
      'conversations.kick',
      { channel: north.channel('acme-internal'), user: north.person(who) },
      'admin',
    );
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

function parts(here: SlackHouse) {
  const north = here.slack.team('T0NORTH');
  const settled = here.projects.get('T0NORTH');
  if (settled === undefined) throw new Error('there is no workspace');
  return { north, ...settled, inside: north.channel('acme-internal'), outside: north.channel('acme') };
}
/** A reminder in a channel for tomorrow morning. */
async function planned(here: SlackHouse, where: string, text = 'Plan the week', when = 'tomorrow 9:00'): Promise<void> {
  const mei = here.as('mei');
  await mei.command(`remind <#${where}|there> "${text}" ${when}`);
  expect((await here.next()).words).toContain(text);
}
const TOMORROW = '2026-11-24T08:00:00Z';
/** Everything that was sent is worked off; then time passes. */
async function comes(here: SlackHouse, instant: string): Promise<void> {
  await here.quiet();
  await here.at(instant);
}
/** Everything that was posted, and where. */
async function posted(here: SlackHouse) {
  await here.quiet();
  for (let round = 0; round < 5; round++) if ((await here.sender.tick()) === 0) break;
  const done = here.front.done.filter(({ method, answer }) => method === 'chat.postMessage' && answer.ok === true);
  return done.map(({ arguments: given }) => ({ channel: String(given.channel), words: JSON.stringify(given) }));
}
const inChannel = (all: Awaited<ReturnType<typeof posted>>, channel: string) =>
  all.filter((one) => one.channel === channel);

describe('our channel, once somebody from outside may read there', () => {
  test('a guest joins: nothing of ours is posted from then on, and the manager is told once', async () => {
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

  test('a guest is there of whom no event came: it is seen before the post', async () => {
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

  test('it is shared with another organisation, before any of theirs joins', async () => {
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

  test('a colleague whose account was deactivated reads nothing: posting goes on', async () => {
    const here = await house();
    const { north, inside } = parts(here);
    await planned(here, inside);
    north.traits.set(north.person('tom'), { deleted: true, is_restricted: true });
    await comes(here, TOMORROW);

    expect(inChannel(await posted(here), inside)).toHaveLength(1);
  });

  test('whom Slack does not tell of when they join is not called by their id', async () => {
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
