import type { Actor } from '../../src/core/access.ts';
import type { Command, Reply, Setting } from '../../src/core/command.ts';
import type { Directory } from '../../src/core/directory.ts';
import type { ListPresses } from '../../src/core/lists/presses.ts';
import type { Block, Button } from '../../src/core/message.ts';
import { createPerform } from '../../src/core/perform.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { mondayToFriday, slotsAfter } from '../../src/core/schedule/recurrence.ts';
import type { Recurrence } from '../../src/core/schedule/schedule.ts';
import { reminderThing } from '../../src/features/reminders/access.ts';
import { reminderCommands } from '../../src/features/reminders/commands.ts';
import type { ReminderDeps } from '../../src/features/reminders/deps.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { silentLogger } from '../../src/ground/log.ts';

/** The place and time of typing. */
export interface Moment {
  readonly now: Date;
  readonly zone: string;
  readonly locale: Locale;
}

/** A created reminder: its text, and its next times as walls in the speaker's zone. */
export interface SetReminder {
  readonly text: string;
  readonly recurrence: Recurrence;
}

/**
 * The outcome of a sentence. `phrase`: the words that were read as the time. `asked`: nothing is set; `guess` is what
 * the one press would set; without a guess a form came, or nothing was understood.
 */
export type Outcome =
  | { readonly kind: 'set'; readonly reminder: SetReminder; readonly phrase: string }
  | {
      readonly kind: 'asked';
      readonly guess: SetReminder | undefined;
      readonly phrase: string;
      readonly shown: string;
    };

const MOST_SLOTS = 12;
/** The next slots of a rule after an instant. */
export function slotsOf(recurrence: Recurrence, now: Date): { at: Date; wall: string }[] {
  const slots = slotsAfter(recurrence, now, mondayToFriday);
  const out: { at: Date; wall: string }[] = [];
  for (let next = slots.next(); !next.done && out.length < MOST_SLOTS; next = slots.next()) out.push(next.value);
  return out;
}

/**
 * A person who types to the real registry, the real way from text to a reply and the real commands of reminders.
 * Records are in two variables instead of a database, so that thousands of sentences take seconds.
 */
export function createReminderSpeaker() {
  let added: { recurrence?: Recurrence; text?: string } = {};
  let requests = 0;
  const self = 'p1';
  const clock = stoppedClock('2026-01-01T00:00:00Z');
  const deps = {
    clock,
    job: { kind: 'reminder' },
    schedules: {
      add: async ({ recurrence }: { recurrence: Recurrence }) => {
        added = { recurrence };
      },
      readerTime: async () => ({ isWorkingDay: mondayToFriday, hours: undefined }),
      preview: async (
        { recurrence }: { recurrence: Recurrence },
        _of: unknown,
        { after, count }: { after: Date; count: number },
      ) => slotsOf(recurrence, after).slice(0, count),
    },
    reminders: {
      add: async (_scope: unknown, { text }: { text: string }) => {
        added = { ...added, text };
      },
      get: async (_scope: unknown, id: string) => ({
        _id: id,
        workspaceId: 'w1',
        text: added.text,
        target: { kind: 'person', id: self, name: 'Mei' },
        ownerId: self,
      }),
    },
    tell: { find: async () => undefined },
  } as unknown as ReminderDeps;
  const directory = {
    findPerson: async (_actor: unknown, token: string) =>
      token === 'me'
        ? { ok: true, value: { personId: self, name: 'Mei' } }
        : { ok: false, problem: { code: 'unknownPerson', parameters: { name: token } } },
    findChannel: async (_actor: unknown, _setting: unknown, token: string) => ({
      ok: false,
      problem: { code: 'unknownChannel', parameters: { name: token } },
    }),
  } as unknown as Directory;
  const registry = createRegistry([{ name: 'reminders', things: [reminderThing], commands: reminderCommands(deps) }]);
  const audit = { record: async () => undefined } as never;
  const lists: ListPresses = { atLine: async (_line, reply) => reply, faultAtLine: async () => undefined };
  let fault: unknown;
  const log = {
    ...silentLogger,
    error: (details: unknown) => {
      fault = details;
    },
  } as typeof silentLogger;
  const perform = createPerform({ registry, directory, audit, lists, clock, log });
  const setting: Setting = {
    installation: { platform: 'playground', tenant: 'north' },
    place: { conversation: 'D-mei', kind: 'direct', message: undefined } as never,
    audience: 'internal',
    project: undefined,
    conversation: undefined,
  };

  /** Types a sentence; presses the first button of a question to see what it would set. */
  async function say(text: string, { now, zone, locale }: Moment): Promise<Outcome> {
    clock.moveTo(now);
    const actor: Actor = {
      ...{ workspaceId: 'w1', personId: self, name: 'Mei', locale, zone },
      user: { platform: 'playground', tenant: 'north', user: 'mei', via: 'north' } as Actor['user'],
      standing: { side: 'ours', role: 'manager' },
    };
    const run = (command: Command, values: FormValues, via: 'text' | 'action', leftover?: string): Promise<Reply> => {
      added = {};
      return perform({ command, values, via, leftover, actor, setting, requestId: `playground/north/${++requests}` });
    };
    const taken = (): SetReminder | undefined =>
      added.text === undefined || added.recurrence === undefined
        ? undefined
        : { text: added.text, recurrence: added.recurrence };

    const reading = registry.read(text, { now, zone, locale });
    if (reading.kind !== 'command') return { kind: 'asked', guess: undefined, phrase: '', shown: text };
    const phrase = String(reading.values.when ?? '');
    const reply = await run(reading.command, reading.values, 'text', reading.leftover);
    // A fault here comes from these stand-ins: an answer to it would count as a question.
    if (fault !== undefined) throw new Error('a command failed', { cause: fault });
    const reminder = taken();
    if (reminder !== undefined) return { kind: 'set', reminder, phrase };
    const yes = buttonsOf(reply).find(({ payload }) => payload.command === 'reminder new');
    if (yes !== undefined) await run(reading.command, yes.payload.input, 'action');
    return { kind: 'asked', guess: taken(), phrase, shown: shownOf(reply) };
  }
  return { say };
}

function buttonsOf(reply: Reply): Button[] {
  const blocks: readonly Block[] = reply.kind === 'message' ? reply.message.blocks : [];
  return blocks.flatMap((block) =>
    block.kind === 'actions' ? block.items.filter((item): item is Button => item.kind === 'button') : [],
  );
}

/** All visible text of a question: a form's notice, values and problems, or the message. */
function shownOf(reply: Reply): string {
  if (reply.kind === 'form' || reply.kind === 'invalid')
    return [reply.form.notice, ...reply.form.fields.flatMap(({ value, error }) => [value, error].flat())]
      .filter(Boolean)
      .join(' | ');
  return reply.kind === 'message' || reply.kind === 'update' ? JSON.stringify(reply.message) : reply.kind;
}
