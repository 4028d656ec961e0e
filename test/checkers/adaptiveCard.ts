import { createRequire } from 'node:module';
import { card, MOST_BUTTONS } from './adaptiveCardModel.ts';

/**
 * Checks a card. No npm package has the published JSON schema, so two checks replace it: the official renderer's own
 * parser with its validation, which knows every type, value and version but accepts unknown properties; and the strict
 * shapes below, written after the schema of version 1.5 for the elements that Rapport uses, which refuse them. The
 * other checks are Teams' own rules.
 */
const official = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards');
const MESSAGE_BYTES = 28 * 1024;

type Json = { readonly [name: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object with a type in a card, at any depth, except inside actions' data. */
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

/** The problems of a card, one line each; empty if Teams accepts it. `bytes`: the size limit. */
export function checkCard(given: unknown, { bytes = MESSAGE_BYTES }: { bytes?: number } = {}): string[] {
  const json: unknown = JSON.parse(JSON.stringify(given));
  const shape = card.safeParse(json);
  const faults = shape.success ? [] : shape.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const length = Buffer.byteLength(JSON.stringify(given));
  if (length > bytes) faults.push(`${length} bytes, ${bytes} allowed`);

  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  parsed.hostConfig = new official.HostConfig({ actions: { maxActions: MOST_BUTTONS } });
  // Without the language: the parser refuses it every second time, because its regular expression keeps state.
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
  // Clients would evaluate these in any shown text; not in entered values.
  const shown = all.flatMap(({ value: _, ...part }) => [
    ...Object.values(part),
    ...(Array.isArray(part.inlines) ? (part.inlines as unknown[]) : []),
  ]);
  if (shown.some((text) => typeof text === 'string' && /\{\{\s*(DATE|TIME)/i.test(text)))
    faults.push('a function of dates, which desktop clients show in the wrong zone');
  return faults;
}
