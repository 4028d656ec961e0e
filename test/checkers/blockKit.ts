import { z } from 'zod';
import { anyBlock, type BlockType, ONLY_ON, type SurfaceName } from './blockKitBlocks.ts';
import { plainText, some, suggestions } from './blockKitParts.ts';

/** The checked target: a method of the Web API, a `response_url`, or the acknowledgement of a request. */
export type Checked =
  | 'chat.postMessage'
  | 'chat.postEphemeral'
  | 'chat.update'
  | 'chat.scheduleMessage'
  | 'respond'
  | 'views.open'
  | 'views.push'
  | 'views.update'
  | 'views.publish'
  | 'ack.view_submission'
  | 'ack.block_suggestion';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value in a payload with its path, from the outside in. */
function* walk(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [index, one] of value.entries()) yield* walk(one, `${path}/${index}`);
  else if (isObject(value)) for (const [key, one] of Object.entries(value)) yield* walk(one, `${path}/${key}`);
}

function shapeProblems(schema: z.ZodType, value: unknown, at: string): string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${[at, ...path].join('/')}: ${message}`);
}

function repeated(found: readonly (readonly [path: string, value: unknown])[], what: string): string[] {
  const seen = new Set<unknown>();
  return found.flatMap(([path, value]) => {
    if (seen.has(value)) return [`${path}: the ${what} ${String(value)} is there twice`];
    seen.add(value);
    return [];
  });
}

const named = (value: unknown, key: string) => [...walk(value)].filter(([path]) => path.endsWith(`/${key}`));

/** The number of characters of all texts, as far as it can be counted outside of Slack. */
const textIn = (value: unknown): number =>
  named(value, 'text').reduce((sum, [, text]) => sum + (typeof text === 'string' ? text.length : 0), 0);

function blockProblems(blocks: unknown, surface: SurfaceName): string[] {
  if (!Array.isArray(blocks)) return ['/blocks: must be a list'];
  // Messages 50, views 100 (reference/block-kit/blocks).
  const most = surface === 'message' ? 50 : 100;
  const problems = blocks.length > most ? [`/blocks: ${blocks.length} blocks, at most ${most}`] : [];
  blocks.forEach((block: unknown, index) => {
    problems.push(...shapeProblems(anyBlock, block, `/blocks/${index}`));
    const type = isObject(block) ? (block.type as BlockType) : undefined;
    const allowed = type === undefined ? undefined : ONLY_ON[type];
    if (allowed?.includes(surface) === false) problems.push(`/blocks/${index}: a ${type} cannot stand in a ${surface}`);
    // action_ids are unique in their block (reference/block-kit/block-elements).
    problems.push(...repeated(named(block, 'action_id'), 'action_id').map((text) => `/blocks/${index}${text}`));
  });
  problems.push(...repeated(named(blocks, 'block_id'), 'block_id').map((text) => `/blocks${text}`));
  const tables = blocks.filter(
    (block: unknown) => isObject(block) && (block.type === 'table' || block.type === 'data_table'),
  );
  if (tables.filter((block: unknown) => isObject(block) && block.type === 'table').length > 1)
    problems.push('/blocks: only_one_table_allowed');
  // reference/block-kit/blocks/data-table-block: all cells of a message together.
  if (textIn(tables) > 10_000) problems.push(`/blocks: ${textIn(tables)} characters in tables, at most 10,000`);
  const markdown = blocks.reduce(
    (sum: number, block: unknown) =>
      sum + (isObject(block) && block.type === 'markdown' ? String(block.text).length : 0),
    0,
  );
  if (markdown > 12_000) problems.push(`/blocks: ${markdown} characters of markdown, at most 12,000 in all`);
  const focused = named(blocks, 'focus_on_load').filter(([, value]) => value === true);
  if (focused.length > 1) problems.push('/blocks: only one element can have the focus');
  return problems;
}

function messageProblems(payload: Json): string[] {
  const { text, blocks } = payload;
  const problems: string[] = [];
  if (blocks === undefined && text === undefined) problems.push('/text: a message needs a text or blocks');
  if (text !== undefined && typeof text !== 'string') problems.push('/text: must be a string');
  // Without it there are no notifications, and screen readers read nothing (the client warns of it).
  if (blocks !== undefined && (typeof text !== 'string' || text.trim() === ''))
    problems.push('/text: is missing beside the blocks');
  if (typeof text === 'string' && text.length > 40_000)
    problems.push(`/text: ${text.length} characters, Slack cuts at 40,000`);
  if (blocks === undefined) return problems;
  problems.push(...blockProblems(blocks, 'message'));
  if (Array.isArray(blocks) && blocks.length === 0 && (typeof text !== 'string' || text === ''))
    problems.push('/blocks: no blocks and no text');
  // Only their action_id distinguishes the presses of one message here.
  problems.push(...repeated(named(blocks, 'action_id'), 'action_id').map((found) => `/blocks${found}`));
  // bolt-js#2509: 12,000 characters of text, and a buffer for "block containers".
  if (textIn(blocks) > 12_000) problems.push(`/blocks: msg_blocks_too_long: ${textIn(blocks)} characters of text`);
  return problems;
}

/** surfaces/modals and reference/views: titles and buttons 24, metadata 3,000, callback_id 255. */
const common = {
  blocks: z.array(z.unknown()).min(1),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: some(255).optional(),
  external_id: some(255).optional(),
};
const modal = z.strictObject({
  type: z.literal('modal'),
  ...common,
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
const home = z.strictObject({ type: z.literal('home'), ...common });

function viewProblems(view: unknown, surface: 'modal' | 'home'): string[] {
  if (!isObject(view)) return ['/view: is missing'];
  const problems = shapeProblems(surface === 'modal' ? modal : home, view, '/view');
  problems.push(...blockProblems(view.blocks, surface).map((problem) => `/view${problem}`));
  const hasInput =
    Array.isArray(view.blocks) && view.blocks.some((block: unknown) => isObject(block) && block.type === 'input');
  if (surface === 'modal' && hasInput && view.submit === undefined)
    problems.push('/view/submit: is needed where there are inputs');
  // "exceeds max length 250001": Slack's answer to a longer view.
  const length = JSON.stringify(view).length;
  if (length > 250_000) problems.push(`/view: ${length} characters of JSON, at most 250,000`);
  return problems;
}

/** interactivity/handling-user-interaction: the possible answers to a submit. */
function submitAnswerProblems(payload: Json): string[] {
  switch (payload.response_action) {
    case undefined:
    case 'clear':
      return [];
    case 'update':
    case 'push':
      return viewProblems(payload.view, 'modal');
    case 'errors': {
      const shape = z
        .record(some(255), z.string().min(1))
        .refine((errors) => Object.keys(errors).length > 0, 'says nothing');
      return shapeProblems(shape, payload.errors, '/errors');
    }
    default:
      return [`/response_action: there is no ${String(payload.response_action)}`];
  }
}

/** Blocks and views also travel as JSON in a string. */
function unpacked(payload: unknown): unknown {
  if (!isObject(payload)) return payload;
  const parts = Object.entries(payload).map(([key, value]) => {
    if ((key !== 'blocks' && key !== 'view') || typeof value !== 'string') return [key, value] as const;
    try {
      return [key, JSON.parse(value) as unknown] as const;
    } catch {
      return [key, value] as const;
    }
  });
  return Object.fromEntries(parts);
}

/**
 * The parts of a payload that Slack would refuse or cut, each with its path; empty if there are none. Knows all
 * documented limits and shapes of Block Kit.
 */
export function checkPayload(method: Checked, payload: unknown): string[] {
  const read = unpacked(payload);
  if (!isObject(read))
    return method === 'ack.view_submission' && (read === undefined || read === '') ? [] : ['must be an object'];
  const broken = [...walk(read)].flatMap(([path, value]) =>
    typeof value === 'string' && (/\p{Surrogate}/u.test(value) || value.includes('\u0000'))
      ? [`${path}: holds half a character or a NUL, which is no JSON for Slack`]
      : [],
  );
  return [...broken, ...problemsOf(method, read)];
}

function problemsOf(method: Checked, payload: Json): string[] {
  switch (method) {
    case 'chat.postMessage':
    case 'chat.postEphemeral':
    case 'chat.update':
    case 'chat.scheduleMessage':
      return [
        ...messageProblems(payload),
        ...(typeof payload.channel === 'string' && payload.channel !== '' ? [] : ['/channel: is missing']),
        ...(method === 'chat.postEphemeral' && typeof payload.user !== 'string' ? ['/user: is missing'] : []),
        ...(method === 'chat.update' && typeof payload.ts !== 'string' ? ['/ts: is missing'] : []),
      ];
    case 'respond':
      // interactivity/handling-user-interaction: without it Slack decides who sees the answer.
      return payload.delete_original === true
        ? []
        : [
            ...messageProblems(payload),
            ...(payload.response_type === 'ephemeral' ||
            payload.response_type === 'in_channel' ||
            payload.replace_original === true
              ? []
              : ['/response_type: is missing']),
          ];
    case 'views.open':
    case 'views.push':
      return [
        ...viewProblems(payload.view, 'modal'),
        ...(typeof payload.trigger_id === 'string' ? [] : ['/trigger_id: is missing']),
      ];
    case 'views.update':
      return [
        ...viewProblems(payload.view, 'modal'),
        ...(typeof payload.view_id === 'string' || typeof payload.external_id === 'string'
          ? []
          : ['/view_id: is missing']),
      ];
    case 'views.publish':
      return [
        ...viewProblems(payload.view, 'home'),
        ...(typeof payload.user_id === 'string' ? [] : ['/user_id: is missing']),
      ];
    case 'ack.view_submission':
      return submitAnswerProblems(payload);
    case 'ack.block_suggestion':
      return shapeProblems(suggestions, payload, '');
  }
}
