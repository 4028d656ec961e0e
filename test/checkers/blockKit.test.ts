import { describe, expect, test } from 'vitest';
import { type Checked, checkPayload } from './blockKit.ts';
import {
  actions,
  button,
  cell,
  confirm,
  home,
  input,
  many,
  modal,
  mrkdwn,
  open,
  option,
  options,
  plain,
  post,
  publish,
  rich,
  section,
  select,
  table,
  text,
  words,
} from './payloads.ts';

describe('a valid payload has no problems', () => {
  const good: [string, [Checked, unknown]][] = [
    [
      'a message with every block for messages',
      post(
        { type: 'header', text: plain(150) },
        section({ text: mrkdwn(3_000), fields: many(10, () => plain(100)) }),
        section({ accessory: { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a' } }),
        rich(
          words,
          { type: 'date', timestamp: 1_700_000_000, format: '{date_short_pretty} {time}', fallback: 'x' },
          { type: 'user', user_id: 'U1' },
        ),
        {
          type: 'rich_text',
          elements: [
            { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: [words] }] },
          ],
        },
        { type: 'divider' },
        { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a', title: plain() },
        { type: 'context', elements: [plain(), mrkdwn()] },
        table(many(100, () => many(20, () => cell()))),
        actions(button({ confirm: confirm() }), select({ initial_option: option('v1') }), {
          type: 'overflow',
          action_id: 'o',
          options: many(5, (index) => ({ ...option(`${index}`), url: 'https://x.example' })),
        }),
      ),
    ],
    ['a text alone', ['chat.postMessage', { channel: 'C1', text: 'words' }]],
    ['blocks as JSON', ['chat.postMessage', { channel: 'C1', text: 'words', blocks: JSON.stringify([section()]) }]],
    [
      'a form with every input',
      open(
        [
          { type: 'plain_text_input', action_id: 'i', max_length: 10, initial_value: 'x' },
          { type: 'number_input', action_id: 'i', is_decimal_allowed: true, initial_value: '-1.5' },
          { type: 'datepicker', action_id: 'i', initial_date: '2026-11-30' },
          { type: 'timepicker', action_id: 'i', initial_time: '09:30' },
          { type: 'users_select', action_id: 'i', initial_user: 'U1' },
          { type: 'conversations_select', action_id: 'i', initial_conversation: 'C1', filter: { include: ['public'] } },
          { type: 'external_select', action_id: 'i', initial_option: option(), min_query_length: 0 },
          { type: 'checkboxes', action_id: 'i', options: options(10), initial_options: [option('v3')] },
          { type: 'radio_buttons', action_id: 'i', options: options(10), initial_option: option('v3') },
          {
            type: 'multi_static_select',
            action_id: 'i',
            option_groups: many(100, (index) => ({ label: plain(), options: [option(`${index}`)] })),
          },
          { type: 'datetimepicker', action_id: 'i', initial_date_time: 1_700_000_000 },
        ].map((element, index) => input(element, { block_id: `b${index}`, hint: plain(), optional: true })),
      ),
    ],
    ['a Home tab', publish([section(), table(), actions(button())])],
    ['errors', ['ack.view_submission', { response_action: 'errors', errors: { b: 'wrong' } }]],
    ['an empty acknowledgement', ['ack.view_submission', undefined]],
    ['a view as the answer', ['ack.view_submission', { response_action: 'update', view: modal([section()]).view }]],
    ['options', ['ack.block_suggestion', { options: options(100) }]],
    ['an answer to a response_url', ['respond', { response_type: 'ephemeral', text: 'words' }]],
    ['the deletion of one', ['respond', { delete_original: true }]],
  ];
  test.each(good)('%s', (_, [method, payload]) => {
    expect(checkPayload(method, payload)).toEqual([]);
  });
});

describe('each rule is checked', () => {
  const bad: [string, [Checked, unknown], RegExp][] = [
    // Messages
    ['51 blocks', post(...many(51, () => ({ type: 'divider' }))), /51 blocks/],
    ['no text beside blocks', ['chat.postMessage', { channel: 'C1', blocks: [section()] }], /\/text: is missing/],
    ['neither text nor blocks', ['chat.postMessage', { channel: 'C1' }], /needs a text or blocks/],
    ['a text over 40,000', ['chat.postMessage', { channel: 'C1', text: text(40_001) }], /40,000/],
    ['no channel', ['chat.postMessage', { text: 'x' }], /channel/],
    ['nobody to see it', ['chat.postEphemeral', { channel: 'C1', text: 'x' }], /user/],
    ['nothing to update', ['chat.update', { channel: 'C1', text: 'x' }], /ts/],
    [
      'over 12,000 characters in blocks',
      post(...many(5, () => section({ text: plain(2_500) }))),
      /msg_blocks_too_long/,
    ],
    ['no response_type', ['respond', { text: 'x' }], /response_type/],
    ['half a character', post(section({ text: { type: 'plain_text', text: 'a\uD83D' } })), /half a character/],
    ['a NUL', post(section({ text: { type: 'plain_text', text: 'a\u0000' } })), /NUL/],
    [
      'the same block_id twice',
      post(section({ block_id: 'b' }), section({ block_id: 'b' })),
      /block_id b is there twice/,
    ],
    ['a block_id over 255', post(section({ block_id: text(256) })), /block_id.*255/],
    ['the same action_id twice in a message', post(actions(button()), actions(button())), /action_id a is there twice/],
    [
      'the same action_id twice in a block of a view',
      open([actions(button(), button())]),
      /action_id a is there twice/,
    ],
    ['an action_id over 255', post(actions(button({ action_id: text(256) }))), /action_id.*255/],
    ['an unknown block', post({ type: 'marquee' }), /\/blocks\/0\/type/],
    ['an unknown property', post(section({ colour: 'red' })), /colour/],
    ['two tables', post(table(), table()), /only_one_table_allowed/],
    ['an alert in a message', post({ type: 'alert', text: plain() }), /cannot stand in a message/],
    // Views
    ['101 blocks', open(many(101, () => ({ type: 'divider' }))), /101 blocks/],
    ['a view without blocks', open([]), /1 item/],
    ['a title over 24', open([section()], { title: plain(25) }), /24/],
    ['a submit over 24', open([section()], { submit: plain(25) }), /24/],
    ['a close over 24', open([section()], { close: plain(25) }), /24/],
    ['inputs without a submit', open([input()], { submit: undefined }), /submit/],
    ['metadata over 3,000', open([section()], { private_metadata: text(3_001) }), /private_metadata.*3000/],
    ['a callback_id over 255', open([section()], { callback_id: text(256) }), /callback_id.*255/],
    ['an external_id over 255', open([section()], { external_id: text(256) }), /external_id.*255/],
    ['no trigger', ['views.open', { view: modal([section()]).view }], /trigger_id/],
    ['nothing to update', ['views.update', { view: modal([section()]).view }], /view_id/],
    ['no view', ['views.open', { trigger_id: 't' }], /\/view/],
    ['a label over 2,000', open([input(undefined, { label: plain(2_001) })]), /2000/],
    ['a hint over 2,000', open([input(undefined, { hint: plain(2_001) })]), /2000/],
    ['a button as an input', open([input(button())]), /type/],
    ['a table in a modal', open([table()]), /cannot stand in a modal/],
    [
      'two elements with the focus',
      open(
        [0, 1].map((i) => input({ type: 'datepicker', action_id: 'i', focus_on_load: true }, { block_id: `b${i}` })),
      ),
      /focus/,
    ],
    [
      'over 250,000 characters of view',
      open(many(90, (i) => input(undefined, { block_id: `b${i}`, label: plain(2_000), hint: plain(2_000) }))),
      /250,000/,
    ],
    ['a title on the Home tab', publish([section()], { title: plain() }), /title/],
    ['a modal on the Home tab', ['views.publish', { user_id: 'U1', view: modal([section()]).view }], /type/],
    ['nobody’s Home tab', ['views.publish', { view: home([section()]).view }], /user_id/],
    // Acknowledgements
    ['errors that say nothing', ['ack.view_submission', { response_action: 'errors', errors: {} }], /says nothing/],
    ['an empty error', ['ack.view_submission', { response_action: 'errors', errors: { b: '' } }], /errors\/b/],
    ['an unknown answer', ['ack.view_submission', { response_action: 'explode' }], /explode/],
    [
      'a wrong view as the answer',
      ['ack.view_submission', { response_action: 'push', view: modal([], {}).view }],
      /1 item/,
    ],
    ['101 suggestions', ['ack.block_suggestion', { options: options(101) }], /100 items/],
    ['no payload', ['chat.postMessage', 'words'], /object/],
  ];
  test.each(bad)('%s', (_, [method, payload], expected) => {
    expect(checkPayload(method, payload).join('\n')).toMatch(expected);
  });
});
