import { expect, test } from 'vitest';
import { house, textOf } from '../../../test/fakes/house.ts';

test('a colleague without a role is told of the missing role, and becomes a member with it', async () => {
  const here = await house();
  const tom = here.common('tom', 'D-zoe');
  const zoe = { ...tom.from, user: 'zoe', name: 'Zoe Park', locale: 'en' };
  const write = async (id: string) =>
    textOf(
      await here.answer({ ...tom, kind: 'directMessage', id, from: zoe, text: 'remind me "Call Ana" tomorrow 3pm' }),
    );
  const told = await write('E-zoe-1');
  expect(told).toContain('role @Zoe Park member');
  expect(told).toContain('> remind me "Call Ana" tomorrow 3pm');
  await here.say('root', 'role <@zoe> member');
  expect(await write('E-zoe-2')).toContain('I will remind you');
});

test('a guest in our own team is no colleague: their messages are stored', async () => {
  const here = await house();
  const tom = here.common('tom', 'D-gus');
  const gus = { ...tom.from, user: 'gus', name: 'Gus Guest', locale: 'en', outsider: true };
  const told = textOf(
    await here.answer({ ...tom, kind: 'directMessage', id: 'E-gus-1', from: gus, text: 'When do we start?' }),
  );
  expect(told).toContain('Thanks, Root has this.');
  expect(told).not.toContain('role @');
});

test('an unknown person’s message is stored, even a mere greeting', async () => {
  const here = await house();
  const tom = here.common('tom', 'D-gus');
  const gus = { ...tom.from, user: 'gus', name: 'Gus Guest', locale: 'en', outsider: true };
  expect(
    textOf(await here.answer({ ...tom, kind: 'directMessage', id: 'E-gus-1', from: gus, text: 'Hello!' })),
  ).toContain('Thanks, Root has this.');
});

test('thanks are answered and make no item; a request beside them does', async () => {
  const here = await house();
  for (const words of ['thanks!', '👍', '謝謝'])
    expect(textOf(await here.say('ana', words, 'C-acme'))).toBe('You’re welcome!');
  expect(textOf(await here.say('mei', 'today'))).not.toContain('thanks');
  expect(textOf(await here.say('ana', 'the page is down, thanks!', 'C-acme'))).toContain('Mei has this');
});

test('a contact’s remark about reminders is stored, and a requested reminder is set', async () => {
  const here = await house();
  for (const words of ['Reminders don’t work', '提醒没有用了']) {
    const told = textOf(await here.say('ana', words, 'C-acme'));
    expect(told).toContain(words);
    expect(told).not.toContain('I will remind you');
  }
  expect(textOf(await here.say('ana', 'remind me "Look at the draft" tomorrow 15:00', 'C-acme'))).toContain(
    'I will remind you',
  );
});

test('the manager’s notice of a contact’s message names the project', async () => {
  const here = await house();
  await here.submit('ana', 'words new', { sort: 'question', text: 'When do we start?' }, 'C-acme');
  await here.at('2026-11-23T09:01:00Z');
  expect(here.posted('D-mei')).toEqual([expect.stringContaining('Ana Lima wrote (Acme shop, Question):')]);
  // The fallback text, shown in phone notifications, contains the subject.
  expect(here.platform.posts.at(-1)?.message.fallbackText).toBe(
    'Ana Lima wrote (Acme shop, Question): When do we start?',
  );
});
