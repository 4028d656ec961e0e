/** One of Teams' cards for a person: what they read in it, and what their client sends for a press or a form. */
import { partsOf } from '../teams/agentsPlayground.ts';
import { PEOPLE } from './agency.ts';
import { readCard } from './readCard.ts';
import type { FormSight, Who } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

const inputsOf = (card: unknown) =>
  ['Input.Text', 'Input.ChoiceSet', 'Input.Date', 'Input.Time', 'Input.Number', 'Input.Toggle'].flatMap((type) =>
    partsOf(card, type),
  );
export const isForm = (card: unknown) => inputsOf(card).length > 0;
const filledIn = (input: Fields | undefined) =>
  input?.value === undefined || input.value === '$none' ? '' : String(input.value);

/** Mentions as people read them. */
const named = (value: string) =>
  value
    .replace(/^<@(\w+)(?:\|[^<>]*)?>$/, (all, id: string) => (id in PEOPLE ? `@${PEOPLE[id as Who].name}` : all))
    .replace(/^<#[^|<>]+\|([^<>]*)>$/, '#$1');

/** The form in a card. `title`: that of its dialog, for a card without a heading of its own. */
export function formSight(card: unknown, title: string | undefined): FormSight {
  const { body = [] } = card as { body?: readonly Fields[] };
  const fields: Record<string, string> = {};
  const wrong: Record<string, string> = {};
  let name = '';
  let says: string | undefined;
  let heading = title;
  for (const element of body) {
    const [, kind, field = ''] = /^(field|list|typed)_(.+)$/.exec(String(element.id ?? '')) ?? [];
    if (kind !== undefined) {
      name = field;
      fields[name] = named(filledIn(element) || fields[name] || '');
    } else if (element.type === 'Container') says = readCard({ body: [element] }).lines.join(' ');
    else if (element.type === 'TextBlock' && element.style === 'heading')
      heading = readCard({ body: [element] }).lines.join(' ');
    else {
      const [line = ''] = readCard({ body: [element] }).lines;
      if (line.startsWith('⚠ ')) wrong[name] = line.slice(2);
    }
  }
  return {
    form: heading ?? '',
    ...(says === undefined ? {} : { says }),
    fields,
    ...(Object.keys(wrong).length === 0 ? {} : { wrong }),
  };
}

export interface Press {
  readonly type: string;
  readonly title: string;
  readonly data: { readonly msteams?: { readonly type: string } } & Fields;
  readonly targetElements?: readonly { readonly elementId: string; readonly isVisible: boolean }[];
}
/** The action of a label; if a question comes first, the action of its Yes. */
export function pressOn(card: unknown, label: string): Press | undefined {
  const named = (type: string) =>
    partsOf(card, type).find(({ title }) => title === label) as unknown as Press | undefined;
  const asked = named('Action.ToggleVisibility')?.targetElements?.find(({ isVisible }) => isVisible)?.elementId;
  if (asked === undefined) return named('Action.Execute') ?? named('Action.Submit');
  const question = partsOf(card, 'Container').find(({ id }) => id === asked);
  return partsOf(question, 'Action.Execute')[0] as unknown as Press | undefined;
}

/** All inputs of a form as the client sends them. */
export function typedInto(card: unknown, values: Readonly<Record<string, string>>): Fields {
  const inputs = inputsOf(card);
  const typed: Record<string, string> = Object.fromEntries(
    inputs.map((input) => [String(input.id), String(input.value ?? '')]),
  );
  for (const [name, value] of Object.entries(values)) {
    const one = inputs.find(({ id }) => id === `field_${name}` || id === `list_${name}`);
    if (one === undefined) throw new Error(`no field ${name} among ${Object.keys(typed).join(', ')}`);
    const choices = one.choices as readonly { title: string; value: string }[] | undefined;
    const chosen = choices?.find((choice) => choice.value === value || `@${choice.title}` === value);
    if (choices !== undefined && chosen === undefined && `typed_${name}` in typed) typed[`typed_${name}`] = value;
    else typed[String(one.id)] = chosen?.value ?? value;
  }
  return typed;
}
