import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, house, textOf } from '../../../test/fakes/house.ts';

const RULE = 'DTSTART;TZID=Europe/Berlin:20261202T150000 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE';

test('a rule comes out of one calendar into a reminder, and out of the reminder for another', async () => {
  const here = await house();
  await here.submit('mei', 'reminder new', { channel: '#acme', text: 'Send the pictures', when: RULE });

  expect(textOf(await here.say('mei', 'remind show 1'))).toContain(`For a calendar: ${RULE}`);
  for (const evening of ['2026-12-02T20:00:00Z', '2026-12-09T20:00:00Z', '2026-12-16T20:00:00Z']) await here.at(evening);
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
});

test('what comes once needs no rule in a calendar', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Call" tomorrow 9:00');

  expect(textOf(await here.say('mei', 'remind show 1'))).not.toContain('calendar');
});
