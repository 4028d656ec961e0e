import { expect, test } from 'vitest';
import { crashingAfter } from '../../../test/fakes/crashes.ts';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import { importRuns } from './imports.ts';

const mei = meiTypes({ anew: true });
const { say, press } = mei;

const imports = (table: string, kind = ''): Promise<Reply> => {
  mei.here.clock.advance(60_000);
  return mei.here.submit('mei', 'record import', { table, kind }, INTERNAL_CHANNEL);
};
const all = () => mei.here.entries.list(mei.here.scope, {});
const titled = async (title: string) => (await all()).find((entry) => entry.title === title);
test('after a crash, an import goes on with what it has not done, and counts each row once', async () => {
  await say('risk "Vendor late" 4x5');
  const preview = await imports('Kind,Number,What,State,Impact\ndecision,,Use Stripe,decided,\nrisk,INT-RISK-1,,,3');
  const added = await crashingAfter(mei.here.entries, 'add', () => press(preview, 'Import 2 rows'));
  const stated = await crashingAfter(mei.here.entries, 'change', () => press(added, 'Try again'));
  const changed = await crashingAfter(mei.here.entries, 'change', () => press(stated, 'Try again'));
  expect(textOf(await press(changed, 'Try again'))).toContain('1 added, 1 changed in Acme shop.');
  expect((await all()).map(({ title }) => title).toSorted()).toEqual(['Use Stripe', 'Vendor late']);
  expect(await titled('Use Stripe')).toMatchObject({ state: 'decided', createdBy: mei.here.mei._id });
  expect(await titled('Use Stripe')).toMatchObject({ revision: 2 });
  expect(await titled('Vendor late')).toMatchObject({ risk: { impact: 3 } });
});

test('what another person deletes or changes during the import is left as it is, and named', async () => {
  for (const title of ['Deleted', 'Changed']) await say(`risk "${title}"`);
  const preview = await imports('Number,Impact\nINT-RISK-1,2\nINT-RISK-2,2');
  await say('delete INT-RISK-1');
  const { change } = mei.here.entries;
  Object.assign(mei.here.entries, {
    change: async (...given: Parameters<typeof change>) => {
      Object.assign(mei.here.entries, { change });
      await say('risk edit INT-RISK-2 impact:5', { as: 'tom' });
      return change(...given);
    },
  });
  const done = textOf(await press(preview, 'Import 2 rows'));
  expect(done).toContain('0 added, 0 changed in Acme shop.');
  expect(done).toContain('their entries meanwhile: ACME-INT-RISK-1, ACME-INT-RISK-2.');
  expect(await titled('Changed')).toMatchObject({ risk: { impact: 5 } });
});

test('a table that is erased while its import runs ends it quietly', async () => {
  const rows = Array.from({ length: 260 }, (_, index) => `Row ${index}`);
  await press(await imports(`What\n${rows.join('\n')}`, 'task'), 'Import 260 rows');
  await mei.here.db.within(importRuns, mei.here.scope).deleteMany({});
  await mei.here.at(new Date(mei.here.clock.now().getTime() + 2_000).toISOString());
  expect((await all()).length).toBe(250);
});

test('a contact neither imports a table nor puts anything on record by these forms', async () => {
  const refused = [
    await mei.here.submit('ana', 'record import', { table: 'What\nMine', kind: 'task' }, CLIENT_CHANNEL),
    await mei.here.submit('ana', 'record new', { kind: 'task', title: 'Mine' }, CLIENT_CHANNEL),
  ];
  expect(refused.map(({ kind }) => kind)).toEqual(['message', 'message']);
  expect(await all()).toEqual([]);
  expect(await mei.here.db.within(importRuns, mei.here.scope).find({})).toEqual([]);
});

test.each(['record export', 'record new "Vendor late" kind:risk', 'record import'])(
  'a mention of “%s” where the client reads is not answered there',
  async (text) => {
    const reply = await mei.here.answer({ kind: 'mention', text, ...mei.here.common('mei', CLIENT_CHANNEL) });
    expect(textOf(reply)).toContain('I do not answer this here, where the client can read.');
    expect(await all()).toEqual([]);
  },
);

test('an entry that is put on record is one after a crash, too', async () => {
  const values = valuesIn(await mei.here.press('mei', 'record new', { $form: '' }, INTERNAL_CHANNEL));
  const failed = await crashingAfter(mei.here.entries, 'add', () =>
    mei.here.submit('mei', 'record new', { ...values, kind: 'risk', title: 'Vendor late' }, INTERNAL_CHANNEL),
  );
  const again = await mei.here.submit('mei', 'record new', valuesIn(failed), INTERNAL_CHANNEL);
  expect(textOf(again)).toContain('ACME-INT-RISK-1 · Vendor late');
  expect(await all()).toHaveLength(1);
});

test('a date that can mean two days is asked about before anything is on record', async () => {
  const asked = await say('record "Vendor late" kind:risk 01/02');
  expect(asked).toMatchObject({ kind: 'form', form: { notice: expect.stringContaining('“01/02”') } });
  expect(await all()).toEqual([]);
});
