import { describe, expect, test } from 'vitest';
import { type Block, type Message, press } from '../../src/core/message.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { keptKey, PRESSED, readAction, renderMessage } from './render.ts';

const options = { locale: 'en', zone: 'Europe/Berlin' } as const;
const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'x', blocks });
const posted = (message: Message, more: Partial<Parameters<typeof renderMessage>[1]> = {}) => {
  const { text, blocks, kept } = renderMessage(message, { ...options, ...more });
  return { payload: { channel: 'C1', text, blocks }, text, blocks, kept };
};
/** The only block of a message. */
const only = (block: Block, more = {}) => {
  const { blocks } = posted(of(block), more);
  expect(blocks).toHaveLength(1);
  return blocks[0];
};

describe('presses', () => {
  test('the payload of a press survives rendering and reading', () => {
    const payload = press('reminder done', { reminder: '"<&\'>', days: ['1', '2'] });
    const block = only({
      kind: 'actions',
      items: [
        {
          kind: 'button',
          label: 'Done',
          style: 'danger',
          payload,
          confirm: { title: 'Sure?', text: 'Gone is gone', confirm: 'Yes', cancel: 'No' },
        },
      ],
    });
    expect(block).toMatchObject({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: expect.stringMatching(PRESSED),
          style: 'danger',
          confirm: { style: 'danger', deny: { text: 'No' } },
        },
      ],
    });
    const { value } = (block as { elements: { value: string }[] }).elements[0] ?? { value: '' };
    expect(readAction(value)).toEqual(payload);
  });

  test('a menu keeps its name, and its options carry payloads longer than Slack allows there', () => {
    const payloads = [
      press('reminder snooze', { by: '1h' }),
      press('reminder snooze', { by: 'x'.repeat(90) }),
      press('reminder snooze', { by: 'x'.repeat(400) }),
    ];
    const message = of({
      kind: 'actions',
      items: [
        { kind: 'menu', label: 'Snooze', options: payloads.map((payload, index) => ({ label: `${index}`, payload })) },
      ],
    });
    const { blocks, kept, payload } = posted(message);
    expect(checkPayload('chat.postMessage', payload)).toEqual([]);
    const [select] = (
      blocks[0] as unknown as { elements: { placeholder: { text: string }; options: { value: string }[] }[] }
    ).elements;
    expect(select?.placeholder.text).toBe('Snooze');
    const values = (select?.options ?? []).map(({ value }) => value);
    const read = values.map((value) => readAction(kept.find(({ key }) => key === keptKey(value))?.text ?? value));
    expect(read).toEqual(payloads);
    // Rendering again gives the same: a retry stores and sends nothing new.
    expect(posted(message)).toEqual(posted(message));
  });

  test('a menu of many options is a select in groups', () => {
    const options = Array.from({ length: 250 }, (_, index) => ({
      label: `Option ${index}`,
      payload: press('help show', { topic: `${index}` }),
    }));
    const { blocks, payload } = posted(of({ kind: 'actions', items: [{ kind: 'menu', label: 'More', options }] }));
    expect(
      checkPayload('chat.postMessage', payload).filter((problem) => !problem.includes('msg_blocks_too_long')),
    ).toEqual([]);
    expect(blocks[0]).toMatchObject({
      elements: [{ option_groups: [{ label: { text: 'Option 0 to Option 99' } }, {}, { options: { length: 50 } }] }],
    });
  });

  test('a foreign value is no press', () => {
    for (const value of ['', 'yes', '{}', '1[]', '1[', '{"v":2,"command":"x","input":{}}', 'kept:0123'])
      expect(readAction(value)).toBeUndefined();
    expect(keptKey('kept:../../etc')).toBeUndefined();
  });
});
