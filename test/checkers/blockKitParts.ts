import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/**
 * Slack's composition objects and interactive elements, as docs.slack.dev/reference/block-kit describes them. The
 * limits are repeated here, so that a wrong one in the adapter is found.
 */

export const some = (max: number): z.ZodString => z.string().min(1).max(max);
const url = some(3_000).regex(/^https?:\/\//, 'must be a web address');

/** composition-objects/text-object: 1 to 3,000 characters unless the place says less. */
export const plainText = (max = 3_000) =>
  z.strictObject({ type: z.literal('plain_text'), text: some(max), emoji: z.boolean().optional() });
export const anyText = (max = 3_000) =>
  z.discriminatedUnion('type', [
    plainText(max),
    z.strictObject({ type: z.literal('mrkdwn'), text: some(max), verbatim: z.boolean().optional() }),
  ]);

/** composition-objects/confirmation-dialog-object: 100, 300, 30, 30. */
const confirm = z
  .strictObject({
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style: z.enum(['primary', 'danger']).optional(),
  })
  .optional();

/** composition-objects/option-object: text 75, value 150, description 75; url in overflow menus only. */
const optionParts = { value: some(150), description: plainText(75).optional() };
const option = z.strictObject({ ...optionParts, text: plainText(75) });
const richOption = z.strictObject({ ...optionParts, text: anyText(75), description: anyText(75).optional() });
const overflowOption = z.strictObject({ ...optionParts, text: plainText(75), url: url.optional() });
type Option = z.infer<typeof option>;
/** composition-objects/option-group-object: label 75, at most 100 options. */
const optionGroup = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) });

const actionId = some(255).optional();
const placeholder = plainText(150).optional();
const focus = z.boolean().optional();
const interactive = { action_id: actionId, confirm };
const focusable = { ...interactive, focus_on_load: focus };
const pickable = { ...focusable, placeholder };
const typed = {
  action_id: actionId,
  placeholder,
  focus_on_load: focus,
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .optional(),
    })
    .optional(),
};
const maxItems = z.int().min(1).optional();

/** The initial choice must be exactly one of the options, and options come as a list or in groups. */
function chosenFromOptions(
  select: { options?: Option[] | undefined; option_groups?: { options: Option[] }[] | undefined },
  chosen: readonly unknown[],
  context: z.RefinementCtx,
): void {
  if ((select.options === undefined) === (select.option_groups === undefined))
    context.addIssue({ code: 'custom', message: 'needs either options or option_groups' });
  const all = select.options ?? select.option_groups?.flatMap((group) => group.options) ?? [];
  for (const one of chosen) {
    if (!all.some((known) => isDeepStrictEqual(known, one)))
      context.addIssue({ code: 'custom', message: 'what is chosen at first is none of the options' });
  }
  const values = all.map(({ value }) => value);
  if (new Set(values).size < values.length)
    context.addIssue({ code: 'custom', message: 'two options have the same value' });
}

const listed = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const conversationFilter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, 'a filter says something')
  .optional();
const userId = z.string().regex(/^[UW][A-Z0-9]+$/, 'must be a user id');
const conversationId = z.string().regex(/^[CGD][A-Z0-9]+$/, 'must be a conversation id');

const image = z
  .strictObject({
    type: z.literal('image'),
    image_url: url.optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: some(2_000),
  })
  .refine(
    (one) => (one.image_url === undefined) !== (one.slack_file === undefined),
    'needs either image_url or slack_file',
  );

/** Every element by its type (block-elements/*). */
export const elements = {
  // button-element: text 75, value 2,000, url 3,000, accessibility_label 75
  button: z.strictObject({
    type: z.literal('button'),
    ...interactive,
    text: plainText(75),
    value: some(2_000).optional(),
    url: url.optional(),
    style: z.enum(['primary', 'danger']).optional(),
    accessibility_label: some(75).optional(),
  }),
  // checkboxes-element: at most 10 options
  checkboxes: z
    .strictObject({
      type: z.literal('checkboxes'),
      ...focusable,
      options: z.array(richOption).min(1).max(10),
      initial_options: z.array(richOption).min(1).optional(),
    })
    .superRefine((one, context) =>
      chosenFromOptions({ options: one.options as Option[] }, one.initial_options ?? [], context),
    ),
  datepicker: z.strictObject({ type: z.literal('datepicker'), ...pickable, initial_date: z.iso.date().optional() }),
  datetimepicker: z.strictObject({
    type: z.literal('datetimepicker'),
    ...focusable,
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
  email_text_input: z.strictObject({
    type: z.literal('email_text_input'),
    ...typed,
    initial_value: z.string().min(1).optional(),
  }),
  file_input: z.strictObject({
    type: z.literal('file_input'),
    action_id: actionId,
    filetypes: z.array(z.string()).optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
  image,
  // number-input-element: values are numbers as text
  number_input: z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
      .optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  // overflow-menu-element: at most 5 options
  overflow: z.strictObject({
    type: z.literal('overflow'),
    ...interactive,
    options: z.array(overflowOption).min(1).max(5),
  }),
  // plain-text-input-element: min_length 0 to 3,000, max_length 1 to 3,000
  plain_text_input: z
    .strictObject({
      type: z.literal('plain_text_input'),
      ...typed,
      initial_value: some(3_000).optional(),
      multiline: z.boolean().optional(),
      min_length: z.int().min(0).max(3_000).optional(),
      max_length: z.int().min(1).max(3_000).optional(),
    })
    .refine(
      (one) => one.initial_value === undefined || one.initial_value.length <= (one.max_length ?? 3_000),
      'what stands in it at first is longer than max_length',
    ),
  // radio-button-group-element: at most 10 options
  radio_buttons: z
    .strictObject({
      type: z.literal('radio_buttons'),
      ...focusable,
      options: z.array(richOption).min(1).max(10),
      initial_option: richOption.optional(),
    })
    .superRefine((one, context) =>
      chosenFromOptions(
        { options: one.options as Option[] },
        one.initial_option === undefined ? [] : [one.initial_option],
        context,
      ),
    ),
  rich_text_input: z.strictObject({
    type: z.literal('rich_text_input'),
    ...typed,
    initial_value: z.looseObject({ type: z.literal('rich_text') }).optional(),
    min_lines: z.int().min(1).max(100).optional(),
    max_lines: z.int().min(1).max(100).optional(),
  }),
  // select-menu-element and multi-select-menu-element
  static_select: z
    .strictObject({ type: z.literal('static_select'), ...pickable, ...listed, initial_option: option.optional() })
    .superRefine((one, context) =>
      chosenFromOptions(one, one.initial_option === undefined ? [] : [one.initial_option], context),
    ),
  external_select: z.strictObject({
    type: z.literal('external_select'),
    ...pickable,
    initial_option: option.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  users_select: z.strictObject({ type: z.literal('users_select'), ...pickable, initial_user: userId.optional() }),
  conversations_select: z.strictObject({
    type: z.literal('conversations_select'),
    ...pickable,
    initial_conversation: conversationId.optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter: conversationFilter,
  }),
  channels_select: z.strictObject({
    type: z.literal('channels_select'),
    ...pickable,
    initial_channel: conversationId.optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  multi_static_select: z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...pickable,
      ...listed,
      initial_options: z.array(option).min(1).optional(),
      max_selected_items: maxItems,
    })
    .superRefine((one, context) => chosenFromOptions(one, one.initial_options ?? [], context)),
  multi_external_select: z.strictObject({
    type: z.literal('multi_external_select'),
    ...pickable,
    initial_options: z.array(option).min(1).optional(),
    min_query_length: z.int().min(0).optional(),
    max_selected_items: maxItems,
  }),
  multi_users_select: z.strictObject({
    type: z.literal('multi_users_select'),
    ...pickable,
    initial_users: z.array(userId).optional(),
    max_selected_items: maxItems,
  }),
  multi_conversations_select: z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...pickable,
    initial_conversations: z.array(conversationId).optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: conversationFilter,
    max_selected_items: maxItems,
  }),
  multi_channels_select: z.strictObject({
    type: z.literal('multi_channels_select'),
    ...pickable,
    initial_channels: z.array(conversationId).optional(),
    max_selected_items: maxItems,
  }),
  timepicker: z.strictObject({
    type: z.literal('timepicker'),
    ...pickable,
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:mm')
      .optional(),
    timezone: z.string().optional(),
  }),
  url_text_input: z.strictObject({
    type: z.literal('url_text_input'),
    ...typed,
    initial_value: z.string().min(1).optional(),
  }),
  workflow_button: z.strictObject({
    type: z.literal('workflow_button'),
    ...interactive,
    text: plainText(75),
    workflow: z.looseObject({ trigger: z.looseObject({ url }) }),
    style: z.enum(['primary', 'danger']).optional(),
    accessibility_label: some(75).optional(),
  }),
} as const;

/** The answer to a `block_suggestion`: at most 100 options, or 100 groups. */
export const suggestions = z
  .strictObject({
    options: z.array(option).max(100).optional(),
    option_groups: z.array(optionGroup).max(100).optional(),
  })
  .refine(
    (one) => (one.options === undefined) !== (one.option_groups === undefined),
    'needs either options or option_groups',
  );
