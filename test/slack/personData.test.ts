import { expect, test } from 'vitest';
import { houseOfTest } from './houseOfTest.ts';

const house = houseOfTest();
const SHARE = 'files.completeUploadExternal';

test('a contact sees what is kept about them, and gets it as a file in their direct conversation alone', async () => {
  const here = await house();
  const ana = here.as('ana');
  await ana.mention('remind me "Sign the lilac contract" tomorrow 9:00');
  await here.next();

  await ana.dm('me export');
  const preview = await here.next();
  expect(preview.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel: await ana.direct() } });
  expect(preview.words).toContain('Reminders, own and received: 1');

  await ana.press(preview, 'Send me the file', { channel: { id: await ana.direct(), name: 'directmessage' } });
  const said = await here.next();
  expect(said.done.arguments).toMatchObject({ channel: await ana.direct() });
  const file = await here.next();
  expect(file.done).toMatchObject({
    method: SHARE,
    arguments: { channel_id: await ana.direct(), files: [{ title: 'Rapport 2026-11-23.json' }] },
  });
  expect(String(here.slack.callsOf('upload').at(-1)?.arguments.content)).toContain('Sign the lilac contract');
  await here.nothing();
});

test('an admin erases a contact by a press: nothing names them, and their reminder is not posted', async () => {
  const here = await house();
  const [ana, root] = [here.as('ana'), here.as('root')];
  await ana.mention('remind me "Sign the lilac contract" tomorrow 9:00');
  await here.next();

  await root.dm('person erase "Ana Lima"');
  const preview = await here.next();
  expect(preview.words).toContain('Reminders, own and received: 1, deleted');
  await root.press(preview, 'Erase', { channel: { id: await root.direct(), name: 'directmessage' } });
  const erased = await here.next();
  expect(erased.done).toMatchObject({ method: 'chat.update', arguments: { channel: await root.direct() } });
  expect(erased.words).toContain('What had to stay names nobody any more');

  await root.dm('people');
  expect((await here.next()).words).not.toContain('Ana');
  await here.at('2026-11-24T10:00:00Z');
  await here.nothing();
});
