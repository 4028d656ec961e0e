import { afterEach, beforeEach, expect, test } from 'vitest';
import { house } from '../../../test/fakes/house.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

test('contacts are listed by client, and can be added there', async () => {
  await here.clients.add(here.scope, { name: 'Borealis', locale: 'en' });
  const list = messageOf(await here.type('mei', 'contacts'));
  expect(wordsIn(list)).toMatch(/Acme（ACME）[\s\S]*Ana Lima[\s\S]*Borealis（BORE）[\s\S]*暂无联系人/);
  const form = await here.press('mei', buttonOf(list, '添加联系人'));
  expect(form.kind === 'form' && form.form.command).toBe('contact new');
});

test('people who may not start clients see the lists without that button', async () => {
  for (const words of ['client', 'contact']) {
    const list = messageOf(await here.type('tom', words));
    expect(list.blocks.map(({ kind }) => kind)).not.toContain('actions');
  }
});

test('of two concurrent edits, the second author is told and keeps the typed values', async () => {
  const there = await house();
  const open = await there.say('mei', 'client edit Acme');
  if (open.kind !== 'form') throw new Error('a form opens');
  // The client's id is a hidden field: ids are never shown.
  expect(open.form.fields.map(({ name }) => name)).toEqual(['name', 'key', 'language', 'country', 'note']);
  const mine = { ...open.form.hidden, name: 'Acme', key: 'ACME', language: 'en', country: 'DE', note: 'ours' };
  await there.say('root', 'client edit Acme country:FR');
  const told = await there.submit('mei', 'client edit', mine);
  if (told.kind !== 'invalid') throw new Error(`the form was to come back, not ${told.kind}`);
  expect([told.form.notice, told.form.fields.find(({ name }) => name === 'note')?.value]).toEqual([
    expect.stringContaining('somebody else'),
    'ours',
  ]);
  expect(await there.clients.find(there.scope, 'ACME')).toMatchObject({ country: 'FR' });
  await there.submit('mei', 'client edit', { ...mine, ...told.form.hidden });
  expect(await there.clients.find(there.scope, 'ACME')).toMatchObject({ country: 'DE', note: 'ours' });
});
