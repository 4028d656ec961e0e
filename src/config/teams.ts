import { z } from 'zod';
import { optionalSecret, optionalText, type ReadVariables, variable } from './variable.ts';

/** Rapport's credentials at Microsoft, as the Azure bot resource has them. */
export type TeamsApp =
  | { readonly type: 'SingleTenant'; readonly appId: string; readonly password: string; readonly tenantId: string }
  | { readonly type: 'MultiTenant'; readonly appId: string; readonly password: string }
  | { readonly type: 'UserAssignedMSI'; readonly appId: string; readonly tenantId: string };

/** The connection to Microsoft Teams. */
export interface TeamsConfig {
  /** Undefined: no app and no tokens; only the Agents Playground on this machine may connect. */
  readonly app: TeamsApp | undefined;
  /**
   * Sends private answers in channels as targeted messages. A tenant without them would show the answers to all
   * readers, so an operator must enable this.
   */
  readonly targeted: boolean;
}

const guid = (what: string) =>
  optionalText.pipe(z.guid(`must be ${what}: 32 hexadecimal digits in five groups`).optional());
const onOrOff = z
  .enum(['on', 'off'])
  .default('off')
  .transform((value) => value === 'on');

export const teamsVariables = {
  MICROSOFT_APP_ID: variable(
    'The app (client) id of the Azure bot. With it Rapport is in Microsoft Teams; requests come to /api/messages.',
    '11111111-2222-3333-4444-555555555555',
    guid('the app id of the bot'),
  ),
  MICROSOFT_APP_PASSWORD: variable(
    'The client secret that belongs to MICROSOFT_APP_ID: its value, not its id. A managed identity has none.',
    'abc8Q~0123456789abcdef0123456789abcdef01',
    optionalSecret(
      /^(?![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)\S{16,}$/i,
      'must be the value of the client secret, which is shown once when it is made: at least 16 characters without blanks, and no id',
    ),
  ),
  MICROSOFT_APP_TENANT_ID: variable(
    'The directory (tenant) id in which the app is registered.',
    '66666666-7777-8888-9999-aaaaaaaaaaaa',
    guid('the directory id of the tenant'),
  ),
  MICROSOFT_APP_TYPE: variable(
    'The type of the Azure bot: SingleTenant, UserAssignedMSI, or MultiTenant for one that was registered before August 2025.',
    'SingleTenant',
    z.enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI']).default('SingleTenant'),
  ),
  TEAMS_TARGETED_MESSAGES: variable(
    'on or off: private answers in Teams channels appear there, visible to one person. Only for tenants with targeted messages: in others all members would read them. Off, they go to the person’s own chat.',
    'off',
    onOrOff,
  ),
  TEAMS_PLAYGROUND: variable(
    'on or off: lets Microsoft’s Agents Playground on this machine call /api/messages without any sign-in. For development; HOST must be a loopback address, and no MICROSOFT_APP_ID may be set.',
    'off',
    onOrOff,
  ),
};

/**
 * Builds the configuration from the variables; undefined when Teams is not configured. Contradictions go to `problems`,
 * with what to do.
 */
export function teamsConfig(
  read: ReadVariables<typeof teamsVariables>,
  { isLocal }: { /** Whether the server listens on loopback alone. */ isLocal: boolean },
  problems: string[],
): TeamsConfig | undefined {
  const {
    MICROSOFT_APP_ID: appId,
    MICROSOFT_APP_PASSWORD: password,
    MICROSOFT_APP_TENANT_ID: tenantId,
    MICROSOFT_APP_TYPE: type,
  } = read;
  const targeted = read.TEAMS_TARGETED_MESSAGES;
  const isConfigured = [appId, password, tenantId].some((value) => value !== undefined);
  if (read.TEAMS_PLAYGROUND) {
    if (isConfigured)
      problems.push(
        'TEAMS_PLAYGROUND must be off where MICROSOFT_APP_ID is set: it would let anybody on this machine speak for anybody',
      );
    if (!isLocal)
      problems.push(
        'TEAMS_PLAYGROUND needs HOST to be a loopback address (127.0.0.1 or ::1): without sign-in, whoever reaches the server is believed',
      );
    return isConfigured || !isLocal ? undefined : { app: undefined, targeted };
  }
  if (!isConfigured) return undefined;

  const missing = (name: string, why: string) => void problems.push(`${name} is missing: ${why}`);
  if (appId === undefined)
    missing('MICROSOFT_APP_ID', 'without it nobody could tell Microsoft’s requests from anybody else’s');
  switch (type) {
    case 'SingleTenant':
      if (password === undefined)
        missing('MICROSOFT_APP_PASSWORD', 'a SingleTenant bot proves itself with its client secret');
      if (tenantId === undefined)
        missing('MICROSOFT_APP_TENANT_ID', 'a SingleTenant bot signs in to the tenant in which it is registered');
      return appId === undefined || password === undefined || tenantId === undefined
        ? undefined
        : { app: { type, appId, password, tenantId }, targeted };
    case 'MultiTenant':
      if (password === undefined)
        missing('MICROSOFT_APP_PASSWORD', 'a MultiTenant bot proves itself with its client secret');
      return appId === undefined || password === undefined ? undefined : { app: { type, appId, password }, targeted };
    case 'UserAssignedMSI':
      if (tenantId === undefined)
        missing('MICROSOFT_APP_TENANT_ID', 'a managed identity signs in to the tenant in which it is');
      if (password !== undefined)
        problems.push('MICROSOFT_APP_PASSWORD must not be set with UserAssignedMSI: a managed identity has no secret');
      return appId === undefined || tenantId === undefined || password !== undefined
        ? undefined
        : { app: { type, appId, tenantId }, targeted };
  }
}
