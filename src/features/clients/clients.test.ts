import { afterEach, beforeEach, expect, test } from 'vitest';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

test('contacts are listed client by client, and one is added from there', async () => {
  await here.clients.add(here.scope, { name: 'Borealis', locale: 'en' });
  const list = messageOf(await here.type('mei', 'contacts'));
  expect(wordsIn(list)).toMatch(/Acme（ACME）[\s\S]*Ana Lima[\s\S]*Borealis（BORE）[\s\S]*暂无联系人/);
  const form = await here.press('mei', buttonOf(list, '添加联系人'));
  expect(form.kind === 'form' && form.form.command).toBe('contact new');
});

test('whoever may not start clients is shown the lists without the way to it', async () => {
  for (const words of ['client', 'contact']) {
    const list = messageOf(await here.type('tom', words));
    expect(list.blocks.map(({ kind }) => kind)).not.toContain('actions');
  }
});
