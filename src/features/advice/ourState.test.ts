import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';

let here: House;
beforeEach(async () => {
  here = await house();
  await here.say('mei', 'advice "Use a CDN"', CLIENT_CHANNEL);
});
afterEach(() => here.db.close());

const entry = async () => (await here.entries.list(here.scope, { kind: 'advice' }))[0];
const id = async () => (await entry())?._id ?? '';
const inside = (words: string): Promise<Reply> => {
  here.clock.advance(60_000);
  return here.say('mei', words, INTERNAL_CHANNEL);
};
async function toldMei(part: string): Promise<readonly string[]> {
  await here.at(new Date(here.clock.now().getTime() + 60_000).toISOString());
  return here.posted('D-mei').filter((text) => text.includes(part));
}

test('a contact’s yes keeps the date that our side has set with it', async () => {
  await inside('advice edit ADV-1 state:accepted due:2026-12-18');
  await here.press('ana', 'advice accept', { number: await id() }, CLIENT_CHANNEL);
  expect(await entry()).toMatchObject({ state: 'accepted', due: '2026-12-18', published: { state: 'accepted' } });
});

test('an answer does not undo what our side has done meanwhile: it is passed on', async () => {
  await inside('done ADV-1');
  await here.press('ana', 'advice accept', { number: await id() }, CLIENT_CHANNEL);
  await here.submit('ana', 'advice postpone', { number: await id(), word: 'No budget' }, CLIENT_CHANNEL);
  expect(await entry()).toMatchObject({ state: 'done' });
  expect(await toldMei('Use a CDN')).toHaveLength(2);
  expect(await toldMei('No budget')).toHaveLength(1);
  const ours = await here.press('tom', 'advice accept', { number: await id() }, CLIENT_CHANNEL);
  expect(textOf(ours, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('已实施');
  expect(await entry()).toMatchObject({ state: 'done' });
});

test('words behind an answer that came too late still reach the team', async () => {
  const number = await id();
  await here.press('ana', 'advice accept', { number }, CLIENT_CHANNEL);
  await here.submit('ana', 'advice ask', { number, word: 'Who pays the licence?' }, CLIENT_CHANNEL);
  const late = await here.submit('ana', 'advice postpone', { number, word: 'Stop, no budget' }, CLIENT_CHANNEL);
  expect(textOf(late)).toContain('settled already');
  expect(await toldMei('Who pays the licence?')).toHaveLength(1);
  expect(await toldMei('Stop, no budget')).toHaveLength(1);
  expect(await entry()).toMatchObject({ state: 'accepted' });
});

test('a sentence that merely begins like one is internal when its form is saved as it is', async () => {
  const asked = await here.say('mei', 'goal of the game is fun', CLIENT_CHANNEL);
  if (asked.kind !== 'form') throw new Error(`the reply is ${asked.kind}`);
  expect(asked.form.fields.find(({ name }) => name === 'audience')?.value).toBe('internal');
});
