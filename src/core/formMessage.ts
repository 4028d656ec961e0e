import { enumerated, labelled } from '../ground/i18n.ts';
import { isCarried } from './answers.ts';
import type { FormView } from './form.ts';
import { type ActionPayload, type Block, type Message, openForm } from './message.ts';
import type { FormValues } from './platform.ts';
import { coreTexts } from './texts.ts';

/** The press that opens a form with its values. `quoted`: values that are too long for a button, by field. */
export function formPress(form: FormView): { readonly payload: ActionPayload; readonly quoted: FormValues } {
  const typed = form.fields.flatMap(({ name, value }) =>
    value === undefined || value.length === 0 ? [] : [[name, typeof value === 'string' ? value : [...value]] as const],
  );
  const { carried, quoted } = whatFits(form.hidden, Object.fromEntries(typed));
  return { payload: openForm(form.command, { ...form.hidden, ...carried }), quoted };
}

/** What is wrong in a form, one text a field. */
export const problemsOf = (form: FormView): string[] =>
  form.fields.flatMap(({ label, error }) => (error === undefined ? [] : [labelled(label, error, form.locale)]));

/**
 * A form as a message, if no dialog can be opened: its problems, and a button that opens it with its values. Values
 * that are too long for a button are quoted instead, so that no typed text is lost. Only its sender may see it. `link`:
 * the form's address in a browser (pages.ts).
 */
export function formMessage(form: FormView, link?: string): Message<'internal'> {
  const texts = coreTexts(form.locale);
  const text = form.notice ?? texts.formWaits({ title: form.title });
  const { payload, quoted } = formPress(form);
  const wrong = problemsOf(form);
  const labels = new Map(form.fields.map(({ name, label }) => [name, label]));
  const quotes = Object.entries(quoted).flatMap(([name, value]): Block[] => [
    { kind: 'context', text: labels.get(name) ?? name },
    { kind: 'quote', text: typeof value === 'string' ? value : enumerated(value, form.locale) },
  ]);
  return {
    audience: 'internal',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      ...(wrong.length === 0 ? [] : [{ kind: 'list' as const, items: wrong }]),
      ...quotes,
      ...(link === undefined
        ? []
        : [{ kind: 'text' as const, text: [{ kind: 'link' as const, url: link, text: texts.openInBrowser() }] }]),
      {
        kind: 'actions',
        items: [
          {
            kind: 'button',
            label: texts.openForm(),
            style: 'primary',
            payload,
          },
        ],
      },
    ],
  };
}

/**
 * The answer to a repeated form with changed values: the outcome of the first submission, and a button that opens a new
 * form with the changes.
 */
export function sentBeforeMessage(first: Message, changed: FormView): Message {
  const { blocks } = formMessage({ ...changed, notice: coreTexts(changed.locale).sentBefore() });
  return { ...first, blocks: [...first.blocks, { kind: 'divider' }, ...blocks] };
}

/** Drops the longest values until the rest fits into a button. */
function whatFits(hidden: FormValues, values: FormValues): { carried: FormValues; quoted: FormValues } {
  const byLength = Object.entries(values).sort(
    ([, one], [, other]) => JSON.stringify(one).length - JSON.stringify(other).length,
  );
  const quoted: [string, string | string[]][] = [];
  while (byLength.length > 0 && !isCarried({ ...hidden, ...Object.fromEntries(byLength) })) {
    const longest = byLength.pop();
    if (longest !== undefined) quoted.push(longest);
  }
  return { carried: Object.fromEntries(byLength), quoted: Object.fromEntries(quoted) };
}
