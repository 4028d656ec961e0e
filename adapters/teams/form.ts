import type { FieldView, FormView } from '../../src/core/form.ts';
import type { AdaptiveCard, CardAction, CardElement, TextRun } from './card.ts';
import { cleanText, markdownText, shortened } from './escape.ts';
import { fieldInputs } from './formFields.ts';
import type { Suggestions } from './formInputs.ts';
import { type FormCarry, formStateData, VERB } from './formState.ts';
import { LIMITS } from './limits.ts';
import { titleText } from './renderActions.ts';

export { type FormCarry, readPress, readSubmit } from './formState.ts';

export interface FormOptions {
  /**
   * `dialog`: opened by a press, with a title bar and a close button of its own; answers by Action.Submit only.
   * `message`: a card in the conversation, for typed commands; answers by Action.Execute.
   */
  readonly surface: 'dialog' | 'message';
  /**
   * People and channels to choose from. Others can be typed: contacts may be known on another platform, or by e-mail
   * alone.
   */
  readonly suggestions?: Suggestions;
}
export type { Suggestions };

const said = (text: string, look: Omit<Exclude<TextRun, string>, 'type' | 'text'> = {}): TextRun => ({
  type: 'TextRun',
  text: cleanText(text),
  ...look,
});

/** A field with its hint and its error below. */
function fieldElements(field: FieldView, form: FormView, options: FormOptions): CardElement[] {
  const { inputs, hint } = fieldInputs(field, {
    locale: form.locale,
    isNative: options.surface === 'dialog',
    suggestions: options.suggestions ?? {},
  });
  const shownHint = field.hint ?? hint;
  return [
    ...inputs,
    // The sign is for readers who do not see the colour.
    ...(field.error === undefined
      ? []
      : [
          {
            type: 'RichTextBlock',
            spacing: 'Small',
            inlines: [said(`⚠ ${field.error}`, { color: 'Attention', weight: 'Bolder' })],
          } as const,
        ]),
    ...(shownHint === undefined
      ? []
      : [
          {
            type: 'RichTextBlock',
            spacing: 'Small',
            inlines: [said(shownHint, { isSubtle: true, size: 'Small' })],
          } as const,
        ]),
  ];
}

function formActions(form: FormView, carry: FormCarry, { surface }: FormOptions): CardAction[] {
  const data = formStateData(form, carry);
  const submit = { title: titleText(form.submit), style: 'positive', data } as const;
  if (surface === 'dialog') return [{ type: 'Action.Submit', ...submit }];
  const cancel = { title: titleText(form.cancel), data: formStateData({ ...form, closed: true }, carry) };
  return [
    { type: 'Action.Execute', verb: VERB, ...submit, fallback: { type: 'Action.Submit', ...submit } },
    { type: 'Action.Execute', verb: VERB, ...cancel, fallback: { type: 'Action.Submit', ...cancel } },
  ];
}

/**
 * A form as a card: every field with its value and its error, and the form's state in the buttons' data. Typed text is
 * never shortened.
 */
export function renderForm(form: FormView, carry: FormCarry, options: FormOptions): AdaptiveCard {
  const hasErrors = form.fields.some(({ error }) => error !== undefined);
  const heading: CardElement[] =
    options.surface === 'dialog'
      ? []
      : [
          {
            type: 'TextBlock',
            text: markdownText(form.title),
            wrap: true,
            style: 'heading',
            weight: 'Bolder',
            size: 'Large',
          },
        ];
  const notice: CardElement[] =
    form.notice === undefined
      ? []
      : [
          {
            type: 'Container',
            style: hasErrors ? 'attention' : 'emphasis',
            items: [{ type: 'RichTextBlock', inlines: [said(form.notice)] }],
          },
        ];
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: form.locale === 'zh-CN' ? 'zh' : form.locale,
    fallbackText: markdownText(form.title),
    speak: cleanText(form.title).replace(/[&<>]/g, ' '),
    body: [...heading, ...notice, ...form.fields.flatMap((field) => fieldElements(field, form, options))],
    actions: formActions(form, carry, options),
    ...(options.surface === 'message' ? { msteams: { width: 'Full' } as const } : {}),
  };
}

/**
 * The value of `task: { type: 'continue', value: {...} }` that opens a dialog; the card is wrapped as an attachment.
 */
export function renderDialog(
  form: FormView,
  carry: FormCarry,
  suggestions: Suggestions = {},
): { title: string; height: 'medium' | 'large'; width: 'medium'; card: AdaptiveCard } {
  return {
    title: shortened(cleanText(form.title).replace(/\s+/g, ' '), LIMITS.dialogTitle),
    height: form.fields.length > 4 ? 'large' : 'medium',
    width: 'medium',
    card: renderForm(form, carry, { surface: 'dialog', suggestions }),
  };
}
