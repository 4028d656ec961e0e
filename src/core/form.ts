import type { z } from 'zod';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import type { ProjectSummary } from './access.ts';
import type { RichText } from './message.ts';
import type { FormValues } from './platform.ts';

/** The input kinds of fields; every platform has a way for each. */
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
  | 'money'
  | 'effort'
  | 'project';

/** The problem of a value; texts.ts makes the person's text from the code. */
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
    | 'notMoney'
    | 'whichCurrency'
    | 'tooPrecise'
    | 'notEffort'
    | 'unknownProject'
    | 'whichProject'
    | 'unknownField'
    | 'custom';
  readonly parameters?: Readonly<Record<string, string | number>>;
  /**
   * With `custom`: the slice's own text. With other codes: a text that depends on the field, such as its options'
   * names.
   */
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

/** The context for resolving a value: the person, time, place, and the people they may name. */
export interface FieldContext {
  readonly now: Date;
  readonly zone: string;
  readonly locale: Locale;
  /** People that this actor may name, by mention token, name or id. */
  person(token: string): Promise<Parsed<PersonChoice>>;
  /** Channels that this actor may name, by mention token, #name or id. */
  channel(token: string): Promise<Parsed<ChannelChoice>>;
  /** Projects for which this actor may run the command, by key, name or id. Unknown and forbidden are one problem. */
  project(token: string): Promise<Parsed<ProjectSummary>>;
}

export interface Option {
  readonly value: string;
  readonly label: LocalizedText;
  /** Typed aliases of the option. */
  readonly aliases?: readonly string[];
}

/**
 * One field of a command: its form view, check and reading, declared together. A raw value is the string (or strings)
 * from a form, a button or typed text.
 */
export interface Field<T> {
  readonly kind: FieldKind;
  readonly label: LocalizedText;
  readonly hint?: LocalizedText | undefined;
  readonly placeholder?: LocalizedText | undefined;
  readonly required: boolean;
  /**
   * A hidden field, such as an id. If people can name its value, such as a channel, a missing or wrong one is asked
   * for: see `isAskable`.
   */
  readonly hidden: boolean;
  /** Buttons put an id here that means nothing to people: then it is hidden. A typed value is shown. */
  readonly idByButton: boolean;
  readonly options?: readonly Option[] | undefined;
  readonly maxLength?: number | undefined;
  /** The date of something that has happened: typed words are read that way. */
  readonly isPast?: boolean | undefined;
  /** Aliases of the field's name in `key:value`, in both languages. */
  readonly aliases: readonly string[];
  /** The form's initial value; a hidden field uses it as a default. The channel `here` is the place of the request. */
  readonly initial?: string | undefined;
  /** Quick check, no I/O: the first problem, or undefined. */
  check(raw: string | string[] | undefined): FieldProblem | undefined;
  /** The value that the command gets. Called only when `check` found nothing. */
  resolve(raw: string | string[] | undefined, context: FieldContext): Promise<Parsed<T>>;
}

/** The reader of a stored value. */
export interface ValueContext {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: Date;
  /** The name of a person on record. */
  nameOf?(personId: string): string | undefined;
}

/** How a field's value `T` is stored as `S`, and read from there. */
export interface StoredValue<T, S> {
  /** The shape of the stored value, as a collection's model allows it. */
  readonly stored: z.ZodType<S>;
  /**
   * The stored value: a person is stored by id, any other value as it is. `before`: the stored value that it replaces,
   * for a value whose words may leave something out.
   */
  toStored(value: T, before?: S): S;
  /**
   * Words for a form or a table, in the reader's language: `resolve` reads them as the same value. Words for a person
   * are the name, if `nameOf` gives one, else the id: only the id is never ambiguous.
   */
  typed(stored: S, context: ValueContext): string;
  /** The value as a card shows it. */
  shown(stored: S, context: ValueContext): RichText;
}

/** A field whose value can be stored. `V`: the command's value, which may be undefined; `T`: the same if there is one. */
export type StoredField<V, T = NonNullable<V>, S = T> = Field<V> & StoredValue<T, S>;

export type Fields = Readonly<Record<string, Field<unknown>>>;
/** The input of a command's run. */
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
  /** Text above the fields, e.g. words that were not understood, or a kept message. */
  readonly notice: string | undefined;
  readonly fields: readonly FieldView[];
  readonly hidden: FormValues;
}
