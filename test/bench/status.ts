import { systemScope } from '../../src/core/access.ts';
import type { Entry } from '../../src/records/entries/model.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import type { BenchDatabase } from './databases.ts';
import { percentile, type Row } from './row.ts';

const ENTRIES = 5_000;
const ROUNDS = 40;
const WARM_UP = 10;
const INSERTS_AT_ONCE = 500;
const START = Date.UTC(2026, 0, 1);
/** Kinds with a state that is open and one that is closed; a hundredth of a project's entries are milestones. */
const KINDS = [
  ['task', 'todo', 'done'],
  ['risk', 'open', 'closed'],
  ['need', 'open', 'given'],
  ['decision', 'proposed', 'decided'],
] as const;

/** An entry as the service stores it; half of them are published. `openOf`: so many of a hundred are open. */
function entryAt(
  number: number,
  { workspaceId, projectId, openOf }: Record<'workspaceId' | 'projectId', string> & { openOf: number },
) {
  const [name, open, closed] =
    number % 100 === 0 ? (['milestone', 'planned', 'accepted'] as const) : (KINDS[number % 4] ?? KINDS[0]);
  const isOpen = number % 97 < (openOf * 97) / 100;
  const state = isOpen ? open : closed;
  const turn = !isOpen ? 'nobody' : name === 'need' ? 'client' : 'ours';
  const at = new Date(START + number * 60_000);
  const due = new Date(START + (number % 700) * 86_400_000).toISOString().slice(0, 10);
  const words = {
    title: `Title ${number} of an entry in a few words`,
    text: 'What the client reads about it. '.repeat(4),
  };
  const told = { revision: 2, at, by: 'mei', wording: { en: words }, state, turn, due };
  return {
    _id: `${projectId}-${number}`,
    workspaceId,
    projectId,
    kind: name,
    number,
    ...(number % 2 === 0 ? { clientNumber: number, published: told } : {}),
    title: words.title,
    note: 'What our side notes about it, for itself alone. '.repeat(6),
    wordsRevision: 1,
    wording: { en: { ...words, by: 'mei', at, from: 1 } },
    state,
    isOpen,
    turn,
    due,
    dueOrder: due,
    ownerId: 'mei',
    ownerSide: 'ours',
    createdBy: 'mei',
    createdAt: at,
    revision: 2,
    [name]: name === 'risk' ? { probability: (number % 5) + 1, impact: ((number >> 2) % 5) + 1 } : {},
  } as Entry;
}

/**
 * The median time from a person's words to the status of a project with 5,000 entries: of which a tenth is open, as after
 * years, and all, which no project has.
 */
export async function benchStatus(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, db } of databases) {
    const parts = await composed({ db });
    const tenant = 'status';
    const { workspace, project, foreign } = await settle(parts, { tenant });
    const collection = parts.collections.find((one) => one.name === 'entries');
    if (collection === undefined) throw new Error('there is no collection of entries');
    const entries = db.within(collection, systemScope(workspace._id));
    const fill = async (projectId: string, openOf: number) => {
      for (let from = 1; from <= ENTRIES; from += INSERTS_AT_ONCE)
        await entries.insertMany(
          Array.from({ length: INSERTS_AT_ONCE }, (_, index) =>
            entryAt(from + index, { workspaceId: workspace._id, projectId, openOf }),
          ),
        );
    };
    await fill(project._id, 10);
    await fill(foreign._id, 100);
    const measured = async (what: string, who: string, text: string, goal: Pick<Row, 'goal'> = {}) => {
      const times: number[] = [];
      for (let round = 0; round < WARM_UP + ROUNDS; round++) {
        // This test sends faster than the limit for people.
        parts.clock.advance(10_000);
        const kind = who === 'mei' ? 'command' : 'directMessage';
        const begun = performance.now();
        const reply = await parts.bot.handle(eventIn(tenant, kind, who, { text })).reply;
        if (round >= WARM_UP) times.push(performance.now() - begun);
        if (reply.kind !== 'message' || reply.message.blocks.length < 6)
          throw new Error(`"${text}" was answered with ${JSON.stringify(reply)}`);
      }
      const value = percentile(times, 50);
      rows.push({ name: `status of 5,000 entries, ${what}, ${name}`, value, unit: 'ms', ...goal });
    };
    const goal = { goal: 'value <= 150' };
    await measured('a tenth open, for us', 'mei', 'status ACME', goal);
    await measured('a tenth open, for a contact', 'ana', 'status ACME', goal);
    await measured('all open, for us', 'mei', 'status OTHER');
  }
  return rows;
}
