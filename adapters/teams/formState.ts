import { z } from 'zod';
import { type ActionPayload, actionPayload } from '../../src/core/message.ts';
import { type FormValues, formValues, type Place, place } from '../../src/core/platform.ts';

/**
 * What cards carry, and how it is read again. Everything stands under one name, so that inputs, whose values Teams puts
 * beside it, cannot meet it. It comes back from the person's client and may be anything: who pressed and where is told
 * by the activity around it, never by this.
 */
const OWN = 'rapport';
/** The verb of every Action.Execute of ours: what is meant stands in the data. */
export const VERB = 'rapport';

/** Where a form belongs to: what it was opened from. */
export interface FormCarry {
  readonly place: Place;
  /** Whom the form was shown to, where others see it too. */
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
/** The data of a press that asks Teams for a dialog. */
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

/** What was pressed, from the data of a Submit, an Execute or a task/fetch; undefined for what is no press of ours. */
export function readPress(data: unknown): ActionPayload | undefined {
  const read = anyData.safeParse(data);
  const payload = actionPayload.safeParse(read.success ? read.data[OWN] : undefined);
  return payload.success ? payload.data : undefined;
}

/** A form that came back. `closed`: it was put away, with what had been typed. */
export interface SubmittedForm {
  readonly kind: 'submitted' | 'closed';
  readonly command: string;
  readonly values: FormValues;
  readonly carry: FormCarry;
}

/**
 * Ids of inputs say how their value is read: Teams knows no lists, so several choices come joined by commas; and a
 * typed value beside a list of choices stands above the chosen one.
 */
export const inputId = {
  one: (name: string) => `field_${name}`,
  many: (name: string) => `list_${name}`,
  typed: (name: string) => `typed_${name}`,
};

/** A choice's value inside a joined list. */
export const joinedValue = (value: string): string => value.replaceAll('%', '%25').replaceAll(',', '%2C');
const partedValue = (value: string): string => value.replaceAll('%2C', ',').replaceAll('%25', '%');

/** The choice of nothing, which has to have a value, or clients refuse the card. */
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

/** What a form of ours sent, from the data of a Submit, an Execute or a task/submit; undefined for what is none. */
export function readSubmit(data: unknown): SubmittedForm | undefined {
  const read = anyData.safeParse(data);
  if (!read.success) return undefined;
  const state = formData.safeParse(read.data[OWN]);
  if (!state.success) return undefined;
  const { form, hidden, closed, place: where, owner } = state.data;
  return {
    kind: closed === true ? 'closed' : 'submitted',
    command: form,
    // A field that is shown stands above a hidden value of its name, which only a forged form could have.
    values: { ...hidden, ...inputValues(read.data) },
    carry: owner === undefined ? { place: where } : { place: where, owner },
  };
}
