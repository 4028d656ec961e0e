import { z } from 'zod';
import { anyText, elements, plainText, some } from './blockKitParts.ts';
import { richText } from './blockKitRichText.ts';

/** Every block of docs.slack.dev/reference/block-kit/blocks, with its limits. */

const blockId = { block_id: some(255).optional() };
const url = some(3_000).regex(/^https?:\/\//, 'must be a web address');
const {
  button,
  checkboxes,
  datepicker,
  datetimepicker,
  image,
  overflow,
  radio_buttons,
  rich_text_input,
  timepicker,
  workflow_button,
} = elements;
const selects = [
  elements.static_select,
  elements.external_select,
  elements.users_select,
  elements.conversations_select,
  elements.channels_select,
] as const;
const multiSelects = [
  elements.multi_static_select,
  elements.multi_external_select,
  elements.multi_users_select,
  elements.multi_conversations_select,
  elements.multi_channels_select,
] as const;

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
]);

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  ...blockId,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url, text: z.string().min(1) })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});

const card = z
  .strictObject({
    type: z.literal('card'),
    ...blockId,
    hero_image: image.optional(),
    icon: image.optional(),
    title: anyText(150).optional(),
    subtitle: anyText(150).optional(),
    body: anyText(200).optional(),
    subtext: anyText(200).optional(),
    actions: z.array(button).min(1).max(3).optional(),
  })
  .refine(
    (one) => [one.hero_image, one.title, one.actions, one.body].some((part) => part !== undefined),
    'needs one of hero_image, title, actions and body',
  );

/** The blocks that may also be in a container. */
const basic = {
  // 25 elements
  actions: z.strictObject({
    type: z.literal('actions'),
    ...blockId,
    elements: z
      .array(
        z.discriminatedUnion('type', [
          button,
          checkboxes,
          datepicker,
          datetimepicker,
          overflow,
          radio_buttons,
          rich_text_input,
          timepicker,
          workflow_button,
          ...selects,
          ...multiSelects,
        ]),
      )
      .min(1)
      .max(25),
  }),
  // 10 elements
  context: z.strictObject({
    type: z.literal('context'),
    ...blockId,
    elements: z
      .array(z.union([image, anyText()]))
      .min(1)
      .max(10),
  }),
  divider: z.strictObject({ type: z.literal('divider'), ...blockId }),
  file: z.strictObject({
    type: z.literal('file'),
    ...blockId,
    external_id: z.string().min(1),
    source: z.literal('remote'),
  }),
  // 150 characters
  header: z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(150), level: z.int().optional() }),
  // url 3,000, alt 2,000, title 2,000
  image: z
    .strictObject({
      type: z.literal('image'),
      ...blockId,
      image_url: url.optional(),
      slack_file: z.looseObject({}).optional(),
      alt_text: some(2_000),
      title: plainText(2_000).optional(),
    })
    .refine(
      (one) => (one.image_url === undefined) !== (one.slack_file === undefined),
      'needs either image_url or slack_file',
    ),
  // label 2,000, hint 2,000
  input: z.strictObject({
    type: z.literal('input'),
    ...blockId,
    label: plainText(2_000),
    hint: plainText(2_000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.discriminatedUnion('type', [
      checkboxes,
      datepicker,
      datetimepicker,
      elements.email_text_input,
      elements.file_input,
      elements.number_input,
      elements.plain_text_input,
      radio_buttons,
      rich_text_input,
      timepicker,
      elements.url_text_input,
      ...selects,
      ...multiSelects,
    ]),
  }),
  rich_text: richText,
  // text 3,000; 10 fields of 2,000
  section: z
    .strictObject({
      type: z.literal('section'),
      ...blockId,
      text: anyText(3_000).optional(),
      fields: z.array(anyText(2_000)).min(1).max(10).optional(),
      accessory: z
        .discriminatedUnion('type', [
          button,
          checkboxes,
          datepicker,
          image,
          overflow,
          radio_buttons,
          timepicker,
          workflow_button,
          ...selects,
          ...multiSelects,
        ])
        .optional(),
      expand: z.boolean().optional(),
    })
    .refine((one) => one.text !== undefined || one.fields !== undefined, 'needs text or fields'),
  // 100 rows of 20 cells, 20 column settings
  table: z.strictObject({
    type: z.literal('table'),
    ...blockId,
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z
      .array(
        z
          .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
          .nullable(),
      )
      .max(20)
      .optional(),
  }),
  // title under 200, author under 50
  video: z.strictObject({
    type: z.literal('video'),
    ...blockId,
    alt_text: z.string().min(1),
    title: plainText(199),
    title_url: z.string().startsWith('https://').optional(),
    description: plainText(199).optional(),
    video_url: z.string().startsWith('https://'),
    thumbnail_url: url,
    author_name: some(49).optional(),
    provider_name: z.string().optional(),
    provider_icon_url: url.optional(),
  }),
};
const { actions, context, divider, file, header, input, section, table, video } = basic;

const blocks = {
  ...basic,
  alert: z.strictObject({
    type: z.literal('alert'),
    ...blockId,
    text: anyText(200),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  card,
  carousel: z.strictObject({ type: z.literal('carousel'), ...blockId, elements: z.array(card).min(1).max(10) }),
  container: z.strictObject({
    type: z.literal('container'),
    ...blockId,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          file,
          header,
          basic.image,
          input,
          richText,
          section,
          table,
          video,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: image.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  }),
  // 5 elements
  context_actions: z.strictObject({
    type: z.literal('context_actions'),
    ...blockId,
    elements: z
      .array(
        z.discriminatedUnion('type', [
          z.looseObject({ type: z.literal('feedback_buttons'), action_id: some(255).optional() }),
          z.looseObject({
            type: z.literal('icon_button'),
            action_id: some(255).optional(),
            icon: z.string().min(1),
            text: plainText(),
          }),
        ]),
      )
      .min(1)
      .max(5),
  }),
  // header row and 1 to 100 more of 1 to 20 cells each; the header holds no rich text
  data_table: z
    .strictObject({
      type: z.literal('data_table'),
      ...blockId,
      caption: z.string().min(1),
      rows: z.array(z.array(cell).min(1).max(20)).min(2).max(101),
      page_size: z.int().min(1).max(100).optional(),
      row_header_column_index: z.int().min(0).optional(),
    })
    .refine((one) => new Set(one.rows.map((row) => row.length)).size === 1, 'all rows need the same number of cells')
    .refine((one) => one.rows[0]?.every(({ type }) => type !== 'rich_text') === true, 'the header row holds rich text'),
  markdown: z.strictObject({ type: z.literal('markdown'), ...blockId, text: some(12_000) }),
  plan: z.strictObject({
    type: z.literal('plan'),
    ...blockId,
    title: z.string().min(1),
    tasks: z.array(taskCard).optional(),
  }),
  task_card: taskCard,
} as const;
export type BlockType = keyof typeof blocks;

export const anyBlock = z.discriminatedUnion(
  'type',
  Object.values(blocks) as [(typeof blocks)['divider'], ...(typeof blocks)['divider'][]],
);

export type SurfaceName = 'message' | 'modal' | 'home';
/** docs.slack.dev/blocks.json; a block that is not listed here may be used everywhere. */
export const ONLY_ON: Readonly<Partial<Record<BlockType, readonly SurfaceName[]>>> = {
  alert: ['modal'],
  carousel: ['message', 'home'],
  context_actions: ['message'],
  file: ['message'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message', 'home'],
  task_card: ['message'],
};
