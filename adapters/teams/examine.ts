import type { TeamsConfig } from '../../src/config/teams.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { withoutSecrets } from '../../src/ground/log.ts';
import { type AuthenticationOptions, createAuthentication } from './auth.ts';
import { createTransport } from './connector.ts';

/** A finding about the app in Teams, for an operator. `fix` says what to do. */
export interface TeamsFinding {
  readonly state: 'ok' | 'note' | 'fault';
  readonly text: string;
  readonly fix?: string;
}

/**
 * Checks the configuration by asking Microsoft for a token. Never throws, never reveals a secret. `credentials`: for
 * tests.
 */
export async function examineTeams(
  { app, targeted }: TeamsConfig,
  credentials?: AuthenticationOptions['credentials'],
): Promise<TeamsFinding[]> {
  if (app === undefined)
    return [{ state: 'note', text: 'no app: only the Agents Playground on this machine is listened to' }];
  const transport = createTransport({ local: false, clock: systemClock });
  const whispers: TeamsFinding[] = targeted
    ? [
        {
          state: 'note',
          text: 'targeted messages are on: in a tenant that has none, private answers would be read by everybody in the channel',
        },
      ]
    : [];
  try {
    const signed = await createAuthentication({ app, transport, credentials }).signIn();
    if (signed.outcome === 'signedIn') return [{ state: 'ok', text: 'Microsoft lets the app in' }, ...whispers];
    const reason = withoutSecrets(signed.error instanceof Error ? signed.error.message : String(signed.error));
    return [
      {
        state: 'fault',
        text: `no token could be had: ${reason}`,
        fix: 'let this machine reach login.microsoftonline.com over HTTPS',
      },
      ...whispers,
    ];
  } catch (error) {
    const text = error instanceof RapportError ? error.message : String(error);
    const fix =
      'copy the app id, the tenant id and the value of a secret that has not expired from the app registration; docs/teams.md shows where each stands';
    return [{ state: 'fault', text: withoutSecrets(text), fix }, ...whispers];
  }
}
