import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  textOf,
  type User,
} from '../../../test/fakes/house.ts';

let here: House;
const says = async (user: User, words: string, where = INTERNAL_CHANNEL) =>
  textOf(await here.say(user, words, where), 'Europe/Berlin', here.clock.now().toISOString());
async function passes(): Promise<void> {
  here.clock.advance(60_000);
  await here.at(here.clock.now().toISOString());
}
/** Ana presses a button of the newest post in her channel. */
async function anaPresses(label: string): Promise<string> {
  const post = here.platform.posts.findLast(({ to }) => to.conversation === CLIENT_CHANNEL);
  if (post === undefined) throw new Error('nothing is posted');
  const { command, input } = buttonOf(post.message, label);
  const said = textOf(await here.press('ana', command, input, CLIENT_CHANNEL));
  await passes();
  return said;
}

beforeEach(async () => {
  here = await house();
  await says('mei', 'milestone "Beta" 15 Dec scope:"Checkout"', CLIENT_CHANNEL);
});
afterEach(() => here.db.close());

describe('while the manager is away', () => {
  beforeEach(async () => {
    await says('tom', 'help');
    await says('mei', 'away 23 Nov – 4 Dec cover:@Tom Berg', 'D-mei');
    await says('tom', 'milestone agree MS-1');
    await passes();
  });
  const toldTom = () => here.posted('D-tom').filter((text) => text.includes('ACME-MS-1'));

  test('the client is told that the cover has their answer, and the cover has it', async () => {
    expect(await anaPresses('Agree')).toBe('Thank you. Your answer is recorded, and Tom is told.');
    expect(toldTom()).toEqual([expect.stringContaining('Ana Lima')]);
    await says('tom', 'MS-1 move 22 Dec why:"API late"');
    await says('tom', 'milestone tell MS-1');
    await passes();
    expect(await anaPresses('Let’s talk')).toBe('Thank you. Tom knows that you want to talk.');
    expect(toldTom()).toEqual([expect.anything(), expect.stringContaining('想聊聊')]);
    expect(here.posted('D-mei').filter((text) => text.includes('ACME-MS-1'))).toEqual([]);
  });

  test('a cover who moves it reads the choices in the answer, and gets no message about it', async () => {
    await anaPresses('Agree');
    here.platform.posts.length = 0;
    expect(await says('tom', 'MS-1 move 22 Dec why:"API late"')).toContain('[立即告知]');
    await passes();
    expect(toldTom()).toEqual([]);
  });
});

test('in a paused project nothing is asked or told: the manager reads why', async () => {
  const paused = 'The project is paused: nothing is posted to the client. Make it active first.';
  await says('mei', 'milestone agree MS-1');
  await passes();
  await anaPresses('Agree');
  await says('mei', 'MS-1 move 22 Dec why:"API late"');
  await says('mei', 'milestone "Gamma" 20 Dec', CLIENT_CHANNEL);
  await here.projects.change(here.scope, here.project._id, { state: 'paused' });
  expect(await says('mei', 'milestone tell MS-1')).toContain(paused);
  expect(await says('mei', 'milestone agree MS-2')).toContain(paused);
  expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('Date: Tue 15 Dec');
  await here.projects.change(here.scope, here.project._id, { state: 'active' });
  here.platform.posts.length = 0;
  await says('mei', 'milestone tell MS-1');
  await says('mei', 'milestone agree MS-2');
  await passes();
  expect(here.posted(CLIENT_CHANNEL)).toEqual([
    expect.stringContaining('Tue 15 Dec → Tue 22 Dec'),
    expect.stringContaining('Agreement: ACME-MS-2 Gamma'),
  ]);
});
