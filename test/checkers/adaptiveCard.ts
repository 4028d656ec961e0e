import { createRequire } from 'node:module';
import { z } from 'zod';

/**
 * Looks a card over as its readers would. No npm package carries the published JSON schema, so two checks stand for it:
 * the official renderer's own parser, with its validation, which knows every type, value and version, but lets unknown
 * properties pass; and the strict shapes below, written after the schema of version
 * 1.5 for the elements that Rapport uses, which refuse them. The rest are Teams' own rules.
 */
const official = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards');

const MOST_BUTTONS = 6;
const MESSAGE_BYTES = 28 * 1024;

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
const card = z.strictObject({
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

type Json = { readonly [name: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object in a card that has a type, whatever it stands in; data of actions is not looked into. */
function parts(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (!isObject(value)) return [];
  const inside = Object.entries(value).flatMap(([name, inner]) =>
    name === 'data' || name === 'fallback' ? [] : parts(inner),
  );
  return typeof value.type === 'string' ? [value, ...inside] : inside;
}

function inputFaults(part: Json): string[] {
  if (part.type !== 'Input.ChoiceSet') return [];
  const { id, choices, value, isMultiSelect, style } = part as {
    id: string;
    choices: { title: string; value: string }[];
    value?: string;
  } & Json;
  const values = choices.map((one) => one.value);
  const titles = choices.map((one) => one.title);
  const chosen = value === undefined ? [] : isMultiSelect === true ? value.split(',') : [value];
  return [
    ...(new Set(values).size < values.length ? [`${id}: a value twice among the choices`] : []),
    ...(style === 'filtered' && new Set(titles).size < titles.length
      ? [`${id}: a title twice among choices that are known by it`]
      : []),
    ...(isMultiSelect === true && values.some((one) => one.includes(','))
      ? [`${id}: a comma in a choice's value, which parts values`]
      : []),
    ...chosen.filter((one) => !values.includes(one)).map((one) => `${id}: ${one} is chosen and is no choice`),
  ];
}

/** What is wrong with a card, one line each; nothing when Teams takes it. `bytes`: what it may be long. */
export function checkCard(given: unknown, { bytes = MESSAGE_BYTES }: { bytes?: number } = {}): string[] {
  const json: unknown = JSON.parse(JSON.stringify(given));
  const shape = card.safeParse(json);
  const faults = shape.success ? [] : shape.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const length = Buffer.byteLength(JSON.stringify(given));
  if (length > bytes) faults.push(`${length} bytes, ${bytes} allowed`);

  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  parsed.hostConfig = new official.HostConfig({ actions: { maxActions: MOST_BUTTONS } });
  // Without the language, which the parser takes for wrong every second time: it tests it with a regular expression
  // that remembers where it stopped.
  parsed.parse(isObject(json) ? { ...json, lang: undefined } : json, context);
  for (let index = 0; index < context.eventCount; index += 1)
    faults.push(`parser: ${context.getEventAt(index).message}`);
  for (const { message } of parsed.validateProperties().validationEvents) faults.push(`validation: ${message}`);

  const all = parts(json);
  const ids = all.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) faults.push(`the id ${id} twice`);
  const targets = all.flatMap(({ targetElements }) =>
    Array.isArray(targetElements) ? (targetElements as { elementId: string }[]) : [],
  );
  for (const { elementId } of targets)
    if (!ids.includes(elementId)) faults.push(`nothing has the id ${elementId} that is shown or hidden`);
  faults.push(...all.flatMap(inputFaults));

  const texts = all.flatMap((part) => (part.type === 'TextBlock' ? [String(part.text)] : []));
  const tags = texts.flatMap((text) => text.match(/<at>[^<>]*<\/at>/g) ?? []);
  const entities =
    isObject(json) && isObject(json.msteams) ? ((json.msteams.entities ?? []) as { text: string }[]) : [];
  for (const tag of tags) if (!entities.some(({ text }) => text === tag)) faults.push(`${tag} mentions nobody`);
  for (const { text } of entities) if (!tags.includes(text)) faults.push(`${text} stands in no text block`);
  if (new Set(entities.map(({ text }) => text)).size < entities.length) faults.push('two mentions with the same text');
  // Clients would work these out wherever they stand in a text; not in what is filled in.
  const shown = all.flatMap(({ value: _, ...part }) => [
    ...Object.values(part),
    ...(Array.isArray(part.inlines) ? (part.inlines as unknown[]) : []),
  ]);
  if (shown.some((text) => typeof text === 'string' && /\{\{\s*(DATE|TIME)/i.test(text)))
    faults.push('a function of dates, which desktop clients show in the wrong zone');
  return faults;
}
