import type { Clock } from '../ground/clock.ts';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import type { Actor, Permission, ProjectSummary, Scope } from './access.ts';
import type { AuditEntry } from './audit.ts';
import type { FieldProblem, Fields, FormView, InputOf } from './form.ts';
import type { ActionPayload, Audience, Message } from './message.ts';
import type { ConversationRef, FormValues, InstallationRef, Place } from './platform.ts';
import type { Doubt } from './schedule/doubt.ts';

/**
 * The seven verbs of everything that Rapport keeps, and three that lists need. One word has one meaning in both
 * languages (verbs.ts has the words).
 */
export type Verb = 'new' | 'list' | 'show' | 'edit' | 'done' | 'move' | 'assign' | 'share' | 'delete' | (string & {});

/**
 * The kind of thing that a command is about: `reminder`, `project`. Its words in both languages come before the verb.
 */
export interface Thing {
  readonly name: string;
  readonly title: LocalizedText;
  /** Typed words for it besides its name, in both languages: `remind`, `提醒`. */
  readonly aliases: readonly string[];
  /** The kind in its numbers, as `ISS` in ACME-ISS-12; a number alone opens the thing. */
  readonly numberKind?: string;
  /** The client's numbers are a sequence of their own beside ours: RISK-3 may be either. */
  readonly hasTwoSequences?: true;
  /** The verb of the bare word; default: `list`, else `show`, else `new`. */
  readonly bare?: Verb;
  /**
   * Where its bare word is listed: the command list of Teams' manifest, the usage hint of Slack's. A thing without it
   * is only in help and docs/commands.md, so that a new command changes no manifest.
   */
  readonly listed?: readonly ListingPlace[];
}

/** A short list of commands that a platform shows. `teams`: at most 12; `slack`: as many words as fit beside `/rapport`. */
export type ListingPlace = 'slack' | 'teams';

/** The place of a command. */
export interface Setting {
  readonly installation: InstallationRef;
  readonly place: Place | undefined;
  /**
   * The readers of that place. A direct conversation has its person's side; an unlinked channel counts as `client`, the
   * safe assumption.
   */
  readonly audience: Audience;
  readonly project: ProjectSummary | undefined;
  /** The place as a target for messages. */
  readonly conversation: ConversationRef | undefined;
}

/** The context of a command's run. No globals: its slice's dependencies are the only other input. */
export interface CommandContext<P extends Permission = Permission> {
  readonly scope: Scope<P>;
  readonly actor: Actor;
  readonly setting: Setting;
  readonly locale: Locale;
  /** The zone that the person speaks in. */
  readonly zone: string;
  readonly clock: Clock;
  /** The source of the values: typed text may be interpreted; values of a form are exact. */
  readonly via: 'text' | 'form' | 'action';
  /**
   * The same for every retry of this request, e.g. after a crash. Ids of created things come from it (`idFrom`), so
   * that a retry creates nothing twice.
   */
  readonly requestId: string;
  /** The raw values, for putting them back into a form. */
  readonly given: FormValues;
  /** The part of a typed time that was not understood: the command needs a confirmation before it acts. */
  readonly doubt?: Doubt | undefined;
  /** The project that the command is about: see CommandSpec.about. */
  readonly project?: ProjectSummary | undefined;
  /** The record of the thing that the command is about: see AboutThing. */
  readonly subject?: unknown;
  /** Records one change on the trail: who, what, before, after, when, from where. */
  audit(entry: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>): Promise<void>;
  /** This command's (or another's) form, prefilled. */
  form(options?: {
    command?: string;
    values?: FormValues;
    problems?: Readonly<Record<string, FieldProblem>>;
    notice?: string;
  }): FormView;
}

/** The text of a list's line after a press. */
export interface AtLine {
  /** Default: the message's `fallbackText`. */
  readonly text?: string;
  readonly undo?: ActionPayload;
  /** The line is struck even if its thing continues, such as a reminder with a rule. */
  readonly isStruck?: boolean;
}

/**
 * The answer of a command. `caller`: visible only to the sender; `conversation`: to all readers. `update` replaces the
 * pressed message; if that shows a list, the list stays and its line shows the act: see AtLine. `isWhole`: the message
 * is the whole content there, such as a redrawn list. `instead`: replaces the pressed message only if it is known to be
 * private to this person.
 * `aloud`: the public version, posted once if this person cannot be reached privately; it repeats nothing of the
 * message. `keptAs`: a message with a secret is not stored. This one is stored instead, and answers a repeated form.
 */
export type Reply =
  | {
      readonly kind: 'message';
      readonly to: 'caller' | 'conversation';
      readonly message: Message;
      readonly instead?: true;
      readonly aloud?: Message<'client'>;
      readonly keptAs?: Message;
    }
  | { readonly kind: 'form'; readonly form: FormView }
  | { readonly kind: 'invalid'; readonly form: FormView }
  | { readonly kind: 'update'; readonly message: Message; readonly atLine?: AtLine; readonly isWhole?: true }
  | { readonly kind: 'nothing' };

/**
 * A thing that the input names, and its owners. They may act on it, and so may each person with the permission on one of
 * its projects.
 */
export interface Subject<R = unknown> {
  /** Passed to `run` as `context.subject`. */
  readonly record: R;
  readonly projectIds: readonly string[];
  /** Further projects of it, which the look-up has read already. */
  readonly projects?: readonly ProjectSummary[];
  /** The permission that counts on its projects, where this thing needs another one than its command declares. */
  readonly needs?: Permission;
  /** Person ids. */
  readonly owners?: readonly string[];
  /** This permission in the workspace is enough, e.g. for a thing without a project. */
  readonly orElse?: Permission | undefined;
  /** The text of a refusal; default: the permission's own. */
  readonly refusal?: LocalizedText;
  /** Another thing that the same act changes: the actor must be allowed to act on both. */
  readonly and?: Omit<Subject, 'record' | 'and'>;
}

/** The context of a look-up: before authorization. */
export type LookContext = Pick<CommandContext, 'actor' | 'setting' | 'locale' | 'zone' | 'clock' | 'via' | 'requestId'>;

/** How a command finds the thing that it is about. */
export interface AboutThing<S extends Subject | 'project' | undefined = Subject | 'project' | undefined> {
  /** The permission on the thing's project; default: the command's own. Owners need only the command's. */
  readonly needs?: Permission;
  /**
   * While a form is opened, `input` lacks values. `project`: this input names no thing, so the command is about a
   * project. Undefined: nothing is named yet. @throws RapportError with the slice's text if there is no such thing.
   */
  readonly of: (input: never, context: LookContext) => Promise<S>;
}

type About = 'project' | AboutThing | undefined;
type RecordOf<S> = S extends Subject<infer R> ? R : S extends 'project' ? undefined : never;
/**
 * The further input of `run`: the project for a command about one, the record for a command about a thing. A form may
 * be opened without one.
 */
type Handed<A> = A extends 'project'
  ? { readonly project: ProjectSummary }
  : A extends { readonly of: (...look: never[]) => Promise<infer S> }
    ? { readonly subject: RecordOf<S> }
    : unknown;

/** The values that a command's own `read` found in typed text, and the remaining words. */
export type PartlyRead = readonly [values: FormValues, leftover: string | undefined];

/** A message that a person has picked to make something of it. */
export interface PickedMessage {
  readonly text: string;
  /** The platform's id of the message, for a link to it; undefined if the platform does not tell it. */
  readonly message: string | undefined;
  /** The author's name; empty if the platform does not tell it. */
  readonly author: string;
}

/** One request that a person can make, declared once: text, form, buttons, help, manifests and docs come from it. */
export interface CommandSpec<P extends Permission, F extends Fields, A extends About = About> {
  readonly thing: Thing;
  readonly verb: Verb;
  /** Typed words for the verb besides those of verbs.ts. */
  readonly verbAliases?: readonly string[];
  readonly summary: LocalizedText;
  /** The permission to run it, on the project that it is about; checked by the core before `run`. */
  readonly permission: P;
  /**
   * The subject. The core loads it, authorizes with `permission` and passes it in. `project`: the project of its
   * `field.project()`, or the place's. An AboutThing: a thing that its input names.
   */
  readonly about?: A;
  /**
   * A mention by our side in a place that a client reads is refused privately, without repeating the text; a slash
   * command or a button there is answered privately.
   */
  readonly sensitive?: boolean;
  /** Not in help, manifests and docs: only buttons run it. */
  readonly hidden?: boolean;
  /**
   * The verb of another command of the thing that means this one when a contact types it: what they may do is another act
   * than ours. `done NEED-1` says that it is given.
   */
  readonly contactVerb?: Verb;
  /** The label of its form's button, for a form that sends or asks instead of saving. */
  readonly submit?: LocalizedText;
  readonly input: F;
  /** Fields that typed words fill, in this order. */
  readonly positional?: readonly (keyof F & string)[];
  /** Each further line of typed text is one more of it: `task:` with one entry a line, or one `risk …` a line. */
  readonly manyLines?: true;
  /** An example per language, shown in help; a test parses it. */
  readonly example?: LocalizedText;
  /**
   * Reads the typed words itself, if the general field grammar is not enough; pure. Undefined: use the general grammar.
   * `notThis`: the text only begins like this command, as in "help, I cannot log in".
   */
  readonly read?: (
    words: string,
    /**
     * `isEntry`: the words are one entry under a heading, so they are no sentence that only begins like one. `side`: whose
     * words they are; unset: our side's. A contact's sentence is passed on, so it must not be taken for a command.
     */
    context: { locale: Locale; now: Date; zone: string; isEntry?: boolean; side?: 'ours' | 'client' },
  ) => FormValues | PartlyRead | 'notThis' | undefined;
  /** The values of its form for a message that a person picked; default: the text in its first text field. */
  readonly fromMessage?: (picked: PickedMessage) => FormValues;
  /**
   * Completes the values that the general grammar has read out of typed words, such as a time beside a date; pure.
   */
  readonly complete?: (values: FormValues, context: { locale: Locale; now: Date; zone: string }) => FormValues;
  /** Rules over several fields; pure. */
  readonly check?: (values: FormValues) => Readonly<Partial<Record<keyof F & string, FieldProblem>>>;
  /**
   * The initial values of its form, looked up when it opens, because a button may be weeks old and its values outdated.
   * Values from the opener win.
   */
  readonly prefill?: (given: FormValues, context: CommandContext<P> & Partial<Handed<A>>) => Promise<FormValues>;
  /** A sentence above the fields of its opened form, e.g. the message that the form answers. */
  readonly intro?: (given: FormValues, context: CommandContext<P> & Partial<Handed<A>>) => Promise<string | undefined>;
  readonly run: (input: InputOf<F>, context: CommandContext<P> & Handed<A>) => Promise<Reply>;
}

/** A declared command in the core's form: only its own `run` knows the type of its input. */
export interface Command
  extends Omit<CommandSpec<Permission, Fields>, 'run' | 'check' | 'positional' | 'prefill' | 'intro' | 'about'> {
  /** `thing verb`: the name in buttons, forms and logs. */
  readonly name: string;
  readonly positional: readonly string[];
  readonly about:
    | 'project'
    | {
        readonly needs?: Permission;
        readonly of: (
          input: Readonly<Record<string, unknown>>,
          context: LookContext,
        ) => Promise<Subject | 'project' | undefined>;
      }
    | undefined;
  readonly check: (values: FormValues) => Readonly<Partial<Record<string, FieldProblem>>>;
  readonly prefill: (given: FormValues, context: CommandContext) => Promise<FormValues>;
  readonly intro: (given: FormValues, context: CommandContext) => Promise<string | undefined>;
  readonly run: (input: Readonly<Record<string, unknown>>, context: CommandContext) => Promise<Reply>;
}

/** Declares a command. There is no other way to make one. */
export function defineCommand<const P extends Permission, const F extends Fields, const A extends About = undefined>(
  spec: CommandSpec<P, F, A>,
): Command {
  return {
    ...spec,
    name: `${spec.thing.name} ${spec.verb}`,
    positional: spec.positional ?? [],
    about: spec.about as Command['about'],
    check: (spec.check ?? (() => ({}))) as Command['check'],
    prefill: (spec.prefill ?? (async () => ({}))) as Command['prefill'],
    intro: (spec.intro ?? (async () => undefined)) as Command['intro'],
    run: spec.run as unknown as Command['run'],
  };
}

/**
 * The fields that are empty in a sent form: their values are to be removed. A field that typed text leaves out stays
 * unchanged.
 */
export const emptied = (
  { via, given }: Pick<CommandContext, 'via' | 'given'>,
  names: readonly string[],
): readonly string[] => (via === 'form' ? names.filter((name) => given[name] === '') : []);

/** Answers the person privately. */
export const toCaller = (message: Message): Reply => ({ kind: 'message', to: 'caller', message });
/** Answers the person privately, once, with a secret: see `keptAs` of Reply. */
export const secretToCaller = (message: Message, keptAs: Message): Reply => ({
  kind: 'message',
  to: 'caller',
  message,
  keptAs,
});
/** Replaces the pressed message. */
export const updated = (message: Message, atLine?: AtLine): Reply => ({
  kind: 'update',
  message,
  ...(atLine === undefined ? {} : { atLine }),
});
export const nothing: Reply = { kind: 'nothing' };
