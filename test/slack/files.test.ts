import { afterEach, describe, expect, test } from 'vitest';
import { BOT_SCOPES } from '../../adapters/slack/scopes.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import { type HouseOptions, type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
/** Mei has one reminder, every Tuesday at ten. */
async function house(more: HouseOptions = {}): Promise<SlackHouse> {
  open = await slackHouse(more);
  await open.as('mei').dm('remind me "Status call" every Tuesday 10:00');
  await open.next();
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

const SHARE = 'files.completeUploadExternal';
const contentOf = ({ slack }: SlackHouse) => String(slack.callsOf('upload').at(-1)?.arguments.content);
/** The address in a message. */
const linkIn = (blocks: unknown) => /"url":"(http[^"]+\/file\/[^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? '';

describe('a file for one person', () => {
  test('is sent to the direct conversation below its text, and any calendar reads it', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.dm('remind calendar 1');
    const words = await here.next();
    expect(words.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await mei.direct() } });
    expect(words.words).toContain('Open this file');
    expect(JSON.stringify(words.blocks)).not.toContain('Status call.ics');
    const file = await here.next();
    expect(file.done).toMatchObject({
      method: SHARE,
      arguments: { channel_id: await mei.direct(), files: [{ title: 'Status call.ics' }] },
      answer: { ok: true, files: [{ name: 'Status call.ics', filetype: 'ics' }] },
    });
    expect(file.done.arguments).not.toHaveProperty('thread_ts');
    expect(contentOf(here)).toContain('\r\nRRULE:FREQ=WEEKLY;BYDAY=TU\r\n');
    await here.nothing();
  });

  test('that is requested in a shared conversation goes to the direct conversation, with a note in place', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.command('remind calendar 1');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: await mei.direct() },
    });
    expect((await here.next()).done).toMatchObject({ method: SHARE, arguments: { channel_id: await mei.direct() } });
    const note = await here.next();
    expect(note.done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
    expect(note.words).toContain('sent the file to you in a direct message');
    await here.nothing();
  });

  test('that is requested in a window is sent, and the window says where it is', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.opensHome();
    const home = await here.next();
    await mei.press(home, 'My reminders');
    // The Home tab behind it is redrawn meanwhile.
    const next = () => here.next(({ method }) => method !== 'views.publish');
    const list = await next();
    expect(list.done.method).toBe('views.open');
    await mei.press(list, 'Calendar file');
    expect((await next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: await mei.direct() },
    });
    expect((await next()).done.method).toBe(SHARE);
    const window = await next();
    expect(window.done.method).toBe('views.update');
    expect(JSON.stringify(window.blocks)).toContain('sent the file to you in a direct message');
  });

  test('also reaches a person of another organisation, who mentions us in the shared channel', async () => {
    const here = await house();
    const ana = here.as('ana');
    await ana.mention('remind me "Look at the draft" tomorrow 3pm');
    await here.next();
    await ana.mention('remind calendar 1');
    expect((await here.next()).done).toMatchObject({
      method: 'chat.postMessage',
      arguments: { channel: await ana.direct() },
    });
    expect((await here.next()).done).toMatchObject({ method: SHARE, arguments: { channel_id: await ana.direct() } });
    expect(contentOf(here)).toContain('SUMMARY:Look at the draft');
    expect((await here.next()).words).toContain('sent the file to you');
  });

  test('that is public goes into the thread of its message', async () => {
    const here = await house();
    const acme = here.as('mei').team.channel('acme');
    const file = { kind: 'file' as const, name: 'Call.ics', mediaType: 'text/calendar', content: 'BEGIN:VCALENDAR' };
    const message = {
      audience: 'client' as const,
      fallbackText: 'Here',
      blocks: [{ kind: 'text' as const, text: 'Here' }, file],
    };
    const to = { platform: 'slack' as const, tenant: 'T0NORTH', conversation: acme, audience: 'client' as const };
    const sent = await here.edge.platform.send(to, message, { key: 'a', locale: 'en', zone: 'UTC' });
    const root = sent.outcome === 'sent' ? sent.message : '';
    expect(here.slack.callsOf(SHARE).at(-1)?.arguments).toMatchObject({ channel_id: acme, thread_ts: root });
    await here.edge.platform.send({ ...to, thread: root }, message, { key: 'b', locale: 'en', zone: 'UTC' });
    expect(here.slack.callsOf(SHARE).at(-1)?.arguments).toMatchObject({ channel_id: acme, thread_ts: root });
  });

  test('is not read as a person’s message if Slack reports it to us', async () => {
    const here = await house();
    const mei = here.as('mei');
    await mei.dm('', {
      user: mei.team.bot.user,
      bot_id: mei.team.bot.id,
      subtype: 'file_share',
      files: [{ id: 'F1', name: 'Status call.ics' }],
      upload: true,
    });
    await here.nothing();
  });
});

describe('without file uploads', () => {
  const faults: Record<string, { method: string; fault: Fault; arrives?: true }> = {
    'it gives no address': { method: 'files.getUploadURLExternal', fault: { kind: 'refused', error: 'missing_scope' } },
    'it gives no address now': {
      method: 'files.getUploadURLExternal',
      fault: { kind: 'rateLimited', afterSeconds: 60 },
    },
    'the bytes are refused': { method: 'upload', fault: { kind: 'status', status: 500 } },
    'the bytes meet a broken line': { method: 'upload', fault: { kind: 'reset', applied: false } },
    'they are not shared': { method: SHARE, fault: { kind: 'refused', error: 'file_sharing_disabled' } },
    'the sharing meets a broken line': { method: SHARE, fault: { kind: 'reset', applied: false } },
    'the sharing is done, and nobody hears of it': {
      method: SHARE,
      fault: { kind: 'reset', applied: true },
      arrives: true,
    },
  };
  for (const [name, { method, fault, arrives }] of Object.entries(faults)) {
    test(`(${name}) the message gets a link to the file, and nothing is sent twice`, async () => {
      const here = await house();
      const mei = here.as('mei');
      here.slack.fault({ method }, fault);
      await mei.dm('remind calendar 1');
      const words = await here.next();
      const changed = await here.next(({ method: one }) => one === 'chat.update');
      expect(changed.done.arguments).toMatchObject({ channel: await mei.direct(), ts: words.done.answer.ts });
      // A person with the link needs no advice.
      expect(changed.words).not.toContain('install it again');
      const answer = await fetch(linkIn(changed.blocks));
      expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
        'text/calendar; charset=utf-8',
        expect.stringContaining('SUMMARY:Status call'),
      ]);
      const there = await mei.team.messages(await mei.direct());
      expect(there.filter(({ text }) => text.includes('Open this file'))).toHaveLength(1);
      expect(here.slack.callsOf(SHARE).length).toBeLessThanOrEqual(1);
      if (arrives) expect(here.slack.callsOf('upload')).toHaveLength(1);
    });
  }

  test('a slow upload does not hold up the answer for ever', async () => {
    const here = await house();
    here.slack.fault({ method: 'upload' }, { kind: 'hang', applied: false });
    await here.as('mei').dm('remind calendar 1');
    expect((await here.next()).words).toContain('Open this file');
    expect(linkIn((await here.next(({ method }) => method === 'chat.update')).blocks)).toMatch(/^http/);
  });

  test('a post is acknowledged before its caller’s timeout, even if all steps are slow', async () => {
    const here = await house();
    here.slack.fault(
      { method: 'files.getUploadURLExternal' },
      { kind: 'slow', ms: 1_500, meets: { kind: 'changed', to: (body) => body } },
    );
    here.slack.fault({ method: 'upload' }, { kind: 'hang', applied: false });
    const file = {
      kind: 'file' as const,
      name: 'Call.ics',
      mediaType: 'text/calendar',
      content: 'BEGIN:VCALENDAR',
      url: 'https://rapport.example.com/file/a',
    };
    const message = {
      audience: 'client' as const,
      fallbackText: 'Here',
      blocks: [{ kind: 'text' as const, text: 'Here' }, file],
    };
    const to = {
      platform: 'slack' as const,
      tenant: 'T0NORTH',
      conversation: await here.as('mei').direct(),
      audience: 'client' as const,
    };
    expect(await here.edge.platform.send(to, message, { key: 'a', locale: 'en', zone: 'UTC' })).toMatchObject({
      outcome: 'sent',
    });
    expect(here.slack.callsOf('chat.update')).toEqual([]);
    expect(linkIn((await here.next(({ method }) => method === 'chat.update')).blocks)).toBe(
      'https://rapport.example.com/file/a',
    );
  });

  test('and without a public address, the message says so, with advice on a missing scope', async () => {
    const here = await house({
      isReachable: false,
      mode: 'socket',
      scopes: BOT_SCOPES.filter((scope) => scope !== 'files:write'),
    });
    await here.as('mei').dm('remind calendar 1');
    await here.next();
    const changed = await here.next(({ method }) => method === 'chat.update');
    expect(changed.words).toMatch(/“Status call\.ics” could not be attached[\s\S]*install it again/);
  });

  test('and without a direct conversation, the requester gets the link in place', async () => {
    const here = await house();
    const mei = here.as('mei');
    here.slack.fault({ method: 'conversations.open', times: 3 }, { kind: 'refused', error: 'user_disabled' });
    await mei.command('remind calendar 1');
    const inPlace = await here.next();
    expect(inPlace.done).toMatchObject({ method: 'respond', arguments: { response_type: 'ephemeral' } });
    expect((await fetch(linkIn(inPlace.blocks))).status).toBe(200);
  });
});
