/** Parts of Block Kit, as a person sees and uses them. */
type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one);
  else if (isNode(value)) {
    yield value;
    for (const one of Object.values(value)) yield* nodesIn(one);
  }
}

/** All text in blocks, one per line. */
export function wordsIn(blocks: unknown): string {
  return [...nodesIn(blocks)].flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}

export interface Pressed {
  readonly action_id: string;
  readonly type: string;
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
}

const labelOf = (node: Node): unknown => (isNode(node.text) ? node.text.text : undefined);

/** The payload of a button or a menu entry with this label. @throws if there is none. */
export function pressOf(blocks: unknown, label: string): Pressed {
  const labels: unknown[] = [];
  for (const node of nodesIn(blocks)) {
    if (typeof node.action_id !== 'string' || typeof node.type !== 'string') continue;
    const { action_id, type } = node;
    if (type === 'button') {
      if (labelOf(node) === label) return { action_id, type, value: String(node.value) };
      labels.push(labelOf(node));
    }
    for (const option of [...nodesIn(node.options), ...nodesIn(node.option_groups)]) {
      if (typeof option.value !== 'string' || node.type !== 'static_select') continue;
      if (labelOf(option) === label) return { action_id, type, selected_option: { value: option.value } };
      labels.push(labelOf(option));
    }
  }
  throw new Error(`no "${label}" among ${labels.join(', ')}`);
}

/** A modal's inputs, by block_id. */
export function inputsIn(view: Node): ReadonlyMap<string, Node> {
  const blocks = Array.isArray(view.blocks) ? (view.blocks as Node[]) : [];
  return new Map(
    blocks.flatMap((block) =>
      block.type === 'input' && isNode(block.element) ? [[String(block.block_id), block.element] as const] : [],
    ),
  );
}

/** The initial value of an input. */
function initialOf(element: Node): string | undefined {
  const option = element.initial_option;
  const plain = [
    element.initial_value,
    element.initial_date,
    element.initial_time,
    element.initial_user,
    element.initial_conversation,
  ].find((one) => one !== undefined);
  return isNode(option) ? String(option.value) : plain === undefined ? undefined : String(plain);
}

function stateOf(element: Node, typed: string | undefined): Node {
  const { type } = element;
  const value = typed === '' ? undefined : typed;
  const option = value === undefined ? null : { text: { type: 'plain_text', text: value }, value };
  const text = value ?? null;
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: option };
    case 'datepicker':
      return { type, selected_date: text };
    case 'timepicker':
      return { type, selected_time: text };
    case 'users_select':
      return { type, selected_user: text };
    case 'conversations_select':
      return { type, selected_conversation: text };
    case 'checkboxes':
      return { type, selected_options: option === null ? [] : [option] };
    default:
      return { type, value: text };
  }
}

/** The state of a submitted modal, filled in by block_id. @throws for an unknown field. */
export function filledIn(view: Node, values: Readonly<Record<string, string>>): Node {
  const inputs = inputsIn(view);
  for (const name of Object.keys(values))
    if (!inputs.has(name)) throw new Error(`no field ${name} among ${[...inputs.keys()].join(', ')}`);
  const state = [...inputs].map(([id, element]) => [
    id,
    { [String(element.action_id)]: stateOf(element, values[id] ?? initialOf(element)) },
  ]);
  return { values: Object.fromEntries(state) };
}

/** The values that a modal shows in its inputs, by block_id. */
export function shownIn(view: Node): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries([...inputsIn(view)].map(([id, element]) => [id, initialOf(element)]));
}
