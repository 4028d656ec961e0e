import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { FieldContext } from '../../core/form.ts';
import { headingKey } from '../../core/table.ts';
import type { Side } from '../../records/entries/kinds.ts';
import type { Entry } from '../../records/entries/model.ts';
import { readNumber } from '../../records/entries/numbers.ts';
import { byKind, type Register } from '../../records/registers/define.ts';
import { checkPast, checkPeople, ownerOf, usualDue } from '../../records/registers/inputs.ts';
import { parentIdOf } from '../../records/registers/parents.ts';
import { peopleOn } from './people.ts';
import type { TransferPorts } from './ports.ts';

/** Who imports, and where to. */
export type Importing = Pick<CommandContext, 'scope' | 'actor' | 'clock' | 'locale'> & {
  readonly project: ProjectSummary;
};

/** Looks each thing up once. */
function remembered<T>(look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? look(key);
    known.set(key, found);
    return found;
  };
}

/** What a project has on record, for all rows of a table: entries in one read, people and parents once each. */
export async function readKnown(ports: TransferPorts, context: Importing) {
  const { entries, directory, people } = ports;
  const { scope, project, actor, clock, locale } = context;
  const all = await entries.list(scope, { projectIds: [project.projectId] });
  const titled = new Map(all.map((entry) => [`${entry.kind} ${headingKey(entry.title)}`, entry] as const));
  const numbered = new Map<string, Entry>();
  for (const entry of all) {
    numbered.set(`${entry.kind} INT ${entry.number}`, entry);
    if (entry.clientNumber !== undefined) numbered.set(`${entry.kind} ${entry.clientNumber}`, entry);
  }
  const namesOnRecord = await people.namesOf(scope, peopleOn(all, byKind(ports.registers)));
  /** The people of rows, by id. */
  const named = new Map<string, string>();
  const none = async () => ({ ok: false as const, problem: { code: 'required' as const } });
  const fieldContext: FieldContext = {
    now: clock.now(),
    zone: project.zone,
    locale,
    person: remembered(async (token) => {
      const found = await directory.findPerson(actor, token);
      if (found.ok) named.set(found.value.personId, found.value.name);
      return found;
    }),
    channel: none,
    project: none,
  };
  const perRegister = <T>(look: (register: Register, key: string) => Promise<T>) => {
    const looks = new Map<Register, (key: string) => Promise<T>>();
    return (register: Register, key: string): Promise<T> => {
      const own = looks.get(register) ?? remembered((each) => look(register, each));
      looks.set(register, own);
      return own(key);
    };
  };

  return {
    /** The name of a person on record or in a row that was read. */
    nameOf: (personId: string): string | undefined => named.get(personId) ?? namesOnRecord(personId),
    fieldContext,
    /** The entry of a register with this number; undefined for a number of another kind. */
    byNumber(register: Register, typed: string): { readonly entry: Entry | undefined } | undefined {
      const read = readNumber(typed, register.kind);
      if (read === undefined) return undefined;
      const isHere = read.key === undefined || read.key === project.key;
      const look = (int: string) => numbered.get(`${register.kind.name} ${int}${read.value}`);
      // As in typed words, the client's number comes first; without one, our own is meant.
      const entry = (read.isInternal ? undefined : look('')) ?? look('INT ');
      return { entry: isHere ? entry : undefined };
    },
    byTitle: ({ kind }: Register, title: string): Entry | undefined => titled.get(`${kind.name} ${headingKey(title)}`),
    /** @throws RapportError `invalid` for a person who cannot own such an entry. */
    owner: perRegister(
      (register, personId): Promise<{ readonly personId: string; readonly side: Side }> =>
        ownerOf(ports, context, { register, project, personId }),
    ),
    /** The date of a row without one. */
    usualDue: (register: Register): string | undefined => usualDue(register, project, context),
    /** Checks the date and the people of a row. @throws RapportError `invalid`. */
    async check(register: Register, given: Readonly<Record<string, unknown>>): Promise<void> {
      const due = typeof given.due === 'string' ? given.due : undefined;
      checkPast({ clock, zone: project.zone }, { register, project, due });
      await checkPeople(ports, context, { register, project, given });
    },
    /** @throws RapportError `invalid` for a number that is no parent. */
    parentId: perRegister((register, typed) => parentIdOf(ports, context, { register, project, typed })),
  };
}
export type Known = Awaited<ReturnType<typeof readKnown>>;
