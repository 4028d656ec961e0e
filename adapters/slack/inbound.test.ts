import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { press } from '../../src/core/message.ts';
import { inboundEvent } from '../../src/core/platform.ts';
import { runs } from '../../test/fakes/soak.ts';
import { readEvent } from './events.ts';
import { keptKeysIn, readInteraction } from './inbound.ts';
import type { ParsedPayload } from './payload.ts';

const who = { user: 'U1', tenant: 'T1', name: 'n', outsider: false };
/** The event in the core's form. @throws when it does not match the core's own schema. */
function taken(reading: ParsedPayload) {
  if (reading.kind !== 'read') throw new Error(`${reading.kind}: ${'why' in reading ? reading.why : ''}`);
  const { team, event } = reading.read;
  return inboundEvent.parse({ ...event, installation: { platform: 'slack', tenant: team }, from: who });
}
const envelope = (event: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  ...{ type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event },
  authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false }],
  ...more,
});

describe('events', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'a mention',
      { type: 'app_mention', user: 'U1', text: '<@UBOT> status', ts: '1.1', channel: 'C1' },
      {
        kind: 'mention',
        text: 'status',
        id: 'said:C1:1.1',
        place: { conversation: 'C1', kind: 'channel', message: '1.1' },
      },
    ],
    [
      'a mention in a thread',
      { type: 'app_mention', user: 'U1', text: 'x', ts: '2.1', thread_ts: '1.1', channel: 'C1' },
      { place: { conversation: 'C1', kind: 'channel', thread: '1.1', message: '2.1' } },
    ],
    [
      'a direct message',
      { type: 'message', channel_type: 'im', user: 'U1', text: 'hi', ts: '1.1', channel: 'D1' },
      { kind: 'directMessage', text: 'hi', id: 'said:D1:1.1' },
    ],
    [
      'words beside a file',
      { type: 'message', subtype: 'file_share', channel_type: 'im', user: 'U1', text: 'see', ts: '1.1', channel: 'D1' },
      { kind: 'directMessage', text: 'see' },
    ],
    [
      'a file without words',
      { type: 'message', subtype: 'file_share', channel_type: 'im', user: 'U1', text: '', ts: '1.1', channel: 'D1' },
      { kind: 'directMessage', text: '' },
    ],
    ['the Home tab', { type: 'app_home_opened', user: 'U1', tab: 'home' }, { kind: 'homeOpened', id: 'Ev1' }],
    [
      'somebody coming',
      { type: 'member_joined_channel', user: 'U2', channel: 'C1', inviter: 'U1' },
      { kind: 'memberJoined', bot: false, by: 'U1' },
    ],
    [
      'the bot coming',
      { type: 'member_joined_channel', user: 'UBOT', channel: 'C1' },
      { kind: 'memberJoined', bot: true },
    ],
    ['somebody going', { type: 'member_left_channel', user: 'U2', channel: 'C1' }, { kind: 'memberLeft', bot: false }],
    ['the bot taken out', { type: 'group_left', channel: 'G1' }, { kind: 'memberLeft', bot: true }],
    [
      'a new name',
      { type: 'channel_rename', channel: { id: 'C1', name: 'new', created: 1 } },
      { kind: 'channelRenamed', place: { conversation: 'C1', kind: 'channel', name: 'new' } },
    ],
    ['an archived channel', { type: 'group_archive', channel: 'C1', user: 'U1' }, { kind: 'channelArchived' }],
    ['a deleted channel', { type: 'channel_deleted', channel: 'C1' }, { kind: 'channelDeleted' }],
    [
      'a channel that is shared now',
      { type: 'channel_shared', channel: 'C1', connected_team_id: 'T2' },
      { kind: 'channelShared' },
    ],
    [
      'a new id',
      { type: 'channel_id_changed', old_channel_id: 'G1', new_channel_id: 'C1' },
      { kind: 'channelIdChanged', newConversation: 'C1' },
    ],
    ['the end', { type: 'app_uninstalled' }, { kind: 'uninstalled' }],
    ['the token’s end', { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } }, { kind: 'tokensRevoked' }],
  ])('%s', (_, event, expected) => {
    expect(taken(readEvent(envelope(event)))).toMatchObject(expected);
  });

  test('in a shared channel the installation is the one that received the event, not the team where it happened', () => {
    const read = readEvent(
      envelope(
        { type: 'app_mention', user: 'U9', text: 'x', ts: '1.1', channel: 'C1', user_team: 'T2' },
        { team_id: 'T2' },
      ),
    );
    expect(read).toMatchObject({ kind: 'read', read: { team: 'T1', who: { user: 'U9', tenant: 'T2' } } });
  });

  test.each([
    ['the messages tab', { type: 'app_home_opened', user: 'U1', tab: 'messages' }],
    ['a user’s token', { type: 'tokens_revoked', tokens: { oauth: ['U1'] } }],
    ['talk of others', { type: 'message', channel_type: 'channel', user: 'U1', text: 'x', ts: '1.1', channel: 'C1' }],
  ])('%s is left alone', (_, event) => {
    expect(readEvent(envelope(event))).toMatchObject({ kind: 'ignore' });
  });
});

describe('presses', () => {
  const value = JSON.stringify(press('reminder done', { reminder: 'r1' }));
  const pressed = (more: Record<string, unknown> = {}) => ({
    ...{
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: 'U9', team_id: 'T2', username: 'ana' },
      trigger_id: 't.1',
      response_url: 'https://hooks.slack.com/1',
    },
    ...{
      container: { type: 'message', message_ts: '5.5', channel_id: 'C1', is_ephemeral: false },
      channel: { id: 'C1', name: 'acme' },
      message: { ts: '5.5', thread_ts: '5.0' },
    },
    actions: [{ action_id: 'rapport.press.0', block_id: 'b', type: 'button', value, action_ts: '9.9' }],
    ...more,
  });

  test('a press by a person of another team has the message’s installation and the person’s own team', () => {
    const reading = readInteraction(pressed());
    expect(reading).toMatchObject({
      read: {
        team: 'T1',
        who: { user: 'U9', tenant: 'T2' },
        route: { trigger: 't.1', responseUrl: 'https://hooks.slack.com/1' },
      },
    });
    expect(taken(reading)).toMatchObject({
      kind: 'action',
      payload: { command: 'reminder done' },
      place: { conversation: 'C1', name: 'acme', thread: '5.0', message: '5.5' },
    });
  });

  test('a repeated press has the same id, and another press a different one', () => {
    const id = (body: Record<string, unknown>) => taken(readInteraction(body)).id;
    expect(id(pressed())).toBe(id(pressed({ response_url: 'https://hooks.slack.com/2' })));
    expect(id(pressed())).not.toBe(id(pressed({ trigger_id: 't.2' })));
  });

  test('a kept payload of a button is requested by its key', () => {
    const key = 'a'.repeat(32);
    const body = pressed({ actions: [{ action_id: 'rapport.press.0', type: 'button', value: `kept:${key}` }] });
    expect(keptKeysIn(body)).toEqual([key]);
    expect(readInteraction(body)).toMatchObject({ kind: 'outdated' });
    expect(taken(readInteraction(body, new Map([[key, value]])))).toMatchObject({
      payload: { command: 'reminder done' },
    });
  });

  test('a button of an obsolete format is reported to the person', () => {
    expect(
      readInteraction(pressed({ actions: [{ action_id: 'rapport.press.0', type: 'button', value: '{"v":99}' }] })),
    ).toMatchObject({ kind: 'outdated' });
  });

  test('an installation over a whole organisation is reported as such', () => {
    expect(readInteraction(pressed({ is_enterprise_install: true }))).toMatchObject({ kind: 'orgWide' });
    expect(
      readInteraction({
        command: '/rapport',
        text: '',
        user_id: 'U1',
        channel_id: 'C1',
        trigger_id: 't',
        is_enterprise_install: 'true',
        team_id: 'T1',
      }),
    ).toMatchObject({ kind: 'orgWide' });
  });
});

test('a form without its metadata is never acknowledged: Slack keeps it open', () => {
  const view = {
    id: 'V1',
    type: 'modal',
    callback_id: 'rapport.form',
    private_metadata: `kept:${'b'.repeat(32)}`,
    state: { values: {} },
  };
  expect(readInteraction({ type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1' }, view })).toMatchObject({
    kind: 'lost',
  });
});

test('no payload makes the reader throw, or gives the core an unknown event', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const kinds = fc.constantFrom('block_actions', 'view_submission', 'view_closed', 'shortcut', 'message_action', 'x');
  const parts = fc.record(
    {
      type: kinds,
      command: json,
      team: json,
      user: json,
      view: json,
      actions: json,
      container: json,
      channel: json,
      message: json,
      callback_id: json,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(parts, (body) => {
      keptKeysIn(body);
      const reading = readInteraction(body);
      if (reading.kind === 'read') taken(reading);
    }),
    { numRuns: runs(100, 300) },
  );
  const types = fc.constantFrom(
    'app_mention',
    'message',
    'member_joined_channel',
    'channel_rename',
    'channel_shared',
    'app_home_opened',
    'tokens_revoked',
    '__proto__',
    'toString',
  );
  fc.assert(
    fc.property(
      types,
      fc.record(
        { user: json, channel: json, ts: json, text: json, channel_type: json, tokens: json },
        { requiredKeys: [] },
      ),
      (type, fields) => {
        const reading = readEvent(envelope({ ...fields, type }));
        if (reading.kind === 'read') taken(reading);
      },
    ),
    { numRuns: runs(100, 300) },
  );
});
