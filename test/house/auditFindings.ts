import type { AuditEntry } from '../../src/core/audit.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import type { ExampleStep, Exemption, Slice } from '../../src/core/slice.ts';
import { READING_VERBS } from '../../src/core/verbs.ts';
import { type Composed, type Settled, settle } from '../fakes/composed.ts';
import { allSteps, EXAMPLE_USERS, examplePlace, exampleWorld } from '../fakes/examples.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';

/** Collections that every command writes, whether it changes the record or not. */
const MACHINERY = new Set(['auditEntries', 'history', 'inbox', 'counters', 'ledger', 'shownLists']);

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

/** Names each field of an entry that lacks the doer, the place or the request. */
async function wrongEntries(
  house: Composed,
  here: Settled,
  { step, entries }: { step: ExampleStep; entries: readonly AuditEntry[] },
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
      const found = entry[name as keyof typeof entry];
      return (found instanceof Date ? found.toISOString() : found) === value ? [] : [`has ${name} ${found}`];
    }),
    ...(/^\w+:\w/.test(entry.subject) ? [] : [`has subject ${entry.subject}`]),
  ]);
}

/**
 * Takes every step of a slice's example in a separate world, and names each command that is not on the trail, that
 * leaves the record unchanged, that changes a subject without its history, or that no step runs.
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
    const isTold = entries.length > 0;
    if (isTold === (isReading || noTrail !== undefined)) find(isTold ? 'is on the trail' : 'leaves no trail');
    for (const what of await wrongEntries(house, here, { step, entries })) find(what);
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
