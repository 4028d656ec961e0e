import { h } from './dom.ts';
import type { ConversationView, FieldOnPage, PersonView } from './wire.ts';
import { word } from './words.ts';

/** A field on the page and the function that reads its value. */
export interface FieldElement {
  readonly name: string;
  readonly element: HTMLElement;
  value(): string | string[];
  fail(problem: string | undefined): void;
  focus(): void;
}

export interface Whom {
  readonly people: readonly PersonView[];
  readonly channels: readonly ConversationView[];
}

/** People and channels are typed by name and sent as tokens, so that a name may change while a form is open. */
function named(sign: '@' | '#', known: readonly { id: string; name: string }[]) {
  return {
    names: known.map(({ name }) => name),
    shown: (value: string) => {
      // A token may include the name: <#C-acme|acme>
      const token = value.replace(/\|[^<>]*>$/, '>');
      return known.find(({ id }) => token === `<${sign}${id}>` || value === id)?.name ?? value;
    },
    told: (text: string) => {
      const plain = text
        .trim()
        .replace(/^[@＠#＃]/u, '')
        .toLowerCase();
      const one = known.find(({ name }) => name.toLowerCase() === plain);
      return one === undefined ? text.trim() : `<${sign}${one.id}>`;
    },
  };
}

interface Control {
  readonly element: HTMLElement;
  /** The element for the label, the description and the focus; a group of boxes has none. */
  readonly input: HTMLElement;
  readonly group: boolean;
  value(): string | string[];
}

const textOf = (value: FieldOnPage['value']) => (typeof value === 'string' ? value : (value?.[0] ?? ''));
const listOf = (value: FieldOnPage['value']) =>
  typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? []);

function line(field: FieldOnPage, id: string, type: string, names?: ReturnType<typeof named>): Control {
  const list = names === undefined ? undefined : `${id}-list`;
  const input = h('input', {
    id,
    type,
    autocomplete: 'off',
    maxlength: field.maxLength,
    placeholder: field.placeholder,
    list,
    inputmode: field.kind === 'number' ? 'decimal' : undefined,
  });
  const given = textOf(field.value);
  input.value = names?.shown(given) ?? given;
  const element = h(
    'div',
    { class: 'control' },
    input,
    list !== undefined &&
      h('datalist', { id: list }, ...(names?.names ?? []).map((name) => h('option', { value: name }))),
  );
  return { element, input, group: false, value: () => names?.told(input.value) ?? input.value };
}

function area(field: FieldOnPage, id: string): Control {
  const input = h('textarea', { id, rows: 4, maxlength: field.maxLength, placeholder: field.placeholder });
  input.value = textOf(field.value);
  return { element: input, input, group: false, value: () => input.value };
}

function choice(field: FieldOnPage, id: string): Control {
  const given = textOf(field.value);
  const input = h(
    'select',
    { id },
    h('option', { value: '' }, word('choose')),
    ...(field.options ?? []).map(({ value, label }) => h('option', { value, selected: value === given }, label)),
  );
  return { element: input, input, group: false, value: () => input.value };
}

function boxes(field: FieldOnPage, id: string): Control {
  const given = listOf(field.value);
  const inputs = (field.options ?? []).map(({ value, label }) => {
    const input = h('input', { type: 'checkbox', value, checked: given.includes(value) });
    return { input, label: h('label', { class: 'box' }, input, h('span', {}, label)) };
  });
  const element = h('div', { class: 'boxes', id, tabindex: '-1' }, ...inputs.map(({ label }) => label));
  return {
    element,
    input: element,
    group: true,
    value: () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value),
  };
}

function toggle(field: FieldOnPage, id: string): Control {
  const [yes = 'yes', no = 'no'] = field.options?.map(({ value }) => value) ?? [];
  const input = h('input', { id, type: 'checkbox', class: 'switch', checked: textOf(field.value) === yes });
  return { element: input, input, group: false, value: () => (input.checked ? yes : no) };
}

/** The control of each kind of field; a kind without an entry does not compile. */
const controls: { readonly [K in FieldOnPage['kind']]: (field: FieldOnPage, id: string, whom: Whom) => Control } = {
  text: (field, id) => line(field, id, 'text'),
  longText: area,
  number: (field, id) => line(field, id, 'text'),
  choice,
  choices: boxes,
  toggle,
  // A date typed in words ("next Friday") stays visible; a date picker would hide it.
  date: (field, id) => line(field, id, /^(\d{4}-\d{2}-\d{2})?$/.test(textOf(field.value)) ? 'date' : 'text'),
  time: (field, id) => line(field, id, /^(\d{2}:\d{2})?$/.test(textOf(field.value)) ? 'time' : 'text'),
  when: (field, id) => line(field, id, 'text'),
  money: (field, id) => line(field, id, 'text'),
  effort: (field, id) => line(field, id, 'text'),
  person: (field, id, { people }) =>
    field.options === undefined ? line(field, id, 'text', named('@', people)) : choice(field, id),
  channel: (field, id, { channels }) =>
    field.options === undefined ? line(field, id, 'text', named('#', channels)) : choice(field, id),
  zone: (field, id) =>
    line(field, id, 'text', {
      names: Intl.supportedValuesOf('timeZone'),
      shown: (value) => value,
      told: (text) => text.trim(),
    }),
  project: (field, id) => (field.options === undefined ? line(field, id, 'text') : choice(field, id)),
};

/** One field with its label, hint and error, linked for screen readers. */
export function fieldElement(field: FieldOnPage, id: string, whom: Whom): FieldElement {
  const { element: made, input, group, value } = controls[field.kind](field, id, whom);
  const fault = h('p', { class: 'fault', id: `${id}-fault`, hidden: true });
  const hint = field.hint === undefined ? undefined : h('p', { class: 'hint', id: `${id}-hint` }, field.hint);
  const label = [field.label, field.required && h('span', { class: 'required' }, ` ${word('required')}`)];
  const described = [hint?.id, fault.id].filter((one) => one !== undefined).join(' ');
  input.setAttribute('aria-describedby', described);
  if (field.required && !group && field.kind !== 'toggle') input.setAttribute('aria-required', 'true');
  const element = group
    ? h('fieldset', { class: 'field' }, h('legend', {}, ...label), made, hint, fault)
    : field.kind === 'toggle'
      ? h('div', { class: 'field field-toggle' }, made, h('label', { for: id }, ...label), hint, fault)
      : h('div', { class: 'field' }, h('label', { for: id }, ...label), made, hint, fault);
  const fail = (problem: string | undefined) => {
    fault.hidden = problem === undefined;
    fault.textContent = problem ?? '';
    element.classList.toggle('field-wrong', problem !== undefined);
    if (problem === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  fail(field.error);
  input.addEventListener('input', () => fail(undefined));
  return { name: field.name, element, value, fail, focus: () => input.focus() };
}
