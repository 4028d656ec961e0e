import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { instance, outgoing, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { SendResult } from '../platform.ts';
import { deliveries } from './outbox.ts';

async function house() {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  return { db, clock, platform, rows: db.everywhere(deliveries), ...instance(db, clock, platform) };
}

/** A promise that the test settles. */
function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

test('a hanging team with a long queue has at most eight lanes, and delays no other', async () => {
  const { clock, outbox, sender, platform, rows } = await house();
  const answer = gate<SendResult>();
  platform.script.push(...Array.from({ length: 8 }, () => () => answer.promise));
  const to = (tenant: string, conversation: string) => ({
    platform: 'playground' as const,
    tenant,
    conversation,
    audience: 'client' as const,
  });
  for (let number = 0; number < 250; number++) {
    await outbox.enqueue(outgoing(`slow${number}`, `S${number}`, { to: to('hangs', `S${number}`) }));
    clock.advance(1);
  }
  for (let number = 0; number < 20; number++) {
    await outbox.enqueue(outgoing(`quick${number}`, `Q${number}`, { to: to(`t${number % 5}`, `Q${number}`) }));
    clock.advance(1);
  }

  const working = sender.tick();
  await expect.poll(() => platform.posts.length).toBe(20);
  await sender.tick();
  const inFlight = await rows.count({ state: 'sending' });
  answer.open({ outcome: 'sent', message: 'M' });
  await working;

  expect([platform.calls.slice(0, 28).filter((key) => key.startsWith('slow')).length, inFlight]).toEqual([8, 8]);
  expect(await rows.count({ state: 'sent' })).toBe(270);
});

test('a platform whose look-up hangs delays no other conversation', async () => {
  const { db, outbox, sender, platform } = await house();
  platform.script.push('lost');
  await outbox.enqueue(outgoing('lost', 'C1'));
  await sender.tick();
  const search = gate<'later'>();
  Object.assign(platform, { find: () => search.promise });
  db.leaseClock.advance(20_000);
  await outbox.enqueue(outgoing('other', 'C2'));

  const looking = sender.tick();
  await expect.poll(() => platform.posts.map(({ key }) => key)).toEqual(['lost', 'other']);
  search.open('later');
  await looking;
});
