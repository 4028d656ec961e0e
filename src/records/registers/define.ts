import { z } from 'zod';
import type { ProjectSummary } from '../../core/access.ts';
import type { Command, CommandContext, Thing } from '../../core/command.ts';
import type { Field, Fields, StoredField, ValueContext } from '../../core/form.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import type { ListReader } from '../../core/lists/list.ts';
import type { Audience, Block, Button, Menu, RichText } from '../../core/message.ts';
import type { FormValues } from '../../core/platform.ts';
import type { Slice, SliceExample } from '../../core/slice.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale, LocalizedText } from '../../ground/i18n.ts';
import type { EntryEvent } from '../entries/collection.ts';
import type { EntryKind, Side, Turn } from '../entries/kinds.ts';
import type { Entry } from '../entries/model.ts';
import type { EntryChanges } from '../entries/store.ts';
import type { RegisterPorts } from './ports.ts';

/** A register's own fields, each with its stored form. */
export type OwnFields = Readonly<Record<string, StoredField<unknown, unknown, unknown>>>;

/** Kinds of values that the history may hold: no free words. */
const TOLD_KINDS: readonly Field<unknown>['kind'][] = ['number', 'choice', 'toggle', 'date', 'time', 'person'];

/** One state of a register's entries. */
export interface RegisterState {
  readonly label: LocalizedText;
  /** The side that has to act while an entry is in this state. Unset: the entry is over. */
  readonly turn?: Turn | 'owner';
  /** The due date's label in this state, where it means something else than usual. */
  readonly due?: LocalizedText;
  /** Only a signature sets it: no form offers it, and typed words for it are refused. */
  readonly bySignature?: true;
  /** A plain verb of its own that sets it: the typed words, and its label in the card's menu. */
  readonly verb?: { readonly name: string; readonly aliases: readonly string[]; readonly label: LocalizedText };
}

/** What the reader of a card may read of an entry: our side its present values, the client those of its snapshot alone. */
export interface Readable {
  readonly state: string;
  readonly due?: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** For our side alone, and as far as the card has read it. */
  readonly trail?: readonly HistoryRow[] | undefined;
}

/** A part of a card: lines below the fields, and buttons. `tells`: they tell the client what is not told yet. */
export interface CardPart {
  readonly blocks: readonly Block[];
  readonly buttons: readonly Button[];
  readonly tells?: boolean;
}
export type ReadCardPart = (
  context: Pick<CommandContext, 'scope' | 'actor' | 'locale' | 'zone' | 'clock'>,
  record: { readonly entry: Entry; readonly project: ProjectSummary },
) => Promise<CardPart>;

/** Lines under the head of a list, for our side. `projectIds`: the list's project, or those of the listed entries. */
export type ReadListNote = (reader: ListReader, projectIds: readonly string[]) => Promise<readonly RichText[]>;

/** Rules of a register for changes by our side. */
export interface ChangeRules {
  /** Further fields of the forms that move and edit. */
  readonly fields: Fields;
  /**
   * Own values to store along with a change. @throws RapportError `invalid` for a change that is not allowed; with the
   * `field` of a further field, its form asks for it.
   */
  readonly adds: (
    context: CommandContext,
    entry: Entry,
    made: { readonly changes: EntryChanges; readonly event: EntryEvent },
  ) => Readonly<Record<string, unknown>>;
}

/** What a register's entries are in the status of a project, besides whose turn it is and what is overdue. */
export type StatusPart<S extends string = string> =
  /** Progress counts the reached ones, without the dropped ones; the next ones are shown with their dates. */
  | { readonly as: 'steps'; readonly reached: readonly S[]; readonly dropped: readonly S[] }
  /** The worst first. `red`: the score from which one is urgent. Scores are internal. */
  | { readonly as: 'threats'; readonly scoreOf: (entry: Entry) => number | undefined; readonly red: number }
  /** The open ones and, for the client, the last ones in these states. */
  | { readonly as: 'decisions'; readonly decided: readonly S[] }
  /** The open ones with a progress bar. */
  | { readonly as: 'goals'; readonly bar: (readable: Readable, label: string, locale: Locale) => readonly Block[] };

/**
 * A register: one kind of thing that a project keeps. From this declaration come its verbs, its cards, lists and
 * docs. See docs/adding-a-register.md.
 */
export interface RegisterSpec<S extends string = string, F extends OwnFields = OwnFields> {
  /** The thing's name in commands, stored entries and logs: `risk`. */
  readonly name: string;
  /** The kind in its numbers: `RISK`. */
  readonly numberKind: string;
  /** Typed words for it besides its name, in both languages; the first Chinese one is shown in usages. */
  readonly aliases: readonly string[];
  /** All of them, `Risks`, and one of them, `risk`. */
  readonly title: LocalizedText;
  readonly one: LocalizedText;
  /** `client`: its form offers the client's view first, and what a manager types in a client's channel is shared. */
  readonly begins: Audience;
  /** In the order of their labels in lists; the first one is the state of a new entry. */
  readonly states: Readonly<Record<S, RegisterState>>;
  /** The state that `done` sets. */
  readonly done: NoInfer<S>;
  /** Its own fields, beyond the shared ones (title, due, owner, note). */
  readonly fields: F;
  /** The own fields that a published entry shows to the client. */
  readonly seenByClient?: readonly (keyof F & string)[];
  /**
   * The due date's label; unset: its entries have none. `time`: the own field with the time of that day in the project's
   * zone. The two are typed, moved and shown together.
   */
  readonly due?: {
    readonly label: LocalizedText;
    readonly required?: true;
    readonly time?: keyof F & string;
    /** The day of something that has happened: never in the future, and today if it is left out. */
    readonly isPast?: true;
  };
  /** The owner's label and the side that they are of; unset: its entries have none. */
  readonly owner?: {
    readonly label: LocalizedText;
    readonly side: Side | 'either';
    readonly aliases?: readonly string[];
  };
  /** The names of the registers whose entries one may be a part of: a work item of a milestone, `for:MS-2`. */
  readonly partOf?: readonly string[];
  /** The side that the people of an own field are of; a field that is not named here takes people of both sides. */
  readonly sides?: { readonly [N in keyof F & string]?: Side };
  /** Further own fields that typed words fill, after the title, the date and the owner. */
  readonly positional?: readonly (keyof F & string)[];
  /** Reads short forms out of typed words, such as `4x5`; returns their values and the remaining words. */
  readonly quick?: (words: string) => { readonly values: FormValues; readonly rest: string };
  /** One word or sign in front of its lines in lists, such as a risk's score. */
  readonly badge?: (entry: Entry, locale: Locale) => RichText | undefined;
  /** Blocks of its card for either side, below the fields. */
  readonly more?: (readable: Readable, reader: ValueContext) => readonly Block[];
  /** Further stored values that no form sets, such as what a signature leaves, with their names in the history. */
  readonly kept?: Readonly<Record<string, { readonly label: LocalizedText; readonly stored: z.ZodType }>>;
  /** Further lines of the menu on its card and its lines in lists. */
  readonly menu?: (entry: Entry, locale: Locale) => Menu['options'];
  /** The question before one gets this state, such as what is still missing. Undefined: it is set at once. */
  readonly confirms?: (entry: Entry, state: string, locale: Locale) => string | undefined;
  /** Rules for changes by our side. */
  readonly rules?: ChangeRules;
  /** Lines and buttons of its card for our side that need a look-up. */
  readonly cardPart?: (ports: RegisterPorts, register: Register) => ReadCardPart;
  /** Contacts may add one: it is theirs to see at once, in their words. */
  readonly raisedByClient?: true;
  /** Lines under the head of its list for our side that need a look-up, such as a sum. */
  readonly listNote?: (ports: RegisterPorts, register: Register) => ReadListNote;
  /** Lines and buttons of its published card for contacts that need a look-up; made from what they may read. */
  readonly clientPart?: (ports: RegisterPorts, register: Register) => ReadCardPart;
  /** Buttons of a published entry for contacts who may answer; made from its snapshot alone. */
  readonly clientButtons?: (entry: Entry, locale: Locale) => readonly Button[];

  readonly inStatus?: StatusPart<NoInfer<S>>;
  /** How one is typed. */
  readonly example: LocalizedText;
  /** Its further commands, such as a signature. One with a plain verb's name replaces it. */
  readonly commands?: (ports: RegisterPorts, register: Register) => readonly Command[];
  /** Further parts of its slice: reactions, jobs, collections. */
  readonly parts?: (
    ports: RegisterPorts,
    register: Register,
  ) => Partial<Pick<Slice, 'jobs' | 'reactions' | 'collections' | 'lists'>>;
  /** Values of its own fields in the examples of the guards, and steps for its own commands. */
  readonly sample?: FormValues;
  readonly acts?: SliceExample['acts'];
  readonly exempt?: SliceExample['exempt'];
}

/** A declared register: its kind of entry and its thing, with the declaration. */
export interface Register {
  readonly spec: RegisterSpec;
  readonly kind: EntryKind;
  readonly thing: Thing;
}

/** Declares a register. @throws RapportError `internal` for an own field with the name of a shared one. */
export function defineRegister<const S extends string, const F extends OwnFields>(spec: RegisterSpec<S, F>): Register {
  const taken = Object.keys(spec.fields).find((name) => SHARED.has(name));
  if (taken !== undefined) throw new RapportError('internal', `the register ${spec.name} has its own field ${taken}`);
  const states = spec.states as Readonly<Record<string, RegisterState>>;
  const names = Object.keys(states);
  const own = Object.entries(spec.fields);
  const kind: EntryKind = {
    name: spec.name,
    numberKind: spec.numberKind,
    begins: spec.begins,
    states: names,
    open: names.filter((name) => states[name]?.turn !== undefined),
    turnOf(state, ownerSide) {
      const turn = states[state]?.turn ?? 'nobody';
      return turn === 'owner' ? (ownerSide ?? 'ours') : turn;
    },
    details: z.strictObject(
      Object.fromEntries(
        [...own, ...Object.entries(spec.kept ?? {})].map(([name, { stored }]) => [name, stored.optional()]),
      ),
    ),
    toldDetails: own.flatMap(([name, { kind: of }]) => (TOLD_KINDS.includes(of) ? [name] : [])),
    seenByClient: spec.seenByClient ?? [],
    partOf: spec.partOf ?? [],
  };
  return {
    spec: spec as unknown as RegisterSpec,
    kind,
    thing: {
      name: spec.name,
      title: spec.title,
      aliases: spec.aliases,
      numberKind: spec.numberKind,
      hasTwoSequences: true,
    },
  };
}

/** Whether some state of its entries is open. An extra is over at once. */
export const isEverOpen = ({ kind }: Register): boolean => kind.open.length > 0;

/** The names of the fields that all registers share. */
const SHARED = new Set([
  'number',
  'title',
  'due',
  'owner',
  'partOf',
  'note',
  'project',
  'audience',
  'state',
  'why',
  'seen',
  'was',
]);

/** The registers by the kind of their entries. */
export const byKind = (registers: readonly Register[]): ReadonlyMap<string, Register> =>
  new Map(registers.map((register) => [register.kind.name, register]));
