import { afterAll, beforeAll, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const says = (words: string): Promise<Reply> => {
  here.clock.advance(60_000);
  return here.say('ana', words, CLIENT_CHANNEL);
};
const all = () => here.entries.list(here.scope, {});
/** What Mei has been told about an entry. */
async function told(words: string): Promise<readonly string[]> {
  await here.at(new Date(here.clock.now().getTime() + 60_000).toISOString());
  return here.posted('D-mei').filter((post) => post.includes(words));
}

test('a contact’s risk is on record at once, in their words, and the manager is told once', async () => {
  const answer = await says('risk "The vendor may be late" 15 Dec');
  expect(textOf(answer)).toContain('Thank you, this is on record as ACME-RISK-1. Mei has been told.');
  expect(messageOf(answer).audience).toBe('client');
  expect(await all()).toMatchObject([
    {
      kind: 'risk',
      title: 'The vendor may be late',
      due: '2026-12-15',
      turn: 'ours',
      createdBy: here.ana._id,
      published: { wording: { en: { title: 'The vendor may be late' } }, due: '2026-12-15' },
    },
  ]);
  expect(await told('The vendor may be late')).toEqual([
    expect.stringContaining('Ana Lima has added ACME-RISK-1 “The vendor may be late” (risk). The client sees it.'),
  ]);
});

test('words that merely begin like a register stay a message to the team', async () => {
  const before = (await all()).length;
  expect(textOf(await says('risk of delay is growing, please look'))).toContain('Thanks, Mei has this.');
  expect(await all()).toHaveLength(before);
});

test('in Chinese, and by the button under the list, which opens a form of what they may see', async () => {
  expect(textOf(await says('决定 “使用 Stripe”'))).toContain('ACME-DEC-1');
  const list = await here.press('ana', 'decision list', {}, CLIENT_CHANNEL);
  const { command, input } = buttonOf(list, 'New decision');
  const form = await here.press('ana', command, input, CLIENT_CHANNEL);
  if (form.kind !== 'form') throw new Error(`the reply is ${form.kind}`);
  expect(form.form.fields.map(({ name }) => name)).toEqual(['title', 'due', 'reason', 'more']);
  const sent = await here.submit(
    'ana',
    command,
    { title: 'Ship in May', reason: 'The fair', more: 'Ask Bo.' },
    CLIENT_CHANNEL,
  );
  expect(textOf(sent)).toContain('ACME-DEC-2 · Ship in May');
  expect(textOf(sent)).toContain('Ask Bo.');
  expect(textOf(sent)).toContain('The fair');
});

test('a viewer gets no button, and a risk that our side scores shows the client no score', async () => {
  const [risk] = await all();
  await here.submit('mei', 'risk edit', { number: risk?._id ?? '', probability: '5', impact: '5' }, 'D-mei');
  const card = await here.press('ana', 'risk show', { number: risk?._id ?? '' }, CLIENT_CHANNEL);
  expect(textOf(card)).not.toContain('Probability');
  await here.people.change(here.scope, here.ana._id, { clientRole: 'viewer' });
  here.clock.advance(60_000);
  const list = await here.press('ana', 'risk list', {}, CLIENT_CHANNEL);
  expect(() => buttonOf(list, 'New risk')).toThrow();
  const refused = await here.submit('ana', 'risk raise', { title: 'Not allowed' }, CLIENT_CHANNEL);
  expect((await all()).some(({ title }) => title === 'Not allowed')).toBe(false);
  expect(refused.kind).toBe('message');
});
