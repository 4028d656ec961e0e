/**
 * The built house at work until it is killed: it posts reminders as their days come, and sets new ones by forms. It
 * writes the lines that the test relies on to standard output:
 *   ready                 the events of the last process are recovered
 *   clock INSTANT         the present position of the clock
 *   kept NUMBER           this form was acknowledged
 *   posted                a message was posted
 *   done                  no work is left until the end
 * Argument: JSON { uri | folder, posts: FILE, clock: INSTANT, end: INSTANT, restarts, forms: [from, to], tenant,
 * worker, workers }.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { compose } from '../../dist/src/app/composition.js';
import { endLeases } from '../../dist/src/core/coreCollections.js';
import { deliveries } from '../../dist/src/core/delivery/outbox.js';
import { schedules } from '../../dist/src/core/schedule/schedule.js';
import { stoppedClock } from '../../dist/src/ground/clock.js';
import { createLogger } from '../../dist/src/ground/log.js';
import { openDatabase } from '../../dist/src/store/database.js';

const options = JSON.parse(process.argv[2]);
const say = (line) => writeSync(1, `${line}\n`);
const log = createLogger({ level: 'silent' });
const clock = stoppedClock(options.clock);

/** A chat whose posts are in a file: a written line is a post, even if this process dies. */
function filePlatform(file) {
  const unlimited = { perConversation: [], perInstallation: [] };
  const keys = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const send = async (_to, _message, { key }) => {
    const descriptor = openSync(file, 'a');
    writeSync(descriptor, `${key}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    say('posted');
    return { outcome: 'sent', message: key };
  };
  return {
    id: 'playground',
    pace: unlimited,
    appearsWithinMs: 0,
    send,
    whisper: (to, _user, message, settings) => send(to, message, settings),
    find: async (_to, key) => (keys().includes(key) ? { found: key } : 'absent'),
    update: async (_to, posted) => ({ outcome: 'sent', message: posted }),
    openDirect: async (_installation, { user }) => ({ conversation: `D-${user}` }),
    members: async () => ({ members: [] }),
  };
}

/** The database, with the lease clock after the end of all former leases. */
async function openStore() {
  const db = await openDatabase(options.folder === undefined ? { uri: options.uri } : { folder: options.folder });
  if (db.engine === 'embedded') return { db, afterwards: () => endLeases(db) };
  const ahead = options.restarts * 600_000;
  return { db: { ...db, now: () => new Date(db.now().getTime() + ahead) }, afterwards: async () => undefined };
}

const { db, afterwards } = await openStore();
const { bot, histories, scheduler, sender } = await compose({
  db,
  clock,
  log,
  platforms: [filePlatform(options.posts)],
  answerLate: async () => undefined,
});
await afterwards();

const USERS = ['mei', 'tom', 'dora', 'root', 'ana'];
async function submit(number) {
  const user = USERS[number % USERS.length];
  const { kept, reply } = bot.handle({
    kind: 'formSubmit',
    id: `form-${number}`,
    installation: { platform: 'playground', tenant: options.tenant },
    from: { user, tenant: options.tenant, name: user, outsider: false },
    place: { conversation: `D-${user}`, kind: 'direct' },
    command: 'reminder new',
    values: { text: `form ${number}`, when: '2030-01-07 9:00' },
  });
  await kept;
  say(`kept ${number}`);
  await reply;
}
async function submitAll() {
  const [from, to] = options.forms;
  for (let number = from; number < to; number += 2)
    await Promise.all([submit(number), ...(number + 1 < to ? [submit(number + 1)] : [])]);
}

/** Processes due work, moves the clock to the next due time, and so on to the end. */
async function work() {
  for (;;) {
    while ((await scheduler.tick()) + (await sender.tick()) > 0);
    const open = await db.everywhere(deliveries).count({ state: { $in: ['waiting', 'sending'] } });
    const [next] = await db
      .everywhere(schedules)
      .find({ state: 'active', nextAt: { $gt: new Date(0) } }, { sort: { nextAt: 1 }, limit: 1 });
    const isDue = next !== undefined && next.nextAt <= clock.now();
    if (open === 0 && !isDue && (next === undefined || next.nextAt > new Date(options.end))) return;
    // Waits for retries and for other workers; otherwise goes to the next slot.
    if (open > 0 || isDue) {
      clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    } else {
      clock.moveTo(next.nextAt);
    }
    say(`clock ${clock.now().toISOString()}`);
  }
}

const recovery = (async () => {
  while ((await bot.recover()) > 0);
  say('ready');
})();
await Promise.all([recovery, submitAll(), work()]);
while ((await bot.recover()) > 0);
await histories.settled();
await histories.recover();
say('done');
await db.close();
