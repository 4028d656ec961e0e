import { h, icon } from './dom.ts';
import { type FieldElement, fieldElement, type Whom } from './fields.ts';
import type { FormOnPage, Values } from './wire.ts';
import { word } from './words.ts';

export interface FormActions {
  /** Sends. Resolves to field errors, or to nothing once the server has it; rejects when it did not arrive. */
  submit(values: Values): Promise<Readonly<Record<string, string>> | undefined>;
  /** Closed without sending; undefined when the person had entered nothing. */
  dismiss(values: Values | undefined): void;
}

export interface OpenForm {
  readonly command: string;
  /** The bot is done: closes, unless it has sent the form back. */
  finish(): void;
  /** Closes unsent: the typed values go to the bot as closed. */
  leave(): void;
  /** The same form came back with errors or a notice. Values typed meanwhile stay, unless the bot sets them. */
  refuse(form: FormOnPage): void;
  /** The connection is back: retries a pending submit. */
  resume(): void;
}

let numbered = 0;

/**
 * Opens a form as a dialog, which keeps its values until the bot has them. `typed`: the initial values were typed by
 * the person and are worth keeping even without changes; values from a button are not.
 */
export function openForm(
  first: FormOnPage,
  { whom, typed }: { whom: Whom; typed: boolean },
  actions: FormActions,
): OpenForm {
  const id = `form-${++numbered}`;
  let form = first;
  let fields: FieldElement[] = [];
  let state: 'open' | 'saving' | 'kept' = 'open';
  let unsent = false;
  let opened: string | undefined;
  const before = document.activeElement;

  const title = h('h2', { id: `${id}-title` });
  const notice = h('p', { class: 'notice' });
  const trouble = h('p', { class: 'notice notice-bad', role: 'alert', hidden: true });
  const body = h('div', { class: 'fields' });
  const cancel = h('button', { class: 'button', type: 'button', onclick: () => leave() });
  const submit = h('button', { class: 'button button-primary', type: 'submit' });
  const status = h('p', { class: 'saving', role: 'status' });
  const close = h('button', { class: 'icon-button', type: 'button', onclick: () => leave() }, icon('close'));
  const sheet = h(
    'form',
    { novalidate: true, method: 'dialog', onsubmit: submitted },
    h('header', {}, title, close),
    h('div', { class: 'sheet' }, notice, trouble, body),
    h('footer', {}, status, cancel, submit),
  );
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': `${id}-title` }, sheet);

  const values = (): Values => ({
    ...form.hidden,
    ...Object.fromEntries(fields.map((field) => [field.name, field.value()])),
  });

  function fill(): void {
    sheet.lang = form.locale;
    title.textContent = form.title;
    notice.hidden = form.notice === undefined;
    notice.textContent = form.notice ?? '';
    cancel.textContent = form.cancel;
    submit.textContent = form.submit;
    close.setAttribute('aria-label', word('close'));
    fields = form.fields.map((field) => fieldElement(field, `${id}-${field.name}`, whom));
    body.replaceChildren(...fields.map(({ element }) => element));
    // Focuses the first error, else the first empty field.
    const wrong = form.fields.findIndex(({ error }) => error !== undefined);
    const empty = form.fields.findIndex(
      ({ required, value }) => required && (value === undefined || value.length === 0),
    );
    (fields[[wrong, empty, 0].find((at) => at >= 0) ?? 0] ?? { focus: () => submit.focus() }).focus();
  }

  function go(next: typeof state): void {
    state = next;
    submit.disabled = state !== 'open';
    body.inert = state !== 'open';
    status.textContent = state === 'open' ? '' : word('saving');
  }

  function tell(text: string | undefined): void {
    trouble.hidden = text === undefined;
    trouble.textContent = text ?? '';
  }

  function submitted(event: Event): void {
    event.preventDefault();
    void send();
  }

  const inFlight = () => state === 'saving';

  async function send(): Promise<void> {
    if (state !== 'open') return;
    opened = undefined;
    go('saving');
    tell(undefined);
    try {
      const errors = await actions.submit(values());
      unsent = false;
      if (errors === undefined) {
        // The bot's reply may have arrived before this answer, with the form.
        if (inFlight()) go('kept');
        return;
      }
      go('open');
      // Replaces the form's notice: both would say much the same.
      notice.hidden = true;
      tell(word('checkFields'));
      for (const field of fields) field.fail(errors[field.name]);
      fields.find(({ name }) => errors[name] !== undefined)?.focus();
    } catch (error) {
      unsent = true;
      go('open');
      tell(error instanceof Error && error.message !== '' ? error.message : word('failed'));
      submit.focus();
    }
  }

  function end(): void {
    dialog.close();
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }

  /**
   * Closing by Escape, the cross or the button: a sent form goes on by itself, an unsent one goes to the bot as closed.
   */
  function leave(): void {
    const said = values();
    if (state === 'open') actions.dismiss(JSON.stringify(said) === opened ? undefined : said);
    end();
  }

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(dialog);
  dialog.showModal();
  fill();
  if (!typed) opened = JSON.stringify(values());

  return {
    command: form.command,
    finish() {
      if (dialog.isConnected) end();
    },
    leave() {
      if (dialog.isConnected) leave();
    },
    refuse(again) {
      form = again;
      go('open');
      // The bot's own notice stands there already.
      tell(
        again.notice === undefined && again.fields.some(({ error }) => error !== undefined)
          ? word('checkFields')
          : undefined,
      );
      fill();
    },
    resume() {
      if (unsent && state === 'open') void send();
    },
  };
}
