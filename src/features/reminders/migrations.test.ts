import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, house, INTERNAL_CHANNEL } from '../../../test/fakes/house.ts';
import { reminders as reminderRecords } from './store.ts';

test('an old reminder for an internal channel is not shown to the client who reads that channel now', async () => {
  const here = await house();
  await here.say('tom', 'remind #acme-internal "They still owe us the pictures" every day 18:00', INTERNAL_CHANNEL);
  await here.say('mei', 'remind #acme "Please send the draft" every day 12:00');
  await here.db.housekeeping(reminderRecords).updateMany({}, { $unset: { writtenFor: '' } });
  // A step is idempotent: a second run, as after a crash, changes nothing.
  for (let time = 0; time < 2; time += 1) for (const { run } of here.steps) await run(here.db);

  for (const words of ['unlink #acme-internal', 'unlink #acme', 'link #acme-internal client project:ACME'])
    await here.say('mei', words);
  await here.at('2026-11-24T20:00:00Z');
  expect(here.posted(INTERNAL_CHANNEL).join()).not.toContain('pictures');
  for (const words of ['unlink #acme-internal', 'link #acme client project:ACME']) await here.say('mei', words);
  await here.at('2026-11-25T20:00:00Z');
  expect(here.posted(CLIENT_CHANNEL).join()).toContain('Please send the draft');
});
