import { composed, eventIn, settle } from '../fakes/composed.ts';
import type { BenchDatabase } from './databases.ts';
import { percentile, type Row } from './row.ts';

const WARM_UP = 30;
const ROUNDS = 300;
const AT_ONCE = 16;
const REMINDERS = 20;

/**
 * From an event to its reply through the bot: the sender is looked up, the event is stored against duplicates, the
 * command runs, the reply is built. One at a time for the percentiles, sixteen at a time for the rate.
 */
export async function benchCommands(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, db } of databases) {
    const parts = await composed({ db });
    const { tenant } = await settle(parts, { tenant: 'bench' });
    const ask = async (text: string) => {
      // This test sends faster than the limit for people.
      parts.clock.advance(10_000);
      const reply = await parts.bot.handle(eventIn(tenant, 'command', 'mei', { text })).reply;
      if (reply.kind !== 'message') throw new Error(`"${text}" was answered with ${JSON.stringify(reply)}`);
    };
    for (let number = 1; number <= REMINDERS; number++)
      await ask(`remind me "Send report ${number}" every day at 9:00`);
    for (const text of ['help', 'reminders']) {
      for (let round = 0; round < WARM_UP; round++) await ask(text);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const begun = performance.now();
        await ask(text);
        times.push(performance.now() - begun);
      }
      const begun = performance.now();
      let left = ROUNDS;
      const worker = async () => {
        while (left-- > 0) await ask(text);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      const rate = (ROUNDS * 1_000) / (performance.now() - begun);
      const what = `"${text}"${text === 'reminders' ? ` of ${REMINDERS}` : ''}, ${name}`;
      rows.push({ name: `${what}: p50`, value: percentile(times, 50), unit: 'ms' });
      rows.push({ name: `${what}: p99`, value: percentile(times, 99), unit: 'ms' });
      rows.push({ name: `${what}: ${AT_ONCE} at a time`, value: rate, unit: 'per s' });
    }
  }
  return rows;
}
