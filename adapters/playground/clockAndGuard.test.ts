import { afterEach, describe, expect, test } from 'vitest';
import { shiftedClock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { closeHouses, house, monday } from '../../test/fakes/playgroundHouse.ts';
import { createPlayground, playgroundCollections } from './index.ts';

afterEach(closeHouses);

describe('the clock', () => {
  test.each([
    ['hour', undefined, '2026-11-23T21:00:00.000Z'],
    ['monday', undefined, '2026-11-30T08:00:00.000Z'],
    ['monday', 'C-acme', '2026-11-30T14:00:00.000Z'],
    ['slot', undefined, '2026-11-24T07:30:00.000Z'],
  ])('jumps to %s (in %s) and runs due work', async (to, conversation, expected) => {
    const { act, moves, setDue } = await house();
    setDue(new Date('2026-11-24T07:30:00Z'));
    const { body } = await act('U-mei', 'clock', { to, ...(conversation === undefined ? {} : { conversation }) });
    expect(body).toEqual({ now: expected });
    expect(moves).toEqual([expected]);
  });

  test('names the zone of the next morning, if it is not the person’s own', async () => {
    const { act, stream } = await house();
    const mei = await stream('U-mei');
    await act('U-mei', 'clock', { to: 'monday', conversation: 'C-acme' });
    await act('U-mei', 'clock', { to: 'hour' });
    expect((await mei.until('clock', 2)).map(({ zone }) => zone)).toEqual(['America/New_York', undefined]);
    mei.end();
  });

  test('skips slots without a visible post', async () => {
    const dues = ['2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z', '2026-11-26T08:00:00Z'];
    const { act, clock, setDue, onPoke } = await house();
    setDue(new Date(dues[0] as string));
    onPoke(() => {
      const next = dues.find((due) => new Date(due) > clock.now());
      setDue(next === undefined ? undefined : new Date(next));
    });
    expect((await act('U-mei', 'clock', { to: 'slot' })).body).toEqual({ now: '2026-11-26T08:00:00.000Z' });
  });

  test('reports in the person’s language that nothing is planned, and stays unchanged', async () => {
    const { act, clock, moves } = await house();
    const { status, body } = await act('U-tom', 'clock', { to: 'slot' });
    expect([status, body]).toEqual([404, { problem: expect.stringContaining('目前没有') }]);
    expect([clock.now().toISOString(), moves]).toEqual(['2026-11-23T20:00:00.000Z', []]);
  });

  test('keeps its offset over a restart, and no post disappears', async () => {
    const before = await house();
    await before.act('U-mei', 'clock', { to: 'monday' });
    await before.say('U-mei', 'C-acme', 'Good morning');
    const after = await house({ db: before.db });
    expect(after.clock.now().toISOString()).toBe('2026-11-30T08:00:00.000Z');
    expect((await after.sees('U-ana', 'C-acme')).posts).toMatchObject([
      { from: 'U-mei', at: '2026-11-30T08:00:00.000Z' },
    ]);
  });
});

describe('the admitted requests', () => {
  test('come only from this machine’s own page, with its token', async () => {
    const { base, call } = await house();
    const port = new URL(base).port;
    const statuses = await Promise.all([
      call('GET', 'start', undefined, { 'x-playground-token': 'guess' }),
      call('GET', 'start', undefined, { origin: 'http://evil.example' }),
      call('GET', 'start', undefined, { 'sec-fetch-site': 'cross-site' }),
      call('GET', 'start', undefined, { origin: `http://127.0.0.1:${port}` }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 403, 200]);
  });

  test('are none once a real installation is connected: the page gives the reason in both languages', async () => {
    let real = false;
    const { base, call } = await house({ real: () => real });
    real = true;
    const page = await fetch(`${base}/`);
    expect(page.status).toBe(403);
    expect(await page.text()).toMatch(/real Slack or Teams[\s\S]*正式/);
    expect((await call('GET', 'start')).status).toBe(403);
  });

  test('exclude a server that other machines can reach', async () => {
    const db = await openDatabase({ memory: true });
    await db.prepare([...playgroundCollections]);
    const started = createPlayground({
      db,
      clock: shiftedClock(stoppedClock(monday)),
      log: silentLogger,
      host: '0.0.0.0',
      realInstallation: async () => false,
    });
    await expect(started).rejects.toThrow(/127\.0\.0\.1/);
    await db.close();
  });

  test('get a page with a policy that runs no foreign script', async () => {
    const { base } = await house();
    const page = await fetch(`${base}/`);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(await page.text()).not.toMatch(/<script(?![^>]*src=)|style=|https?:\/\//);
  });
});

describe('bad input', () => {
  test('an invalid body, too long a text or an unknown person gets a clear answer, and no event reaches the bot', async () => {
    const { call, act, events } = await house();
    const answers = [
      await call('POST', 'say?as=U-tom', { text: 5 }),
      await act('U-mei', 'say', { conversation: 'C-acme', text: 'x'.repeat(4001) }),
      await call('GET', 'start?as=U-nobody'),
      await act('U-mei', 'person', { name: 'New', side: 'client', locale: 'en', zone: 'Mars/Base' }),
      await act('U-mei', 'person', { name: 'Ana Ruiz', side: 'client', locale: 'en', zone: 'UTC' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 422, 409]);
    expect(answers[0]?.body).toEqual({ problem: expect.stringContaining('无法读取') });
    expect(answers[3]?.body).toMatchObject({ field: 'zone' });
    expect(events).toEqual([]);
  });
});
