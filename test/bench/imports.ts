import { monitorEventLoopDelay } from 'node:perf_hooks';
import { press } from '../../src/core/message.ts';
import { tasks } from '../../src/features/tasks/index.ts';
import { newId } from '../../src/ground/ids.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import type { BenchDatabase } from './databases.ts';
import { compared, type Row } from './row.ts';

const ROWS = 5_000;
const MS = 1_000_000;

/**
 * The time from the press on an import's preview to its last row, beside adding the same entries one after the other; and
 * the longest gap of the event loop during preview and import.
 */
export async function benchImports(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, db } of databases) {
    const parts = await composed({ db });
    const { tenant, scope, project, foreign } = await settle(parts, { tenant: `imports-${name.replace(/\W/g, '')}` });
    const place = { conversation: `C-internal-${tenant}`, kind: 'channel' as const };
    const table = Array.from({ length: ROWS }, (_, index) => `Imported text ${index};2026-12-${10 + (index % 20)}`);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const values = { kind: 'task', table: `What;Date\n${table.join('\n')}` };
    const submit = eventIn(tenant, 'formSubmit', 'mei', { place, command: 'record import', values });
    const preview = await parts.bot.handle(submit).reply;
    if (preview.kind !== 'message') throw new Error(`the preview is ${JSON.stringify(preview).slice(0, 300)}`);
    const buttons = preview.message.blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
    const payload = buttons.flatMap((item) => (item.kind === 'button' ? [item.payload] : []))[0] ?? press('none');
    const begun = performance.now();
    await parts.bot.handle(eventIn(tenant, 'action', 'mei', { place, payload })).reply;
    while ((await parts.scheduler.tick()) > 0) parts.clock.advance(1_000);
    const took = performance.now() - begun;
    delay.disable();
    const stored = await parts.entries.list(scope, { projectIds: [project._id], kind: 'task' });
    if (stored.length < ROWS) throw new Error(`only ${stored.length} rows were imported`);

    const plain = performance.now();
    for (let index = 0; index < ROWS; index++)
      await parts.entries.add(scope, {
        _id: newId(),
        projectId: foreign._id,
        kind: tasks.kind,
        title: `Added text ${index}`,
        due: `2026-12-${10 + (index % 20)}`,
      });
    rows.push(
      compared({
        name: `import of ${ROWS.toLocaleString('en')} rows, ${name}`,
        value: took / 1_000,
        unit: 's',
        peer: 'entries.add one by one',
        peerValue: (performance.now() - plain) / 1_000,
        goal: '<= 60 s',
      }),
      { name: `longest gap of the loop in it, ${name}`, value: delay.max / MS, unit: 'ms', goal: '<= 50 ms' },
    );
  }
  return rows;
}
