import { tasks } from '../../src/features/tasks/index.ts';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import { compared, percentile, type Row } from './row.ts';

const MANY = 5_000;
const FEW = 20;
const WARM_UP = 10;
const ROUNDS = 100;

/** A house in memory with so many tasks of one project; a third is done, and half has a date. */
async function houseOf(count: number) {
  const db = await openDatabase({ memory: true });
  const parts = await composed({ db });
  const { tenant, scope, project } = await settle(parts, { tenant: `record-${count}` });
  for (let number = 1; number <= count; number++) {
    const due = number % 2 === 0 ? {} : { due: `2026-12-${String(1 + (number % 28)).padStart(2, '0')}` };
    const fresh = { _id: newId(), projectId: project._id, kind: tasks.kind, title: `Write text ${number}`, ...due };
    const entry = await parts.entries.add(scope, fresh);
    if (number % 3 === 0)
      await parts.entries.change(scope, entry, { changes: { state: 'done' }, event: 'stateChanged' });
  }
  await parts.histories.recover();
  const place = { conversation: `C-internal-${tenant}`, kind: 'channel' as const };
  const ask = async (text: string) => {
    // This test sends faster than the limit for people.
    parts.clock.advance(10_000);
    const reply = await parts.bot.handle(eventIn(tenant, 'command', 'mei', { text, place })).reply;
    if (reply.kind !== 'message') throw new Error(`"${text}" was answered with ${JSON.stringify(reply)}`);
  };
  return { ask, close: () => db.close() };
}

/** From an event to its reply, p50 in ms, beside the same with few entries: what is stored should cost nothing. */
export async function benchRecord(): Promise<Row[]> {
  const [many, few] = [await houseOf(MANY), await houseOf(FEW)];
  async function median({ ask }: typeof many, text: string): Promise<number> {
    for (let round = 0; round < WARM_UP; round++) await ask(text);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now();
      await ask(text);
      times.push(performance.now() - begun);
    }
    return percentile(times, 50);
  }
  try {
    const rows: Row[] = [];
    for (const [text, goal] of [
      ['task list', 'ratio <= 20: 300 lines at most instead of 14'],
      ['task list all', 'ratio <= 20: 300 lines at most instead of 20'],
      ['INT-TASK-12', 'ratio <= 2'],
    ] as const)
      rows.push(
        compared({
          name: `"${text}" of ${MANY.toLocaleString('en')} entries, in memory: p50`,
          value: await median(many, text),
          unit: 'ms',
          peer: `of ${FEW} entries`,
          peerValue: await median(few, text),
          goal,
        }),
      );
    return rows;
  } finally {
    await many.close();
    await few.close();
  }
}
