import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const mei = meiTypes({ anew: true });
const { say } = mei;

/** Sends what a contact says about the only need. */
async function proposes(word: string, as: 'ana' | 'bob' = 'ana') {
  mei.here.clock.advance(60_000);
  const [need] = await mei.here.entries.list(mei.here.scope, { kind: 'need' });
  const values = { number: need?._id ?? '', due: '2026-12-03', word };
  const event = {
    kind: 'formSubmit' as const,
    command: 'need propose',
    values,
    ...mei.here.common('ana', CLIENT_CHANNEL),
  };
  return mei.here.answer({ ...event, from: { ...event.from, user: as } });
}
/** The proposals that Mei has read. */
async function told(): Promise<readonly string[]> {
  await mei.here.at(new Date(mei.here.clock.now().getTime() + 60_000).toISOString());
  return mei.here.posted('D-mei').filter((post) => post.includes('proposes'));
}

test('an answer is told once, other words and the same words about other terms anew', async () => {
  await say('need "Bank details" 2026-12-01', { where: CLIENT_CHANNEL });
  await proposes('The bank is slow');
  await proposes('The bank is slow');
  expect(await told()).toHaveLength(1);
  await proposes('The bank is closed');
  expect(await told()).toHaveLength(2);
  await say('move NEED-1 2026-12-02');
  await say('need share NEED-1 en:"Bank details"');
  await proposes('The bank is slow');
  expect(await told()).toHaveLength(3);
});

test('the same words of two contacts are two answers', async () => {
  const { people, scope, acme } = mei.here;
  await people.add(scope, {
    name: 'Bob Stone',
    side: { kind: 'client', clientId: acme._id, role: 'contributor' },
    identities: [{ platform: 'playground', tenant: 'acme', user: 'bob', via: 'north' }],
  });
  await say('need "Bank details" 2026-12-01', { where: CLIENT_CHANNEL });
  await proposes('The bank is slow');
  await proposes('The bank is slow', 'bob');
  expect(await told()).toEqual([expect.stringMatching(/^Ana Lima/), expect.stringMatching(/^Bob Stone/)]);
});

test('our side is told each time that a contact settles an entry', async () => {
  await say('need "Bank details" 2026-12-01', { where: CLIENT_CHANNEL });
  const settles = async () => {
    mei.here.clock.advance(60_000);
    await say('done NEED-1', { as: 'ana', where: CLIENT_CHANNEL });
    await mei.here.at(new Date(mei.here.clock.now().getTime() + 60_000).toISOString());
    return mei.here.posted('D-mei').filter((post) => post.includes('is done')).length;
  };
  expect(await settles()).toBe(1);
  await say('need edit NEED-1 state:open');
  await say('need share NEED-1 en:"Bank details"');
  expect(textOf(await say('NEED-1', { as: 'ana', where: CLIENT_CHANNEL }))).toContain('State: open');
  expect(await settles()).toBe(2);
});
