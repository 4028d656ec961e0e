/** The two linked channels of a project, and the posts in them. */
import { expect } from 'vitest';
import type { SlackHouse } from './house.ts';
import { houseOfTest } from './houseOfTest.ts';

/** Like `houseOfTest`, with only our side in #acme-internal. */
export function houseWithLinkedChannels(): () => Promise<SlackHouse> {
  const open = houseOfTest();
  return async () => {
    const here = await open();
    const { north } = parts(here);
    for (const who of ['ana', 'gus'])
      await north.ask(
        'conversations.kick',
        { channel: north.channel('acme-internal'), user: north.person(who) },
        'admin',
      );
    return here;
  };
}

/** The team, the agency and the two linked channels. */
export function parts(here: SlackHouse) {
  const north = here.slack.team('T0NORTH');
  const settled = here.projects.get('T0NORTH');
  if (settled === undefined) throw new Error('there is no workspace');
  return { north, ...settled, inside: north.channel('acme-internal'), outside: north.channel('acme') };
}
/** Sets a reminder in a channel for tomorrow morning. */
export async function planned(
  here: SlackHouse,
  where: string,
  text = 'Plan the week',
  when = 'tomorrow 9:00',
): Promise<void> {
  const mei = here.as('mei');
  await mei.command(`remind <#${where}|there> "${text}" ${when}`);
  expect((await here.next()).words).toContain(text);
}
export const TOMORROW = '2026-11-24T08:00:00Z';
/** Finishes the work on delivered events; then moves the clock. */
export async function comes(here: SlackHouse, instant: string): Promise<void> {
  await here.quiet();
  await here.at(instant);
}
/** All posts so far, each with its channel. */
export async function posted(here: SlackHouse) {
  await here.quiet();
  for (let round = 0; round < 5; round++) if ((await here.sender.tick()) === 0) break;
  const done = here.front.done.filter(({ method, answer }) => method === 'chat.postMessage' && answer.ok === true);
  return done.map(({ arguments: given }) => ({ channel: String(given.channel), words: JSON.stringify(given) }));
}
export const inChannel = (all: Awaited<ReturnType<typeof posted>>, channel: string) =>
  all.filter((one) => one.channel === channel);
