/** The elements of an Adaptive Card that Teams supports, as a strict model. */

import { z } from 'zod';

export const MOST_BUTTONS = 6;

const spacing = z.enum(['None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding']);
const colour = z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']);
const containerStyle = z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']);
const placed = {
  id: z.string().min(1).optional(),
  isVisible: z.boolean().optional(),
  spacing: spacing.optional(),
  separator: z.boolean().optional(),
};
const look = {
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  color: colour.optional(),
  isSubtle: z.boolean().optional(),
};
const data = z.record(z.string(), z.unknown());
const titled = {
  title: z.string().min(1).max(75),
  style: z.enum(['default', 'positive', 'destructive']).optional(),
  mode: z.enum(['primary', 'secondary']).optional(),
};
const associated = { associatedInputs: z.enum(['auto', 'none']).optional() };
const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string().optional(),
  url: z.url({ protocol: /^https?$/ }),
});
const submit = z.strictObject({ type: z.literal('Action.Submit'), ...titled, ...associated, data });
const execute = z.strictObject({
  type: z.literal('Action.Execute'),
  ...titled,
  ...associated,
  verb: z.string().min(1),
  data,
  fallback: submit.optional(),
});
const target = z.strictObject({ elementId: z.string().min(1), isVisible: z.boolean() });
const toggle = z.strictObject({
  type: z.literal('Action.ToggleVisibility'),
  ...titled,
  targetElements: z.array(target).min(1),
});

const input = {
  ...placed,
  id: z.string().min(1),
  label: z.string().min(1).optional(),
  isRequired: z.boolean().optional(),
  errorMessage: z.string().min(1).optional(),
};
const choice = z.strictObject({ title: z.string().min(1), value: z.string() });

const action: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('type', [
    submit,
    execute,
    toggle,
    z.strictObject({
      type: z.literal('Action.ShowCard'),
      ...titled,
      card: z.strictObject({ type: z.literal('AdaptiveCard'), body: z.array(element).min(1) }),
    }),
  ]),
);
const textRun = z.union([
  z.string().min(1),
  z.strictObject({
    type: z.literal('TextRun'),
    text: z.string().min(1),
    ...look,
    fontType: z.enum(['Default', 'Monospace']).optional(),
    underline: z.boolean().optional(),
    strikethrough: z.boolean().optional(),
    selectAction: openUrl.optional(),
  }),
]);
const element: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('TextBlock'),
      ...placed,
      ...look,
      text: z.string().min(1),
      wrap: z.literal(true),
      style: z.enum(['heading']).optional(),
    }),
    z.strictObject({ type: z.literal('RichTextBlock'), ...placed, inlines: z.array(textRun).min(1) }),
    z.strictObject({
      type: z.literal('Container'),
      ...placed,
      style: containerStyle.optional(),
      items: z.array(element).min(1),
    }),
    z.strictObject({
      type: z.literal('ColumnSet'),
      ...placed,
      style: containerStyle.optional(),
      columns: z.array(column).min(1),
    }),
    z.strictObject({
      type: z.literal('Image'),
      ...placed,
      url: z.string().regex(/^(https:\/\/|data:image\/)/),
      altText: z.string(),
    }),
    z.strictObject({ type: z.literal('ActionSet'), ...placed, actions: z.array(action).min(1).max(MOST_BUTTONS) }),
    z.strictObject({
      type: z.literal('Input.Text'),
      ...input,
      value: z.string().optional(),
      placeholder: z.string().optional(),
      isMultiline: z.boolean().optional(),
      maxLength: z.int().positive().optional(),
    }),
    z.strictObject({
      type: z.literal('Input.Number'),
      ...input,
      value: z.number().optional(),
      placeholder: z.string().optional(),
    }),
    z.strictObject({ type: z.literal('Input.Date'), ...input, value: z.iso.date().optional() }),
    z.strictObject({
      type: z.literal('Input.Time'),
      ...input,
      value: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .optional(),
    }),
    z.strictObject({
      type: z.literal('Input.Toggle'),
      ...input,
      title: z.string().min(1),
      value: z.string(),
      valueOn: z.string(),
      valueOff: z.string(),
      wrap: z.literal(true),
    }),
    z.strictObject({
      type: z.literal('Input.ChoiceSet'),
      ...input,
      style: z.enum(['compact', 'expanded', 'filtered']),
      isMultiSelect: z.boolean().optional(),
      wrap: z.boolean().optional(),
      placeholder: z.string().optional(),
      value: z.string().optional(),
      choices: z.array(choice).min(1),
    }),
  ]),
);
const column = z.strictObject({
  type: z.literal('Column'),
  width: z.union([z.number().positive(), z.enum(['auto', 'stretch'])]),
  spacing: spacing.optional(),
  style: containerStyle.optional(),
  verticalContentAlignment: z.enum(['Top', 'Center', 'Bottom']).optional(),
  items: z.array(element).min(1),
});
const mention = z.strictObject({
  type: z.literal('mention'),
  text: z.string().regex(/^<at>[^<>]+<\/at>$/),
  mentioned: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }),
});
export const card = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.url().optional(),
  version: z.literal('1.5'),
  lang: z.enum(['en', 'zh']).optional(),
  fallbackText: z.string().min(1),
  speak: z.string().min(1),
  body: z.array(element).min(1),
  actions: z.array(action).min(1).max(MOST_BUTTONS).optional(),
  msteams: z
    .strictObject({ width: z.enum(['Full']).optional(), entities: z.array(mention).min(1).optional() })
    .optional(),
});
