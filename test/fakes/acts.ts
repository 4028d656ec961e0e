import type { EventKind, EventOf } from '../../src/core/platform.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { composed, eventIn, settle } from './composed.ts';
import { buttonOf } from './house.ts';

/**
 * The acts whose commands to MongoDB are counted, each with its bound. The world: ten projects of one manager with
 * twenty reminders, and a channel's project with twenty tasks. A distant database costs per command, so a bound only ever falls.
 */
export const ACTS = {
  'help in a channel of a project': 2,
  'help in a direct conversation': 2,
  'reminders, of 20': 5,
  'today, of 10 projects and 20 reminders': 15,
  'remind me, typed': 7,
  'a press: put off for 10 minutes': 8,
  'the relay of a minute, of 20 new reminders': 8,
  'a schedule comes due': 12,
  'its message is posted': 17,
  card: 6,
  'the card of a milestone with parts': 6,
  'an idle second': 2.5,
  // After the answer: one more for each search row, and one for the history.
  'a task is added, typed': 8,
  'a task is added and shared at once, by form': 14,
  'tasks, of 20': 4,
  // After the answer: one more for the history.
  'a task is done, by its number': 6,
  'a press: a task is done': 7,
} as const;
export type Act = keyof typeof ACTS;

const TENANT = 'acts';
const PROJECTS = 10;
const REMINDERS = 20;
const TASKS = 20;
const BEATS = 60;
/** The driver's own bookkeeping, and the clock reading every 10 s: not part of an act. */
const BOOKKEEPING = new Set(['endSessions', 'killCursors', 'hello']);

/**
 * Runs every act once over a new database at this address and returns its commands, as `reminders.find`. First-use
 * costs are paid before. For the idle second it returns the commands of that many seconds, and their number as
 * `seconds`.
 */
export async function sentByActs(
  uri: string,
): Promise<Record<Act, { readonly commands: readonly string[]; readonly seconds: number }>> {
  let commands: string[] = [];
  const opened = await openDatabase({
    uri,
    onCommand: (name, collection) => {
      if (!BOOKKEEPING.has(name)) commands.push(typeof collection === 'string' ? `${collection}.${name}` : name);
    },
  });
  const db: Database = {
    ...opened,
    ping: async () => {
      commands.push('hello');
      await opened.ping();
    },
  };
  try {
    const sent: Partial<Record<Act, { commands: readonly string[]; seconds: number }>> = {};
    async function counted<R>(act: Act, work: () => Promise<R>, seconds = 1): Promise<R> {
      commands = [];
      const result = await work();
      sent[act] = { commands, seconds };
      commands = [];
      return result;
    }

    const steady = stoppedClock('2026-11-23T09:00:00Z');
    const parts = await composed({ db, pacingClock: steady });
    const { clock, scheduler, sender, bot, platform } = parts;
    const { scope, acme, mei } = await settle(parts, { tenant: TENANT });
    for (let number = 3; number <= PROJECTS; number++) {
      const key = `P${number}`;
      const ours = { clientId: acme._id, managerId: mei._id, locale: 'en', zone: 'Europe/Berlin' } as const;
      await parts.projects.add(scope, { ...ours, name: `Project ${number}`, key, state: 'active' });
    }
    function pass(milliseconds: number): void {
      clock.advance(milliseconds);
      steady.advance(milliseconds);
    }
    async function asks<K extends EventKind>(kind: K, more: Partial<EventOf<K>>) {
      // This test sends faster than the limit for people.
      pass(10_000);
      const { kept, reply } = bot.handle(eventIn(TENANT, kind, 'mei', more));
      await kept;
      return reply;
    }
    const types = (text: string, more: Partial<EventOf<'command'>> = {}) =>
      asks<'command'>('command', { text, ...more });
    async function drain(): Promise<void> {
      while ((await scheduler.tick()) + (await sender.tick()) > 0);
    }

    await parts.histories.recover();
    for (let number = 1; number <= REMINDERS; number++)
      await types(`remind me "Send report ${number}" every day at 9:00`);
    await counted('the relay of a minute, of 20 new reminders', () => parts.histories.recover());
    const place = { conversation: `C-internal-${TENANT}`, kind: 'channel' as const };
    await counted('help in a channel of a project', () => types('help', { place }));
    await counted('help in a direct conversation', () => types('help'));
    await counted('reminders, of 20', () => types('reminders'));
    await counted('today, of 10 projects and 20 reminders', () => types('today'));
    await counted('remind me, typed', () => types('remind me "Call Ana" in 5 minutes'));

    await drain();
    pass(5 * 60_000);
    await counted('a schedule comes due', () => scheduler.tick());
    await counted('its message is posted', () => sender.tick());
    const fired = platform.posts.at(-1);
    if (fired === undefined) throw new Error('the reminder did not come');
    const payload = { v: 1 as const, ...buttonOf(fired.message, '10 minutes') };
    await counted('a press: put off for 10 minutes', () => asks<'action'>('action', { payload }));
    await types('need "Product pictures" Tuesday from:@Ana', { place });
    await counted('card', () => types('INT-NEED-1', { place }));

    for (let number = 1; number <= TASKS; number++) await types(`task "Write text ${number}" 2026-12-04`, { place });
    await counted('a task is added, typed', () => types('task "Write copy" 2026-12-04', { place }));
    const values = { title: 'Texts', audience: 'client', project: 'ACME' };
    await counted('a task is added and shared at once, by form', () =>
      asks<'formSubmit'>('formSubmit', { command: 'task new', values }),
    );
    await counted('tasks, of 20', () => types('tasks', { place }));
    await counted('a task is done, by its number', () => types('done INT-TASK-1', { place }));
    const [task] = await parts.entries.list(scope, { kind: 'task', isOpen: true, limit: 1 });
    const done = { v: 1 as const, command: 'task done', input: { number: task?._id ?? '' } };
    await counted('a press: a task is done', () => asks<'action'>('action', { payload: done, place }));
    await types('milestone "Beta" 15 Dec', { place });
    await types('task "Search" for:INT-MS-1', { place });
    await counted('the card of a milestone with parts', () => types('INT-MS-1', { place }));

    async function idle(): Promise<void> {
      for (let second = 1; second <= BEATS; second++) {
        pass(1_000);
        await scheduler.tick();
        await sender.tick();
        // As often as the app does, including the reading of the server's clock.
        if (second % 60 === 0) await Promise.all([bot.recover(), parts.histories.recover()]);
        if (second % 10 === 0) await db.ping();
      }
    }
    await drain();
    await counted('an idle second', idle, BEATS);
    return sent as Record<Act, { commands: readonly string[]; seconds: number }>;
  } finally {
    await db.close();
  }
}
