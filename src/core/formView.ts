import { inARow, type Locale } from '../ground/i18n.ts';
import { isId } from '../ground/ids.ts';
import type { Command } from './command.ts';
import { partsOf } from './fieldOptions.ts';
import { fieldTexts, problemText } from './fieldTexts.ts';
import type { Field, FieldKind, FieldProblem, FieldView, FormView } from './form.ts';
import { REPEAT_OF } from './message.ts';
import type { FormValues } from './platform.ts';

export interface FormViewOptions {
  readonly locale: Locale;
  /** The initial values, by field name. */
  readonly values?: FormValues;
  readonly problems?: Readonly<Partial<Record<string, FieldProblem>>>;
  readonly notice?: string | undefined;
}

/**
 * Whether a form carries this value of a field without showing it: a hidden field's value, and an id that a button put
 * into a field for numbers or names.
 */
export function isUnseen(
  field: Pick<Field<unknown>, 'hidden' | 'idByButton'>,
  value: FormValues[string] | undefined,
): boolean {
  return field.hidden || (field.idByButton && typeof value === 'string' && isId(value));
}

/** Kinds whose hidden values are ids that buttons carry and people do not know. */
const ID_KINDS: readonly FieldKind[] = ['text', 'number', 'project'];
/**
 * Whether people can fill in a field. A hidden text, number or project is an id from a button; a hidden channel or zone
 * can be named like any other.
 */
export const isAskable = ({ hidden, kind }: Pick<Field<unknown>, 'hidden' | 'kind'>): boolean =>
  !hidden || !ID_KINDS.includes(kind);

/** A hidden field is shown if it lacks a required value or has a wrong one: otherwise the form could never be saved. */
function isInSight(
  field: Field<unknown>,
  value: FormValues[string] | undefined,
  problem: FieldProblem | undefined,
): boolean {
  if (!field.hidden) return !isUnseen(field, value);
  return isAskable(field) && (problem !== undefined || (field.required && (value === undefined || value.length === 0)));
}

/**
 * A command's form in the reader's language, prefilled. Values that people should not see are carried hidden;
 * undeclared names are dropped.
 */
export function formView(command: Command, { locale, values = {}, problems = {}, notice }: FormViewOptions): FormView {
  const texts = fieldTexts(locale);
  const shown: FieldView[] = [];
  const { [REPEAT_OF]: mark } = values;
  const hidden: Record<string, string | string[]> = mark === undefined ? {} : { [REPEAT_OF]: mark };
  for (const [name, field] of Object.entries(command.input)) {
    const value = values[name];
    const problem = problems[name];
    if (!isInSight(field, value, problem)) {
      if (value !== undefined) hidden[name] = value;
      continue;
    }
    shown.push({
      name,
      kind: field.kind,
      label: field.label[locale],
      hint: field.hint?.[locale],
      placeholder: field.placeholder?.[locale],
      required: field.required,
      options: field.options?.map((option) => ({ value: option.value, label: option.label[locale] })),
      maxLength: field.maxLength,
      // `me` is the parser's word; the form shows the reader's.
      value:
        field.kind === 'person' && value === 'me'
          ? texts.me()
          : (asOption(field.kind === 'choices' && value !== undefined ? partsOf(value) : value, field.options) ??
            (field.hidden ? undefined : field.initial)),
      error: problem === undefined ? undefined : problemText(problem, locale),
    });
  }
  // A problem of a hidden field has no other place.
  const unseen = Object.entries(problems).flatMap(([name, problem]) =>
    problem !== undefined && !shown.some((field) => field.name === name) && command.input[name] !== undefined
      ? [problemText(problem, locale)]
      : [],
  );
  // A form that only chooses a thing has nothing to save.
  const isChoice = command.verb === 'show' || shown.every(({ name }) => command.input[name]?.idByButton === true);
  const notices = [notice, ...unseen].filter((text) => text !== undefined);
  return {
    command: command.name,
    locale,
    title: command.summary[locale],
    submit: command.submit?.[locale] ?? (isChoice ? texts.go() : texts.submit()),
    cancel: texts.cancel(),
    notice: notices.length === 0 ? undefined : inARow(notices),
    fields: shown,
    hidden,
  };
}

/**
 * A typed word for an option becomes the option's value, so that the form selects it; any other text stays as typed.
 */
function asOption(
  value: string | string[] | undefined,
  options: Command['input'][string]['options'],
): string | string[] | undefined {
  if (options === undefined || value === undefined) return value;
  const chosen = (typed: string) =>
    options.find(({ value: own, label, aliases = [] }) =>
      [own, label.en, label['zh-CN'], ...aliases].some(
        (name) => name.normalize('NFKC').toLowerCase() === typed.normalize('NFKC').toLowerCase(),
      ),
    )?.value ?? typed;
  return Array.isArray(value) ? value.map(chosen) : chosen(value);
}
