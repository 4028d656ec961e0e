import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlackAgencies, slackAgencies } from '../fakes/slack/agency.ts';
import { instance, mortal } from '../fakes/work.ts';

let here: SlackAgencies;
beforeEach(async () => {
  here = await slackAgencies();
});
afterEach(async () => {
  const problems = here.slack.problems();
  await here.close();
  expect(problems).toEqual([]);
});

/** More steps than sending one message takes. */
const MOST_STEPS = 30;

test('if one of two sending instances dies at any step, before or after its effect, every message is posted once', async () => {
  const died: string[] = [];
  const expected: string[] = [];
  for (const after of [false, true]) {
    for (let at = 0; at < MOST_STEPS; at += 1) {
      const key = `${after ? 'after' : 'before'} ${at}`;
      await here.enqueue(key);
      const dying = mortal(here.db, here.platform, { at, after });
      const other = instance(dying.db, here.clock, dying.platform);
      await other.sender.tick().catch(() => undefined);
      expected.push(key);
      const step = dying.steps[at];
      if (step !== undefined) died.push(`${after ? 'after' : 'before'} ${step}`);
      // The survivor does the rest, including the dead one's leased work.
      await here.settle();
      await other.sender.stop();
      expect((await here.row(key)).state).toBe('sent');
      if (step === undefined) break;
    }
  }
  expect(died).toEqual(
    expect.arrayContaining(['before platform.send', 'after platform.send', 'before deliveries.updateMany']),
  );
  expect(await here.read('acme')).toEqual(expected);
});

test('of two instances with the same work, each message is sent by one', async () => {
  const keys = Array.from({ length: 12 }, (_, index) => `m${String(index).padStart(2, '0')}`);
  for (const key of keys) await here.enqueue(key);
  const other = instance(here.db, here.clock, here.platform);
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([here.sender.tick(), other.sender.tick()]);
    here.pass(1_000);
  }
  await here.settle();
  await other.sender.stop();
  expect(await here.read('acme')).toEqual(keys);
});
