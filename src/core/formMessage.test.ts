import { expect, test } from 'vitest';
import type { FieldView, FormView } from './form.ts';
import { formMessage } from './formMessage.ts';
import { OPEN_FORM } from './message.ts';

const field = (name: string, value: string | undefined, error?: string): FieldView => ({
  ...{
    name,
    kind: 'text',
    label: `The ${name}`,
    hint: undefined,
    placeholder: undefined,
    required: false,
    options: undefined,
    maxLength: undefined,
  },
  ...{ value, error },
});
const form = (fields: readonly FieldView[]): FormView => ({
  ...{
    command: 'reminder new',
    locale: 'en',
    title: 'Set a reminder',
    submit: 'Save',
    cancel: 'Cancel',
    notice: undefined,
    fields,
  },
  hidden: { id: 'r1' },
});
const buttonIn = ({ blocks }: ReturnType<typeof formMessage>) =>
  blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []))[0];

test('a form that cannot be opened is kept in a message, with its values and problems', () => {
  const message = formMessage(
    form([field('what', 'Send it'), field('when', 'someday', 'I did not understand when.'), field('note', undefined)]),
  );
  expect(message.fallbackText).toContain('Set a reminder');
  expect(message.blocks).toContainEqual({ kind: 'list', items: ['The when: I did not understand when.'] });
  expect(buttonIn(message)).toMatchObject({
    payload: { command: 'reminder new', input: { id: 'r1', what: 'Send it', when: 'someday', [OPEN_FORM]: 'open' } },
  });
});

test('a value that is too long for a button is quoted, so that it is not lost', () => {
  const long = 'All of it. '.repeat(250);
  const message = formMessage(form([field('what', 'Send it'), field('note', long)]));
  const button = buttonIn(message);
  expect(button).toMatchObject({ payload: { input: { id: 'r1', what: 'Send it' } } });
  expect(JSON.stringify(button)).not.toContain('All of it');
  expect(message.blocks).toContainEqual({ kind: 'quote', text: long });
});
