import type { AuditEntry } from '../../src/core/audit.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import { historyRows } from '../../src/core/history/history.ts';
import type { ExampleStep, Exemption, Slice } from '../../src/core/slice.ts';
import { READING_VERBS } from '../../src/core/verbs.ts';
import { type Composed, type Settled, settle } from '../fakes/composed.ts';
import { allSteps, EXAMPLE_USERS, examplePlace, exampleWorld } from '../fakes/examples.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';

/** Collections that every command writes, whether it changes the record or not. */
const MACHINERY = new Set(['auditEntries', 'history', 'inbox', 'ledger', 'shownLists']);

/** The recorded data of a world, without internal bookkeeping. */
async function recordOf({ collections, db }: Composed, { scope: { workspaceId } }: Settled): Promise<string> {
  const rows = collections
    .filter(({ name }) => !MACHINERY.has(name))
    .map((each) => {
      const { shape = {} } = each.model as { shape?: object };
      return db.housekeeping(each).find('workspaceId' in shape ? { workspaceId } : {});
    });
  return JSON.stringify(await Promise.all(rows));
}

const entriesSince = ({ db }: Composed, { scope }: Settled, skip: number): Promise<AuditEntry[]> =>
  db.within(auditEntries, scope).find({}, { sort: { at: 1, _id: 1 }, skip });

/** One change as the audit trail or the history of a trail subject has it. */
type TrailEntry = Pick<AuditEntry, '_id' | 'subject' | 'by' | 'at' | 'from'> & { readonly byName?: string };

/**
 * The events of all trail subjects, pending and copied. Without those by Rapport: they are effects of another event, by
 * a reaction.
 */
async function trailEvents({ db, histories }: Composed, { scope }: Settled): Promise<TrailEntry[]> {
  await histories.settled();
  await histories.recover();
  const kinds = new Set(histories.subjects.filter(({ isTrail }) => isTrail).map(({ kind }) => kind));
  const rows = await db.within(historyRows, scope).find({}, { sort: { at: 1, _id: 1 } });
  return rows.filter(({ subject, by }) => kinds.has(subject.split(':')[0] ?? '') && by !== 'rapport');
}

/** Names each field of an entry that lacks the doer, the place or the request. */
async function wrongEntries(
  house: Composed,
  here: Settled,
  { step, entries }: { step: ExampleStep; entries: readonly TrailEntry[] },
): Promise<string[]> {
  const { tenant, scope } = here;
  const user = EXAMPLE_USERS[step.as];
  const known = await house.people.byUser(scope, { platform: 'playground', tenant, user });
  const place = examplePlace(step, tenant);
  const by = step.as === 'stranger' ? `playground/${tenant}/${user}` : known?.person._id;
  const expected = {
    by,
    byName: known?.person.name,
    at: house.clock.now().toISOString(),
    from: `playground/${place.kind} ${place.conversation}`,
  };
  return entries.flatMap((entry) => [
    ...Object.entries(expected).flatMap(([name, value]) => {
      if (!(name in entry)) return [];
      const found = entry[name as keyof typeof entry];
      return (found instanceof Date ? found.toISOString() : found) === value ? [] : [`has ${name} ${found}`];
    }),
    ...(/^\w+:\w/.test(entry.subject) ? [] : [`has subject ${entry.subject}`]),
  ]);
}

/**
 * Takes every step of a slice's example in a separate world, and names each command that is not on the trail, that is
 * on it twice, that leaves the record unchanged, that changes a subject without its history, or that no step runs. A
 * change is on the trail by an audit entry, or by an event of a subject whose history is the trail.
 * test/house/auditTrail.test.ts plants each mistake with such a subject.
 */
export async function auditFindings(house: Composed, slice: Slice): Promise<string[]> {
  const here = await settle(house, { tenant: `audit-${slice.name}` });
  const world = exampleWorld(house, here.tenant);
  const where = { workspaceId: here.workspace._id };
  const trail = () => house.db.within(auditEntries, here.scope).count({});
  const exempt: Readonly<Record<string, Exemption>> = slice.example?.exempt ?? {};
  const findings = new Set<string>();
  const changed = new Set<string>();
  const steps = allSteps(slice);
  let record = await recordOf(house, here);
  for (const step of steps) {
    const [told, subjects] = [await trail(), await subjectsNow(house, where)];
    const earlier = new Set((await trailEvents(house, here)).map(({ _id }) => _id));
    const reply = await world.take(step);
    const find = (what: string) => findings.add(`${step.command} ${what}`);
    if (reply.kind === 'form' || reply.kind === 'invalid') find(`is answered with a form: ${JSON.stringify(reply)}`);
    for (const what of await untoldSince(house, subjects, where)) find(`changes ${what} past its history`);
    const before = record;
    record = await recordOf(house, here);
    if (record !== before) changed.add(step.command);
    const { noTrail } = exempt[step.command] ?? {};
    const isReading = READING_VERBS.has(step.command.split(' ')[1] ?? '');
    const entries = await entriesSince(house, here, told);
    const events = (await trailEvents(house, here)).filter(({ _id }) => !earlier.has(_id));
    const isTold = entries.length + events.length > 0;
    if (isTold === (isReading || noTrail !== undefined)) find(isTold ? 'is on the trail' : 'leaves no trail');
    for (const what of await wrongEntries(house, here, { step, entries: [...entries, ...events] })) find(what);
    if (entries.some(({ subject }) => events.some((event) => event.subject === subject))) find('is on the trail twice');
  }
  const run = new Set(steps.map(({ command }) => command));
  for (const { name, verb } of slice.commands) {
    if (READING_VERBS.has(verb)) continue;
    const { untried, noChange } = exempt[name] ?? {};
    if (run.has(name) === (untried !== undefined)) findings.add(`${name} is run by ${untried ? 'a' : 'no'} step`);
    if (run.has(name) && changed.has(name) === (noChange !== undefined))
      findings.add(`${name} changes ${noChange === undefined ? 'nothing' : 'something'}`);
  }
  return [...findings];
}
