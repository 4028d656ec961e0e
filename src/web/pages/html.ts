import type { FieldView, FormView } from '../../core/form.ts';
import type { Message } from '../../core/message.ts';
import { escapeHtml, renderHtml } from '../../core/render/html.ts';
import type { Locale } from '../../ground/i18n.ts';
import { pageTexts } from './texts.ts';

const attribute = (name: string, value: string | undefined) =>
  value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`;
const textOf = (value: FieldView['value']) =>
  value === undefined ? '' : typeof value === 'string' ? value : value.join(', ');

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#c9ccd6,#4a4e5c);--soft:light-dark(#5b6072,#a9aebf);--wrong:light-dark(#a8182b,#ff9aa5);--accent:light-dark(#3b5bdb,#8ea6ff)}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#fff,#16181f);color:light-dark(#1a1d29,#e9ebf2)}
main{max-width:36rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.4rem;margin:0 0 .25rem}
.who,.hint{color:var(--soft);margin:.2rem 0}
.hint{font-size:.9rem}
.field{margin:1.4rem 0;border:0;padding:0}
label,legend{display:block;font-weight:600;padding:0}
.box{font-weight:400}
input:not([type=checkbox]),select,textarea{width:100%;font:inherit;padding:.55rem .7rem;margin-top:.3rem;border:1px solid var(--line);border-radius:.5rem;background:transparent;color:inherit}
[aria-invalid=true]{border-color:var(--wrong)!important}
.fault{color:var(--wrong);margin:.3rem 0 0}
.notice{border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:.5rem;background:light-dark(#3b5bdb,#8ea6ff);color:light-dark(#fff,#10121a);cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
blockquote{margin:.6rem 0;padding-left:.9rem;border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}`;

function page(locale: Locale, title: string, body: string): string {
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)} · Rapport</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

type Control = (field: FieldView, attributes: string) => string;
const line =
  (type: string): Control =>
  (field, attributes) =>
    `<input type="${type}"${attributes}${attribute('value', textOf(field.value))}${attribute('placeholder', field.placeholder)}${attribute('maxlength', field.maxLength?.toString())}>`;
const chosen: Control = (field, attributes) =>
  `<select${attributes}><option value=""></option>${optionsOf(field)}</select>`;
function optionsOf({ options = [], value }: FieldView): string {
  return options
    .map(
      (option) =>
        `<option${attribute('value', option.value)}${option.value === value ? ' selected' : ''}>${escapeHtml(option.label)}</option>`,
    )
    .join('');
}
function boxes({ name, options = [], value }: FieldView): string {
  const has = (choice: string) => (typeof value === 'string' ? value === choice : value?.includes(choice) === true);
  return options
    .map(
      (option) =>
        `<label class="box"><input type="checkbox"${attribute('name', name)}${attribute('value', option.value)}${has(option.value) ? ' checked' : ''}> ${escapeHtml(option.label)}</label>`,
    )
    .join('');
}

/**
 * The control of each kind of field; a kind without an entry does not compile. Dates are text inputs, so that typed
 * words stay visible.
 */
const controls: { readonly [K in FieldView['kind']]: Control } = {
  text: line('text'),
  longText: (field, attributes) =>
    `<textarea rows="5"${attributes}${attribute('maxlength', field.maxLength?.toString())}>${escapeHtml(textOf(field.value))}</textarea>`,
  number: line('text'),
  choice: chosen,
  choices: boxes,
  toggle: chosen,
  date: line('text'),
  time: line('text'),
  when: line('text'),
  money: line('text'),
  effort: line('text'),
  person: (field, attributes) => (field.options === undefined ? line('text') : chosen)(field, attributes),
  channel: (field, attributes) => (field.options === undefined ? line('text') : chosen)(field, attributes),
  zone: line('text'),
  project: (field, attributes) => (field.options === undefined ? line('text') : chosen)(field, attributes),
};

function fieldHtml(field: FieldView, locale: Locale, error: string | undefined): string {
  const { name, label, hint, required, kind } = field;
  const id = `field-${name}`;
  const described = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(error === undefined ? [] : [`${id}-fault`]),
  ].join(' ');
  const attributes = `${attribute('id', id)}${attribute('name', name)}${described === '' ? '' : attribute('aria-describedby', described)}${required ? ' aria-required="true"' : ''}${error === undefined ? '' : ' aria-invalid="true"'}`;
  const named = `${escapeHtml(label)}${required ? ` <span class="hint">${escapeHtml(pageTexts(locale).required())}</span>` : ''}`;
  const below = `${hint === undefined ? '' : `<p class="hint"${attribute('id', `${id}-hint`)}>${escapeHtml(hint)}</p>`}${error === undefined ? '' : `<p class="fault"${attribute('id', `${id}-fault`)}>${escapeHtml(error)}</p>`}`;
  const control = controls[kind](field, attributes);
  return kind === 'choices'
    ? `<fieldset class="field"><legend>${named}</legend>${control}${below}</fieldset>`
    : `<div class="field"><label${attribute('for', id)}>${named}</label>${control}${below}</div>`;
}

/** A form as a page. `errors` by field name. Hidden values are stored with the link. */
export function formPage(
  form: FormView,
  options: { name: string; errors?: Readonly<Record<string, string>>; problem?: string },
): string {
  const { locale } = form;
  const errors = options.errors ?? {};
  const problem = options.problem ?? form.notice;
  const fields = form.fields.map((field) => fieldHtml(field, locale, errors[field.name] ?? field.error)).join('');
  const notice = problem === undefined ? '' : `<p class="notice" role="alert">${escapeHtml(problem)}</p>`;
  const head = `<h1>${escapeHtml(form.title)}</h1><p class="who">${escapeHtml(pageTexts(locale).forWhom({ name: options.name }))}</p>`;
  return page(
    locale,
    form.title,
    `${head}${notice}<form method="post" autocomplete="off">${fields}<button>${escapeHtml(form.submit)}</button></form>`,
  );
}

/** The page with the result. Buttons belong to the chat, so the page has none. */
export function answerPage(message: Message | undefined, reader: { locale: Locale; zone: string; now: Date }): string {
  const texts = pageTexts(reader.locale);
  const shown =
    message === undefined
      ? `<p>${escapeHtml(texts.done())}</p>`
      : renderHtml({ ...message, blocks: message.blocks.filter(({ kind }) => kind !== 'actions') }, reader);
  return page(
    reader.locale,
    texts.done(),
    `<div role="status">${shown}</div><p class="hint">${escapeHtml(texts.close())}</p>`,
  );
}

/** In both languages, since the reader is unknown. `typed`: the sent values, for copying. */
function plainPage(
  say: (texts: ReturnType<typeof pageTexts>) => { title: string; how: string },
  typed: readonly string[],
): string {
  const part = (locale: Locale) => {
    const texts = pageTexts(locale);
    const { title, how } = say(texts);
    const kept = typed.length === 0 ? '' : ` ${texts.goneTyped()}`;
    return `<div lang="${locale}"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(`${how}${kept}`)}</p></div>`;
  };
  const quotes = typed.map((text) => `<blockquote>${escapeHtml(text)}</blockquote>`).join('');
  return page('en', say(pageTexts('en')).title, `${part('en')}<hr>${part('zh-CN')}${quotes}`);
}

/** For an unknown or expired link. */
export const gonePage = (typed: readonly string[]): string =>
  plainPage((texts) => ({ title: texts.gone(), how: texts.goneHow() }), typed);
/** For an address that sends too many requests. */
export const busyPage = (typed: readonly string[]): string =>
  plainPage((texts) => ({ title: texts.busy(), how: texts.busyHow() }), typed);
