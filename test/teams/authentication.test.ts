import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAuthentication } from '../../adapters/teams/auth.ts';
import { examineTeams } from '../../adapters/teams/examine.ts';
import { WORLD } from './agentsPlayground.ts';
import { activity, own, tell, words } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { settled, type TeamsHouse, teamsHouse } from './house.ts';
import { ownCredentials, type Signer, startSigner } from './signing.ts';

const APP = '11111111-2222-3333-4444-555555555555';
const ISSUER = 'https://api.botframework.com';

let fake: FakeConnector;
let signer: Signer;
let house: TeamsHouse;
const credentials = ownCredentials(APP);
beforeAll(async () => {
  // The SDK writes refused requests to the console.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  fake = await startFakeConnector();
  signer = await startSigner();
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  house = await teamsHouse({
    config: { app, targeted: false },
    rehearsal: { openIdMetadataUrl: signer.openIdMetadataUrl, credentials },
  });
  await settled(house);
  fake.everybody.push({ id: 'mei', name: 'Mei Chen', tenantId: WORLD.tenant });
});
afterAll(async () => {
  await house.close();
  await fake.stop();
  await signer.stop();
  vi.restoreAllMocks();
});

const now = () => Math.floor(Date.now() / 1_000);
const claims = (more: Readonly<Record<string, unknown>> = {}) => ({
  iss: ISSUER,
  aud: APP,
  nbf: now() - 60,
  exp: now() + 600,
  serviceurl: fake.serviceUrl,
  ...more,
});
const help = (serviceUrl = fake.serviceUrl) => activity(serviceUrl, 'mei', own('mei'), words('help', own('mei')));
const ask = (token: string | undefined, sent: unknown = help()) =>
  tell(house.endpoint, sent, token === undefined ? {} : { Authorization: token });

describe('the accepted issuers of requests', () => {
  test('a request that Teams signed for this bot is answered, with a token of ours', async () => {
    expect((await ask(`Bearer ${signer.token(claims())}`)).status).toBe(200);
    await house.edge.close();
    await house.edge.connect(house.bot);
    expect(fake.posts.map(({ conversation, authorization }) => [conversation, authorization])).toEqual([
      ['D-mei', 'Bearer token-of-ours'],
    ]);
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  test.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['an empty header', () => ''],
    ['no bearer', () => `Basic ${Buffer.from('a:b').toString('base64')}`],
    ['garbage', () => 'Bearer garbage'],
    ['three parts of garbage', () => 'Bearer a.b.c'],
    ['another bot’s audience', () => `Bearer ${signer.token(claims({ aud: '99999999-2222-3333-4444-555555555555' }))}`],
    ['no audience', () => `Bearer ${signer.token(claims({ aud: undefined }))}`],
    ['another issuer', () => `Bearer ${signer.token(claims({ iss: 'https://evil.example' }))}`],
    // Tokens that the bot itself gets from Entra ID, as the old desktop emulator used them.
    [
      'Entra ID as the issuer',
      () =>
        `Bearer ${signer.token(claims({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', appid: APP, ver: '1.0' }))}`,
    ],
    [
      'the same, of version 2',
      () =>
        `Bearer ${signer.token(claims({ iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0', azp: APP, ver: '2.0' }))}`,
    ],
    [
      'another bot as a skill’s caller',
      () =>
        `Bearer ${signer.token(claims({ iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0', ver: '2.0', appid: 'x', azp: 'y' }))}`,
    ],
    ['expired', () => `Bearer ${signer.token(claims({ exp: now() - 3_600 }))}`],
    ['not valid yet', () => `Bearer ${signer.token(claims({ nbf: now() + 3_600 }))}`],
    ['alg none', () => `Bearer ${signer.token(claims(), { header: { alg: 'none' } })}`],
    ['signed by another key under the same name', () => `Bearer ${signer.token(claims(), { by: stranger })}`],
    ['a key that nobody knows', () => `Bearer ${signer.token(claims(), { header: { kid: 'other' }, by: stranger })}`],
    ['HS256 with the public key as the secret', () => `Bearer ${signer.token(claims(), { header: { alg: 'HS256' } })}`],
    [
      'signed for another service address',
      () => `Bearer ${signer.token(claims({ serviceurl: 'https://smba.trafficmanager.net/teams/' }))}`,
    ],
    ['no service address', () => `Bearer ${signer.token(claims({ serviceurl: undefined }))}`],
  ])('%s is refused without a reason', async (_name, token) => {
    const before = [fake.requests.length, credentials.asked];
    const heard = await ask(token());
    expect([heard.status, heard.body]).toEqual([401, '']);
    expect([fake.requests.length, credentials.asked]).toEqual(before);
  });

  test.each([
    'https://evil.example/',
    'https://rapport.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net:8443/teams/',
    'http://smba.trafficmanager.net/teams/',
    'file:///etc/passwd',
    'not an address',
  ])('a signed request that names %s is refused before a token of ours is requested', async (serviceUrl) => {
    const before = credentials.asked;
    expect((await ask(`Bearer ${signer.token(claims({ serviceurl: serviceUrl }))}`, help(serviceUrl))).status).toBe(
      403,
    );
    expect(credentials.asked).toBe(before);
  });
});

describe('the accepted requests', () => {
  const good = () => `Bearer ${signer.token(claims())}`;
  test.each<[string, () => unknown, number]>([
    ['another channel of the Bot Framework', () => ({ ...help(), channelId: 'webchat' }), 400],
    ['no activity', () => ({}), 400],
    ['a list', () => '[]', 400],
    ['no JSON', () => '{"type":', 400],
    [
      'no tenant',
      () => ({ ...help(), conversation: { id: 'D-mei', conversationType: 'personal' }, channelData: {} }),
      400,
    ],
    ['an invoke of somebody else’s', () => ({ ...help(), type: 'invoke', name: 'signin/verifyState', value: {} }), 501],
  ])('%s', async (_name, sent, status) => {
    const heard = await ask(good(), sent());
    expect([heard.status, heard.body]).toEqual([status, '']);
  });

  test('a body larger than a form with a pasted table is refused, by its declared and by its real length', async () => {
    const sent = JSON.stringify({ ...help(), text: 'x'.repeat(300_000) });
    expect((await ask(good(), sent)).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(sent));
        controller.close();
      },
    });
    const response = await fetch(house.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  test.each([
    ['GET', undefined, 405],
    ['PUT', 'application/json', 405],
    ['POST', 'text/plain', 415],
    ['POST', 'application/x-www-form-urlencoded', 415],
  ])('%s with %s', async (method, type, status) => {
    const response = await fetch(house.endpoint, {
      method,
      ...(type === undefined ? {} : { headers: { 'Content-Type': type } }),
      ...(method === 'GET' ? {} : { body: JSON.stringify(help()) }),
    });
    expect(response.status).toBe(status);
  });

  test('paths below the address are refused as well', async () => {
    expect((await tell(`${house.endpoint}/more`, help())).status).toBe(404);
  });

  test('until the house is ready, Teams is asked to retry', async () => {
    await house.edge.close();
    const heard = await ask(good());
    await house.edge.connect(house.bot);
    expect(heard.status).toBe(503);
  });

  test('an internal failure is not revealed to the caller', async () => {
    // Teams does not identify the person, and no person is guessed.
    fake.rosterFaults.push({ status: 503 });
    const heard = await ask(
      good(),
      activity(fake.serviceUrl, 'nobody-yet', own('nobody-yet'), words('help', own('nobody-yet'))),
    );
    expect([heard.status, heard.body]).toEqual([503, '']);
  });
});

test('without Microsoft’s keys every request is refused, and Teams is asked to retry', async () => {
  const lonely = await startSigner();
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  const alone = await teamsHouse({
    config: { app, targeted: false },
    rehearsal: { openIdMetadataUrl: lonely.openIdMetadataUrl, credentials },
  });
  await lonely.stop();
  const heard = await tell(alone.endpoint, help(), { Authorization: `Bearer ${signer.token(claims())}` });
  await alone.close();
  expect([heard.status, heard.body]).toEqual([503, '']);
});

describe('at the start Rapport signs in once', () => {
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  const factoryThat = (fails: Error | undefined) => {
    const signRequest = async () => {
      if (fails !== undefined) throw fails;
    };
    return {
      isValidAppId: async () => true,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({ signRequest }),
    };
  };
  const signIn = (fails: Error | undefined) =>
    createAuthentication({ app, transport: undefined as never, credentials: factoryThat(fails) as never }).signIn();

  test('a wrong secret ends the start with advice', async () => {
    const refusal = Object.assign(new Error('AADSTS7000215: Invalid client secret'), { errorCode: 'invalid_client' });
    await expect(signIn(refusal)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('MICROSOFT_APP_ID'),
    });
  });

  test('an unreachable network does not end the start', async () => {
    await expect(
      signIn(Object.assign(new Error('getaddrinfo ENOTFOUND'), { errorCode: 'network_error' })),
    ).resolves.toMatchObject({ outcome: 'unreachable' });
    await expect(signIn(undefined)).resolves.toEqual({ outcome: 'signedIn' });
  });

  test.each([
    [
      'a wrong secret',
      Object.assign(new Error('AADSTS7000215: Invalid client secret'), { errorCode: 'invalid_client' }),
      'fault',
      'MICROSOFT_APP_ID',
    ],
    [
      'no network',
      Object.assign(new Error('getaddrinfo ENOTFOUND'), { errorCode: 'network_error' }),
      'fault',
      'no token could be had',
    ],
    ['nothing', undefined, 'ok', 'lets the app in'],
  ])('the doctor reports %s', async (_, fails, state, text) => {
    const findings = await examineTeams({ app, targeted: true }, factoryThat(fails) as never);
    expect(findings[0]).toMatchObject({ state, text: expect.stringContaining(text) });
    expect(findings[1]).toMatchObject({ state: 'note', text: expect.stringContaining('targeted') });
    expect(JSON.stringify(findings)).not.toContain(app.password);
  });
});
