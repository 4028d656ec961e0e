import { describe, expect, test } from 'vitest';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { everyBlock, textsIn } from '../../test/checkers/hostile.ts';
import { field, form, place } from '../../test/fakes/slack/forms.ts';
import { answeredView, renderErrors, renderForm, savingView } from './form.ts';

describe('errors', () => {
  const { view } = renderForm(form([field('text', { name: 'what' }), field('when', { name: 'when' })]), { place });

  test('are shown at their field', () => {
    const errors = renderErrors({ when: 'When?' }, view);
    expect(errors).toEqual({ when: 'When?' });
    expect(checkPayload('ack.view_submission', { response_action: 'errors', errors })).toEqual([]);
  });

  test('of fields outside the view are shown at its first field: Slack would refuse the answer', () => {
    expect(renderErrors({ other: 'Gone.', what: 'Too long.' }, view)).toEqual({ what: 'Too long. Gone.' });
    expect(renderErrors({ other: 'Gone.' }, { blocks: [] })).toEqual({});
  });

  test('are shown above the field in a form that is opened again', () => {
    expect(textsIn(renderForm(form([field('text', { error: 'Too long.' })]), { place }).view.blocks)).toEqual([
      '⚠️ Too long.',
      'Field',
    ]);
  });
});

describe('views without inputs', () => {
  test('the saving view says that nothing is lost, in the reader’s language', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      expect(
        checkPayload('views.open', {
          trigger_id: 't',
          view: savingView({ locale, title: 'New reminder for the whole team' }),
        }),
      ).toEqual([]);
    }
    expect(textsIn(savingView({ locale: 'zh-CN' }))).toContain(
      '正在保存您填写的内容。您可以关闭此窗口，内容不会丢失。',
    );
  });

  test('an answer shows any message, tables as lists', () => {
    const { view } = answeredView(
      { audience: 'client', fallbackText: 'x', blocks: everyBlock('words') },
      { locale: 'en', zone: 'UTC', title: 'Saved' },
    );
    expect(checkPayload('views.update', { view_id: 'V1', view })).toEqual([]);
    expect(view.blocks.map(({ type }) => type)).not.toContain('table');
  });
});
