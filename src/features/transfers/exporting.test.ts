import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { CLIENT_CHANNEL, fileIn, messageOf, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { File } from '../../core/message.ts';

const { say } = meiTypes();
beforeAll(async () => {
  await say('risk "Vendor late" 4x5 note:"Secret supplier"');
  await say('risk "=HYPERLINK(1)" note:"+1"');
  await say('task "Write copy" @Tom Friday');
  await say('decision "Use Stripe" why:"Cheapest"', { where: CLIENT_CHANNEL });
  await say('edit DEC-1 title:"Use Stripe, not Adyen"');
});

const tableOf = ({ content }: File): readonly Record<string, string>[] => parse(content, { bom: true, columns: true });

test('our side downloads all of a project as a table that a spreadsheet opens', async () => {
  const reply = await say('record export');
  expect(textOf(reply)).toContain('Record of Acme shop: 4 entries');
  const file = fileIn(reply);
  expect(file).toMatchObject({ name: 'ACME Record 2026-11-23.csv', mediaType: 'text/csv' });
  expect(file.content.startsWith('\uFEFF')).toBe(true);
  const rows = tableOf(file);
  expect(rows.map(({ Number: number }) => number)).toEqual([
    'ACME-INT-TASK-1',
    'ACME-DEC-1',
    'ACME-INT-RISK-1',
    'ACME-INT-RISK-2',
  ]);
  expect(rows[0]).toMatchObject({
    As: 'work item',
    What: 'Write copy',
    State: 'to do',
    Date: '2026-11-27',
    'Who has it': 'Tom Berg',
  });
  expect(rows[2]).toMatchObject({ Probability: '4', Impact: '5', 'Internal note': 'Secret supplier' });
  expect(rows[1]).toMatchObject({
    What: 'Use Stripe, not Adyen',
    'For the client, in English': 'Use Stripe',
    Reason: 'Cheapest',
  });
});

test('a cell that looks like a formula is guarded', async () => {
  const rows = tableOf(fileIn(await say('export record risks')));
  expect(rows[1]).toMatchObject({ What: "'=HYPERLINK(1)", 'Internal note': "'+1" });
});

test('a contact downloads what they may read, and not a word more', async () => {
  const reply = await say('record export', { as: 'ana', where: CLIENT_CHANNEL });
  expect(messageOf(reply).audience).toBe('client');
  const { content } = fileIn(reply);
  expect(tableOf(fileIn(reply))).toEqual([
    {
      Number: 'ACME-DEC-1',
      As: 'decision',
      What: 'Use Stripe',
      State: 'proposed',
      Reason: 'Cheapest',
      'For the client, in English': 'Use Stripe',
    },
  ]);
  expect(content).not.toMatch(/Adyen|Vendor|Secret|Tom|Mei/u);
  const json = JSON.parse(fileIn(await say('record export as:json', { as: 'ana', where: CLIENT_CHANNEL })).content);
  expect(json).toMatchObject({
    project: 'ACME',
    entries: [{ kind: 'decision', number: 'ACME-DEC-1', title: 'Use Stripe', reason: 'Cheapest' }],
  });
  expect(JSON.stringify(json)).not.toMatch(/Adyen|Vendor|Secret|addedBy/u);
});

test('one register, as JSON, in Chinese; and nothing where there is nothing', async () => {
  const reply = await say('记录 导出 任务 格式：JSON', { as: 'tom' });
  const json = JSON.parse(fileIn(reply).content);
  expect(json.entries).toMatchObject([
    { kind: 'task', number: 'ACME-INT-TASK-1', owner: 'Tom Berg', isShared: false, addedBy: 'Mei Chen' },
  ]);
  expect(textOf(await say('record export milestones'))).toContain('there is nothing to download');
});
