import { type ActionPayload, type Block, type Button, type Menu, OPEN_FORM } from '../../src/core/message.ts';
import type { Canvas } from './canvas.ts';
import type { ActionSet, CardAction, CardElement, Container, ExecuteAction, SubmitAction } from './card.ts';
import { cleanText, shortened } from './escape.ts';
import { dialogData, pressData, VERB } from './formState.ts';
import { LIMITS } from './limits.ts';

type Item = Extract<Block, { kind: 'actions' }>['items'][number];

/** The text of a button or an option. */
export const titleText = (text: string, most: number = LIMITS.button): string =>
  shortened(cleanText(text).replace(/\s+/g, ' ').trim(), most) || '…';

const titled = ({ label, style }: { label: string; style?: Button['style'] }) => ({
  title: titleText(label),
  ...(style === undefined ? {} : ({ style: style === 'primary' ? 'positive' : 'destructive' } as const)),
});

/**
 * The action of a press. A button that opens a form requests a dialog, which only Action.Submit can. Every other button
 * is an Action.Execute: Teams shows progress and failure, and posts no message of the person's.
 */
function pressAction(
  { label, payload, style }: { label: string; payload: ActionPayload; style?: Button['style'] },
  { dialogs, room }: Canvas,
): SubmitAction | ExecuteAction {
  const face = titled({ label, style });
  if (dialogs && opensForm(payload)) return { type: 'Action.Submit', ...face, data: dialogData(payload) };
  const data = pressData(payload);
  const fallback = room.fallbacks ? { fallback: { type: 'Action.Submit', ...face, data } as const } : {};
  return { type: 'Action.Execute', ...face, verb: VERB, data, ...fallback };
}

const opensForm = (payload: ActionPayload) => OPEN_FORM in payload.input;

/** Splits buttons into rows that a window shows without hiding or cutting any. */
function rows<T>(items: readonly T[], titleOf: (item: T) => string): T[][] {
  const made: T[][] = [];
  let width = 0;
  for (const item of items) {
    const own = titleText(titleOf(item)).length;
    const row = made.at(-1);
    if (row === undefined || row.length >= LIMITS.buttonsInRow || width + own > LIMITS.rowOfTitles) {
      made.push([item]);
      width = own;
    } else {
      row.push(item);
      width += own;
    }
  }
  return made;
}

function actionRows(actions: readonly CardAction[]): ActionSet[] {
  return rows(actions, ({ title }) => title).map((row, index) => ({
    type: 'ActionSet',
    ...(index === 0 ? {} : { spacing: 'Small' }),
    actions: row,
  }));
}

/** A menu unfolds below its row. */
function menuAction({ label, options }: Menu, canvas: Canvas): CardAction {
  const actions = options.map((option) => pressAction(option, canvas));
  return {
    type: 'Action.ShowCard',
    title: `${titleText(label, LIMITS.button - 2)} ▾`,
    card: { type: 'AdaptiveCard', body: actionRows(actions) },
  };
}

/** Teams has no confirmation dialog: the first press shows the question below the row, the second one counts. */
function question(button: Button & { confirm: NonNullable<Button['confirm']> }, id: string, canvas: Canvas): Container {
  const { title, text, confirm, cancel } = button.confirm;
  const isDanger = button.style === 'danger';
  return {
    type: 'Container',
    id,
    isVisible: false,
    style: isDanger ? 'attention' : 'emphasis',
    items: [
      {
        type: 'RichTextBlock',
        inlines: [{ type: 'TextRun', text: cleanText(shortened(title, canvas.room.text)) || ' ', weight: 'Bolder' }],
      },
      { type: 'RichTextBlock', spacing: 'Small', inlines: [cleanText(shortened(text, canvas.room.text)) || ' '] },
      {
        type: 'ActionSet',
        actions: [
          pressAction({ label: confirm, payload: button.payload, style: button.style ?? 'primary' }, canvas),
          {
            type: 'Action.ToggleVisibility',
            title: titleText(cancel),
            targetElements: [{ elementId: id, isVisible: false }],
          },
        ],
      },
    ],
  };
}

/** Buttons and menus in rows, with the buttons' questions below each row. */
export function renderActions(items: readonly Item[], canvas: Canvas): readonly CardElement[] {
  const placed = items.map((item, index) => ({
    item,
    id: item.kind === 'button' && item.confirm !== undefined ? `question-${canvas.at}-${index}` : undefined,
  }));
  const questions = placed.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const action = ({ item, id }: (typeof placed)[number]): CardAction => {
    if (item.kind === 'menu') return menuAction(item, canvas);
    if (id === undefined) return pressAction(item, canvas);
    // Only one question is visible at a time.
    const targetElements = questions.map((elementId) => ({ elementId, isVisible: elementId === id }));
    return { type: 'Action.ToggleVisibility', ...titled(item), targetElements };
  };
  return rows(placed, ({ item }) => item.label).flatMap((row, index): CardElement[] => [
    { type: 'ActionSet', ...(index === 0 ? {} : { spacing: 'Small' as const }), actions: row.map(action) },
    ...row.flatMap(({ item, id }) =>
      id === undefined || item.kind === 'menu' || item.confirm === undefined
        ? []
        : [question({ ...item, confirm: item.confirm }, id, canvas)],
    ),
  ]);
}
