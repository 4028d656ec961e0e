import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { instance, outgoing, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { endLeases } from '../coreCollections.ts';
import type { SendResult } from '../platform.ts';
import { deliveries } from './outbox.ts';

const START = '2026-11-23T08:00:00Z';
const HOUR = 3_600_000;

/** A chat that shows a post only a while after the call. */
async function house() {
  const db = await workDatabase();
  const clock = stoppedClock(START);
  const platform = fakePlatform({ id: 'slack', appearsWithinMs: 90_000 });
  const slack = (key: string) =>
    outgoing(key, 'C1', { to: { platform: 'slack', tenant: 't1', conversation: 'C1', audience: 'client' } });
  const row = async (key: string) => (await db.everywhere(deliveries).findOne({ key }))?.state;
  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    db.leaseClock.advance(milliseconds);
  };
  return { db, clock, platform, slack, row, pass, ...instance(db, clock, platform) };
}

/** Calls of `send` that the test answers. */
function slowly(platform: ReturnType<typeof fakePlatform>) {
  const answers: ((result: SendResult) => void)[] = [];
  platform.script.push(() => new Promise<SendResult>((resolve) => void answers.push(resolve)));
  return answers;
}

test('a clock that steps ahead during a post causes no look-up', async () => {
  const { db, clock, outbox, sender, platform, slack, row } = await house();
  const answers = slowly(platform);
  await outbox.enqueue(slack('k1'));
  const posting = sender.tick();
  await expect.poll(() => answers.length).toBe(1);

  db.leaseClock.advance(HOUR);
  clock.advance(HOUR);
  await sender.tick();
  await sender.tick();
  const during = await row('k1');
  answers[0]?.({ outcome: 'sent', message: 'M1' });
  await posting;

  expect([during, await row('k1'), platform.calls]).toEqual(['sending', 'sent', ['k1']]);
});

test('before a look-up of another process’s post, the database’s clock is read', async () => {
  const { db, clock, outbox, sender, platform, slack, row } = await house();
  const answers = slowly(platform);
  await outbox.enqueue(slack('k1'));
  const posting = sender.tick();
  await expect.poll(() => answers.length).toBe(1);
  // The other machine was suspended, or believes so: its estimate of the server's clock is an hour ahead until it asks.
  let ahead = HOUR;
  const mistaken: typeof db = Object.assign(Object.create(db), {
    now: () => new Date(db.now().getTime() + ahead),
    ping: async () => {
      ahead = 0;
    },
  });

  await instance(mistaken, clock, platform).sender.tick();
  const during = await row('k1');
  answers[0]?.({ outcome: 'sent', message: 'M1' });
  await posting;

  expect([during, await row('k1'), platform.calls]).toEqual(['sending', 'sent', ['k1']]);
});

test('a hanging post that appears a minute later is found, not repeated', async () => {
  const { outbox, sender, platform, slack, row, pass } = await house();
  platform.script.push({ outcome: 'unknown', reason: 'no answer in time' });
  await outbox.enqueue(slack('k1'));
  await sender.tick();
  pass(20_000);
  await sender.tick();
  const looked = await row('k1');

  pass(45_000);
  platform.posts.push({ to: slack('k1').to, key: 'k1', id: 'M1', message: slack('k1').message, edits: 0, pin: false });
  pass(30_000);
  await sender.tick();

  expect([looked, await row('k1'), platform.calls]).toEqual(['sending', 'sent', ['k1']]);
});

test('a hanging post that is absent after a minute and a half is posted, and later ones keep their order', async () => {
  const { outbox, sender, platform, slack, pass } = await house();
  platform.script.push({ outcome: 'unknown', reason: 'no answer in time' });
  await outbox.enqueue(slack('k1'));
  pass(1);
  await outbox.enqueue(slack('k2'));
  for (let seconds = 0; seconds < 85; seconds += 5) {
    await sender.tick();
    pass(5_000);
  }
  const before = [...platform.calls];
  for (let seconds = 0; seconds < 20; seconds += 5) {
    pass(5_000);
    await sender.tick();
  }

  expect(before).toEqual(['k1']);
  expect(platform.posts.map(({ key }) => key)).toEqual(['k1', 'k2']);
});

test('a process that died during a post and starts with its clock set back waits no longer', async () => {
  const { db, clock, outbox, sender, platform, slack, row, pass } = await house();
  slowly(platform);
  await outbox.enqueue(slack('k1'));
  void sender.tick();
  await expect.poll(() => platform.calls).toEqual(['k1']);

  db.leaseClock.advance(-HOUR);
  await endLeases(db);
  const { sender: next } = instance(db, clock, platform);
  for (let seconds = 0; seconds < 120; seconds += 5) {
    pass(5_000);
    await next.tick();
  }

  expect(await row('k1')).toBe('sent');
});
