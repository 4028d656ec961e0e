import type { KnownBlock, ModalView } from '@slack/web-api';
import type { FieldView, FormView } from '../../src/core/form.ts';
import type { Message } from '../../src/core/message.ts';
import { enumerated, inARow, type Locale } from '../../src/ground/i18n.ts';
import { type RenderOptions, SURFACES } from './canvas.ts';
import { label, oneLine, plain, shorten, shown } from './escape.ts';
import { renderField } from './formFields.ts';
import { type Carry, encodeMetadata } from './formState.ts';
import type { FormContext } from './formTexts.ts';
import type { Kept } from './kept.ts';
import { LIMITS } from './limits.ts';
import { renderBlocks } from './render.ts';
import { renderTexts } from './renderTexts.ts';

export { suggestOptions } from './formOptions.ts';
export { type Carry, keptMetadataKey, readSubmit } from './formState.ts';

/** The callback_id of all our forms: submits and closings are recognised by it. */
export const FORM_CALLBACK = 'rapport.form';
/** The callback_id of views that only show something. */
export const SHOWN_CALLBACK = 'rapport.shown';

export interface RenderedView {
  readonly view: ModalView;
  /** Texts to store before the view opens; empty for nearly all forms. */
  readonly kept: readonly Kept[];
}

/**
 * Fields that do not fit into the view keep their values. Each field may take one block, one more per 3,000 characters,
 * and one for its error.
 */
const ROOM_FOR_FIELDS = LIMITS.viewBlocks - 6;

/** Characters of JSON with everything but ASCII escaped: the largest possible count. */
function jsonSize(value: unknown): number {
  const json = JSON.stringify(value);
  return json.length + 5 * (json.match(/[^ -~]/g)?.length ?? 0);
}

/** A line of ours above or below fields; plain text. */
const line = (text: string): KnownBlock => ({
  type: 'context',
  elements: [plain(shorten(shown(text).trim() || '…', LIMITS.textObject))],
});

/**
 * A form as a modal. The block_id of a field is its name (the first part's, where a long text takes several), so that
 * errors find it. `readSubmit` reads the values back. `carry` and the hidden values travel in private_metadata. Pure,
 * and never throws.
 */
export function renderForm(form: FormView, carry: Carry): RenderedView {
  const texts = renderTexts(form.locale);
  const context: FormContext = { locale: form.locale, command: form.command, place: carry.place };
  const title = oneLine(form.title);
  const blocks: KnownBlock[] = [];
  // A title longer than the title bar stands below it.
  if (title.length > LIMITS.viewTitle) blocks.push({ type: 'header', text: plain(label(title, LIMITS.header)) });
  if (form.notice !== undefined && form.notice.trim() !== '') {
    blocks.push({ type: 'section', text: plain(shorten(shown(form.notice).trim() || '…', LIMITS.sectionText)) });
  }
  const above = blocks.length;
  const unshown: FieldView[] = [];
  let size = 0;
  for (const field of form.fields) {
    const made = renderField(field, context);
    const madeSize = jsonSize(made);
    if (blocks.length - above + made.length > ROOM_FOR_FIELDS || size + madeSize > LIMITS.viewJson) {
      unshown.push(field);
      continue;
    }
    blocks.push(...made);
    size += madeSize;
  }
  if (unshown.length > 0)
    blocks.push(
      line(
        texts.moreFields({
          labels: enumerated(
            unshown.map((field) => oneLine(field.label)),
            form.locale,
          ),
        }),
      ),
    );
  if (blocks.length === 0) blocks.push(line(title));
  const hidden = {
    ...form.hidden,
    ...Object.fromEntries(
      unshown.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value as string | string[]]])),
    ),
  };
  const metadata = encodeMetadata({ command: form.command, hidden, carry });
  return {
    view: {
      type: 'modal',
      callback_id: FORM_CALLBACK,
      private_metadata: metadata.text,
      title: plain(label(form.title, LIMITS.viewTitle)),
      submit: plain(label(form.submit, LIMITS.viewButton)),
      close: plain(label(form.cancel, LIMITS.viewButton)),
      notify_on_close: true,
      blocks,
    },
    kept: metadata.kept,
  };
}

/**
 * Field errors as the answer to a submit. Slack refuses an answer that names a block without an input, so errors of
 * other fields are shown at the first input, with the field's name. `blockIds` come from the view that was sent. Empty
 * when there is no input: then answer with a new form.
 */
export function renderErrors(
  errors: Readonly<Record<string, string>>,
  view: { readonly blocks: readonly { readonly type: string; readonly block_id?: string }[] },
): Record<string, string> {
  const inputs = view.blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id !== undefined ? [id] : []));
  const own: Record<string, string> = {};
  const others: string[] = [];
  for (const [name, problem] of Object.entries(errors)) {
    if (inputs.includes(name)) own[name] = problem;
    else others.push(problem);
  }
  const [first] = inputs;
  if (first !== undefined && others.length > 0)
    own[first] = inARow([own[first], ...others].filter((text) => text !== undefined));
  return Object.fromEntries(Object.entries(own).map(([name, problem]) => [name, label(problem, LIMITS.fieldError)]));
}

function shownView({ title, locale }: { title: string; locale: Locale }, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: SHOWN_CALLBACK,
    title: plain(label(title, LIMITS.viewTitle)),
    close: plain(label(renderTexts(locale).close(), LIMITS.viewButton)),
    blocks,
  };
}

/** The window's content while the work takes longer than Slack waits. */
export function savingView({
  locale,
  title,
}: {
  readonly locale: Locale;
  readonly title?: string | undefined;
}): ModalView {
  const texts = renderTexts(locale);
  return shownView({ title: title ?? texts.saving(), locale }, [{ type: 'section', text: plain(texts.savingText()) }]);
}

/** A message as the window's content: the answer to a submit. */
export function answeredView(
  message: Message,
  options: RenderOptions & { readonly title?: string | undefined },
): RenderedView {
  const { blocks, kept } = renderBlocks(message, SURFACES.modal, options);
  return {
    view: shownView({ title: options.title ?? renderTexts(options.locale).answer(), locale: options.locale }, blocks),
    kept,
  };
}
