import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '../../src/core/bot.ts';
import type { Reply } from '../../src/core/command.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { wordsIn } from './blocks.ts';
import type { Mode } from './delivery.ts';
import { type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
async function house(more: Parameters<typeof slackHouse>[0] = {}): Promise<SlackHouse> {
  open = await slackHouse(more);
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

/** A bot that can store nothing while the database is down. */
function forgetfulBot() {
  let isAway = false;
  const between = (bot: Bot): Bot => ({
    accept: (event) => bot.accept(event),
    handle(event) {
      if (!isAway) return bot.handle(event);
      const kept = Promise.reject(new RapportError('unavailable', 'no database'));
      kept.catch(() => undefined);
      const reply: Reply = {
        kind: 'message',
        to: 'caller',
        message: { audience: 'client', fallbackText: 'away', blocks: [{ kind: 'text', text: 'away' }] },
      };
      return { kept, reply: Promise.resolve(reply) };
    },
  });
  return {
    between,
    goes: (away: boolean) => {
      isAway = away;
    },
  };
}

async function listed(here: SlackHouse) {
  await here.as('mei').command('reminders');
  return here.next();
}

/** A bot that answers everything publicly. */
const loud = (bot: Bot): Bot => ({
  accept: (event) => bot.accept(event),
  handle: (event) => {
    const message = {
      audience: 'client' as const,
      fallbackText: 'Hear ye',
      blocks: [{ kind: 'text' as const, text: 'Hear ye' }],
    };
    return {
      kept: bot.handle(event).kept,
      reply: Promise.resolve<Reply>({ kind: 'message', to: 'conversation', message }),
    };
  },
});

describe.each<Mode>(['http', 'socket'])('when it cannot be kept, over %s', (mode) => {
  const failure = mode === 'http' ? 503 : 0;

  test('a form stays open with its values, and succeeds once the database is back', async () => {
    const { between, goes } = forgetfulBot();
    const here = await house({ mode, between, socketMs: 6_000 });
    const mei = here.as('mei');
    await mei.command('reminder new');
    const form = await here.window();
    goes(true);
    const values = { text: 'Call', when: 'tomorrow 9:00' };
    expect((await mei.submit(form, values)).status).toBe(failure);
    goes(false);
    const { window } = await mei.submit(form, values);
    expect(wordsIn(window.view.blocks)).toContain('I will remind you');
  });

  test('a message is sent again by Slack, and answered once', async () => {
    const { between, goes } = forgetfulBot();
    const here = await house({ mode, between, socketMs: 6_000 });
    const mei = here.as('mei');
    const envelope = mei.envelope({
      type: 'message',
      channel_type: 'im',
      user: mei.user,
      channel: await mei.direct(),
      ts: '1700000001.000100',
      text: 'reminders',
    });
    goes(true);
    expect((await here.deliver('events_api', envelope)).status).toBe(failure);
    goes(false);
    expect((await here.deliver('events_api', envelope)).status).toBe(200);
    expect((await here.next()).words).not.toContain('away');
    expect(
      (
        await mei.press(
          { ...(await listed(here)), container: { type: 'message', channel_id: 'C1', message_ts: '1' } },
          'New reminder',
        )
      ).status,
    ).toBe(200);
  });
});

describe('a public answer', () => {
  test('is posted below the mention, or in its thread', async () => {
    const here = await house({ between: loud });
    await here.as('mei').mention('status', 'acme', { ts: '1700000005.000100' });
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { thread_ts: '1700000005.000100', unfurl_links: 'false', unfurl_media: 'false' },
    });
    await here.as('mei').mention('status', 'acme', { ts: '1700000006.000100', thread_ts: '1700000004.000100' });
    expect((await here.next()).done).toMatchObject({ arguments: { thread_ts: '1700000004.000100' } });
  });

  test('to a command is posted in the channel, also if Rapport is no member', async () => {
    const here = await house({ between: loud });
    await here.as('mei').command('status', 'acme');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: here.as('mei').team.channel('acme') },
    });
    await here.as('mei').command('status', 'without-us');
    await here.next(({ method }) => method === 'chat.postMessage');
    expect((await here.next()).done).toMatchObject({ method: 'respond', arguments: { response_type: 'in_channel' } });
  });

  test('that cannot be posted is reported to its requester with the reason', async () => {
    const here = await house({ between: loud });
    here.slack.fault({ method: 'chat.postMessage' }, { kind: 'refused', error: 'restricted_action' });
    await here.as('mei').mention('status');
    await here.next(({ method }) => method === 'chat.postMessage');
    const told = await here.next();
    expect(told.done.method).toBe('chat.postEphemeral');
    expect(told.words).toMatch(/you alone see this[\s\S]*Hear ye/);
  });

  test('that Slack rate-limits is posted a little later, once', async () => {
    const here = await house({ between: loud });
    here.slack.fault({ method: 'chat.postMessage' }, { kind: 'rateLimited', afterSeconds: 0 });
    await here.as('mei').mention('status');
    await here.next(({ method, answer }) => method === 'chat.postMessage' && answer.ok === true);
    expect(
      here.front.done.filter(({ method, answer }) => method === 'chat.postMessage' && answer.ok === true),
    ).toHaveLength(1);
  });
});

describe('an answer that cannot be delivered in the usual way', () => {
  test('is posted privately in the channel if the response_url is used up', async () => {
    const here = await house();
    here.front.expireResponseUrls();
    await here.as('mei').command('help');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postEphemeral',
      arguments: { user: here.as('mei').user },
    });
  });

  test('is sent to the direct conversation if we are no member', async () => {
    const here = await house();
    const mei = here.as('mei');
    here.front.expireResponseUrls();
    await mei.command('help', 'without-us');
    await here.next(({ method }) => method === 'chat.postEphemeral');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: await mei.direct() },
    });
  });

  test('never goes to a conversation between other people', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.command('reminders', 'D0BETWEENOTHERS');
    expect((await here.next()).done.method).toBe('respond');
    // If it were taken for the person's own conversation, the reminder would be sent there.
    await mei.command('remind me "At my place" tomorrow 9:00', 'D0BETWEENOTHERS');
    await here.next();
    await here.at('2026-11-24T08:00:00Z');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: await mei.direct() },
    });
  });
});
