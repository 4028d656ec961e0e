import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/ground/log.ts';
import { nested, spoilt, uncaughtDuring } from '../fakes/odd.ts';
import { say, signed, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';
import { NORTH } from './agency.ts';
import { SECRET } from './delivery.ts';
import { type SlackHouse, slackHouse } from './house.ts';

const signing = { secret: SECRET };
describe('unusual frames', () => {
  let here: SlackHouse;
  const lines: string[] = [];
  beforeAll(async () => {
    here = await slackHouse({
      mode: 'socket',
      log: createLogger({ level: 'warn', write: (line) => lines.push(line) }),
    });
  });
  afterAll(async () => {
    await here?.close();
  });

  const limited = { type: 'app_rate_limited', team_id: 'T0ACME', minute_rate_limited: 1_518_467_820 };
  test.each<[string, object | string, 'acknowledged' | 'left alone']>([
    [
      'an event that is none: Slack drops events',
      { envelope_id: 'e1', type: 'events_api', payload: limited },
      'acknowledged',
    ],
    ['no payload', { envelope_id: 'e2', type: 'events_api' }, 'acknowledged'],
    ['a payload of null', { envelope_id: 'e3', type: 'events_api', payload: null }, 'acknowledged'],
    ['a list for a payload', { envelope_id: 'e4', type: 'interactive', payload: [] }, 'acknowledged'],
    ['a word for a payload', { envelope_id: 'e5', type: 'slash_commands', payload: 'x' }, 'acknowledged'],
    [
      'an event of null',
      { envelope_id: 'e6', type: 'events_api', payload: { type: 'event_callback', event: null } },
      'acknowledged',
    ],
    [
      'an event without a type',
      { envelope_id: 'e7', type: 'events_api', payload: { type: 'event_callback', event: {} } },
      'acknowledged',
    ],
    [
      'an event called error',
      { envelope_id: 'e8', type: 'events_api', payload: { event: { type: 'error' } } },
      'acknowledged',
    ],
    [
      'an event called as the client calls its frames',
      { envelope_id: 'e9', type: 'events_api', payload: { event: { type: 'ws_message' } } },
      'acknowledged',
    ],
    ['a kind of envelope that nobody knows', { envelope_id: 'e10', type: 'ws_message', payload: {} }, 'acknowledged'],
    ['a payload nested without end', `{"envelope_id":"e11","type":"events_api","payload":${nested}}`, 'acknowledged'],
    ['no type', { envelope_id: 'e12', payload: {} }, 'acknowledged'],
    ['no envelope', { type: 'events_api', payload: { event: { type: 'message' } } }, 'left alone'],
    ['an envelope without a name', { envelope_id: 5, type: 'events_api', payload: null }, 'left alone'],
    ['a list', [1, 2], 'left alone'],
    ['a number', '12', 'left alone'],
    ['null', 'null', 'left alone'],
    ['half of something', '{"envelope_id":', 'left alone'],
    ['nothing', '', 'left alone'],
    ['no more than nesting', nested, 'left alone'],
  ])('%s is logged, and later events still work', async (_, given, outcome) => {
    lines.length = 0;
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const envelope = outcome === 'acknowledged' ? /"envelope_id":"(\w+)"/.exec(text)?.[1] : undefined;
    let ack: unknown;
    const uncaught = await uncaughtDuring(async () => {
      ack = await here.front.socket.frame(text, envelope, outcome === 'acknowledged' ? 60_000 : 0);
      expect((await here.as('mei').command('reminders')).status).toBe(200);
    });
    await here.next();
    expect(uncaught).toEqual([]);
    if (outcome === 'acknowledged') expect(ack).toEqual({ ack: {} });
    // An unknown event is no news for an operator; an unreadable payload is.
    const isObject =
      typeof given === 'object' &&
      'payload' in given &&
      given.payload !== null &&
      !Array.isArray(given.payload) &&
      typeof given.payload === 'object';
    expect(lines).toHaveLength(outcome === 'acknowledged' && isObject && given.payload !== limited ? 0 : 1);
  });

  test('a lost connection is retried until it succeeds', async () => {
    const { socket } = here.front;
    here.front.refuseConnections(2);
    const back = socket.nextConnection();
    const uncaught = await uncaughtDuring(async () => {
      socket.cut();
      await back;
    });
    expect(uncaught).toEqual([]);
    expect((await here.as('mei').command('reminders')).status).toBe(200);
    await here.next();
  });
});

describe('unusual signed bodies', () => {
  let here: SlackHouse;
  const lines: string[] = [];
  beforeAll(async () => {
    here = await slackHouse({ log: createLogger({ level: 'warn', write: (line) => lines.push(line) }) });
  });
  afterAll(async () => {
    await here?.close();
  });

  const JSON_TYPE = 'application/json';
  const FORM_TYPE = 'application/x-www-form-urlencoded';
  test.each<[string, string, string, number]>([
    ['null', 'null', JSON_TYPE, 200],
    ['a list', '[]', JSON_TYPE, 200],
    ['a word', '"x"', JSON_TYPE, 200],
    ['a number', '5', JSON_TYPE, 200],
    ['a list nested without end', nested, JSON_TYPE, 200],
    ['an object nested without end', `{"type":"event_callback","event":${nested}}`, JSON_TYPE, 200],
    ['nothing', '', JSON_TYPE, 400],
    ['an object', '{}', JSON_TYPE, 200],
    ['a form in JSON’s clothes', 'payload=null', JSON_TYPE, 400],
    ['a form’s payload of null', 'payload=null', FORM_TYPE, 200],
    ['a form’s payload that is a list', 'payload=[]', FORM_TYPE, 200],
    ['a form’s payload that is a word', 'payload="x"', FORM_TYPE, 200],
    ['two payloads', 'payload={}&payload={}', FORM_TYPE, 200],
    ['an empty form', '', FORM_TYPE, 200],
    ['JSON in a form’s clothes', '{"type":"event_callback"}', FORM_TYPE, 200],
    ['a form named like a part of every object', '__proto__=1&constructor=2&type=toString', FORM_TYPE, 200],
  ])('%s is answered, and later requests still work', async (_, body, type, status) => {
    let answer: Response | undefined;
    const uncaught = await uncaughtDuring(async () => {
      answer = await say(here.url, signed(body, type, signing));
    });
    expect(uncaught).toEqual([]);
    expect(answer?.status).toBe(status);
  });

  test('a press, a form and an event with any part spoilt are acknowledged and do no harm', async () => {
    const mei = here.as('mei');
    const event = mei.envelope({
      type: 'app_mention',
      user: mei.user,
      text: `<@${mei.team.bot.user}> hello`,
      ts: '1700000001.1',
      channel: mei.team.channel('acme'),
    });
    const joined = mei.envelope({
      type: 'member_joined_channel',
      user: mei.team.bot.user,
      channel: 'C1',
      team: NORTH,
      inviter: mei.user,
    });
    const press = mei.interaction('block_actions', {
      ...{
        trigger_id: 'g1',
        container: { type: 'message', message_ts: '1.1', channel_id: 'C1', is_ephemeral: false },
        channel: { id: 'C1', name: 'x' },
      },
      ...{
        message: { ts: '1.1', bot_id: 'B1' },
        actions: [{ action_id: 'rapport.press.0', type: 'button', value: '{"v":1,"command":"nothing","input":{}}' }],
      },
    });
    const closed = mei.interaction('view_closed', {
      view: { id: 'V1', hash: 'h', private_metadata: '{}', blocks: [], state: { values: {} } },
    });
    const statuses = new Set<number>();
    const uncaught = await uncaughtDuring(async () => {
      for (const [envelope, send] of [
        [event, signedEvent],
        [joined, signedEvent],
        [press, signedInteraction],
        [closed, signedInteraction],
      ] as const)
        for (const odd of spoilt(envelope)) statuses.add((await say(here.url, send(odd, signing))).status);
    });
    expect(uncaught).toEqual([]);
    expect([...statuses]).toEqual([200]);
    // People and teams that do not exist cannot be answered; there is no other error.
    expect(
      lines.filter((line) => /"level":[56]0/.test(line) && !line.includes('an answer may not have arrived')),
    ).toEqual([]);
    here.lookAway();
    await mei.command('reminders');
    expect((await here.next(({ method }) => method === 'respond')).words).toMatch(/reminder/i);
  });
});
