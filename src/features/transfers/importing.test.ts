import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, fileIn, INTERNAL_CHANNEL, messageOf, textOf, type User } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { Entry } from '../../records/entries/model.ts';
import { importRuns } from './imports.ts';

const mei = meiTypes();
const { say } = mei;

const imports = (table: string, { kind = '', as = 'mei' }: { kind?: string; as?: User } = {}): Promise<Reply> => {
  mei.here.clock.advance(60_000);
  return mei.here.submit(as, 'record import', { table, kind }, INTERNAL_CHANNEL);
};
const confirmed = (preview: Reply, as: User = 'mei'): Promise<Reply> => {
  const { blocks } = messageOf(preview);
  const button = blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []))[0];
  if (button?.kind !== 'button') throw new Error('nothing to press');
  return mei.here.press(as, button.payload.command, button.payload.input, INTERNAL_CHANNEL);
};
const entry = async (title: string): Promise<Entry | undefined> =>
  (await mei.here.entries.list(mei.here.scope, {})).find((one) => one.title === title);

test('a table is previewed, and only its button changes the record', async () => {
  const table = [
    'Kind,What,Date,Who has it,Probability,Impact,Internal note',
    'risk,Vendor late,2026-12-04,,4,5,From the call',
    'work item,Write copy,4 Dec,Tom Berg,,,',
  ].join('\n');
  const preview = await imports(table);
  expect(textOf(preview)).toContain('2 new, 0 changed, 0 unchanged, 0 with problems.');
  expect(await entry('Vendor late')).toBeUndefined();
  expect(textOf(await confirmed(preview))).toContain('2 added, 0 changed in Acme shop.');
  expect(await entry('Vendor late')).toMatchObject({
    kind: 'risk',
    due: '2026-12-04',
    note: 'From the call',
    risk: { probability: 4, impact: 5 },
    createdBy: mei.here.mei._id,
  });
  expect(await entry('Write copy')).toMatchObject({ kind: 'task', due: '2026-12-04', ownerId: mei.here.tom._id });
  expect((await entry('Vendor late'))?.published).toBeUndefined();
});

test('the same table again adds nothing: rows with a known title are as they are', async () => {
  const table = 'Kind;What;Date\nrisk;vendor LATE;2026-12-04\nrisk;Vendor late;2026-12-04';
  const preview = await imports(table.split('\n').slice(0, 2).join('\n').replace('vendor LATE', 'Vendor late'));
  expect(textOf(preview)).toContain('Every row of it is on record already.');
  expect(textOf(await imports(table))).toContain('Line 3: It is the same as line 2.');
});

test('a row with a number changes its entry: the preview shows both values, an empty cell changes nothing', async () => {
  const preview = await imports('Number\tProbability\tDate\tState\nACME-INT-RISK-1\t5\t\topen');
  expect(textOf(preview)).toContain('Line 2: ACME-INT-RISK-1 “Vendor late”: Probability 4 → 5');
  await confirmed(preview);
  expect(await entry('Vendor late')).toMatchObject({ due: '2026-12-04', risk: { probability: 5, impact: 5 } });
});

test('rows with faults are named with all their faults, and the others are imported', async () => {
  const table = [
    'Kind,What,Date,Who has it,Probability',
    'risk,Bad figure,2026-12-04,,9',
    'riddle,Unknown kind,,,',
    ',No kind,,,',
    'risk,,,,3',
    'milestone,No date,,,',
    'task,Which month,04/12/2026,Nobody Known,',
    'task,Fine,31/12/2026,,',
  ].join('\n');
  const preview = textOf(await imports(table));
  expect(preview).toContain('1 new, 0 changed, 0 unchanged, 6 with problems.');
  expect(preview).toMatch(/Line 2: Probability: .*5/u);
  expect(preview).toContain('Line 3: I do not know the kind “riddle”.');
  expect(preview).toContain('Line 4: It does not say what it is');
  expect(preview).toContain('Line 5: It has no title.');
  expect(preview).toContain('Line 6: This needs a date.');
  expect(preview).toMatch(/Line 7: Due: “04\/12\/2026”: which is the month\?.* Owner: /u);
  await confirmed(await imports(table));
  expect(await entry('Fine')).toMatchObject({ due: '2026-12-31' });
  expect(await entry('Bad figure')).toBeUndefined();
});

test('what somebody changed after the preview is not overwritten, and is named', async () => {
  const preview = await imports('Number,Impact\nINT-RISK-1,2');
  await say('edit ACME-INT-RISK-1 impact:3', { as: 'tom' });
  expect(textOf(await confirmed(preview))).toContain(
    '1 row was not imported, because somebody changed its entry meanwhile: ACME-INT-RISK-1.',
  );
  expect(await entry('Vendor late')).toMatchObject({ risk: { impact: 3 } });
});

test('pressed twice, or by another person, it does nothing more', async () => {
  const preview = await imports('What\nOnly once', { kind: 'task' });
  await confirmed(preview);
  await confirmed(preview);
  expect((await mei.here.entries.list(mei.here.scope, {})).filter(({ title }) => title === 'Only once')).toHaveLength(
    1,
  );
  const tomsPress = await confirmed(await imports('What\nMine alone', { kind: 'task' }), 'tom');
  expect(textOf(tomsPress)).toContain('这次导入的内容已不再保存');
  expect(await entry('Mine alone')).toBeUndefined();
});

test('a downloaded table comes back as it is, in Chinese too, with the client’s words', async () => {
  await say('decision "Use Stripe" why:"Cheapest"', { where: CLIENT_CHANNEL });
  const file = fileIn(await say('记录 导出', { as: 'tom' }));
  expect(textOf(await imports(file.content, { as: 'tom' }), 'Asia/Shanghai', undefined, 'zh-CN')).toContain(
    '其中的每一行都已记录在案。',
  );
  const changed = file.content.replace('Use Stripe,待决定', 'Use Stripe,已决定').replace('Cheapest', '最便宜');
  const preview = await imports(changed, { as: 'tom' });
  expect(textOf(preview, 'Asia/Shanghai', undefined, 'zh-CN')).toContain(
    '状态 待决定 → 已决定，理由 Cheapest → 最便宜',
  );
  await confirmed(preview, 'tom');
  const decision = await entry('Use Stripe');
  expect(decision).toMatchObject({
    state: 'decided',
    published: { state: 'proposed', wording: { en: { title: 'Use Stripe' } } },
  });
});

test('an agreed state and an unread column are told; a text that is no table comes back to its form', async () => {
  const preview = textOf(await imports('Kind,What,Date,State,Colour\nmilestone,Beta,2026-12-15,accepted,blue'));
  expect(preview).toContain('Line 2: Only an approver’s answer makes it “accepted”.');
  expect(preview).toContain('Columns that I do not read: Colour.');
  const reply = await imports('just words');
  expect(reply).toMatchObject({ kind: 'invalid', form: { command: 'record import' } });
  expect(JSON.stringify(reply)).toContain('just words');
});

test('many rows are imported in steps, with the progress in a direct message', async () => {
  const rows = Array.from({ length: 260 }, (_, index) => `Row ${index},2026-12-04`);
  const preview = await imports(`What,Date\n${rows.join('\n')}`, { kind: 'task' });
  expect(textOf(await confirmed(preview))).toContain('I am importing 260 rows.');
  for (let second = 0; second < 4; second += 1)
    await mei.here.at(new Date(mei.here.clock.now().getTime() + 2_000).toISOString());
  expect(mei.here.posted('D-mei').filter((post) => post.includes('Acme shop'))).toEqual([
    expect.stringContaining('260 added, 0 changed in Acme shop.'),
  ]);
  const imported = (await mei.here.entries.list(mei.here.scope, {})).filter(({ title }) => title.startsWith('Row '));
  expect(imported).toHaveLength(260);
  expect(new Set(imported.map(({ createdBy }) => createdBy))).toEqual(new Set([mei.here.mei._id]));
  expect(new Set(imported.map(({ number }) => number)).size).toBe(260);
});

test('a row names people of the right side, and what has happened is of today or before', async () => {
  const table = [
    'Kind,What,Date,to',
    'promise,Copy to a contact,2026-12-04,Ana Lima',
    'promise,Copy to our own,2026-12-04,Tom Berg',
    'extra,Given today,,',
    'extra,Given some day,2026-12-04,',
  ].join('\n');
  const preview = await imports(table);
  expect(textOf(preview)).toContain('2 new, 0 changed, 0 unchanged, 2 with problems.');
  expect(textOf(preview)).toMatch(/contact of the client.*has not come yet/s);
  await confirmed(preview);
  expect(await entry('Copy to a contact')).toMatchObject({ promise: { to: mei.here.ana._id } });
  expect(await entry('Given today')).toMatchObject({ due: '2026-11-23' });
});

test('the plan of a finished import keeps no words, and an erasure ends the plans that say a name', async () => {
  const runs = mei.here.db.within(importRuns, mei.here.scope);
  const finished = (await runs.find({})).filter(({ cursor, total }) => cursor === total);
  expect([...new Set(finished.map(({ plan }) => plan))]).toEqual(['{"rows":[]}']);
  await imports('What\nCall Ana Lima back', { kind: 'task' });
  await imports('What\nCall nobody', { kind: 'task' });
  const { person } = importRuns;
  if (!('isAbout' in person) || person.isAbout === undefined) throw new Error('no rule about people');
  const subject = await mei.here.people.subjectOf(mei.here.scope, mei.here.ana._id);
  const about = (await runs.find({})).filter((run) => person.isAbout?.(run, { ...subject, at: mei.here.clock.now() }));
  expect(about.map(({ plan }) => plan)).toEqual([expect.stringContaining('Call Ana Lima back')]);
});

test('other words for what the client reads already are for the card, where somebody looks at them', async () => {
  await say('decision "Pay by card"', { where: CLIENT_CHANNEL });
  const { clientNumber } = (await entry('Pay by card')) ?? {};
  const preview = await imports(`Number,"For the client, in English"\nDEC-${clientNumber},Pay by cash`);
  expect(textOf(preview)).toContain('The client reads other words already. Share the new ones on its card.');
});

test('rows that are pasted behind the words are the table', async () => {
  const plain = await say('record import\nWhat\tKind\nA risk of goals\tlesson');
  expect(textOf(plain)).toContain('new lesson “A risk of goals”');
  const chosen = await say('记录 导入 风险\n内容,日期\n机房停电,2026-12-04', { as: 'tom' });
  expect(textOf(chosen, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('新建风险“机房停电”');
});

test('a bare number means the client’s, and without one our own, as in typed words', async () => {
  await imports('Number,Impact\nRISK-1,4').then(confirmed);
  expect(await entry('Vendor late')).toMatchObject({ risk: { impact: 4 } });
});
