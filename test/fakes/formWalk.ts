import type { Reply } from '../../src/core/command.ts';
import type { FieldView, FormView } from '../../src/core/form.ts';
import type { FormValues } from '../../src/core/platform.ts';

/** Entered values by field name; other fields get a value of their kind. */
export type Answers = Readonly<Record<string, string>>;
const BY_KIND: Readonly<Record<FieldView['kind'], string>> = {
  text: 'Something',
  longText: 'Some words',
  number: '1',
  choice: '',
  choices: '',
  toggle: 'yes',
  date: '2026-12-24',
  time: '09:00',
  when: 'tomorrow 9:00',
  person: 'me',
  channel: '#acme',
  zone: 'Europe/Berlin',
  money: '1200 EUR',
  effort: '2h',
  project: 'ACME',
};

/** Fills in the missing and wrong fields of a form and leaves the others unchanged, using only what the form shows. */
export function filledIn(form: FormView, answers: Answers): FormValues {
  const values = form.fields.map((field): [string, string | string[]] => {
    const { name, kind, options, value, error, required } = field;
    const isEmpty = value === undefined || value.length === 0;
    if (error !== undefined || (required && isEmpty))
      return [name, answers[name] ?? options?.[0]?.value ?? BY_KIND[kind]];
    return [name, value === undefined ? '' : typeof value === 'string' ? value : [...value]];
  });
  return { ...form.hidden, ...Object.fromEntries(values) };
}

/** The values of the form that a reply opens or returns, as a person sends them back unchanged. */
export function valuesIn(reply: Reply): FormValues {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`no form, but ${JSON.stringify(reply)}`);
  const { fields, hidden } = reply.form;
  const shown = fields.map(({ name, value = '' }): [string, string | string[]] => [
    name,
    typeof value === 'string' ? value : [...value],
  ]);
  return { ...Object.fromEntries(shown), ...hidden };
}

/** More rounds than needed: one for missing values, one for errors of the look-up. */
const ROUNDS = 3;

/**
 * Fills in and sends each form until another answer comes. Undefined if it ended; otherwise the reason why it never
 * does.
 */
export async function walk(
  first: Reply,
  { send, answers }: { send: (command: string, values: FormValues) => Promise<Reply>; answers: Answers },
): Promise<string | undefined> {
  let reply = first;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (reply.kind !== 'form' && reply.kind !== 'invalid') return undefined;
    reply = await send(reply.form.command, filledIn(reply.form, answers));
  }
  if (reply.kind !== 'form' && reply.kind !== 'invalid') return undefined;
  const { notice, fields } = reply.form;
  return [notice, ...fields.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`]))].join(
    ' | ',
  );
}
