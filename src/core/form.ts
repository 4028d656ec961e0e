import type { z } from 'zod';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import type { ProjectSummary } from './access.ts';
import type { FormValues } from './platform.ts';

/** How a field is asked for; every platform has a way for each. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'number'
  | 'choice'
  | 'choices'
  | 'toggle'
  | 'date'
  | 'time'
  | 'when'
  | 'person'
  | 'channel'
  | 'zone'
  | 'project';

/** What is wrong with a value; the person's text is made from the code, in one place (texts.ts). */
export interface FieldProblem {
  readonly code:
    | 'required'
    | 'tooLong'
    | 'notANumber'
    | 'tooSmall'
    | 'tooLarge'
    | 'notAChoice'
    | 'notADate'
    | 'notATime'
    | 'notUnderstood'
    | 'tooOften'
    | 'inThePast'
    | 'unknownDay'
    | 'unknownPerson'
    | 'ambiguousPerson'
    | 'whoIsMeant'
    | 'hasLeft'
    | 'accountGone'
    | 'oneAtATime'
    | 'unknownChannel'
    | 'whichChannel'
    | 'unknownZone'
    | 'unknownProject'
    | 'whichProject'
    | 'unknownField'
    | 'custom';
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** With `custom`: the slice's own text. Elsewhere a text that depends on the field: its options' names. */
  readonly text?: LocalizedText;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FieldProblem };

/** A person as commands get them. */
export interface PersonChoice {
  readonly personId: string;
  readonly name: string;
}
/** A channel as commands get it: linked channels carry project and audience. */
export interface ChannelChoice {
  readonly conversation: string;
  readonly platform: string;
  readonly tenant: string;
  readonly name: string;
  readonly projectId: string | undefined;
  readonly audience: 'client' | 'internal' | undefined;
}

/** What resolving a value may need: who asks, when, where, and whom they can name. */
export interface FieldContext {
  readonly now: Date;
  readonly zone: string;
  readonly locale: Locale;
  /** People whom this actor may name, by mention token, name or id. */
  person(token: string): Promise<Parsed<PersonChoice>>;
  /** Channels that this actor may name, by mention token, #name or id. */
  channel(token: string): Promise<Parsed<ChannelChoice>>;
  /** Projects for which this actor may run the command, by key, name or id. Unknown and forbidden are one problem. */
  project(token: string): Promise<Parsed<ProjectSummary>>;
}

export interface Option {
  readonly value: string;
  readonly label: LocalizedText;
  /** Other words for it when it is typed. */
  readonly aliases?: readonly string[];
}

/**
 * One field of a command: how it is asked for, checked and read, declared together.
 * A raw value is the string (or strings) that a form, a button or the typed text gives.
 */
export interface Field<T> {
  readonly kind: FieldKind;
  readonly label: LocalizedText;
  readonly hint?: LocalizedText | undefined;
  readonly placeholder?: LocalizedText | undefined;
  readonly required: boolean;
  /**
   * Carried by forms unseen (an id, say). What people can name, as a channel, is asked for where its value is missing
   * or wrong: see `isAskable`.
   */
  readonly hidden: boolean;
  /**
   * Buttons put an id here, which says nothing to people: then it is carried unseen. What people type for it is shown.
   */
  readonly idByButton: boolean;
  readonly options?: readonly Option[] | undefined;
  readonly maxLength?: number | undefined;
  /** Other words for the field's name in `key:value`, in either language. */
  readonly aliases: readonly string[];
  /**
   * What the form starts with; a hidden field has it wherever nobody gave another value. The channel `here` is the one
   * in which it is asked for.
   */
  readonly initial?: string | undefined;
  /** The raw value's form, checked without any look-up: what the ack can answer. */
  readonly schema: z.ZodType<string | string[] | undefined>;
  /** Quick check, no I/O: the first problem, or undefined. */
  check(raw: string | string[] | undefined): FieldProblem | undefined;
  /** The value that the command gets. Called only when `check` found nothing. */
  resolve(raw: string | string[] | undefined, context: FieldContext): Promise<Parsed<T>>;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
/** What a command's run gets. */
export type InputOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A field as a renderer shows it: in the reader's language. */
export interface FieldView {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly hint: string | undefined;
  readonly placeholder: string | undefined;
  readonly required: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly maxLength: number | undefined;
  readonly value: string | readonly string[] | undefined;
  readonly error: string | undefined;
}

/** A form as a renderer shows it. `hidden` comes back with the submit, unchanged. */
export interface FormView {
  readonly command: string;
  readonly locale: Locale;
  readonly title: string;
  readonly submit: string;
  readonly cancel: string;
  /** Said above the fields: what was not understood, what was kept. */
  readonly notice: string | undefined;
  readonly fields: readonly FieldView[];
  readonly hidden: FormValues;
}
