import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composed, composed, eventIn, type Settled, settle } from '../../../test/fakes/composed.ts';
import { buttonOf, messageOf, textOf } from '../../../test/fakes/house.ts';
import { type Death, mortal } from '../../../test/fakes/mortal.ts';
import { sample } from '../../../test/fakes/soak.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues, InboundEvent } from '../../core/platform.ts';
import type { Database } from '../../store/collection.ts';
import { openDatabase } from '../../store/database.ts';
import type { Entry } from '../entries/model.ts';

const TENANT = 'crash';
/** After this time another process takes over the event of a dead one. */
const LEASE_MS = 121_000;

let inner: Database;
let passed = 0;
let process: ReturnType<typeof mortal>;
/** The process that ends, and the one that goes on. */
let dying: Composed;
let living: Composed;
let here: Settled;

beforeAll(async () => {
  const opened = await openDatabase({ memory: true });
  inner = { ...opened, now: () => new Date(opened.now().getTime() + passed) };
  process = mortal(inner);
  living = await composed({ db: inner });
  here = await settle(living, { tenant: TENANT });
  dying = await composed({ db: process.db });
});
afterAll(() => inner.close());

const press = (command: string, input: FormValues) =>
  eventIn(TENANT, 'action', 'mei', { payload: { v: 1, command, input } });
const submit = (command: string, values: FormValues) => eventIn(TENANT, 'formSubmit', 'mei', { command, values });

async function by(bot: Composed, event: InboundEvent): Promise<Reply> {
  bot.clock.advance(10_000);
  return bot.bot.handle(event).reply;
}

/** A new task of ACME; `isShared`: the client sees it. */
async function fresh(isShared = false): Promise<Entry> {
  const values = {
    project: 'ACME',
    title: 'Write copy',
    due: '2026-12-04',
    audience: isShared ? 'client' : 'internal',
  };
  await by(living, submit('task new', values));
  const all = await living.entries.list(here.scope, { kind: 'task' });
  const newest = all.toSorted((one, other) => other.number - one.number)[0];
  if (newest === undefined) throw new Error('no task was added');
  return newest;
}

const stored = (id: string) => living.entries.must(here.scope, id);
const trailOf = async (id: string) =>
  (await living.entries.trailOf(here.scope, await stored(id))).map(({ kind, revision }) => `${revision} ${kind}`);

/** The parts of an entry that do not depend on its number or the time. */
const shapeOf = ({ title, state, isOpen, turn, due, ownerId, deletedAt, published, revision }: Entry) => ({
  ...{ title, state, isOpen, turn, due, ownerId, revision },
  isDeleted: deletedAt !== undefined,
  told: published && { state: published.state, due: published.due, wording: published.wording },
});

/** An answer without numbers of entries and notes of being late. */
const answerOf = (reply: Reply | undefined): string =>
  reply === undefined || reply.kind === 'nothing'
    ? 'nothing'
    : textOf(reply)
        .replace(/^.*took longer.*\n+/, '')
        .replaceAll(/TASK-\d+/g, 'TASK-N');
const hasUndo = (reply: Reply): boolean => JSON.stringify(messageOf(reply).blocks).includes('"task undo"');

/** What is left of an event after its process ended at a write, another one took over and the platform sent it again. */
async function afterDeath(event: InboundEvent, death: Death, isRelayed: boolean): Promise<Reply> {
  process.live(death);
  const first = await by(dying, event);
  const wasDead = process.isDead();
  process.live();
  if (!wasDead) throw new Error(`there is no write ${death.atWrite}`);
  passed += LEASE_MS;
  // Within the time of a lease, the relay of a minute copies the event into the history.
  if (isRelayed) await living.histories.recover();
  const before = living.late.length;
  await living.bot.recover();
  const again = await by(living, event);
  const late = living.late.slice(before).map(({ reply }) => reply);
  return [...late, again].find(({ kind }) => kind !== 'nothing') ?? first;
}

interface Act {
  readonly isShared?: boolean;
  readonly prepare?: (entry: Entry) => Promise<unknown>;
  readonly event: (entry: Entry, prepared: unknown) => InboundEvent;
}

const ACTS: Readonly<Record<string, Act>> = {
  done: { event: ({ _id }) => press('task done', { number: _id }) },
  move: { event: ({ _id }) => submit('task move', { number: _id, due: '2026-12-11' }) },
  assign: { event: ({ _id }) => submit('task assign', { number: _id, owner: '@Tom' }) },
  delete: { isShared: true, event: ({ _id }) => press('task delete', { number: _id }) },
  share: { event: ({ _id }) => submit('task share', { number: _id, en: 'Texts' }) },
  withdraw: { isShared: true, event: ({ _id }) => press('task withdraw', { number: _id }) },
  edit: {
    event: ({ _id }) => submit('task edit', { number: _id, seen: '1', title: 'Write all copy', due: '2026-12-05' }),
  },
  undo: {
    prepare: async ({ _id }) => buttonOf(await by(living, press('task done', { number: _id })), 'Undo'),
    event: (_entry, undo) => press('task undo', (undo as { input: FormValues }).input),
  },
};

async function prepared({ isShared = false, prepare, event }: Act) {
  const entry = await fresh(isShared);
  const made = await prepare?.(entry);
  return { entry, before: shapeOf(await stored(entry._id)), event: event(entry, made) };
}

/** The moments at which a process may end; in `npm test` each third one. */
const deaths = (writes: number): readonly (Death & { readonly isRelayed: boolean })[] =>
  sample(
    Array.from({ length: writes }, (_, index) => index + 1).flatMap((atWrite) =>
      [false, true].flatMap((isRelayed) =>
        (['before', 'after'] as const).map((when) => ({ atWrite, when, isRelayed })),
      ),
    ),
    3,
  );

describe('a process that ends at any write of an act leaves what the next one completes:', () => {
  test.each(Object.entries(ACTS))('%s is made once, and its answer offers the same Undo', async (_, act) => {
    const control = await prepared(act);
    process.live();
    const expected = await by(dying, control.event);
    const writes = process.writes();
    const outcome = { shape: shapeOf(await stored(control.entry._id)), trail: await trailOf(control.entry._id) };
    expect(writes).toBeGreaterThan(2);
    expect(outcome.trail.length).toBeGreaterThan(1);

    for (const { isRelayed, ...death } of deaths(writes)) {
      const told = `write ${death.atWrite} of ${writes}, ${death.when}, ${isRelayed ? 'relayed' : 'pending'}`;
      const { entry, before, event } = await prepared(act);

      const answer = await afterDeath(event, death, isRelayed);

      expect(shapeOf(await stored(entry._id)), told).toEqual(outcome.shape);
      expect(await trailOf(entry._id), told).toEqual(outcome.trail);
      expect(answerOf(answer), told).toBe(answerOf(expected));
      expect(hasUndo(answer), told).toBe(hasUndo(expected));
      if (!hasUndo(expected)) continue;
      const undo = buttonOf(answer, 'Undo');
      await by(living, press(undo.command, undo.input));
      const { revision: _revision, ...back } = shapeOf(await stored(entry._id));
      expect(back, told).toEqual({ ...before, revision: undefined });
    }
  });

  test('a new entry is added once, with the next number', async () => {
    const event = () => submit('task new', { project: 'ACME', title: 'New', audience: 'client' });
    const count = async () => (await living.entries.list(here.scope, { kind: 'task' })).length;
    process.live();
    const expected = await by(dying, event());
    const writes = process.writes();
    for (const { isRelayed, ...death } of deaths(writes)) {
      const before = await count();
      const answer = await afterDeath(event(), death, isRelayed);
      expect([await count(), answerOf(answer)], `write ${death.atWrite}, ${death.when}`).toEqual([
        before + 1,
        answerOf(expected),
      ]);
    }
    const all = await living.entries.list(here.scope, { kind: 'task' });
    const numbers = all.map(({ number }) => number).sort((one, other) => one - other);
    expect(numbers.at(-1)).toBe(await inner.housekeeping(living.entries.subject.collection).count({}));
  });

  test('a list is shown, and its numbers count', async () => {
    const event = () => press('task list', { project: 'ACME', which: 'open' });
    process.live();
    const expected = answerOf(await by(dying, event()));
    const writes = process.writes();
    for (const { isRelayed, ...death } of deaths(writes))
      expect(answerOf(await afterDeath(event(), death, isRelayed))).toBe(expected);
  });

  test('several are closed at once, each one once and with its Undo', async () => {
    const pair = async () => {
      const all = [await fresh(), await fresh()];
      const numbers = all.map(({ number }) => `ACME-INT-TASK-${number}`).join(' ');
      return { all, event: eventIn(TENANT, 'directMessage', 'mei', { text: `done ${numbers}` }) };
    };
    const control = await pair();
    process.live();
    const expected = await by(dying, control.event);
    const writes = process.writes();
    for (const { isRelayed, ...death } of deaths(writes)) {
      const told = `write ${death.atWrite} of ${writes}, ${death.when}`;
      const { all, event } = await pair();
      const answer = await afterDeath(event, death, isRelayed);
      for (const { _id } of all) expect(await trailOf(_id), told).toEqual(['1 added', '2 stateChanged']);
      expect(answerOf(answer), told).toBe(answerOf(expected));
    }
  });
});
