type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/**
 * The state that Slack's client sends for each untouched input, by the element's type
 * (interactivity/view_submission-event, `view.state`).
 */
const STATES: Readonly<Record<string, (element: Json) => Json>> = {
  plain_text_input: ({ initial_value = null }) => ({ value: initial_value }),
  number_input: ({ initial_value = null }) => ({ value: initial_value }),
  static_select: ({ initial_option = null }) => ({ selected_option: initial_option }),
  external_select: ({ initial_option = null }) => ({ selected_option: initial_option }),
  radio_buttons: ({ initial_option = null }) => ({ selected_option: initial_option }),
  checkboxes: ({ initial_options = [] }) => ({ selected_options: initial_options }),
  multi_static_select: ({ initial_options = [] }) => ({ selected_options: initial_options }),
  datepicker: ({ initial_date = null }) => ({ selected_date: initial_date }),
  timepicker: ({ initial_time = null }) => ({ selected_time: initial_time }),
  users_select: ({ initial_user = null }) => ({ selected_user: initial_user }),
  conversations_select: ({ initial_conversation = null }) => ({ selected_conversation: initial_conversation }),
};

/** The view as it is submitted untouched. `typed` holds entered values by block_id, in the form of the state. */
export function submitted<V extends { readonly blocks: readonly unknown[] }>(
  view: V,
  typed: Readonly<Record<string, Json>> = {},
) {
  const inputs = view.blocks.filter(
    (block): block is Json & { element: Json } => isObject(block) && block.type === 'input' && isObject(block.element),
  );
  const values = inputs.map(({ block_id: id, element }) => {
    const state = STATES[String(element.type)];
    if (state === undefined) throw new Error(`no state for a ${String(element.type)}`);
    return [id, { [String(element.action_id)]: { type: element.type, ...state(element), ...typed[String(id)] } }];
  });
  return { ...view, state: { values: Object.fromEntries(values) } };
}
