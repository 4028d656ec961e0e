import { afterEach, beforeEach, expect, test } from 'vitest';
import { NORTH } from './agency.ts';
import { type SlackHouse, slackHouse } from './house.ts';

let here: SlackHouse;
beforeEach(async () => {
  here = await slackHouse({ people: ['gone'] });
});
afterEach(() => here.close());

test.each([
  ['root', 'role <@GONE> manager'],
  ['mei', 'away 1 Dec - 5 Dec cover:<@GONE>'],
  ['mei', 'remind <@GONE> "sign" in 1 minute'],
] as const)('an account that Slack has deactivated is refused at once, with the reason: %s: %s', async (who, words) => {
  here.slack.team(NORTH).traits.set(here.as('gone').user, { deleted: true, real_name: 'Gone Person' });
  await here.as(who).dm(words.replace('GONE', here.as('gone').user));
  expect((await here.next()).words).toContain('The account of Gone Person is deactivated');
});
