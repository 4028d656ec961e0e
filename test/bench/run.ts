import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchClaims, benchIdleTick, benchMemory } from './claims.ts';
import { benchCommands } from './commands.ts';
import { inFolder, inMemory, inMongodb, type MongodbForBench } from './databases.ts';
import { benchFind } from './find.ts';
import { benchImports } from './imports.ts';
import { benchRecord } from './record.ts';
import { benchRoundTrips } from './roundTrips.ts';
import { type Row, skipped } from './row.ts';
import { benchSlack } from './slack.ts';
import { benchSlackRender } from './slackRender.ts';
import { benchStatus } from './status.ts';

const NAMES = [
  'commands',
  'roundTrips',
  'claims',
  'idle',
  'memory',
  'slack',
  'slackRender',
  'find',
  'record',
  'status',
  'imports',
] as const;
type Name = (typeof NAMES)[number];
const USAGE = `Usage: npm run bench [-- --only ${NAMES.join('|')}] [--json FILE]\n`;

function options(): { only: readonly Name[]; json: string | undefined } {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'string' } } });
    const unknown = values.only?.find((name) => !NAMES.some((known) => known === name));
    if (unknown !== undefined) throw new Error(`There is no benchmark called ${unknown}.`);
    return {
      only: values.only === undefined ? NAMES : NAMES.filter((name) => values.only?.includes(name)),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(1);
  }
}

const figure = (value: number | undefined) =>
  value === undefined
    ? ''
    : value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4 });

function table(rows: readonly Row[]): string {
  const head = ['what', 'value', 'unit', 'beside', 'its value', 'ratio', 'goal'];
  const lines = rows.map((row) => [
    row.name,
    figure(row.value),
    row.unit,
    row.peer ?? '',
    figure(row.peerValue),
    figure(row.ratio),
    row.goal ?? '',
  ]);
  const isNumber = [false, true, false, false, true, true, false];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n');
}

async function measure(only: readonly Name[]): Promise<Row[]> {
  const rows: Row[] = [];
  const memory = await inMemory();
  const folder = await inFolder();
  let mongodb: MongodbForBench | { readonly missing: string } | undefined;
  try {
    // Before anything else fills the heap.
    if (only.includes('memory')) rows.push(...(await benchMemory([folder])));
    if (only.includes('slackRender')) rows.push(...benchSlackRender());
    if (only.includes('slack')) rows.push(...(await benchSlack()));
    if (only.some((name) => !['memory', 'slack', 'slackRender', 'record'].includes(name))) mongodb = await inMongodb();
    const servers = mongodb === undefined || 'missing' in mongodb ? [] : [mongodb];
    const missing = mongodb !== undefined && 'missing' in mongodb ? mongodb.missing : undefined;
    if (only.includes('commands')) {
      rows.push(...(await benchCommands([memory, folder, ...servers])));
      if (missing !== undefined) rows.push(skipped('commands, MongoDB', 'ms', missing));
    }
    if (only.includes('roundTrips')) {
      for (const server of servers) rows.push(...(await benchRoundTrips(server)));
      if (missing !== undefined) rows.push(skipped('round trips', 'commands', missing));
    }
    if (only.includes('claims') && mongodb !== undefined) rows.push(...(await benchClaims(folder, mongodb)));
    if (only.includes('idle')) {
      rows.push(...(await benchIdleTick([folder, ...servers])));
      if (missing !== undefined) rows.push(skipped('idle tick, MongoDB', 'ms', missing));
    }
    if (only.includes('record')) rows.push(...(await benchRecord()));
    if (only.includes('find')) {
      rows.push(...(await benchFind([memory, ...servers])));
      if (missing !== undefined) rows.push(skipped('find, MongoDB', 'ms', missing));
    }
    if (only.includes('status')) {
      rows.push(...(await benchStatus([memory, ...servers])));
      if (missing !== undefined) rows.push(skipped('status, MongoDB', 'ms', missing));
    }
    if (only.includes('imports')) {
      rows.push(...(await benchImports([memory, ...servers])));
      if (missing !== undefined) rows.push(skipped('import, MongoDB', 's', missing));
    }
    return rows;
  } finally {
    await memory.close();
    await folder.close();
    if (mongodb !== undefined && !('missing' in mongodb)) await mongodb.close();
  }
}

const { only, json } = options();
const rows = await measure(only);
process.stdout.write(`${table(rows)}\n`);
// A figure without a comparison: null gives every row the same columns.
const complete = rows.map(({ name, value = null, unit, peer = null, peerValue = null, ratio = null, goal = null }) => ({
  name,
  value,
  unit,
  peer,
  peerValue,
  ratio,
  goal,
}));
if (json !== undefined) writeFileSync(json, `${JSON.stringify(complete, undefined, 2)}\n`);
