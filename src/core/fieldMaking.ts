/** What every kind of field is made with: its common options, its check and its reading. */

import type { LocalizedText } from '../ground/i18n.ts';
import type { Field, FieldContext, FieldProblem, Option, Parsed, StoredField, StoredValue } from './form.ts';

/**
 * The common options of every field. `B`: whether it is optional. No option is taken from the type of what is given, so
 * that a mistyped name does not compile.
 */
export interface Common<B extends boolean = boolean> {
  readonly label: LocalizedText;
  readonly hint?: LocalizedText;
  readonly placeholder?: LocalizedText;
  /** Other words for its name in `key:value`. */
  readonly aliases?: readonly string[];
  /** Hidden in forms: see Field.hidden. */
  readonly hidden?: boolean;
  /** People name the value by a number or a name; buttons put its id here, which a form then carries hidden. */
  readonly idByButton?: boolean;
  /** The form's initial value: see Field.initial. */
  readonly initial?: string;
  /** Without a value, an optional field's value is undefined. */
  readonly optional?: B;
}
type ValueOf<B extends boolean, T> = B extends true ? T | undefined : T;

export type Raw = string | string[] | undefined;
export const DEFAULT_MAX = 3_000;

export const one = (raw: Raw): string => (Array.isArray(raw) ? (raw[0] ?? '') : (raw ?? '')).trim();
export const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const bad = (
  code: FieldProblem['code'],
  parameters?: FieldProblem['parameters'],
): { ok: false; problem: FieldProblem } => ({
  ok: false,
  problem: parameters === undefined ? { code } : { code, parameters },
});

interface Making<T> {
  readonly kind: Field<T>['kind'];
  readonly options?: readonly Option[];
  readonly maxLength?: number;
  readonly isPast?: boolean | undefined;
  /** Reads a non-empty value, without look-ups. */
  readonly read: (raw: Raw) => Parsed<unknown>;
  /** Looks up what the reading needs to become the value; without it, the reading is the value. */
  readonly look?: (raw: Raw, context: FieldContext) => Promise<Parsed<T>> | Parsed<T>;
}

export function make<B extends boolean, T>(
  common: Common<B>,
  { kind, options, maxLength = DEFAULT_MAX, isPast, read, look }: Making<T>,
): Field<ValueOf<B, T>> {
  const isEmpty = (raw: Raw) => (Array.isArray(raw) ? raw.every((part) => part.trim() === '') : one(raw) === '');
  const required = common.optional !== true;
  const check = (raw: Raw): FieldProblem | undefined => {
    if (isEmpty(raw)) return required ? { code: 'required' } : undefined;
    const length = Array.isArray(raw) ? Math.max(...raw.map((part) => part.length)) : one(raw).length;
    if (length > maxLength) return { code: 'tooLong', parameters: { max: maxLength, length } };
    const reading = read(raw);
    return reading.ok ? undefined : reading.problem;
  };
  return {
    kind,
    label: common.label,
    hint: common.hint,
    placeholder: common.placeholder,
    required,
    hidden: common.hidden === true,
    idByButton: common.idByButton === true,
    options,
    maxLength,
    isPast,
    aliases: common.aliases ?? [],
    initial: common.initial,
    check,
    resolve: async (raw, context) => {
      const problem = check(raw);
      if (problem !== undefined) return { ok: false, problem };
      if (isEmpty(raw)) return ok(undefined as ValueOf<B, T>);
      const value = look === undefined ? read(raw) : await look(raw, context);
      return value as Parsed<ValueOf<B, T>>;
    },
  };
}

/** A field whose value can be stored. */
export function makeStored<B extends boolean, T, S>(
  common: Common<B>,
  { stored, toStored, typed, shown, ...making }: Making<T> & StoredValue<T, S>,
): StoredField<ValueOf<B, T>, T, S> {
  return { ...make<B, T>(common, making), stored, toStored, typed, shown };
}
