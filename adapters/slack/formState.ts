import { z } from 'zod';
import { type FormValues, formValues, type Place } from '../../src/core/platform.ts';
import { type Kept, keyOf } from './kept.ts';
import { LIMITS } from './limits.ts';

/** Data that travels with a form, invisible to people. */
export interface Carry {
  /** The place of the form: its submit is an event of this place. */
  readonly place: Place;
  /** Further values that the adapter needs back, by names of its own. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

const place = z.strictObject({
  conversation: z.string().min(1),
  kind: z.enum(['channel', 'group', 'direct']),
  name: z.string().optional(),
  thread: z.string().optional(),
  message: z.string().optional(),
});
const metadata = z.strictObject({
  v: z.literal(1),
  command: z.string(),
  place,
  hidden: formValues,
  more: z.record(z.string(), z.string()).optional(),
});

/** The form's metadata as text; too long ones are kept aside. */
export function encodeMetadata({ command, hidden, carry }: { command: string; hidden: FormValues; carry: Carry }): {
  text: string;
  kept: Kept[];
} {
  const text = JSON.stringify({
    v: 1,
    command,
    place: carry.place,
    hidden,
    ...(carry.more === undefined ? {} : { more: carry.more }),
  });
  if (text.length <= LIMITS.privateMetadata) return { text, kept: [] };
  const key = keyOf(text);
  return { text: `kept:${key}`, kept: [{ key, text }] };
}

/** The key of metadata that were too long for the view. Load them and pass them to `readSubmit`. */
export function keptMetadataKey(view: Pick<SubmittedView, 'private_metadata'>): string | undefined {
  return /^kept:([0-9a-f]{32})$/.exec(view.private_metadata ?? '')?.[1];
}

const option = z.object({ value: z.string() });
/** One input's state in Slack's payload; null is an input without a value. */
const inputState = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_conversation: z.string().nullish(),
});
type InputState = z.infer<typeof inputState>;
const viewState = z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The parts of a view in a `view_submission` or `view_closed` payload that are read. */
export interface SubmittedView {
  readonly private_metadata?: string | undefined;
  readonly state?: unknown;
}

export interface Submitted extends Carry {
  readonly command: string;
  /** The core's raw values, hidden ones included. */
  readonly values: FormValues;
}

function rawOf(state: InputState): string | string[] {
  if (state.type === 'checkboxes' || state.type.startsWith('multi_'))
    return (state.selected_options ?? []).map(({ value }) => value);
  if (state.selected_user != null) return `<@${state.selected_user}>`;
  if (state.selected_conversation != null) return `<#${state.selected_conversation}>`;
  return state.value ?? state.selected_option?.value ?? state.selected_date ?? state.selected_time ?? '';
}

/** The block_id of a field's part: a long text takes several inputs, `text`, `text#2`, ... */
export const partId = (name: string, part: number): string => (part === 0 ? name : `${name}#${part + 1}`);
function partOf(id: string): { name: string; part: number } {
  const found = /^(.*)#(\d+)$/s.exec(id);
  return found === null ? { name: id, part: 0 } : { name: found[1] ?? '', part: Number(found[2]) - 1 };
}

/**
 * The values of a submitted form. `keptText` is the text stored under `keptMetadataKey`. Undefined for a view that is
 * not one of our forms, or whose kept metadata are missing.
 */
export function readSubmit(view: SubmittedView, keptText?: string): Submitted | undefined {
  let json: unknown;
  try {
    json = JSON.parse(keptText ?? view.private_metadata ?? '');
  } catch {
    return undefined;
  }
  const read = metadata.safeParse(json);
  if (!read.success) return undefined;
  const { command, hidden, place: where, more } = read.data;
  const values: Record<string, string | string[]> = { ...hidden };
  const state = viewState.safeParse(view.state ?? { values: {} });
  const parts = Object.entries(state.success ? state.data.values : {})
    .map(([id, actions]) => ({ ...partOf(id), state: inputState.safeParse(Object.values(actions)[0]) }))
    .sort((one, other) => one.part - other.part);
  for (const { name, part, state: input } of parts) {
    if (!input.success) continue;
    const raw = rawOf(input.data);
    const before = values[name];
    values[name] = part > 0 && typeof before === 'string' && typeof raw === 'string' ? before + raw : raw;
  }
  return { command, values, place: where as Place, ...(more === undefined ? {} : { more }) };
}
