import { expect } from 'vitest';
import { keptMetadataKey, readSubmit, renderForm } from '../../../adapters/slack/form.ts';
import type { FieldKind, FieldView, FormView } from '../../../src/core/form.ts';
import type { Place } from '../../../src/core/platform.ts';
import { checkPayload } from '../../checkers/blockKit.ts';
import { submitted } from '../../checkers/slackState.ts';

/** Forms with one field, and what Slack sends when a person opens or saves them. */

export const place: Place = { conversation: 'C1', kind: 'channel', name: 'acme', thread: '1.2' };
export const field = (kind: FieldKind, more: Partial<FieldView> = {}): FieldView => ({
  name: 'field',
  kind,
  label: 'Field',
  hint: undefined,
  placeholder: undefined,
  required: true,
  options: undefined,
  maxLength: undefined,
  value: undefined,
  error: undefined,
  ...more,
});
export const form = (fields: readonly FieldView[], more: Partial<FormView> = {}): FormView => ({
  command: 'reminder new',
  locale: 'en',
  title: 'New reminder',
  submit: 'Save',
  cancel: 'Cancel',
  notice: undefined,
  fields,
  hidden: {},
  ...more,
});
export const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: `Option ${index}` }));
export const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** Opens a form as Slack would, checked, and submits it, with only `typed` values changed. */
export function opened(asked: FormView, carry: Parameters<typeof renderForm>[1] = { place }) {
  const { view, kept } = renderForm(asked, carry);
  expect(checkPayload('views.open', { trigger_id: 't', view })).toEqual([]);
  const read = (typed: Parameters<typeof submitted>[1] = {}) => {
    const back = submitted(view, typed);
    return readSubmit(back, kept.find(({ key }) => key === keptMetadataKey(back))?.text);
  };
  const elements = view.blocks.flatMap((block) =>
    block.type === 'input' ? [(block as { element: { type: string } }).element] : [],
  );
  return { view, kept, read, elements, types: elements.map(({ type }) => type) };
}
