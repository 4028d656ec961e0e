import type { Checked } from './blockKit.ts';

export const text = (length: number) => 'x'.repeat(length);
export const plain = (length = 5) => ({ type: 'plain_text', text: text(length) });
export const mrkdwn = (length = 5) => ({ type: 'mrkdwn', text: text(length) });
export const option = (value = 'a', label = 'A') => ({ text: { type: 'plain_text', text: label }, value });
export const options = (count: number) => Array.from({ length: count }, (_, index) => option(`v${index}`));
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const section = (extra: object = {}) => ({ type: 'section', text: plain(), ...extra });
export const rich = (...elements: unknown[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
export const words = { type: 'text', text: 'words' };
export const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain(), value: 'v', ...extra });
export const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
export const select = (extra: object = {}) => ({
  type: 'static_select',
  action_id: 's',
  placeholder: plain(),
  options: options(2),
  ...extra,
});
export const input = (element: unknown = { type: 'plain_text_input', action_id: 'i' }, extra: object = {}) => ({
  type: 'input',
  block_id: 'b',
  label: plain(),
  element,
  ...extra,
});
export const cell = (length = 1) => rich({ type: 'text', text: text(length) });
export const table = (rows: unknown[][] = [[cell()]], extra: object = {}) => ({ type: 'table', rows, ...extra });

const message = (...blocks: unknown[]) => ({ channel: 'C1', text: 'words', blocks });
export const modal = (blocks: unknown[], extra: object = {}) => ({
  trigger_id: 't',
  view: {
    type: 'modal',
    title: plain(),
    submit: plain(),
    close: plain(),
    callback_id: 'c',
    private_metadata: '{}',
    blocks,
    ...extra,
  },
});
export const home = (blocks: unknown[], extra: object = {}) => ({
  user_id: 'U1',
  view: { type: 'home', blocks, ...extra },
});

export const post = (...blocks: unknown[]): [Checked, unknown] => ['chat.postMessage', message(...blocks)];
export const open = (blocks: unknown[], extra: object = {}): [Checked, unknown] => ['views.open', modal(blocks, extra)];
export const publish = (blocks: unknown[], extra: object = {}): [Checked, unknown] => [
  'views.publish',
  home(blocks, extra),
];

export const confirm = (extra: object = {}) => ({
  title: plain(),
  text: plain(),
  confirm: plain(),
  deny: plain(),
  ...extra,
});
