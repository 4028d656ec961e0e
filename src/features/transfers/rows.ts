/** From a row's cells to the entry that it adds or changes. */

import type { Scope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { problemText } from '../../core/fieldTexts.ts';
import type { Field, FieldContext } from '../../core/form.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import { inEachLocale, LOCALES, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import type { EntryChanges } from '../../records/entries/store.ts';
import { questionOf } from '../../records/registers/confirming.ts';
import type { Register } from '../../records/registers/define.ts';
import { differing } from '../../records/registers/editCommand.ts';
import { personOf, storedOf, textOf } from '../../records/registers/newCommand.ts';
import { PART_OF } from '../../records/registers/parents.ts';
import { rowFields, WORDINGS } from './columns.ts';
import type { Importing, Known } from './known.ts';
import type { ChangeRow, FreshRow } from './plan.ts';
import { transferTexts } from './texts.ts';
import { Wrong, wrong } from './wrong.ts';

/** The filled cells of a row, by field. */
export type Cells = Readonly<Record<string, string>>;
type Resolved = Readonly<Record<string, unknown>>;

/** Whether a date has more than one reading, such as `04/12`. A table cannot be asked about it. */
const isUnclearDate = (text: string, context: FieldContext): boolean => {
  const when = readWhen(text, context);
  return when.ok && when.isDayUnsure === true;
};

const problemAt = (field: Field<unknown>, problem: LocalizedText): LocalizedText =>
  inEachLocale((locale) => transferTexts(locale).problemAt({ field: field.label[locale], problem: problem[locale] }));

/** The state by a signature that a cell names; undefined for another one. */
const signedState = ({ spec }: Register, cell: string | undefined): string | undefined =>
  Object.entries(spec.states).find(
    ([state, { label, bySignature }]) =>
      bySignature === true && [state, ...LOCALES.map((locale) => label[locale])].includes(cell ?? ''),
  )?.[0];
const bySignatureAlone = ({ spec }: Register, state: string): Wrong =>
  new Wrong(
    inEachLocale((locale) => transferTexts(locale).signedState({ state: spec.states[state]?.label[locale] ?? state })),
  );

/** The values of a row's fields. @throws Wrong with all its problems. */
async function resolvedOf(register: Register, cells: Cells, context: FieldContext): Promise<Resolved> {
  const input: Record<string, unknown> = {};
  const problems: LocalizedText[] = [];
  for (const [name, field] of Object.entries(rowFields(register))) {
    const raw = cells[name];
    if (raw === undefined || (name === 'state' && signedState(register, raw) !== undefined)) continue;
    if (field.kind === 'date' && isUnclearDate(raw, context)) {
      problems.push(
        problemAt(
          field,
          inEachLocale((locale) => transferTexts(locale).whichMonth({ value: raw })),
        ),
      );
      continue;
    }
    const problem = field.check(raw);
    const parsed = problem === undefined ? await field.resolve(raw, context) : { ok: false as const, problem };
    if (parsed.ok) input[name] = parsed.value;
    else
      problems.push(
        problemAt(
          field,
          inEachLocale((locale) => problemText(parsed.problem, locale)),
        ),
      );
  }
  if (problems.length === 0) return input;
  throw new Wrong(inEachLocale((locale) => problems.map((one) => one[locale]).join(locale === 'en' ? ' ' : '')));
}

/** The owner and the parent that a row names, after a check of its date and its other people. @throws RapportError `invalid`. */
async function linksOf(known: Known, register: Register, input: Resolved) {
  const personId = personOf(input);
  const typed = textOf(input, PART_OF);
  await known.check(register, input);
  return {
    owner: personId === undefined ? undefined : await known.owner(register, personId),
    parentId: typed === undefined ? undefined : await known.parentId(register, typed),
  };
}

/** The words for the client in a row. */
const wordingIn = (cells: Cells): Record<string, string> =>
  Object.fromEntries(
    LOCALES.flatMap((locale) => {
      const said = cells[WORDINGS[locale]];
      return said === undefined ? [] : [[locale, said] as const];
    }),
  );

/** The entry that a row adds. @throws Wrong; RapportError `invalid`. */
export async function freshRow(
  known: Known,
  { register, cells, line }: { register: Register; cells: Cells; line: number },
): Promise<FreshRow> {
  const { spec } = register;
  const signed = signedState(register, cells.state);
  if (signed !== undefined) throw bySignatureAlone(register, signed);
  const input = await resolvedOf(register, cells, known.fieldContext);
  const due = textOf(input, 'due') ?? known.usualDue(register);
  const [state, note] = [textOf(input, 'state'), textOf(input, 'note')];
  if (due === undefined && spec.due?.required === true) throw wrong((texts) => texts.needsDate());
  const { owner, parentId } = await linksOf(known, register, input);
  return {
    line,
    kind: spec.name,
    title: textOf(input, 'title') ?? '',
    details: storedOf(register, input),
    wording: wordingIn(cells),
    ...(note === undefined ? {} : { note }),
    ...(due === undefined ? {} : { due }),
    ...(owner === undefined ? {} : { owner }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(state === undefined || state === Object.keys(spec.states)[0] ? {} : { state }),
  };
}

/** What a row changes in its entry; undefined if that is as the row says. @throws Wrong; RapportError `invalid`. */
export async function changeRow(
  known: Known,
  context: Importing,
  { register, entry, cells, line }: { register: Register; entry: Entry; cells: Cells; line: number },
): Promise<ChangeRow | undefined> {
  const signed = signedState(register, cells.state);
  if (signed !== undefined && signed !== entry.state) throw bySignatureAlone(register, signed);
  const input = await resolvedOf(register, cells, known.fieldContext);
  const { owner, parentId } = await linksOf(known, register, input);
  const named = (['title', 'note', 'due', 'state'] as const).flatMap((name) => {
    const value = textOf(input, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const wanted: EntryChanges = {
    ...Object.fromEntries(named),
    ...(owner === undefined ? {} : { ownerId: owner.personId, ownerSide: owner.side }),
    ...(parentId === undefined ? {} : { parentId }),
    details: storedOf(register, input, detailsOf(entry)),
  };
  const { details = {}, ...fields } = differing(entry, wanted);
  const wording = Object.fromEntries(
    Object.entries(wordingIn(cells)).filter(([locale, title]) => entry.wording?.[locale as 'en']?.title !== title),
  );
  if (Object.keys({ ...details, ...fields, ...wording }).length === 0) return undefined;
  // What the client reads already gets other words by a person who looks at them.
  if (entry.published !== undefined && Object.keys(wording).length > 0) throw wrong((texts) => texts.wordingIsShared());
  const event = 'state' in fields ? 'stateChanged' : 'edited';
  // What the forms ask about is for a person, entry by entry.
  const made = { ...fields, details };
  const question = (locale: Locale) => ('state' in fields ? questionOf(register, entry, made, locale) : undefined);
  if (question('en') !== undefined) throw new Wrong(inEachLocale((locale) => question(locale) ?? ''));
  const row: ChangeRow = {
    line,
    id: entry._id,
    number: numberOf(entry, register.kind, context.project.key),
    revision: entry.revision ?? 0,
    event,
    fields,
    details,
    wording,
    ...(cells.why === undefined ? {} : { why: cells.why }),
  };
  // The rules refuse here what they would refuse when it runs.
  addedByRules(register, entry, row, context);
  return row;
}

/**
 * What the rules of a register store along with a row's change: they ask for a reason as the forms do, and the table may
 * have a column for it. Not in the plan, whose JSON would keep no dates. @throws RapportError as the rules do.
 */
export const addedByRules = (
  { spec }: Register,
  entry: Entry,
  { fields, details, event, why }: ChangeRow,
  context: Pick<CommandContext, 'clock'> & { readonly scope: Scope },
): EntryChanges['details'] => {
  const asked = { ...context, given: why === undefined ? {} : { why } } as CommandContext;
  return spec.rules?.adds(asked, entry, { changes: { ...fields, details }, event });
};
