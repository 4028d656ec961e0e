import { may, type ProjectSummary, systemScope } from '../../core/access.ts';
import {
  type AtLine,
  type CommandContext,
  type LookContext,
  type Reply,
  type Subject,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import type { Audience, Message } from '../../core/message.ts';
import { listNumber, splitWords } from '../../core/tokens.ts';
import { RapportError } from '../../ground/errors.ts';
import { enumerated, inEachLocale } from '../../ground/i18n.ts';
import { isId } from '../../ground/ids.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf, numberText, readNumber } from '../entries/numbers.ts';
import { gone } from '../entries/store.ts';
import type { Register, RegisterSpec } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

/** An entry with its project: the subject of a register's commands. */
export interface EntryOfProject {
  readonly entry: Entry;
  readonly project: ProjectSummary;
}
/** The name of an entry in lists and in the history: `entry:ID`. */
export const refOf = ({ _id }: Pick<Entry, '_id'>): string => `entry:${_id}`;
export const idIn = (ref: string): string => ref.slice('entry:'.length);

/** What a look-up by number needs of a register. */
type Numbered = Pick<Register, 'kind' | 'thing'> & { readonly spec: Pick<RegisterSpec, 'name' | 'numberKind'> };

/**
 * Whether typed words begin with the number of an entry, as for a command about one. Others are a sentence that only
 * begins like it: "open risk register".
 */
export function startsWithNumber(words: string, { kind }: Pick<Register, 'kind'>): boolean {
  const first = splitWords(words)[0]?.value ?? '';
  const isUsage = /^[<[]|[:：]/u.test(first);
  return isUsage || first === '' || listNumber(first) !== undefined || readNumber(first, kind) !== undefined;
}

/** The command that shows a register's list; typed list numbers are its lines. */
export const listOf = ({ spec }: Pick<Numbered, 'spec'>): string => `${spec.name} list`;

/** The entry's number, or its line in the list; buttons put the id here. */
export const numberField = ({ spec }: Pick<Numbered, 'spec'>) =>
  field.text({
    label: registerTexts.all('number'),
    hint: inEachLocale((locale) => registerTexts(locale).numberHint({ kind: spec.numberKind })),
    idByButton: true,
  });

/** The reply replaces the pressed message; typed words and forms get one of their own. */
export const answered = ({ via }: Pick<CommandContext, 'via'>, message: Message, atLine?: AtLine): Reply =>
  via === 'action' ? updated(message, atLine) : toCaller(message);

/** How commands of a register find their entry. A contact reaches published entries of their client alone. */
export function createEntryAccess(ports: RegisterPorts, register: Numbered) {
  const { entries, directory, lists } = ports;
  const { kind } = register;

  const scopeOf = ({ actor }: Pick<LookContext, 'actor'>) => systemScope(actor.workspaceId);

  /** Whether this person may know the entry at all. */
  function isVisible({ actor, clock }: LookContext, entry: Entry, project: ProjectSummary): boolean {
    if (actor.standing.side === 'ours') return may(actor, 'work', project, clock.now());
    return entry.published !== undefined && entry.deletedAt === undefined && may(actor, 'view', project, clock.now());
  }

  /** The projects that a number without a key may belong to: the place's; elsewhere all that the person may see. */
  async function projectIdsFor(context: LookContext, key: string | undefined): Promise<readonly string[]> {
    const { actor, setting } = context;
    if (key !== undefined) {
      const project = await directory.findProject(actor, key);
      return project === undefined ? [] : [project.projectId];
    }
    if (setting.project !== undefined) return [setting.project.projectId];
    return (await directory.projectsFor(actor, 'view')).map(({ projectId }) => projectId);
  }

  async function withProject(context: LookContext, entry: Entry): Promise<EntryOfProject | undefined> {
    const { actor, setting } = context;
    const project =
      setting.project?.projectId === entry.projectId
        ? setting.project
        : await directory.project(actor.workspaceId, entry.projectId);
    return project !== undefined && isVisible(context, entry, project) ? { entry, project } : undefined;
  }

  /** The entry of a typed number. @throws RapportError `missing`; `invalid` if several projects have it. */
  async function numbered(context: LookContext, typed: string): Promise<EntryOfProject> {
    const read = readNumber(typed, kind);
    if (read === undefined) throw gone('number');
    const isOurs = context.actor.standing.side === 'ours';
    if (read.isInternal && !isOurs) throw gone('number');
    const projectIds = await projectIdsFor(context, read.key);
    const look = async (audience: Audience, value: number, within = projectIds) => {
      const wanted = { projectIds: within, kind: kind.name, number: value, audience };
      const candidates = await entries.byNumber(scopeOf(context), wanted);
      const all = await Promise.all(candidates.map((entry) => withProject(context, entry)));
      return all.flatMap((one) => (one === undefined ? [] : [one]));
    };
    // The client's number comes first: both sides say it. Without one, our side means its own number.
    const start = read.first ?? read.value;
    const exact = read.isInternal ? [] : await look('client', start);
    const audience = exact.length === 0 && isOurs ? 'internal' : 'client';
    const begun = audience === 'internal' ? await look('internal', start) : exact;
    // A range stays in the sequence and the project of its first number.
    const [first, second] = begun;
    const isFurther = read.first !== undefined && second === undefined;
    const found = isFurther ? await look(audience, read.value, first && [first.project.projectId]) : begun;
    const [only, ...others] = found;
    if (only === undefined && first !== undefined) {
      const number = numberText(first.project.key, kind.numberKind, audience, read.value);
      throw new RapportError('missing', `${number} is not in the range`, {
        forPeople: inEachLocale((locale) => registerTexts(locale).noSuchInRange({ number })),
        field: 'number',
      });
    }
    if (only === undefined) throw gone('number');
    if (others.length === 0) return only;
    const numbers = found.map(({ entry, project }) => numberOf(entry, kind, project.key));
    throw new RapportError('invalid', 'several projects have this number', {
      forPeople: inEachLocale((locale) =>
        registerTexts(locale).severalNumbers({ numbers: enumerated(numbers, locale) }),
      ),
      field: 'number',
    });
  }

  /** The entry of a line in the list last shown there. @throws RapportError `invalid`. */
  async function atLine(context: LookContext, line: number): Promise<string> {
    const { actor, setting } = context;
    const caller = { workspaceId: actor.workspaceId, personId: actor.personId ?? '' };
    const shown = await lists.numbered(listOf(register), { ...caller, conversation: listPlaceOf(setting) }, line);
    const ref = shown === 'nothing' ? undefined : shown.ref;
    if (ref !== undefined) return idIn(ref);
    throw new RapportError('invalid', 'no such line', {
      forPeople: registerTexts.all('noSuchNumber'),
      field: 'number',
    });
  }

  /** An entry by its id. @throws RapportError `missing`. */
  async function byId(context: LookContext, id: string): Promise<EntryOfProject> {
    const entry = await entries.get(scopeOf(context), id);
    const found = entry?.kind === kind.name ? await withProject(context, entry) : undefined;
    if (found === undefined) throw gone();
    return found;
  }

  const subjectOf = (record: EntryOfProject): Subject<EntryOfProject> => ({
    record,
    projectIds: [],
    projects: [record.project],
  });

  /** The entry that the field `number` names. @throws RapportError `missing`, `invalid`. */
  async function named(typed: string, context: LookContext): Promise<EntryOfProject> {
    const line = listNumber(typed);
    if (line !== undefined) return byId(context, await atLine(context, line));
    return isId(typed) ? byId(context, typed) : numbered(context, typed);
  }

  const aboutDeletedToo = {
    async of({ number: typed }: { readonly number?: string }, context: LookContext) {
      return typed === undefined ? undefined : subjectOf(await named(typed, context));
    },
  };

  const about = {
    async of(input: { readonly number?: string }, context: LookContext) {
      const subject = await aboutDeletedToo.of(input, context);
      if (subject === undefined || subject.record.entry.deletedAt === undefined) return subject;
      const { entry, project } = subject.record;
      throw new RapportError('missing', `entry ${entry._id} is deleted`, {
        forPeople: inEachLocale((locale) =>
          registerTexts(locale).wasDeleted({ number: numberOf(entry, kind, project.key) }),
        ),
      });
    },
  };

  return {
    byId,
    subjectOf,
    numbered,
    /** The subject of a command whose field `number` names the entry, which may be deleted. */
    aboutDeletedToo,
    /** The same for a command that changes it: a deleted entry only comes back by Undo. */
    about,
    /** The shared declaration of our side's verbs whose only input is the number of an entry. */
    byNumber: {
      thing: register.thing,
      permission: 'work',
      about,
      sensitive: true,
      input: { number: numberField(register) },
      positional: ['number'],
    },
  } as const;
}
