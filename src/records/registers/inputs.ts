import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { doubtText } from '../../core/fieldTexts.ts';
import type { Field, Fields, FormView, PersonChoice } from '../../core/form.ts';
import type { FormValues } from '../../core/platform.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import type { LocalizedText } from '../../ground/i18n.ts';
import type { Side } from '../entries/kinds.ts';
import { detailsOf, type Entry } from '../entries/model.ts';
import type { CardReader } from './card.ts';
import type { Register, RegisterSpec } from './define.ts';
import { PART_OF, partOfField } from './parents.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

/** A field of an edit form: everything is optional there, for what is left out stays. */
const asOptional = (own: Field<unknown>): Field<unknown> => ({
  ...own,
  required: false,
  check: (raw) => (raw === undefined || raw === '' ? undefined : own.check(raw)),
  resolve: async (raw, context) =>
    raw === undefined || raw === '' ? { ok: true, value: undefined } : own.resolve(raw, context),
});

/** The most characters of a title. */
export const TITLE_LENGTH = 300;

/** The fields of a register's forms: the shared ones and its own. `isEdit`: what is left out stays as it is. */
export function fieldsOf({ spec }: Register, { isEdit }: { isEdit: boolean }): Fields {
  const { due, owner, states } = spec;
  const offered = Object.entries(states).filter(([, { bySignature }]) => bySignature !== true);
  const title = { label: registerTexts.all('title'), maxLength: TITLE_LENGTH };
  const own = Object.entries(spec.fields).map(([name, each]) => [name, isEdit ? asOptional(each) : each] as const);
  return {
    title: isEdit ? field.text({ ...title, optional: true }) : field.text(title),
    ...(due === undefined
      ? {}
      : {
          due:
            due.required === true && !isEdit
              ? field.date({ label: due.label, isPast: due.isPast })
              : field.date({ label: due.label, isPast: due.isPast, optional: true }),
        }),
    ...(spec.partOf === undefined ? {} : { [PART_OF]: partOfField() }),
    ...(owner === undefined
      ? {}
      : { owner: field.person({ label: owner.label, aliases: [...(owner.aliases ?? [])], optional: true }) }),
    // The only state is no choice.
    ...(isEdit && offered.length > 1
      ? {
          state: field.choice({
            label: registerTexts.all('state'),
            aliases: ['状态'],
            options: offered.map(([value, { label }]) => ({ value, label })),
            optional: true,
          }),
        }
      : {}),
    ...Object.fromEntries(own),
    note: field.longText({
      label: registerTexts.all('note'),
      hint: registerTexts.all('noteHint'),
      aliases: ['备注'],
      optional: true,
    }),
  };
}

/** The words that typed text fills, in this order. */
export const positionalOf = ({ spec }: Register): readonly string[] => [
  'title',
  ...(spec.owner === undefined ? [] : ['owner']),
  ...(spec.due === undefined ? [] : ['due']),
  ...(spec.positional ?? []),
];

/** The values of an entry's fields as its form shows them. */
export function valuesOf({ spec }: Register, entry: Entry, reader: CardReader): Record<string, string> {
  const details = detailsOf(entry);
  const values = Object.entries(spec.fields).flatMap(([name, own]) =>
    details[name] === undefined ? [] : [[name, own.typed(details[name], reader)] as const],
  );
  return {
    title: entry.title,
    // A state by a signature is no option of the form: left empty, it stays.
    ...(spec.states[entry.state]?.bySignature === true ? {} : { state: entry.state }),
    ...(entry.due === undefined ? {} : { due: entry.due }),
    ...(entry.ownerId === undefined ? {} : { owner: reader.nameOf(entry.ownerId) ?? '' }),
    ...(entry.note === undefined ? {} : { note: entry.note }),
    ...Object.fromEntries(values),
  };
}

/** The values of the form that moves an entry: its date, and its time if it has one. */
export function datedValues({ spec }: Register, entry: Entry): Record<string, string> {
  const time = spec.due?.time;
  const at = time === undefined ? undefined : detailsOf(entry)[time];
  return {
    ...(entry.due === undefined ? {} : { due: entry.due }),
    ...(time === undefined || typeof at !== 'string' ? {} : { [time]: at }),
  };
}

const WRONG_SIDE: Readonly<Record<Side, 'ownerOurs' | 'ownerClient'>> = { ours: 'ownerOurs', client: 'ownerClient' };

/**
 * The side of an entry's owner on its project. @throws RapportError `invalid` for a person of the wrong side, of
 * another client, or who has left.
 */
export async function ownerOf(
  ports: Pick<RegisterPorts, 'people'>,
  context: Pick<CommandContext, 'scope'>,
  {
    register,
    project,
    personId,
  }: {
    register: { readonly spec: Pick<RegisterSpec, 'name' | 'owner'> };
    project: ProjectSummary;
    personId: string;
  },
): Promise<{ readonly personId: string; readonly side: Side }> {
  const wanted = register.spec.owner?.side ?? 'either';
  return { personId, side: await sideOf(ports, context, { project, personId, wanted, field: 'owner' }) };
}

/** The side of a person whom a field names. @throws RapportError `invalid` at the field, as `ownerOf`. */
async function sideOf(
  { people }: Pick<RegisterPorts, 'people'>,
  { scope }: Pick<CommandContext, 'scope'>,
  {
    project,
    personId,
    wanted,
    field: name,
  }: { project: ProjectSummary; personId: string; wanted: Side | 'either'; field: string },
): Promise<Side> {
  const person = await people.get(scope, personId);
  const isTheirs = person?.side === 'client' && person.clientId === project.clientId;
  const side: Side | undefined = person?.side === 'ours' ? 'ours' : isTheirs ? 'client' : undefined;
  const refuse = (forPeople: LocalizedText): never => {
    throw new RapportError('invalid', `${personId} does not fit the field ${name}`, { forPeople, field: name });
  };
  if (side === undefined) return refuse(registerTexts.all('ownerElsewhere'));
  if (wanted !== 'either' && wanted !== side) return refuse(registerTexts.all(WRONG_SIDE[wanted]));
  return side;
}

/**
 * Checks the people that own fields name, as they were given. @throws RapportError `invalid` at the field, as `ownerOf`.
 */
export async function checkPeople(
  ports: Pick<RegisterPorts, 'people'>,
  context: Pick<CommandContext, 'scope'>,
  {
    register,
    project,
    given,
  }: { register: Register; project: ProjectSummary; given: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { fields, sides = {} } = register.spec;
  for (const [name, { kind }] of Object.entries(fields)) {
    const chosen = kind === 'person' ? (given[name] as PersonChoice | undefined) : undefined;
    if (chosen === undefined) continue;
    const wanted = sides[name] ?? 'either';
    await sideOf(ports, context, { project, personId: chosen.personId, wanted, field: name });
  }
}

/** Today's date in a project, `2026-11-23`: the usual date of what has happened. */
const todayIn = ({ zone }: Pick<ProjectSummary, 'zone'>, { clock }: Pick<CommandContext, 'clock'>): string =>
  wallOf(clock.now(), zone).slice(0, 10);

/**
 * Checks the date of something that has happened. It may be today's by the project or by the person who types.
 * @throws RapportError `invalid` at the field for a later one.
 */
export function checkPast(
  { clock, zone }: Pick<CommandContext, 'clock' | 'zone'>,
  { register, project, due }: { register: Register; project: ProjectSummary; due: string | undefined },
): void {
  if (register.spec.due?.isPast !== true || due === undefined) return;
  if ([project, { zone }].some((place) => due <= todayIn(place, { clock }))) return;
  throw new RapportError('invalid', `${due} is in the future`, {
    forPeople: registerTexts.all('notYet'),
    field: 'due',
  });
}

/** The date of an entry that is added without one: today for what has happened, else none. */
export const usualDue = (
  { spec }: Register,
  project: ProjectSummary,
  context: Pick<CommandContext, 'clock'>,
): string | undefined => (spec.due?.isPast === true ? todayIn(project, context) : undefined);

/** The form that asks about a date which was only half understood. Undefined: it was understood. */
export function doubtForm(context: CommandContext, values: FormValues = context.given): FormView | undefined {
  const { doubt, locale } = context;
  return doubt === undefined ? undefined : context.form({ values, notice: doubtText(doubt, locale) });
}
