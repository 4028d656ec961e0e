import { z } from 'zod';
import { type ActionPayload, actionPayload } from '../../src/core/message.ts';
import { type FormValues, formValues, type Place, place } from '../../src/core/platform.ts';

/**
 * The data in cards, and how it is read back. It stands under one name, so that inputs' values, which Teams puts beside
 * it, cannot collide. It comes from the person's client and is not trusted: person and place come from the activity,
 * never from this.
 */
const OWN = 'rapport';
/** The verb of all our Action.Execute; the data says the command. */
export const VERB = 'rapport';

/** The place of a form: where it was opened. */
export interface FormCarry {
  readonly place: Place;
  /** The person that the form was shown to, where others see it too. */
  readonly owner?: string | undefined;
}

const carried = z.strictObject({ place, owner: z.string().optional() });
const formData = z.strictObject({
  v: z.literal(1),
  form: z.string().min(1),
  hidden: formValues,
  closed: z.literal(true).optional(),
  ...carried.shape,
});
type FormData = z.infer<typeof formData>;

/** The data of a press. */
export const pressData = (payload: ActionPayload): Readonly<Record<string, unknown>> => ({ [OWN]: payload });
/** The data of a press that requests a dialog from Teams. */
export const dialogData = (payload: ActionPayload): Readonly<Record<string, unknown>> => ({
  msteams: { type: 'task/fetch' },
  [OWN]: payload,
});

/** The data of a form's buttons; inputs come beside it. */
export function formStateData(
  form: { command: string; hidden: FormValues; closed?: true },
  carry: FormCarry,
): Readonly<Record<string, unknown>> {
  const { command, hidden, closed } = form;
  const data: FormData = {
    v: 1,
    form: command,
    hidden,
    ...(closed === undefined ? {} : { closed }),
    place: carry.place,
  };
  return { [OWN]: carry.owner === undefined ? data : { ...data, owner: carry.owner } };
}

const anyData = z.looseObject({});

/** The payload of a press, from the data of a Submit, an Execute or a task/fetch; undefined for foreign data. */
export function readPress(data: unknown): ActionPayload | undefined {
  const read = anyData.safeParse(data);
  const payload = actionPayload.safeParse(read.success ? read.data[OWN] : undefined);
  return payload.success ? payload.data : undefined;
}

/** A form that came back. `closed`: it was cancelled, with the typed values. */
export interface SubmittedForm {
  readonly kind: 'submitted' | 'closed';
  readonly command: string;
  readonly values: FormValues;
  readonly carry: FormCarry;
}

/**
 * Ids of inputs say how their value is read. Teams has no list values, so several choices come joined by commas; a
 * typed value beside a list takes precedence over the chosen one.
 */
export const inputId = {
  one: (name: string) => `field_${name}`,
  many: (name: string) => `list_${name}`,
  typed: (name: string) => `typed_${name}`,
};

/** A choice's value inside a joined list. */
export const joinedValue = (value: string): string => value.replaceAll('%', '%25').replaceAll(',', '%2C');
const partedValue = (value: string): string => value.replaceAll('%2C', ',').replaceAll('%25', '%');

/** The empty choice: clients refuse the card for a choice without a value. */
export const NOTHING = '$none';

/** The raw values of a form's inputs, by field. */
function inputValues(data: Readonly<Record<string, unknown>>): FormValues {
  const values: Record<string, string | string[]> = {};
  const typed: Record<string, string> = {};
  for (const [id, given] of Object.entries(data)) {
    if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') continue;
    const [, how, name = ''] = /^(field|list|typed)_(.+)$/su.exec(id) ?? [];
    const value = given === NOTHING ? '' : String(given);
    if (how === 'field') values[name] = value;
    if (how === 'list') values[name] = value === '' ? [] : value.split(',').map(partedValue);
    if (how === 'typed' && value.trim() !== '') typed[name] = value;
  }
  return { ...values, ...typed };
}

/**
 * The values of a submitted form, from the data of a Submit, an Execute or a task/submit; undefined for foreign data.
 */
export function readSubmit(data: unknown): SubmittedForm | undefined {
  const read = anyData.safeParse(data);
  if (!read.success) return undefined;
  const state = formData.safeParse(read.data[OWN]);
  if (!state.success) return undefined;
  const { form, hidden, closed, place: where, owner } = state.data;
  return {
    kind: closed === true ? 'closed' : 'submitted',
    command: form,
    // A visible field overrides a hidden value of its name, which only a forged form could have.
    values: { ...hidden, ...inputValues(read.data) },
    carry: owner === undefined ? { place: where } : { place: where, owner },
  };
}
