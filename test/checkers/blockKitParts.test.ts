import { describe, expect, test } from 'vitest';
import { type Checked, checkPayload } from './blockKit.ts';
import {
  actions,
  button,
  cell,
  confirm,
  input,
  many,
  mrkdwn,
  open,
  option,
  options,
  plain,
  post,
  rich,
  section,
  select,
  table,
  text,
  words,
} from './payloads.ts';

describe('each rule is checked', () => {
  const bad: [string, [Checked, unknown], RegExp][] = [
    // Blocks
    ['a header over 150', post({ type: 'header', text: plain(151) }), /150/],
    ['a header in mrkdwn', post({ type: 'header', text: mrkdwn() }), /type/],
    ['an empty text', post(section({ text: { type: 'plain_text', text: '' } })), /text/],
    ['a section over 3,000', post(section({ text: plain(3_001) })), /3000/],
    ['a section without anything', post({ type: 'section' }), /needs text or fields/],
    ['11 fields', post(section({ fields: many(11, () => plain()) })), /10 items/],
    ['a field over 2,000', post(section({ fields: [plain(2_001)] })), /2000/],
    ['11 elements of context', post({ type: 'context', elements: many(11, () => plain()) }), /10 items/],
    ['no element of context', post({ type: 'context', elements: [] }), /1 item/],
    ['26 buttons', post(actions(...many(26, (index) => button({ action_id: `${index}` })))), /25 items/],
    ['no button', post(actions()), /1 item/],
    ['an input among buttons', post(actions({ type: 'plain_text_input', action_id: 'i' })), /type/],
    ['an image without alt text', post({ type: 'image', image_url: 'https://x.example/a.png' }), /alt_text/],
    [
      'an alt text over 2,000',
      post({ type: 'image', image_url: 'https://x.example/a.png', alt_text: text(2_001) }),
      /alt_text.*2000/,
    ],
    [
      'an image title over 2,000',
      post({ type: 'image', image_url: 'https://x.example', alt_text: 'a', title: plain(2_001) }),
      /2000/,
    ],
    ['an image from nowhere', post({ type: 'image', alt_text: 'a' }), /image_url or slack_file/],
    [
      'an image address over 3,000',
      post({ type: 'image', image_url: `https://x.example/${text(3_000)}`, alt_text: 'a' }),
      /3000/,
    ],
    ['an image address that is none', post({ type: 'image', image_url: '/a.png', alt_text: 'a' }), /web address/],
    ['markdown over 12,000', post({ type: 'markdown', text: text(12_001) }), /12000|12,000/],
    [
      'markdown over 12,000 in all',
      post({ type: 'markdown', text: text(7_000) }, { type: 'markdown', text: text(7_000) }),
      /12,000 in all/,
    ],
    ['101 rows', post(table(many(101, () => [cell()]))), /100 items/],
    ['21 cells', post(table([many(21, () => cell())])), /20 items/],
    ['an empty cell', post(table([[rich({ type: 'text', text: '' })]])), /rows\/0\/0/],
    ['an empty raw cell', post(table([[{ type: 'raw_text', text: '' }]])), /rows\/0\/0/],
    [
      '21 column settings',
      post(table([[cell()]], { column_settings: many(21, () => ({ align: 'left' })) })),
      /20 items/,
    ],
    ['over 10,000 characters in a table', post(table([[cell(10_001)]])), /10,000/],
    [
      'a data table without rows',
      post({ type: 'data_table', caption: 'x', rows: [[{ type: 'raw_text', text: 'a' }]] }),
      /rows/,
    ],
    [
      'a data table with rich text in its head',
      post({ type: 'data_table', caption: 'x', rows: [[cell()], [cell()]] }),
      /header row/,
    ],
    [
      'a data table of uneven rows',
      post({
        type: 'data_table',
        caption: 'x',
        rows: [
          [{ type: 'raw_text', text: 'a' }],
          [
            { type: 'raw_text', text: 'a' },
            { type: 'raw_text', text: 'b' },
          ],
        ],
      }),
      /same number/,
    ],
    ['a card with nothing', post({ type: 'card', subtitle: plain() }), /needs one of/],
    [
      '4 presses on a card',
      post({ type: 'card', title: plain(), actions: many(4, (index) => button({ action_id: `${index}` })) }),
      /3 items/,
    ],
    ['11 cards', post({ type: 'carousel', elements: many(11, () => ({ type: 'card', title: plain() })) }), /10 items/],
    [
      '11 blocks in a container',
      post({ type: 'container', title: plain(), child_blocks: many(11, () => section()) }),
      /10 items/,
    ],
    [
      '6 context actions',
      post({
        type: 'context_actions',
        elements: many(6, (index) => ({ type: 'feedback_buttons', action_id: `${index}` })),
      }),
      /5 items/,
    ],
    ['a task without a state', post({ type: 'task_card', task_id: 'a', title: 'b' }), /status/],
    // Rich text
    ['an empty piece of rich text', post(rich({ type: 'text', text: '' })), /text/],
    ['an empty section of rich text', post(rich()), /1 item/],
    ['rich text without elements', post({ type: 'rich_text', elements: [] }), /1 item/],
    ['a date in text', post(rich({ type: 'date', timestamp: '1700000000', format: '{date}' })), /timestamp/],
    ['half a second', post(rich({ type: 'date', timestamp: 1.5, format: '{date}' })), /timestamp/],
    ['a date format without a token', post(rich({ type: 'date', timestamp: 1, format: 'today' })), /no date token/],
    ['a mention of nobody', post(rich({ type: 'user', user_id: 'Ana' })), /user id/],
    ['a mention of no channel', post(rich({ type: 'channel', channel_id: 'acme' })), /conversation id/],
    ['a link to nowhere', post(rich({ type: 'link', url: 'javascript:alert(1)' })), /address/],
    [
      'a list of lists',
      post({
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_list', elements: [] }] }],
      }),
      /elements/,
    ],
    [
      'a list without a style',
      post({
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', elements: [{ type: 'rich_text_section', elements: [words] }] }],
      }),
      /style/,
    ],
    [
      'a user in preformatted text',
      post({
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }],
      }),
      /type/,
    ],
    // Elements
    ['a button over 75', post(actions(button({ text: plain(76) }))), /75/],
    ['a value over 2,000', post(actions(button({ value: text(2_001) }))), /2000/],
    ['a button address over 3,000', post(actions(button({ url: `https://x.example/${text(3_000)}` }))), /3000/],
    ['an accessibility label over 75', post(actions(button({ accessibility_label: text(76) }))), /75/],
    ['an unknown style', post(actions(button({ style: 'default' }))), /style/],
    ['a confirm title over 100', post(actions(button({ confirm: confirm({ title: plain(101) }) }))), /100/],
    ['a confirm text over 300', post(actions(button({ confirm: confirm({ text: plain(301) }) }))), /300/],
    ['a confirm button over 30', post(actions(button({ confirm: confirm({ confirm: plain(31) }) }))), /30/],
    ['a deny button over 30', post(actions(button({ confirm: confirm({ deny: plain(31) }) }))), /30/],
    ['a confirm without a text', post(actions(button({ confirm: { title: plain() } }))), /confirm/],
    ['6 options in an overflow', post(actions({ type: 'overflow', action_id: 'o', options: options(6) })), /5 items/],
    ['101 options', post(actions(select({ options: options(101) }))), /100 items/],
    ['no options', post(actions(select({ options: [] }))), /1 item/],
    ['neither options nor groups', post(actions(select({ options: undefined }))), /either options or option_groups/],
    [
      '101 groups',
      post(
        actions(
          select({
            options: undefined,
            option_groups: many(101, (i) => ({ label: plain(), options: [option(`${i}`)] })),
          }),
        ),
      ),
      /100 items/,
    ],
    [
      'a group label over 75',
      post(actions(select({ options: undefined, option_groups: [{ label: plain(76), options: options(1) }] }))),
      /75/,
    ],
    ['an option over 75', post(actions(select({ options: [option('a', text(76))] }))), /75/],
    ['an option value over 150', post(actions(select({ options: [option(text(151))] }))), /150/],
    [
      'an option description over 75',
      post(actions(select({ options: [{ ...option(), description: plain(76) }] }))),
      /75/,
    ],
    ['an option in mrkdwn', post(actions(select({ options: [{ text: mrkdwn(), value: 'a' }] }))), /type/],
    ['the same value twice', post(actions(select({ options: [option('a', 'A'), option('a', 'B')] }))), /same value/],
    ['a first choice that is none', post(actions(select({ initial_option: option('z') }))), /none of the options/],
    ['an address in a select', post(actions(select({ options: [{ ...option(), url: 'https://x.example' }] }))), /url/],
    ['a placeholder over 150', post(actions(select({ placeholder: plain(151) }))), /150/],
    ['11 boxes', open([input({ type: 'checkboxes', action_id: 'i', options: options(11) })]), /10 items/],
    [
      'boxes that start as none',
      open([input({ type: 'checkboxes', action_id: 'i', options: options(2), initial_options: [option('z')] })]),
      /none of the options/,
    ],
    ['11 radio buttons', open([input({ type: 'radio_buttons', action_id: 'i', options: options(11) })]), /10 items/],
    [
      'a radio button that starts as none',
      open([input({ type: 'radio_buttons', action_id: 'i', options: options(2), initial_option: option('z') })]),
      /none of/,
    ],
    ['an empty filter', open([input({ type: 'conversations_select', action_id: 'i', filter: {} })]), /filter/],
    [
      'a first user who is none',
      open([input({ type: 'users_select', action_id: 'i', initial_user: 'Ana' })]),
      /user id/,
    ],
    [
      'a first channel that is none',
      open([input({ type: 'conversations_select', action_id: 'i', initial_conversation: '#acme' })]),
      /conversation id/,
    ],
    ['a date that is none', open([input({ type: 'datepicker', action_id: 'i', initial_date: 'Friday' })]), /date/],
    ['a time that is none', open([input({ type: 'timepicker', action_id: 'i', initial_time: '9:00' })]), /HH:mm/],
    [
      'a number that is none',
      open([input({ type: 'number_input', action_id: 'i', is_decimal_allowed: true, initial_value: 'ten' })]),
      /number/,
    ],
    [
      'a number input that does not say if it takes decimals',
      open([input({ type: 'number_input', action_id: 'i' })]),
      /is_decimal_allowed/,
    ],
    ['a max_length over 3,000', open([input({ type: 'plain_text_input', action_id: 'i', max_length: 3_001 })]), /3000/],
    [
      'a first value over 3,000',
      open([input({ type: 'plain_text_input', action_id: 'i', initial_value: text(3_001) })]),
      /3000/,
    ],
    [
      'a first value over max_length',
      open([input({ type: 'plain_text_input', action_id: 'i', initial_value: 'abc', max_length: 2 })]),
      /longer than max_length/,
    ],
    [
      'an empty first value',
      open([input({ type: 'plain_text_input', action_id: 'i', initial_value: '' })]),
      /initial_value/,
    ],
    ['11 files', open([input({ type: 'file_input', action_id: 'i', max_files: 11 })]), /10/],
    ['101 lines', open([input({ type: 'rich_text_input', action_id: 'i', max_lines: 101 })]), /100/],
  ];
  test.each(bad)('%s', (_, [method, payload], expected) => {
    expect(checkPayload(method, payload).join('\n')).toMatch(expected);
  });
});
