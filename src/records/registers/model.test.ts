import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { runs } from '../../../test/fakes/soak.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';
import type { Entry } from '../entries/model.ts';

/** Is in every internal word. */
const CANARY = 'canary';
const OPEN = ['todo', 'doing'];
type Who = 'mei' | 'tom' | 'root' | 'ana';

/** What the record should hold of one task. */
interface Task {
  readonly state: string;
  readonly due: string | undefined;
  readonly owner: 'tom' | 'ana' | undefined;
  readonly title: string;
  readonly told: Told | undefined;
  readonly clientNumber: number | undefined;
  readonly isDeleted: boolean;
  readonly revision: number;
  readonly wordsRevision: number;
  /** The client's wording and the words that it was written from. */
  readonly wording: { readonly title: string; readonly from: number } | undefined;
}
type Told = Pick<Task, 'state' | 'due' | 'owner' | 'title'>;
/** The fields before an act, for its Undo. */
interface Undo {
  readonly before: Partial<Pick<Task, 'state' | 'due' | 'owner' | 'told' | 'isDeleted'>>;
  readonly left: number;
  readonly needs: 'work' | 'manage';
  readonly button: { readonly command: string; readonly input: FormValues };
}

const who = fc.constantFrom<Who>('mei', 'mei', 'mei', 'tom', 'tom', 'root', 'ana');
const date = fc.constantFrom('2026-12-01', '2026-12-11', '2027-01-15');
const on = { who, at: fc.nat({ max: 2 }) };
const kind = <K extends string>(name: K) => fc.constant(name);
const step = fc.oneof(
  fc.record({ ...on, act: kind('new'), audience: fc.constantFrom('internal', 'client') }),
  fc.record({ ...on, act: kind('done') }),
  fc.record({ ...on, act: kind('move'), due: date }),
  fc.record({ ...on, act: kind('assign'), owner: fc.constantFrom('tom' as const, 'ana' as const) }),
  fc.record({ ...on, act: kind('edit'), state: fc.constantFrom('todo', 'doing', 'cancelled'), isStale: fc.boolean() }),
  fc.record({ ...on, act: kind('reword'), title: fc.constantFrom('one', 'two') }),
  fc.record({ ...on, act: kind('share'), title: fc.constantFrom('Texts', 'All texts') }),
  fc.record({ ...on, act: kind('tell') }),
  fc.record({ ...on, act: kind('withdraw') }),
  fc.record({ ...on, act: kind('delete') }),
  fc.record({ ...on, act: kind('undo') }),
  fc.record({ ...on, act: kind('undo') }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Acts that a contact may notice. */
const SEEN: readonly Step['act'][] = ['new', 'share', 'tell', 'withdraw', 'delete', 'undo'];
const MANAGE: readonly Step['act'][] = ['share', 'tell', 'withdraw'];

/** What a step changes in the model; undefined: it is refused, or says that nothing is to be done. */
function changed({
  task,
  given,
  undo,
}: {
  task: Task;
  given: Step;
  undo: Undo | undefined;
}): Partial<Task> | undefined {
  const { act } = given;
  const mayManage = given.who === 'mei' || given.who === 'root';
  if (given.who === 'ana' || (MANAGE.includes(act) && !mayManage)) return undefined;
  if (act === 'undo') {
    if (undo === undefined || undo.left !== task.revision || (undo.needs === 'manage' && !mayManage)) return undefined;
    return undo.before;
  }
  if (task.isDeleted) return undefined;
  const told = (title: string): Told => ({ state: task.state, due: task.due, owner: task.owner, title });
  // The client reads exactly this already: nothing is told twice.
  const isTold = (title: string) =>
    task.wording?.from === task.wordsRevision && JSON.stringify(task.told) === JSON.stringify(told(title));
  switch (act) {
    case 'done':
      return task.state === 'done' ? undefined : { state: 'done' };
    case 'move':
      return { due: given.due };
    case 'assign':
      return { owner: given.owner };
    case 'edit':
      return given.isStale || given.state === task.state ? undefined : { state: given.state };
    case 'reword': {
      const title = `${CANARY} ${given.title}`;
      return title === task.title ? undefined : { title, wordsRevision: task.revision + 1 };
    }
    case 'share':
      if (isTold(given.title)) return undefined;
      return { told: told(given.title), wording: { title: given.title, from: task.wordsRevision } };
    case 'tell': {
      const title = task.wording?.from === task.wordsRevision ? task.wording.title : undefined;
      return title === undefined || isTold(title) ? undefined : { told: told(title) };
    }
    case 'withdraw':
      return task.told === undefined ? undefined : { told: undefined };
    case 'delete':
      return task.told !== undefined && !mayManage ? undefined : { isDeleted: true, told: undefined };
    default:
      return undefined;
  }
}

/** The Undo that an act offers: nothing after an edit, an undo, or what was not done. */
function undoAfter({ act }: Step, task: Task, made: Partial<Task>): Omit<Undo, 'button'> | undefined {
  const names = { done: ['state'], move: ['due'], assign: ['owner'], delete: ['isDeleted', 'told'] } as const;
  const isSharing = act === 'share' || act === 'tell' || act === 'withdraw';
  const fields: readonly string[] | undefined = isSharing ? ['told'] : names[act as keyof typeof names];
  if (fields === undefined || Object.keys(made).length === 0) return undefined;
  const before = Object.fromEntries(fields.map((name) => [name, task[name as keyof Task]]));
  const needs = isSharing || (act === 'delete' && task.told !== undefined) ? 'manage' : 'work';
  return { before, left: task.revision + 1, needs };
}

/** The house, with what the model knows of it. */
async function tracked() {
  const here = await house();
  const admins = await here.people.admins(here.scope);
  const ids: Readonly<Record<Who, string>> = {
    ...{ mei: here.mei._id, tom: here.tom._id, ana: here.ana._id, root: admins[0]?._id ?? '' },
  };
  return { here, ids, tasks: [] as { id: string; task: Task; undo: Undo | undefined; by: Who[] }[] };
}
type Tracked = Awaited<ReturnType<typeof tracked>>;

const ADDED = { title: `${CANARY} one`, note: `${CANARY} note`, labels: `${CANARY} label`, due: '2026-12-04' };

/** Does what the step says: Tom by Chinese words, the others by English ones, what has a form by it. */
function perform({ here, tasks }: Tracked, given: Step, entry: Entry | undefined): Promise<Reply> {
  const { act } = given;
  const by = given.who;
  const where = by === 'ana' ? CLIENT_CHANNEL : INTERNAL_CHANNEL;
  if (act === 'new') {
    const title = given.audience === 'client' ? 'Texts' : ADDED.title;
    const values = by === 'ana' ? { title: 'Hers', due: ADDED.due } : { ...ADDED, title };
    return here.submit(by, 'task new', { ...values, project: 'ACME', audience: given.audience }, where);
  }
  const number = entry?._id ?? '';
  const typed = `INT-TASK-${entry?.number}`;
  const words = (en: string, zh: string) => here.say(by, by === 'tom' ? zh : en, where);
  switch (act) {
    case 'done':
      return words(`done ${typed}`, `完成 ${typed}`);
    case 'move':
      return words(`move ${typed} ${given.due}`, `改期 ${typed} ${given.due}`);
    case 'assign':
      return here.submit(by, 'task assign', { number, owner: `@${given.owner === 'tom' ? 'Tom' : 'Ana'}` }, where);
    case 'edit':
      return here.submit(
        by,
        'task edit',
        { number, seen: String((entry?.revision ?? 0) - (given.isStale ? 1 : 0)), state: given.state },
        where,
      );
    case 'reword':
      return here.submit(by, 'task edit', { number, title: `${by === 'ana' ? 'Her' : CANARY} ${given.title}` }, where);
    case 'share':
      return words(`share ${typed} en:"${given.title}"`, `task share ${typed} en:"${given.title}"`);
    case 'tell':
      return here.press(by, 'task share', { number }, where);
    case 'withdraw':
      return words(`task withdraw ${typed}`, `任务 撤回 ${typed}`);
    case 'delete':
      return words(`delete ${typed}`, `删除 ${typed}`);
    case 'undo': {
      const button = tasks.find(({ id }) => id === number)?.undo?.button ?? { command: 'task undo', input: {} };
      return here.press(by, button.command, button.input, where);
    }
  }
}

const toldOf = ({ published }: Entry, { ids }: Tracked): Told | undefined =>
  published && {
    state: published.state,
    due: published.due,
    owner: published.ownerId === ids.tom ? 'tom' : published.ownerId === ids.ana ? 'ana' : undefined,
    title: published.wording.en?.title ?? '',
  };

/** The stored entry is as the model says, and possible. */
async function expectAsModelled(world: Tracked, at: number): Promise<void> {
  const { here, ids, tasks } = world;
  const known = tasks[at];
  if (known === undefined) return;
  const { task, by } = known;
  const entry = await here.entries.must(here.scope, known.id);
  const owner = entry.ownerId === ids.tom ? 'tom' : entry.ownerId === ids.ana ? 'ana' : undefined;
  const { title, state, due, clientNumber, revision } = entry;
  expect({ title, state, due, clientNumber, revision, owner, told: toldOf(entry, world) }).toEqual({
    ...{ title: task.title, state: task.state, due: task.due, clientNumber: task.clientNumber },
    ...{ revision: task.revision, owner: task.owner, told: task.told },
  });
  const isOpen = !task.isDeleted && OPEN.includes(task.state);
  expect([entry.deletedAt !== undefined, entry.isOpen, entry.turn]).toEqual([
    task.isDeleted,
    isOpen,
    !isOpen ? 'nobody' : task.owner === 'ana' ? 'client' : 'ours',
  ]);
  if (task.told !== undefined) expect([task.isDeleted, task.clientNumber]).toEqual([false, expect.any(Number)]);

  const trail = await here.entries.trailOf(here.scope, entry);
  expect(trail.map((row) => [row.revision, row.by])).toEqual(by.map((each, index) => [index + 1, ids[each]]));
  expect(JSON.stringify(trail)).not.toContain(CANARY);
}

/** All that Ana can read: the lists, each card, and the posts of her channel. */
async function readByAna({ here, tasks }: Tracked): Promise<string> {
  const asked: [string, FormValues][] = [
    ...['open', 'all', 'mine'].map((which): [string, FormValues] => ['task list', { project: 'ACME', which }]),
    ...tasks.map(({ id }): [string, FormValues] => ['task show', { number: id }]),
  ];
  const replies: Reply[] = [];
  for (const [command, input] of asked) {
    // Within the limit for people.
    here.clock.advance(5_000);
    replies.push(await here.press('ana', command, input, CLIENT_CHANNEL));
  }
  const texts = replies.map((reply) => (reply.kind === 'message' || reply.kind === 'update' ? textOf(reply) : ''));
  return JSON.stringify([...texts, here.posted(CLIENT_CHANNEL), here.posted('D-ana')]);
}

/** Adds a task to the model, if the step's person may. */
async function added(world: Tracked, given: Step & { act: 'new' }): Promise<void> {
  const { here, tasks } = world;
  const all = await here.entries.list(here.scope, { kind: 'task' });
  const fresh = all.filter(({ _id }) => tasks.every(({ id }) => id !== _id));
  expect(fresh.length).toBe(given.who === 'ana' ? 0 : 1);
  const [entry] = fresh;
  if (entry === undefined) return;
  const isTold = given.audience === 'client' && given.who !== 'tom';
  const title = given.audience === 'client' ? 'Texts' : ADDED.title;
  const start = { state: 'todo', due: ADDED.due, owner: undefined, title };
  const shared = tasks.filter(({ task }) => task.clientNumber !== undefined).length;
  tasks.push({
    id: entry._id,
    undo: undefined,
    by: [given.who],
    task: {
      ...start,
      ...{ told: isTold ? start : undefined, clientNumber: isTold ? shared + 1 : undefined },
      ...{ isDeleted: false, revision: 1, wordsRevision: 1, wording: isTold ? { title, from: 1 } : undefined },
    },
  });
  expect(entry.number).toBe(tasks.length);
}

/** Takes one step in the house and in the model. */
async function take(world: Tracked, given: Step): Promise<void> {
  const { here, tasks } = world;
  here.clock.advance(5_000);
  const at = given.act === 'new' ? tasks.length : given.at % Math.max(tasks.length, 1);
  const known = tasks[at];
  if (given.act !== 'new' && known === undefined) return;
  const entry = known === undefined ? undefined : await here.entries.must(here.scope, known.id);
  const before = SEEN.includes(given.act) ? undefined : await readByAna(world);

  const reply = await perform(world, given, entry);

  if (given.act === 'new') await added(world, given);
  else if (known !== undefined) {
    const { task, undo } = known;
    const made = changed({ task, given, undo });
    if (made !== undefined) {
      const first = tasks.filter((each) => each.task.clientNumber !== undefined).length + 1;
      const clientNumber = task.clientNumber ?? (made.told === undefined ? undefined : first);
      known.task = { ...task, ...made, revision: task.revision + 1, clientNumber };
      known.by.push(given.who);
      const next = undoAfter(given, task, made);
      if (next !== undefined) known.undo = { ...next, button: buttonOf(reply, given.who === 'tom' ? '撤销' : 'Undo') };
      else if (given.act === 'undo') known.undo = undefined;
    }
  }
  if (given.who === 'ana') expect(JSON.stringify(reply)).not.toContain(CANARY);
  await expectAsModelled(world, at);
  const after = await readByAna(world);
  expect(after).not.toContain(CANARY);
  if (before !== undefined) expect(after).toBe(before);
}

test('tasks go through any acts of each person as the model says, and the client sees only what was shared', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const world = await tracked();
      const here: House = world.here;
      try {
        const first = { act: 'new', who: 'mei', at: 0, audience: 'internal' } as const;
        for (const given of [first, ...steps]) await take(world, given);
        const numbers = world.tasks.flatMap(({ task }) => task.clientNumber ?? []).sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      } finally {
        await here.db.close();
      }
    }),
    { numRuns: runs(6, 120) },
  );
});
