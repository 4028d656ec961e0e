import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { isError } from '../../src/ground/errors.ts';
import { NORTH, type SlackAgencies, slackAgencies } from '../fakes/slack/agency.ts';

let here: SlackAgencies;
beforeEach(async () => {
  here = await slackAgencies();
});
afterEach(async () => {
  const problems = here.slack.problems();
  await here.close();
  expect(problems).toEqual([]);
});
const message = (text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});
const options = { key: 'k1', locale: 'en', zone: 'Europe/Berlin' } as const;

describe('a private message', () => {
  const user = (id: string) => ({ platform: 'slack' as const, tenant: NORTH, user: id });

  test('is shown in place, for that person only', async () => {
    const mei = here.slack.team(NORTH).person('mei');
    expect((await here.platform.whisper(here.to('acme'), user(mei), message('psst'), options)).outcome).toBe('sent');
    expect(here.slack.callsOf('chat.postEphemeral')[0]?.arguments).toMatchObject({ user: mei, text: 'psst' });
    expect(await here.read('acme')).toEqual([]);
  });

  test('goes to their direct conversation if they are elsewhere, as a lasting message', async () => {
    const mei = here.slack.team(NORTH).person('mei');
    here.slack.fault({ method: 'chat.postEphemeral' }, { kind: 'refused', error: 'user_not_in_channel' });
    expect((await here.platform.whisper(here.to('acme'), user(mei), message('psst'), options)).outcome).toBe('sent');
    const opened = await here.platform.openDirect({ platform: 'slack', tenant: NORTH }, user(mei));
    const direct = 'conversation' in opened ? opened.conversation : '';
    expect(await here.read(direct)).toEqual(['psst']);
    expect((await here.platform.whisper(here.to(direct), user(mei), message('again'), options)).outcome).toBe('sent');
    expect(await here.read(direct)).toEqual(['psst', 'again']);
  });

  test('to an unreachable person differs from a Slack that does not answer', async () => {
    expect(await here.platform.openDirect({ platform: 'slack', tenant: NORTH }, user('U0NOBODY'))).toMatchObject({
      unreachable: expect.stringContaining('user_not_found'),
    });
    here.slack.fault({ method: 'conversations.open' }, { kind: 'status', status: 503 });
    const asked = here.platform.openDirect(
      { platform: 'slack', tenant: NORTH },
      user(here.slack.team(NORTH).person('mei')),
    );
    await expect(asked).rejects.toSatisfy((error) => isError(error, 'unavailable'));
  });
});
