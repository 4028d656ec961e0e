import { describe, expect, test } from 'vitest';
import { type Block, openForm, press } from '../../src/core/message.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import { actions, cardOf, of, type Part, parts, reader } from '../../test/fakes/teamsCards.ts';
import { readPress } from './formState.ts';
import { renderMessage } from './render.ts';

describe('buttons', () => {
  const button = (more: object = {}): Block => ({
    kind: 'actions',
    items: [{ kind: 'button', label: 'Delete', payload: press('reminder delete', { id: 'r1' }), ...more }],
  });

  test('a press returns its payload', () => {
    const [action] = actions(cardOf(button()), 'Delete');
    expect(action?.type).toBe('Action.Execute');
    expect(readPress(action?.data)).toEqual(press('reminder delete', { id: 'r1' }));
    expect(readPress((action?.fallback as Part | undefined)?.data)).toEqual(press('reminder delete', { id: 'r1' }));
  });

  test('a button that opens a form requests a dialog, or is a press if there are none', () => {
    const edit = button({ label: 'Edit', payload: openForm('reminder edit') });
    const [asking] = actions(cardOf(edit), 'Edit');
    expect(asking).toMatchObject({ type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } });
    const [pressing] = actions(renderMessage(of(edit), { ...reader, dialogs: false }).card, 'Edit');
    expect(pressing).toMatchObject({ type: 'Action.Execute' });
  });

  test('an act without an undo asks first, and No hides the question again', () => {
    const card = cardOf(
      button({
        style: 'danger',
        confirm: { title: 'Delete it?', text: 'It is gone for good.', confirm: 'Yes, delete', cancel: 'Keep' },
      }),
    );
    const [first] = actions(card, 'Delete');
    expect(first).toMatchObject({ type: 'Action.ToggleVisibility', targetElements: [{ isVisible: true }] });
    const targets = first?.targetElements as { elementId: string }[] | undefined;
    const asked = parts(card).find(({ id }) => id === targets?.[0]?.elementId);
    expect(asked).toMatchObject({ type: 'Container', isVisible: false, style: 'attention' });
    expect(readPress(actions(card, 'Yes, delete')[0]?.data)).toEqual(press('reminder delete', { id: 'r1' }));
    expect(actions(card, 'Keep')[0]).toMatchObject({
      type: 'Action.ToggleVisibility',
      targetElements: [{ elementId: asked?.id, isVisible: false }],
    });
  });

  test('a menu unfolds its options', () => {
    const card = cardOf({
      kind: 'actions',
      items: [
        {
          kind: 'menu',
          label: 'Later',
          options: [{ label: 'In 1 hour', payload: press('reminder snooze', { by: 'hour' }) }],
        },
      ],
    });
    expect(actions(card, 'Later ▾')[0]?.type).toBe('Action.ShowCard');
    expect(readPress(actions(card, 'In 1 hour')[0]?.data)).toEqual(press('reminder snooze', { by: 'hour' }));
  });

  test('all eleven options of a scale are visible, none hidden behind the sixth', () => {
    const items = Array.from({ length: 11 }, (_, score) => ({
      kind: 'button' as const,
      label: String(score),
      payload: press('survey answer', { score: String(score) }),
    }));
    const card = cardOf({ kind: 'actions', items });
    expect(checkCard(card)).toEqual([]);
    expect(items.every(({ label }) => actions(card, label).length === 1)).toBe(true);
  });
});
