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

describe('one person', () => {
  const user = (id: string) => ({ platform: 'slack' as const, tenant: NORTH, user: id });

  test('is told where they are, for their eyes only', async () => {
    const mei = here.slack.team(NORTH).person('mei');
    expect((await here.platform.whisper(here.to('acme'), user(mei), message('psst'), options)).outcome).toBe('sent');
    expect(here.slack.callsOf('chat.postEphemeral')[0]?.arguments).toMatchObject({ user: mei, text: 'psst' });
    expect(await here.read('acme')).toEqual([]);
  });

  test('is told in their direct conversation when they are not there, and there by a message that stays', async () => {
    const mei = here.slack.team(NORTH).person('mei');
    here.slack.fault({ method: 'chat.postEphemeral' }, { kind: 'refused', error: 'user_not_in_channel' });
    expect((await here.platform.whisper(here.to('acme'), user(mei), message('psst'), options)).outcome).toBe('sent');
    const opened = await here.platform.openDirect({ platform: 'slack', tenant: NORTH }, user(mei));
    const direct = 'conversation' in opened ? opened.conversation : '';
    expect(await here.read(direct)).toEqual(['psst']);
    expect((await here.platform.whisper(here.to(direct), user(mei), message('again'), options)).outcome).toBe('sent');
    expect(await here.read(direct)).toEqual(['psst', 'again']);
  });

  test('who cannot be written to is told apart from a Slack that does not answer', async () => {
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
