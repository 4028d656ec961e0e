import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/ground/log.ts';
import { say, signed, signedCommand, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';
import { SECRET } from './delivery.ts';
import { now, type SlackHouse, slackHouse } from './house.ts';

let here: SlackHouse;
const lines: string[] = [];
beforeAll(async () => {
  here = await slackHouse({ log: createLogger({ level: 'warn', write: (line) => lines.push(line) }) });
});
afterAll(async () => {
  await here?.close();
});

const signing = { secret: SECRET };

describe('requests that are not Slack’s are refused', () => {
  const envelope = () => here.as('mei').envelope({ type: 'app_home_opened', user: here.as('mei').user, tab: 'home' });

  test.each<[string, number, () => Promise<Response>]>([
    ['a wrong signature', 401, () => say(here.url, signedEvent(envelope(), { secret: `${SECRET}x` }))],
    [
      'no signature at all',
      401,
      () => fetch(here.url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
    ],
    [
      'a signature of another version',
      401,
      () => say(here.url, signedEvent(envelope(), { ...signing, headers: { 'x-slack-signature': 'v1=00' } })),
    ],
    [
      'a request from six minutes ago',
      401,
      () => say(here.url, signedEvent(envelope(), { ...signing, timestamp: now() - 360 })),
    ],
    [
      'a request from six minutes ahead',
      401,
      () => say(here.url, signedEvent(envelope(), { ...signing, timestamp: now() + 360 })),
    ],
    [
      'a time that is none',
      401,
      () => say(here.url, signedEvent(envelope(), { ...signing, headers: { 'x-slack-request-timestamp': '1e9' } })),
    ],
    [
      'a body that was changed on the way',
      401,
      () => say(here.url, { ...signedEvent(envelope(), signing), body: '{"type":"event_callback"}' }),
    ],
    [
      'a body that is too long',
      413,
      () => say(here.url, signedEvent({ ...envelope(), more: 'x'.repeat(1_100_000) }, signing)),
    ],
    ['another content type', 415, () => say(here.url, signed('<xml/>', 'text/xml', signing))],
    ['another method', 405, () => fetch(here.url)],
    ['another address', 404, () => say(`${here.url}/more`, signedEvent(envelope(), signing))],
    ['a body that is no JSON', 400, () => say(here.url, signed('{"type":', 'application/json', signing))],
    [
      'a form without a payload that can be read',
      400,
      () => say(here.url, signed('payload=%7B', 'application/x-www-form-urlencoded', signing)),
    ],
  ])('%s is answered %i', async (_, status, ask) => {
    const before = here.front.done.length;
    expect((await ask()).status).toBe(status);
    expect(here.front.done.length).toBe(before);
  });

  test('a body without a length that grows too long is refused as well', async () => {
    const { hostname, port } = new URL(here.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nX-Slack-Request-Timestamp: ${now()}\r\nX-Slack-Signature: v0=0\r\n\r\n`,
        );
        const piece = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
        for (let count = 0; count < 20; count += 1) socket.write(piece);
      });
      let text = '';
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString('utf8');
        if (text.includes('\r\n')) socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('413');
  });

  test('a timestamp is valid for almost five minutes either way', async () => {
    for (const off of [-290, 290])
      expect(
        (
          await say(
            here.url,
            signedEvent({ type: 'url_verification', challenge: `c${off}` }, { ...signing, timestamp: now() + off }),
          )
        ).status,
      ).toBe(200);
  });
});

test('Slack’s own checks are answered', async () => {
  const challenge = await say(here.url, signedEvent({ type: 'url_verification', challenge: 'x1' }, signing));
  expect(await challenge.json()).toEqual({ challenge: 'x1' });
  expect(
    (
      await fetch(here.url, {
        method: 'POST',
        body: 'ssl_check=1&token=t',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    ).status,
  ).toBe(200);
});

test('a content type with a charset is the same type', async () => {
  const mei = here.as('mei');
  const said = signedCommand(await mei.commandFields('help'), signing);
  const answer = await say(here.url, {
    ...said,
    headers: { ...said.headers, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  });
  expect(answer.status).toBe(200);
  await here.next();
});

test('an unsigned TLS check carries no event', async () => {
  const before = here.front.done.length;
  const fields = { ...(await here.as('mei').commandFields('remind me "Smuggled" tomorrow 9:00')), ssl_check: '1' };
  const answer = await fetch(here.url, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(200);
  await here.as('mei').command('reminders');
  expect((await here.next()).words).not.toContain('Smuggled');
  expect(here.front.done.slice(before).filter(({ method }) => method === 'chat.postMessage')).toEqual([]);
});

test('only Slack’s own response_url is called; the answer still arrives', async () => {
  const mei = here.as('mei');
  let visited = false;
  const { createServer } = await import('node:http');
  const elsewhere = createServer((_request, response) => {
    visited = true;
    response.end('ok');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { port } = elsewhere.address() as { port: number };
  here.lookAway();
  await here.deliver('slash_commands', {
    ...(await mei.commandFields('help')),
    response_url: `http://127.0.0.1:${port}/commands/1`,
  });
  expect((await here.next()).done.method).toBe('chat.postEphemeral');
  expect(visited).toBe(false);
  elsewhere.close();
});

test('an operator is told when Slack drops a team’s events', async () => {
  lines.length = 0;
  expect(
    (
      await say(
        here.url,
        signedEvent({ type: 'app_rate_limited', team_id: 'T0NORTH', minute_rate_limited: 1_763_978_400 }, signing),
      )
    ).status,
  ).toBe(200);
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({ level: 40, team: 'T0NORTH', msg: expect.stringContaining('some events are lost') }),
  );
});

test.each<[string, unknown]>([
  [
    'an event of a type that nobody asked for',
    { type: 'event_callback', event_id: 'Ev1', team_id: 'T0NORTH', event: { type: 'emoji_changed' } },
  ],
  [
    'an event named like a part of every object',
    { type: 'event_callback', event_id: 'Ev2', team_id: 'T0NORTH', event: { type: 'constructor' } },
  ],
  [
    'a message of which nothing is as it should be',
    {
      type: 'event_callback',
      event_id: 'Ev3',
      team_id: 'T0NORTH',
      event: { type: 'message', channel: 'D1', channel_type: 'im', ts: null, text: {} },
    },
  ],
])('%s is acknowledged and ignored', async (_, envelope) => {
  here.lookAway();
  expect((await say(here.url, signedEvent(envelope, signing))).status).toBe(200);
});

test.each<[string, unknown]>([
  [
    'an interaction of a kind that is no more',
    { type: 'interactive_message', actions: [], team: { id: 'T0NORTH' }, user: { id: 'U1' } },
  ],
  [
    'a press without a value',
    {
      type: 'block_actions',
      actions: [{ action_id: 'rapport.press.0', type: 'button' }],
      container: { type: 'message' },
      team: { id: 'T0NORTH' },
      user: { id: 'U1' },
    },
  ],
  [
    'a press of a button that is not ours',
    {
      type: 'block_actions',
      actions: [{ action_id: 'x', type: 'button', value: '{}' }],
      container: { type: 'message' },
      team: { id: 'T0NORTH' },
      user: { id: 'U1' },
    },
  ],
])('%s is acknowledged and ignored', async (_, payload) => {
  expect((await say(here.url, signedInteraction(payload, signing))).status).toBe(200);
});

test('messages of bots, edits and our own messages are ignored', async () => {
  const mei = here.as('mei');
  here.lookAway();
  const direct = await mei.direct();
  const said = { type: 'message', channel_type: 'im', channel: direct, text: 'help' };
  for (const [index, more] of [
    { user: mei.user, bot_id: 'B1' },
    { user: mei.user, subtype: 'message_changed', message: { text: 'help' } },
    { user: mei.team.bot.user },
    { user: mei.user, subtype: 'bot_message' },
    { user: 'USLACKBOT' },
    { user: mei.user, channel_type: 'channel', channel: mei.team.channel('acme') },
  ].entries()) {
    expect((await mei.event({ ...said, ts: `1700000009.00000${index}`, ...more })).status).toBe(200);
  }
  // The next visible message is the answer to the real text.
  await mei.dm('reminders');
  expect((await here.next()).words).toMatch(/reminder/i);
});
