import { beforeEach, expect, test } from 'vitest';
import { actionOf, textOf } from './agentsPlayground.ts';
import { own } from './client.ts';
import { fragileHouse } from './fragileHouse.ts';

const rig = fragileHouse();
beforeEach(() => rig.open());

test('a contact sees what is kept about them, and gets a link to the file in their own chat alone', async () => {
  await rig.house.type('ana', 'remind me "Sign the lilac contract" tomorrow 9:00', own('ana'));
  await rig.house.quiet();
  await rig.house.type('ana', 'me export', own('ana'));
  await rig.house.quiet();
  const preview = rig.fake.in('D-ana').at(-1);
  expect(textOf(preview?.card)).toContain('Reminders, own and received: 1');

  const heard = await rig.house.execute(
    'ana',
    own('ana'),
    preview?.id ?? '',
    actionOf(preview?.card, 'Send me the file').data,
  );
  await rig.house.quiet();
  const shown = JSON.stringify([heard.json, rig.fake.in('D-ana').at(-1)]);
  expect(shown).toContain('https://rapport.example.com/file/secret');
  expect(shown).toContain('Rapport 2026-11-23.json');
  expect(rig.fake.requests.filter((request) => request.startsWith('POST') && !request.includes('D-ana'))).toEqual([]);
});

test('an admin erases a contact by a press: nothing names them, and their reminder is not posted', async () => {
  await rig.house.type('ana', 'remind me "Sign the lilac contract" tomorrow 9:00', own('ana'));
  await rig.house.quiet();
  const before = rig.fake.in('D-ana').length;
  await rig.house.type('root', 'person erase "Ana Lima"', own('root'));
  await rig.house.quiet();
  const preview = rig.fake.in('D-root').at(-1);
  expect(textOf(preview?.card)).toContain('Reminders, own and received: 1, deleted');

  await rig.house.execute('root', own('root'), preview?.id ?? '', actionOf(preview?.card, 'Erase').data);
  await rig.house.quiet();
  expect(textOf(rig.fake.in('D-root').at(-1)?.card)).toContain('What had to stay names nobody any more');

  await rig.house.at('2026-11-24T10:00:00Z');
  expect(rig.fake.in('D-ana')).toHaveLength(before);
  await rig.house.type('root', 'people', own('root'));
  await rig.house.quiet();
  expect(textOf(rig.fake.in('D-root').at(-1)?.card)).not.toContain('Ana');
});
