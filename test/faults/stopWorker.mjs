/**
 * The built house posting slowly until it is stopped, in the same way as in main.ts. It writes these lines to standard
 * output:
 *   sending KEY   the platform is called; it answers when standard input gets `go`
 *   stopping      SIGTERM came
 *   stopped       leased work is finished or released, and the database is closed
 * Argument: JSON { uri | folder, posts: FILE, clock: INSTANT }.
 */
import { appendFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endLeases, workCollections } from '../../dist/src/core/coreCollections.js';
import { createOutbox } from '../../dist/src/core/delivery/outbox.js';
import { createPosts } from '../../dist/src/core/delivery/posts.js';
import { createSender } from '../../dist/src/core/delivery/sender.js';
import { startTicker } from '../../dist/src/core/ticker.js';
import { stoppedClock } from '../../dist/src/ground/clock.js';
import { createLogger } from '../../dist/src/ground/log.js';
import { openDatabase } from '../../dist/src/store/database.js';

const options = JSON.parse(process.argv[2]);
const say = (line) => writeSync(1, `${line}\n`);
const log = createLogger({ level: 'silent' });
const clock = stoppedClock(options.clock);
let go;
const told = new Promise((resolve) => {
  go = resolve;
});
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'go') go();
});

const platform = {
  id: 'playground',
  pace: { perConversation: [], perInstallation: [] },
  appearsWithinMs: 0,
  send: async (_to, _message, { key }) => {
    say(`sending ${key}`);
    await told;
    appendFileSync(options.posts, `${key}\n`);
    return { outcome: 'sent', message: key };
  },
  find: async () => 'cannotTell',
};
const directory = { reachChannel: async () => ({ unreachable: 'unknown' }), stewards: async () => [] };

const db = await openDatabase(options.folder === undefined ? { uri: options.uri } : { folder: options.folder });
await db.prepare(workCollections);
if (db.engine === 'embedded') await endLeases(db);
const outbox = createOutbox({ db, clock });
const gate = { pass: async (delivery) => ({ verdict: 'go', to: delivery.to }) };
const posts = createPosts({ db, clock, steady: db, platforms: [platform], gate, outbox, directory, log });
const sender = createSender({ db, clock, platforms: [platform], gate, outbox, directory, posts, log });
const ticker = startTicker({ scheduler: { tick: async () => 0 }, sender, log });

process.on('SIGTERM', () => {
  say('stopping');
  ticker
    .stop()
    .then(() => db.close())
    .then(() => {
      say('stopped');
      process.exit(0);
    });
});
void ticker.runDueNow();
