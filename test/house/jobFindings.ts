import { deliveries } from '../../src/core/delivery/outbox.ts';
import { posts } from '../../src/core/delivery/post.ts';
import { schedules } from '../../src/core/schedule/schedule.ts';
import type { ExampleStep, Slice } from '../../src/core/slice.ts';
import { type Composed, type Settled, settle } from '../fakes/composed.ts';
import { exampleWorld, rowSteps } from '../fakes/examples.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';
import { CANARY } from './wholeFindings.ts';

/** More slots than an example schedules: a job that schedules itself without end is stopped here. */
const MOST_SLOTS = 20;

interface World {
  readonly house: Composed;
  readonly here: Settled;
  readonly isClosed: boolean;
  readonly find: (finding: string) => void;
}

/** The keys of the messages to the client of a world, waiting or posted, with an internal word in them. */
async function leakedTo({ db }: Composed, { tenant }: Settled): Promise<string[]> {
  const toClient = { 'to.tenant': tenant, 'to.audience': 'client' };
  const waiting = await db.housekeeping(deliveries).find(toClient);
  const posted = await db.housekeeping(posts).find(toClient);
  return [...waiting, ...posted].filter(({ message }) => message.includes(CANARY)).map(({ key }) => key);
}

/** Names each doer that sends the client an internal word; `doer` is what happened since the last call. */
function leakWatch({ house, here, find }: World): (doer: string) => Promise<void> {
  const known = new Set<string>();
  return async (doer) => {
    const leaked = (await leakedTo(house, here)).filter((key) => !known.has(key));
    for (const key of leaked) known.add(key);
    if (leaked.length > 0) find(`${doer} sends the client an internal word`);
  };
}

/** Runs what the slice's jobs have scheduled, each schedule once and at its time, and names each job with a fault. */
async function runJobs(
  { house, here, isClosed, find }: World,
  { jobs }: Slice,
  lookForLeaks: (doer: string) => Promise<void>,
): Promise<void> {
  const named = (kinds: Iterable<string>) =>
    `job ${[...new Set(kinds)].join(', ')}${isClosed ? ' of a closed project' : ''}`;
  const rows = house.db.housekeeping(schedules);
  const own = { workspaceId: here.workspace._id, kind: { $in: jobs.map(({ kind }) => kind) } };
  const ran = new Map<string, string>();
  const before = await subjectsNow(house);
  for (let slot = 0; slot < MOST_SLOTS; slot++) {
    // The clock moves for all worlds of the house: schedules of other slices and worlds would run as well.
    await rows.deleteMany({ $nor: [own] });
    const active = await rows.find({ ...own, state: 'active' }, { sort: { nextAt: 1, _id: 1 } });
    const next = active.find(({ _id }) => !ran.has(_id));
    if (next?.nextAt === undefined) break;
    house.clock.advance(Math.max(0, next.nextAt.getTime() - house.clock.now().getTime()));
    const due = active.filter(({ nextAt }) => nextAt !== undefined && nextAt <= house.clock.now());
    for (const { _id, kind } of due) ran.set(_id, kind);
    await house.scheduler.tick();
    await house.sender.tick();
    await lookForLeaks(named(due.map(({ kind }) => kind)));
    for (const { kind, problem } of await rows.find({ ...own, problem: { $exists: true } }))
      find(`${named([kind])} fails: ${problem}`);
  }
  for (const what of await untoldSince(house, before)) find(`${named(ran.values())} changes ${what} past its history`);
}

/** Takes the steps in a world of their own, closes the project if it is to be closed, and runs the jobs. */
async function findingsIn(
  house: Composed,
  {
    slice,
    steps,
    tenant,
    isClosed,
  }: { slice: Slice; steps: readonly ExampleStep[]; tenant: string; isClosed: boolean },
): Promise<string[]> {
  const here = await settle(house, { tenant, word: CANARY });
  const findings: string[] = [];
  const start = house.clock.now().getTime();
  const world = { house, here, isClosed, find: (finding: string) => findings.push(`${slice.name}: ${finding}`) };
  const lookForLeaks = leakWatch(world);
  const example = exampleWorld(house, tenant);
  for (const step of steps) {
    await example.take(step);
    await lookForLeaks(step.command);
  }
  if (isClosed) {
    await house.projects.change(here.scope, here.project._id, { state: 'closed' });
    await house.histories.settled();
  }
  if (slice.jobs.length > 0) await runJobs(world, slice, lookForLeaks);
  // The dates of the next example are meant from the same day.
  house.clock.advance(start - house.clock.now().getTime());
  return findings;
}

/**
 * Names each command of a slice's example, and each job that the example schedules, that sends the client an internal
 * word; and each job that changes a subject past its history or fails, also for a closed project. The jobs run in one
 * world after the steps that create rows, because a later step may end what these have scheduled, and in another after
 * all steps. Deletes the schedules of other worlds of the house. test/unit/adding-a-slice.test.ts plants each mistake.
 */
export async function jobFindings(house: Composed, slice: Slice): Promise<string[]> {
  const rows = rowSteps(slice, CANARY);
  const all = [...rows, ...(slice.example?.acts ?? [])];
  const hasJobs = slice.jobs.length > 0;
  const findings: string[] = [];
  for (const steps of hasJobs && rows.length > 0 && rows.length < all.length ? [rows, all] : [all])
    for (const isClosed of hasJobs ? [false, true] : [false]) {
      const tenant = `jobs-${slice.name}-${steps.length}${isClosed ? '-closed' : ''}`;
      findings.push(...(await findingsIn(house, { slice, steps, tenant, isClosed })));
    }
  return [...new Set(findings)];
}
