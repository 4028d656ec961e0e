import { systemScope } from '../../src/core/access.ts';
import type { SearchRow } from '../../src/records/search/model.ts';
import { createSearch, searchRows } from '../../src/records/search/store.ts';
import { terms } from '../../src/records/search/terms.ts';
import type { BenchDatabase } from './databases.ts';
import { compared, percentile, type Row } from './row.ts';

const ROWS = 50_000;
const PROJECTS = 40;
const ROUNDS = 25;
const WARM_UP = 5;
/** MongoDB writes an index entry for each of 60 terms, and a call must answer within 3 s. */
const INSERTS_AT_ONCE = 200;
const START = Date.UTC(2026, 0, 1);

/** The same numbers in every run. */
function randomNumbers(): () => number {
  let state = 7;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7f_ff_ff_ff;
    return state / 0x7f_ff_ff_ff;
  };
}

/**
 * Texts of 40 words, or of 75 Chinese characters, whose frequencies fall as in a language. A tenth of each
 * language, 2,500 texts, has "delivery" or 客户, another tenth "supplier" or 仓储; one text of each has both.
 */
function textsToFind(): string[] {
  const random = randomNumbers();
  /** A rank below `count`; low ones are drawn most. */
  const rank = (count: number) => Math.floor(count ** random()) % count;
  const word = () => `w${rank(20_000).toString(36)}`;
  const character = () => String.fromCodePoint(0x50_00 + rank(3_000));
  return Array.from({ length: ROWS }, (_, number) => {
    const isChinese = number % 2 === 1;
    const part = Math.floor(number / 2) % 10;
    const [first, second] = isChinese ? ['客户', '仓储'] : ['delivery', 'supplier'];
    const marks =
      Math.floor(number / 2) === 2_000 ? [first, second] : part === 0 ? [first] : part === 1 ? [second] : [];
    const rest = isChinese
      ? Array.from({ length: 73 }, character).join('')
      : Array.from({ length: 39 }, word).join(' ');
    if (number === 10_000) marks.push('kpi');
    return `${marks.join(isChinese ? '，' : ' ')}${isChinese ? '，' : ' '}${rest}`;
  });
}

const CASES = [
  ['a frequent word', 'delivery'],
  ['a frequent word, Chinese', '客户'],
  ['a frequent word and a rare one', 'delivery kpi'],
  ['no hit', 'nowhere'],
  ['no hit, Chinese', '无处可寻'],
  ['a rare pair of frequent words', 'delivery supplier'],
  ['a rare pair of frequent words, Chinese', '客户 仓储'],
] as const;

/**
 * The median time of a search over 50,000 rows, beside a look through all their texts in memory. The rows stay in the
 * database: to delete them at once takes MongoDB longer than a call may last.
 */
export async function benchFind(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  const texts = textsToFind();
  const scope = systemScope('bench');
  for (const { name, db } of databases) {
    await db.prepare([searchRows]);
    const stored = db.within(searchRows, scope);
    const rowAt = (number: number): SearchRow => ({
      _id: `entry:${number}`,
      workspaceId: scope.workspaceId,
      projectId: `p${number % PROJECTS}`,
      kind: 'risk',
      audience: 'internal',
      terms: terms(texts[number] ?? ''),
      text: texts[number] ?? '',
      at: new Date(START + number * 60_000),
    });
    for (let from = 0; from < ROWS; from += INSERTS_AT_ONCE)
      await stored.insertMany(Array.from({ length: INSERTS_AT_ONCE }, (_, index) => rowAt(from + index)));
    const search = createSearch({ db });
    for (const [what, typed] of CASES) {
      const wanted = typed.split(' ');
      const value = await median(() => search.find(scope, typed, { audience: 'internal', limit: 20 }));
      const peerValue = await median(async () =>
        texts.filter((text) => wanted.every((word) => text.toLowerCase().includes(word))),
      );
      const peer = 'a look through all texts';
      rows.push(compared({ name: `find, ${what}, ${name}`, value, unit: 'ms', peer, peerValue, goal: 'value < 50' }));
    }
  }
  return rows;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const begun = performance.now();
    await work();
    if (round >= WARM_UP) times.push(performance.now() - begun);
  }
  return percentile(times, 50);
}
