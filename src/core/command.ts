import type { Clock } from '../ground/clock.ts';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import type { Actor, Permission, ProjectAccess, ProjectSummary, Scope } from './access.ts';
import type { AuditEntry } from './audit.ts';
import type { FieldProblem, Fields, FormView, InputOf } from './form.ts';
import type { ActionPayload, Audience, Message } from './message.ts';
import type { ConversationRef, FormValues, InstallationRef, Place } from './platform.ts';
import type { Doubt } from './schedule/doubt.ts';

/**
 * The seven verbs of everything that Rapport keeps, and three that lists need. One word for one thing, in both
 * languages (verbs.ts has the words).
 */
export type Verb = 'new' | 'list' | 'show' | 'edit' | 'done' | 'move' | 'assign' | 'share' | 'delete' | (string & {});

/** What a command is about: `reminder`, `project`. Its words in both languages come before the verb. */
export interface Thing {
  readonly name: string;
  readonly title: LocalizedText;
  /** Typed words for it besides its name, in either language: `remind`, `提醒`. */
  readonly aliases: readonly string[];
  /** The kind in its numbers, as `ISS` in ACME-ISS-12; a number alone opens it. */
  readonly numberKind?: string;
  /** What the bare word does; without it: `list`, else `show`, else `new`. */
  readonly bare?: Verb;
  /**
   * Where its bare word is put forward: the command list of Teams' manifest, the usage hint of Slack's. A thing without
   * it is in help and docs/commands.md alone, so that a new command changes no manifest.
   */
  readonly listed?: readonly ListingPlace[];
}

/** A short list of commands that a platform shows. `teams`: at most 12; `slack`: as many words as fit beside `/rapport`. */
export type ListingPlace = 'slack' | 'teams';

/** Where a command was given. */
export interface Setting {
  readonly installation: InstallationRef;
  readonly place: Place | undefined;
  /**
   * Who can read in that place. A direct conversation has its person's side; an unlinked channel is `client`: the
   * careful guess.
   */
  readonly audience: Audience;
  readonly project: ProjectSummary | undefined;
  /** The place as a target for messages. */
  readonly conversation: ConversationRef | undefined;
}

/** What a command runs with. No globals: everything it may use is here or was handed to its slice. */
export interface CommandContext<P extends Permission = Permission> {
  readonly scope: Scope<P>;
  readonly actor: Actor;
  readonly setting: Setting;
  readonly locale: Locale;
  /** The zone that the person speaks in. */
  readonly zone: string;
  readonly clock: Clock;
  /** How the words came: what a text means may be guessed, what a form says is meant. */
  readonly via: 'text' | 'form' | 'action';
  /**
   * The same for every repeat of this request, e.g. after a crash: ids of what it creates come from it (`idFrom`), so
   * that a repeat makes nothing twice.
   */
  readonly requestId: string;
  /** The raw values as given, for putting them back into a form. */
  readonly given: FormValues;
  /** What of a typed time was not understood, so that nothing is set without a yes. */
  readonly doubt?: Doubt | undefined;
  /** The project that the command is about: see CommandSpec.about. */
  readonly project?: ProjectSummary | undefined;
  /** The record of the thing that the command is about: see AboutThing. */
  readonly subject?: unknown;
  /** Records one change of the record: who, what, before, after, when, from where. */
  audit(entry: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>): Promise<void>;
  /** Authorises one more act, e.g. on a project that the input names. Throws `refused`. */
  authorize<Q extends Permission>(permission: Q, project?: ProjectAccess): Scope<Q>;
  /** This command's (or another's) form, prefilled. */
  form(options?: {
    command?: string;
    values?: FormValues;
    problems?: Readonly<Record<string, FieldProblem>>;
    notice?: string;
  }): FormView;
}

/** What a line of a list says once it was pressed. */
export interface AtLine {
  /** Without it the message's `fallbackText`. */
  readonly text?: string;
  readonly undo?: ActionPayload;
  /** The line is struck also where its thing goes on, such as a reminder with a rule. */
  readonly isStruck?: boolean;
}

/**
 * What a command answers. `caller`: that person alone sees it; `conversation`: all who are there.
 * `update` replaces the message whose button was pressed; where that shows a list, the list stays and its line says
 * what was done: see AtLine. `isWhole`: the message is all that stands there, as a list drawn again is. `instead`: it
 * would, but for others who may read there; where the pressed message is known to be this person's alone, it may.
 * `aloud`: what all who are there are told, once, where this person can be told nothing alone; it repeats nothing of
 * the message. `keptAs`: a message with a secret is kept nowhere. This one is kept instead, and answers a form that is
 * sent again.
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
 * A thing that the input names, with whose it is. Its owners may act on it; so may everybody with the permission on one
 * of its projects.
 */
export interface Subject<R = unknown> {
  /** Handed to `run` as `context.subject`. */
  readonly record: R;
  readonly projectIds: readonly string[];
  /** Person ids. */
  readonly owners?: readonly string[];
  /** This permission in the workspace is enough, e.g. where the thing has no project. */
  readonly orElse?: Permission | undefined;
  /** What people are told who may not. Without it the permission's own words. */
  readonly refusal?: LocalizedText;
  /** Another thing that the same act changes: the actor needs a claim on both. */
  readonly and?: Omit<Subject, 'record' | 'and'>;
}

/** What a look-up may go by: nobody is authorised yet. */
export type LookContext = Pick<CommandContext, 'actor' | 'setting' | 'locale' | 'zone' | 'clock' | 'via' | 'requestId'>;

/** How a command finds the thing that it is about. */
export interface AboutThing<S extends Subject | 'project' | undefined = Subject | 'project' | undefined> {
  /** The permission that counts on the thing's project; without it the command's own. Owners need the command's alone. */
  readonly needs?: Permission;
  /**
   * `input` lacks values while a form is opened. `project`: this input names no thing, so that the command is about a
   * project. Undefined: nothing is named yet. @throws RapportError in the slice's words when there is no such thing.
   */
  readonly of: (input: never, context: LookContext) => Promise<S>;
}

type About = 'project' | AboutThing | undefined;
type RecordOf<S> = S extends Subject<infer R> ? R : S extends 'project' ? undefined : never;
/** What `run` gets besides: the project is there for a command about one, the record for a command about a thing. */
type Handed<A> = A extends 'project'
  ? { readonly project: ProjectSummary }
  : A extends { readonly of: (...look: never[]) => Promise<infer S> }
    ? { readonly subject: RecordOf<S> }
    : unknown;

/** What a command read of typed words itself, and the words that fit nowhere in it. */
export type PartlyRead = readonly [values: FormValues, leftover: string | undefined];

/** One thing that a person can ask for, declared once: text, form, buttons, help, manifests and docs come out of it. */
export interface CommandSpec<P extends Permission, F extends Fields, A extends About = About> {
  readonly thing: Thing;
  readonly verb: Verb;
  /** Typed words for the verb besides those of verbs.ts. */
  readonly verbAliases?: readonly string[];
  readonly summary: LocalizedText;
  /** Who may run it, on the project that it is about; enforced by the core before `run`. */
  readonly permission: P;
  /**
   * What it is about. The core finds that, decides with `permission` and hands it in. `project`: the project that its
   * `field.project()` names, else the place's. An AboutThing: a thing that its input names.
   */
  readonly about?: A;
  /**
   * Typed by our side as a mention where a client reads, it is refused privately without repeating the text; a slash
   * command or a button is answered for the caller's eyes.
   */
  readonly sensitive?: boolean;
  /** Left out of help, manifests and docs: reached by buttons only. */
  readonly hidden?: boolean;
  /** What the button of its form says, where it keeps nothing but sends or asks. */
  readonly submit?: LocalizedText;
  readonly input: F;
  /** Fields that typed words fill, in this order. */
  readonly positional?: readonly (keyof F & string)[];
  /** An example per language, shown in help; a test parses it. */
  readonly example?: LocalizedText;
  /**
   * Reads the typed words itself where the grammar of fields is not enough; pure. Undefined: use the general way.
   * `notThis`: the words only begin like this command, as in "help, I cannot log in".
   */
  readonly read?: (
    words: string,
    context: { locale: Locale; now: Date; zone: string },
  ) => FormValues | PartlyRead | 'notThis' | undefined;
  /** Rules over several fields; pure. */
  readonly check?: (values: FormValues) => Readonly<Partial<Record<keyof F & string, FieldProblem>>>;
  /**
   * What its form starts with when somebody opens it, looked up then: a button may be weeks old, and what it would have
   * carried is too. Values that the opener gave win.
   */
  readonly prefill?: (given: FormValues, context: CommandContext<P>) => Promise<FormValues>;
  /** A sentence above the fields of its form when it is opened, e.g. the message that the form answers. */
  readonly intro?: (given: FormValues, context: CommandContext<P>) => Promise<string | undefined>;
  readonly run: (input: InputOf<F>, context: CommandContext<P> & Handed<A>) => Promise<Reply>;
}

/** A declared command as the core keeps it: its input's type is known to its own `run` alone. */
export interface Command
  extends Omit<CommandSpec<Permission, Fields>, 'run' | 'check' | 'positional' | 'prefill' | 'intro' | 'about'> {
  /** `thing verb`: what buttons, forms and logs call it. */
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

/** Declares a command. The only way to make one. */
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
 * Of these fields, those that a sent form shows emptied: what stood there is to go. Typed words that leave a field out
 * say nothing of it.
 */
export const emptied = (
  { via, given }: Pick<CommandContext, 'via' | 'given'>,
  names: readonly string[],
): readonly string[] => (via === 'form' ? names.filter((name) => given[name] === '') : []);

/** Answers to the person alone. */
export const toCaller = (message: Message): Reply => ({ kind: 'message', to: 'caller', message });
/** Answers to the person alone, once, with a secret: see `keptAs` of Reply. */
export const secretToCaller = (message: Message, keptAs: Message): Reply => ({
  kind: 'message',
  to: 'caller',
  message,
  keptAs,
});
/** Replaces the message that was pressed. */
export const updated = (message: Message, atLine?: AtLine): Reply => ({
  kind: 'update',
  message,
  ...(atLine === undefined ? {} : { atLine }),
});
export const nothing: Reply = { kind: 'nothing' };
