import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { SlackAnswer, SlackCall } from './api.ts';
import { createSlackInstallations } from './installations.ts';
import { createSecrets } from './secrets.ts';
import { slackCollections, slackInstallations } from './store.ts';

const HOUR = 3_600_000;
const key = { id: 'one', key: randomBytes(32) };
const fresh = {
  team: 'T1',
  name: 'North',
  app: 'A1',
  scopes: ['chat:write'],
  by: 'U1',
  token: 'xoxe.xoxb-1',
  refreshToken: 'xoxe-1',
  expiresInMs: 12 * HOUR,
};

let db: Database;
let clock: MovableClock;
let asked: { token: string | undefined; method: string; arguments: Record<string, unknown> }[];
let answers: (() => Promise<SlackAnswer> | SlackAnswer)[];

beforeEach(async () => {
  clock = stoppedClock('2026-11-24T08:00:00Z');
  const memory = await openDatabase({ memory: true });
  await memory.prepare(slackCollections);
  db = Object.assign(Object.create(null), memory, { now: clock.now }) as Database;
  asked = [];
  answers = [];
});

const call: SlackCall = async (token, method, arguments_) => {
  asked.push({ token, method, arguments: arguments_ });
  const next = answers.shift();
  return next === undefined ? { ok: false, fault: 'unreachable', error: 'nobody expected this' } : next();
};
const instance = (more: { botToken?: string; keys?: (typeof key)[] } = {}) =>
  createSlackInstallations({
    ...{ db, call, botToken: more.botToken, log: silentLogger },
    oauth: { clientId: '1.2', clientSecret: 'secret', secrets: createSecrets(more.keys ?? [key]) },
  });
const renewedAs = (name: string) => (): SlackAnswer => ({
  ok: true,
  body: { access_token: `xoxe.xoxb-${name}`, refresh_token: `xoxe-${name}`, expires_in: 43_200 },
});
const renewals = () => asked.filter((one) => one.method === 'oauth.v2.access');

describe('the team of the environment', () => {
  const bot = (body: Record<string, unknown>) => () => ({ ok: true as const, body });

  test('is the team of the token as Slack names it, and has no other token', async () => {
    const here = instance({ botToken: 'xoxb-env' });
    answers.push(bot({ team_id: 'T9', team: 'Home' }));
    expect(await here.start()).toEqual({ team: 'T9', name: 'Home' });
    expect([await here.of('T9'), await here.of('T1'), await here.other('T9', 'xoxb-env')]).toEqual([
      'xoxb-env',
      undefined,
      undefined,
    ]);
  });

  test('ends the start with advice if Slack refuses its token, and with another error if Slack does not answer', async () => {
    answers.push(() => ({ ok: false, fault: 'refused', error: 'token_revoked' }));
    await expect(instance({ botToken: 'xoxb-env' }).start()).rejects.toThrow(
      'Slack refuses SLACK_BOT_TOKEN: token_revoked',
    );
    answers.push(() => ({ ok: false, fault: 'unreachable', error: 'ENOTFOUND' }));
    await expect(instance({ botToken: 'xoxb-env' }).start()).rejects.toSatisfy((error) =>
      isError(error, 'unavailable'),
    );
    answers.push(bot({ enterprise_id: 'E1' }));
    await expect(instance({ botToken: 'xoxb-env' }).start()).rejects.toThrow('one team at a time');
  });
});

describe('a team installed by OAuth', () => {
  test('is stored without a readable token, and found by every instance', async () => {
    await instance().save(fresh);
    expect(JSON.stringify(await db.everywhere(slackInstallations).get('T1'))).not.toContain('xox');
    expect(await instance().of('T1')).toBe('xoxe.xoxb-1');
    expect(await instance().of('T2')).toBeUndefined();
  });

  test('has no token if its row holds another team’s', async () => {
    const here = instance();
    await here.save(fresh);
    await here.save({ ...fresh, team: 'T2', token: 'xoxb-of-T2' });
    const foreign = await db.everywhere(slackInstallations).get('T2');
    await db.everywhere(slackInstallations).findOneAndUpdate({ _id: 'T1' }, { $set: { sealed: foreign?.sealed } });
    await expect(instance().of('T1')).rejects.toSatisfy((error) => isError(error, 'internal'));
  });

  test('is re-encrypted at the start under a new key, and a row without a key does not stop the others', async () => {
    const lost = { id: 'lost', key: randomBytes(32) };
    const two = { id: 'two', key: randomBytes(32) };
    await instance({ keys: [lost] }).save({ ...fresh, team: 'T0' });
    await instance().save(fresh);
    await instance({ keys: [two, key] }).start();
    expect(await instance({ keys: [two] }).of('T1')).toBe('xoxe.xoxb-1');
    await expect(instance({ keys: [two] }).of('T0')).rejects.toThrow('"lost"');
  });

  test('is not asked about after it was removed, and a late report changes nothing', async () => {
    const here = instance();
    await here.save(fresh);
    answers.push(() => ({ ok: true, body: {} }));
    expect(await here.ended('T1')).toBe(false);
    expect(await here.of('T1')).toBe('xoxe.xoxb-1');
    answers.push(() => ({ ok: false, fault: 'refused', error: 'account_inactive' }));
    expect(await here.ended('T1')).toBe(true);
    expect([await here.of('T1'), await here.get('T1')]).toEqual([undefined, undefined]);
  });

  test.each(['rateLimited', 'unreachable', 'ambiguous'] as const)(
    'is not forgotten while Slack does not tell whether its token works (%s)',
    async (fault) => {
      const here = instance();
      await here.save(fresh);
      answers.push(() => ({ ok: false, fault, error: 'not now' }));
      await expect(here.ended('T1')).rejects.toSatisfy((error) => isError(error, 'unavailable'));
      expect(await here.of('T1')).toBe('xoxe.xoxb-1');
    },
  );

  test('keeps an expired token, which is renewed, despite an old report of its end', async () => {
    const here = instance();
    await here.save(fresh);
    answers.push(() => ({ ok: false, fault: 'refused', error: 'token_expired' }), renewedAs('2'));
    expect(await here.ended('T1')).toBe(false);
    expect(await here.of('T1')).toBe('xoxe.xoxb-2');
  });

  test('that is also the environment’s leaves nothing behind, and stays while one of its tokens works', async () => {
    const here = instance({ botToken: 'xoxb-env' });
    const refused = (): SlackAnswer => ({ ok: false, fault: 'refused', error: 'token_revoked' });
    answers.push(() => ({ ok: true, body: { team_id: 'T1', team: 'North' } }));
    await here.start();
    await here.save(fresh);
    answers.push(refused, () => ({ ok: true, body: {} }));
    expect(await here.ended('T1')).toBe(false);
    expect(await here.get('T1')).toBeDefined();
    answers.push(refused, refused);
    expect(await here.ended('T1')).toBe(true);
    expect(await here.get('T1')).toBeUndefined();
  });

  test('stays if it adds Rapport again while its end is checked', async () => {
    const here = instance();
    await here.save(fresh);
    answers.push(async () => {
      await instance().save({ ...fresh, token: 'xoxe.xoxb-new' });
      return { ok: false, fault: 'refused', error: 'token_revoked' };
    });
    await here.ended('T1');
    expect(await here.of('T1')).toBe('xoxe.xoxb-new');
  });
});

describe('a token that ends', () => {
  test('is renewed two hours before its end, once for all instances, and both tokens are stored', async () => {
    const [a, b] = [instance(), instance()];
    await a.save(fresh);
    clock.advance(10 * HOUR + 1);
    let answer = (_: SlackAnswer): void => undefined;
    answers.push(() => new Promise((resolve) => (answer = resolve)));
    const first = a.of('T1');
    await expect.poll(() => renewals()).toHaveLength(1);
    expect(await b.of('T1')).toBe('xoxe.xoxb-1');
    answer(renewedAs('2')());
    expect(await first).toBe('xoxe.xoxb-2');
    expect(renewals()).toEqual([
      {
        token: undefined,
        method: 'oauth.v2.access',
        arguments: { client_id: '1.2', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'xoxe-1' },
      },
    ]);
    clock.advance(11 * HOUR);
    answers.push(renewedAs('3'));
    expect(await b.of('T1')).toBe('xoxe.xoxb-3');
    expect(renewals().at(-1)?.arguments.refresh_token).toBe('xoxe-2');
  });

  test('and has expired already is awaited while another instance renews it', async () => {
    const [a, b] = [instance(), instance()];
    await a.save(fresh);
    clock.advance(13 * HOUR);
    let answer = (_: SlackAnswer): void => undefined;
    answers.push(() => new Promise((resolve) => (answer = resolve)));
    const both = Promise.all([a.of('T1'), b.of('T1'), b.of('T1')]);
    await expect.poll(() => renewals()).toHaveLength(1);
    answer(renewedAs('2')());
    expect(await both).toEqual(['xoxe.xoxb-2', 'xoxe.xoxb-2', 'xoxe.xoxb-2']);
    expect(renewals()).toHaveLength(1);
  });

  test('continues to be used if Slack does not renew it, and renewal is retried after a pause', async () => {
    const here = instance();
    await here.save(fresh);
    clock.advance(11 * HOUR);
    answers.push(() => ({ ok: false, fault: 'ambiguous', error: 'timeout' }));
    expect(await here.of('T1')).toBe('xoxe.xoxb-1');
    expect(await here.of('T1')).toBe('xoxe.xoxb-1');
    expect(renewals()).toHaveLength(1);
    clock.advance(16_000);
    answers.push(renewedAs('2'));
    expect(await here.of('T1')).toBe('xoxe.xoxb-2');
  });

  test('is replaced by another one if Slack refuses it early', async () => {
    const here = instance();
    await here.save(fresh);
    expect(await here.of('T1')).toBe('xoxe.xoxb-1');
    answers.push(renewedAs('2'));
    expect(await here.other('T1', 'xoxe.xoxb-1')).toBe('xoxe.xoxb-2');
    expect(await here.other('T1', 'xoxe.xoxb-1')).toBe('xoxe.xoxb-2');
    expect(renewals()).toHaveLength(1);
  });

  test('is not renewed in an app without rotation: a refused one has no replacement', async () => {
    const here = instance();
    await here.save({ ...fresh, token: 'xoxb-forever', refreshToken: undefined, expiresInMs: undefined });
    clock.advance(1_000 * HOUR);
    expect(await here.of('T1')).toBe('xoxb-forever');
    expect(await here.other('T1', 'xoxb-forever')).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
