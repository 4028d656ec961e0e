import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';

const mei = meiTypes({ anew: true });
const { say, press } = mei;

const imports = (table: string, kind = ''): Promise<Reply> => {
  mei.here.clock.advance(60_000);
  return mei.here.submit('mei', 'record import', { table, kind }, INTERNAL_CHANNEL);
};
const previewOf = async (table: string, kind = '') => textOf(await imports(table, kind));
const titled = async (title: string) =>
  (await mei.here.entries.list(mei.here.scope, {})).find((entry) => entry.title === title);

test('a row names the client’s number or our own, by its words for them', async () => {
  await say('risk "First"');
  await say('risk "Second"');
  await say('share INT-RISK-2 en:"Second"');
  await press(await imports('Number,Impact\nRISK-1,4\nINT-RISK-1,3'), 'Import 2 rows');
  expect(await titled('Second')).toMatchObject({ risk: { impact: 4 } });
  expect(await titled('First')).toMatchObject({ risk: { impact: 3 } });
});

test('a number of another project, of no entry or of another kind is no row', async () => {
  await say('risk "First"');
  const preview = await previewOf(
    'Kind,Number,Impact\n,OTHER-RISK-1,4\n,INT-RISK-9,4\ntask,INT-RISK-1,4\nRISK,INT-RISK-1,3',
  );
  expect(preview).toContain('Line 2: There is no OTHER-RISK-1 in this project.');
  expect(preview).toContain('Line 3: There is no INT-RISK-9 in this project.');
  expect(preview).toContain('Line 4: INT-RISK-1 is no work item.');
  expect(preview).toContain('0 new, 1 changed, 0 unchanged, 3 with problems.');
});

test('a title means an entry of this project alone, in any case', async () => {
  const { projects, entries, scope, acme, mei: manager } = mei.here;
  const other = await projects.add(scope, {
    ...{ name: 'Other', key: 'OTHER', clientId: acme._id, managerId: manager._id },
    ...{ locale: 'en', zone: 'Europe/Berlin', state: 'active' },
  });
  const kind = entries.kindOf('task');
  await entries.add(scope, { _id: 'theirs', projectId: other._id, kind, title: 'Write copy' });
  expect(await previewOf('What\nWrite copy', 'task')).toContain('1 new, 0 changed, 0 unchanged');
  await say('task "Write copy"');
});

test('two rows for one entry are named, whether they say its number or its title', async () => {
  await say('risk "First"');
  const preview = await previewOf('Kind,Number,What,Impact\nrisk,INT-RISK-1,,4\nrisk,,First,3');
  expect(preview).toContain('Line 3: It is the same as line 2.');
});

test('a table without titles and numbers, or with too many rows, comes back with the reason', async () => {
  expect(JSON.stringify(await imports('Date\n2026-12-04', 'task'))).toContain('“What” is missing');
  expect(JSON.stringify(await imports(`What\n${'x\n'.repeat(5_001)}`, 'task'))).toContain('5001');
});

test('the owner and the parent of a row are kept, for a new entry and for one on record', async () => {
  await say('milestone "Beta" 15 Dec');
  await say('task "Checkout"');
  const preview = await imports(
    'Kind,Number,What,Who has it,Part of\ntask,,Search,Ana Lima,INT-MS-1\n,INT-TASK-1,,Tom Berg,INT-MS-1',
  );
  expect(textOf(preview)).toMatch(/INT-TASK-1 “Checkout”: .*Owner – → Tom Berg.*Part of/);
  await press(preview, 'Import 2 rows');
  const parentId = (await titled('Beta'))?._id;
  expect(await titled('Search')).toMatchObject({ parentId, ownerId: mei.here.ana._id, ownerSide: 'client' });
  expect(await titled('Checkout')).toMatchObject({ parentId, ownerId: mei.here.tom._id, ownerSide: 'ours' });
});

test('the preview names the people of the rows and those on record', async () => {
  await say('promise "Copy" Friday to:@Ana');
  await mei.here.people.add(mei.here.scope, {
    ...{ name: 'Bo Diaz', identities: [] },
    side: { kind: 'client', clientId: mei.here.acme._id, role: 'viewer' },
  });
  const preview = await previewOf('Number,Who has it,To\nINT-PRM-1,Tom Berg,Bo Diaz');
  expect(preview).toContain('Owner – → Tom Berg');
  expect(preview).toContain('Ana Lima → Bo Diaz');
});

test('words for the client are kept for a later share, and are no change the second time', async () => {
  const table = 'Kind,What,"For the client, in English",State\ndecision,Use Stripe,Online payment,decided';
  await press(await imports(table), 'Import 1 row');
  expect(await titled('Use Stripe')).toMatchObject({
    ...{ state: 'decided', wording: { en: { title: 'Online payment', by: mei.here.mei._id } } },
  });
  expect((await titled('Use Stripe'))?.published).toBeUndefined();
  expect(await previewOf(table)).toContain('Every row of it is on record already.');
});

test('other words for the client leave the longer ones, and fit the title that comes with them', async () => {
  await say('risk "First"');
  await say('risk share INT-RISK-1 en:"A supplier" enMore:"We look for another one."');
  await say('unshare RISK-1');
  const table = 'Number,What,"For the client, in English"\nINT-RISK-1,First of all,A vendor';
  await press(await imports(table), 'Import 1 row');
  const entry = await titled('First of all');
  expect(entry?.wording?.en).toMatchObject({ title: 'A vendor', text: 'We look for another one.' });
  expect(entry?.wording?.en?.from).toBe(entry?.wordsRevision);
});

test('what the forms ask or refuse, an import leaves to them', async () => {
  await say('check "Home page" lines:"Links; Speed"');
  await say('promise "Copy" Friday', { where: CLIENT_CHANNEL });
  const preview = await previewOf('Number,State,Date\nINT-CHK-1,passed,\nPRM-1,,2026-12-11');
  expect(preview).toContain('0 new, 0 changed, 0 unchanged, 2 with problems.');
  expect(preview).toContain('Agree on a new date');
});

test('a state that a signature has set is as it is, and no other entry gets it', async () => {
  await say('milestone "Beta" 15 Dec');
  const { entries, scope } = mei.here;
  const entry = await titled('Beta');
  if (entry === undefined) throw new Error('no milestone');
  await entries.change(scope, entry, { changes: { state: 'accepted' }, event: 'stateChanged' });
  await say('milestone "Gamma" 16 Dec');
  const preview = await previewOf('Number,State\nINT-MS-1,accepted\nINT-MS-2,accepted');
  expect(preview).toContain('0 new, 0 changed, 1 unchanged, 1 with problems.');
  expect(preview).toContain('Line 3: Only an approver’s answer makes it “accepted”.');
});

test('an agreed milestone moves with the reason in its row, and not without one', async () => {
  await say('milestone "Beta" 15 Dec');
  const { entries, scope } = mei.here;
  const entry = await titled('Beta');
  if (entry === undefined) throw new Error('no milestone');
  const baseline = { revision: 1, due: '2026-12-15', at: mei.here.clock.now(), by: 'ana', signatureId: 'S1' };
  await entries.change(scope, entry, { changes: { details: { baseline } }, event: 'edited' });
  expect(await previewOf('Number,Date\nINT-MS-1,2026-12-18')).toContain('1 with problems.');
  await press(await imports('Number,Date,Why\nINT-MS-1,2026-12-18,API late'), 'Import 1 row');
  expect(await titled('Beta')).toMatchObject({ due: '2026-12-18', milestone: { changes: [{ why: 'API late' }] } });
});

test('a long preview names the first rows and counts the others', async () => {
  const rows = Array.from({ length: 10 }, (_, index) => `Row ${index}`);
  const preview = await previewOf(`What\n${rows.join('\n')}\n${rows.slice(0, 1)}`, 'task');
  expect(preview).toContain('Line 9: new work item “Row 7”');
  expect(preview).not.toContain('Row 8');
  expect(preview).toContain('and 2 more');
  expect(preview).toContain('Rows with problems are left out.');
});
