/**
 * Writes to the embedded engine until it is killed, and prints the confirmed writes on standard output: `number
 * version` per line. Arguments: the data folder, the first number, the number of concurrent writers. Runs on the built
 * program.
 */
import { openDatabase } from '../../dist/src/store/database.js';
import { counters } from './storeCounters.mjs';

const [folder, first, writers] = process.argv.slice(2);

try {
  const db = await openDatabase({ folder });
  await db.prepare([counters]);
  const store = db.everywhere(counters);
  process.stdout.write('open\n');
  await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(store, Number(first) + writer)));
} catch (error) {
  process.stdout.write(`failed ${error.code} ${error.message}\n`);
  process.exit(1);
}

/** One document after the other, each inserted and then changed twice. */
async function write(store, start) {
  for (let number = start; ; number += Number(writers)) {
    const _id = `c${number}`;
    await store.insert({ _id, number, version: 1, filling: 'x'.repeat(200) });
    process.stdout.write(`${number} 1\n`);
    for (let version = 2; version <= 3; version++) {
      await store.findOneAndUpdate({ _id }, { $set: { version } });
      process.stdout.write(`${number} ${version}\n`);
    }
  }
}
