/** One of Slack's views for a person: the form that they see in it. */
import { savingView } from '../../adapters/slack/form.ts';
import { shownIn } from '../slack/blocks.ts';
import type { FormSight } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;
export const listOf = (value: unknown) => (Array.isArray(value) ? (value as Fields[]) : []);
const plainOf = (value: unknown) => String((value as { text?: unknown } | undefined)?.text ?? '');

/** The form in a view. `named`: the value of an input as people read it; `errors`: those of its last submission. */
export function formSight(
  view: Fields,
  named: (value: string) => string,
  errors: Readonly<Record<string, string>> = {},
): FormSight {
  const blocks = listOf(view.blocks);
  const wrong: Record<string, string> = { ...errors };
  for (const [index, block] of blocks.entries()) {
    const above = blocks[index - 1];
    const said = above?.type === 'context' ? plainOf(listOf(above.elements)[0]) : '';
    if (block.type === 'input' && said.startsWith('⚠️ ')) wrong[String(block.block_id)] ??= said.slice(3);
  }
  const notice = blocks.find(({ type }) => type === 'section');
  return {
    form: plainOf(blocks.find(({ type }) => type === 'header')?.text) || plainOf(view.title),
    ...(notice === undefined ? {} : { says: plainOf(notice.text) }),
    fields: Object.fromEntries(Object.entries(shownIn(view)).map(([name, value = '']) => [name, named(value)])),
    ...(Object.keys(wrong).length === 0 ? {} : { wrong }),
  };
}
/** Whether a view only says that a form is being saved. */
export const isSaving = (view: Fields) =>
  (['en', 'zh-CN'] as const).some(
    (locale) => JSON.stringify(savingView({ locale }).blocks) === JSON.stringify(view.blocks),
  );
