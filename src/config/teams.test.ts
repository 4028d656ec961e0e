import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const APP = '11111111-2222-3333-4444-555555555555';
const TENANT = '66666666-7777-8888-9999-aaaaaaaaaaaa';
const SECRET = 'abc8Q~0123456789abcdef0123456789abcdef01';
const whole = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: SECRET, MICROSOFT_APP_TENANT_ID: TENANT };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('without any variable, Teams is off', () => {
  expect(parseConfig({ MICROSOFT_APP_TYPE: 'SingleTenant', TEAMS_PLAYGROUND: 'off' }).teams).toBeUndefined();
});

test('a bot is single-tenant by default', () => {
  expect(parseConfig(whole).teams).toEqual({
    app: { type: 'SingleTenant', appId: APP, password: SECRET, tenantId: TENANT },
    targeted: false,
  });
});

test('a managed identity has no secret, and an older multi-tenant bot needs no tenant', () => {
  const managed = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_TENANT_ID: TENANT, MICROSOFT_APP_TYPE: 'UserAssignedMSI' };
  expect(parseConfig(managed).teams?.app).toEqual({ type: 'UserAssignedMSI', appId: APP, tenantId: TENANT });
  const many = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: SECRET, MICROSOFT_APP_TYPE: 'MultiTenant' };
  expect(parseConfig(many).teams?.app).toEqual({ type: 'MultiTenant', appId: APP, password: SECRET });
});

test.each([
  [{ MICROSOFT_APP_ID: APP }, ['MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID']],
  [{ MICROSOFT_APP_PASSWORD: SECRET, MICROSOFT_APP_TENANT_ID: TENANT }, ['MICROSOFT_APP_ID']],
  [
    { MICROSOFT_APP_TENANT_ID: TENANT, MICROSOFT_APP_TYPE: 'MultiTenant' },
    ['MICROSOFT_APP_ID', 'MICROSOFT_APP_PASSWORD'],
  ],
  [{ ...whole, MICROSOFT_APP_TYPE: 'UserAssignedMSI' }, ['MICROSOFT_APP_PASSWORD']],
  [{ ...whole, MICROSOFT_APP_TYPE: 'ManyTenants' }, ['MICROSOFT_APP_TYPE']],
  [{ ...whole, MICROSOFT_APP_ID: 'rapport' }, ['MICROSOFT_APP_ID']],
  [{ ...whole, MICROSOFT_APP_PASSWORD: '   ' }, ['MICROSOFT_APP_PASSWORD']],
  // The page that creates a secret shows its id beside its value.
  [{ ...whole, MICROSOFT_APP_PASSWORD: APP }, ['MICROSOFT_APP_PASSWORD']],
  [{ ...whole, TEAMS_PLAYGROUND: 'on' }, ['TEAMS_PLAYGROUND']],
  [{ HOST: '0.0.0.0', TEAMS_PLAYGROUND: 'on' }, ['TEAMS_PLAYGROUND']],
] as const)('%j is refused and says why', (environment, names) => {
  const problems = problemsOf(environment);
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(names);
  expect(problems.join()).not.toContain(SECRET);
});

test('the Agents Playground may connect only on this machine, and only without an app', () => {
  expect(parseConfig({ TEAMS_PLAYGROUND: 'on' }).teams).toEqual({ app: undefined, targeted: false });
});
