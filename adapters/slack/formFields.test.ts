import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormView } from '../../src/core/form.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { hostileText, textsIn } from '../../test/checkers/hostile.ts';
import { field, form, opened, options } from '../../test/fakes/slack/forms.ts';
import { runs } from '../../test/fakes/soak.ts';
import { suggestOptions } from './form.ts';

describe('the inputs of fields', () => {
  test('a value typed in words stays visible, where a picker would hide it', () => {
    const kinds = ['number', 'date', 'time', 'person', 'channel'] as const;
    const fields = kinds.map((kind) => field(kind, { name: kind, value: 'next Friday' }));
    expect(opened(form(fields)).types).toEqual(kinds.map(() => 'plain_text_input'));
  });

  test('few options of a required choice are all visible; an optional choice can be deselected', () => {
    expect(opened(form([field('choice', { options: options(3) })])).types).toEqual(['radio_buttons']);
    expect(opened(form([field('choice', { options: options(3), required: false })])).types).toEqual(['static_select']);
    expect(opened(form([field('choices', { options: options(11) })])).types).toEqual(['multi_static_select']);
  });

  test('a value that is no option is shown with the field, since a list cannot show it', () => {
    const { view, read } = opened(
      form([field('choice', { options: options(3), value: 'v9', error: 'Choose one of these.' })]),
    );
    expect(textsIn(view.blocks)[0]).toBe('⚠️ Choose one of these. You gave: v9');
    expect(read()?.values).toEqual({ field: '' });
  });

  test('a text longer than an input is split over several, and joined again', () => {
    const value = `${'All work and no play. '.repeat(400)}end`;
    const { view, read, types } = opened(form([field('longText', { label: 'Notes', value, maxLength: 30_000 })]));
    expect(types).toEqual(['plain_text_input', 'plain_text_input', 'plain_text_input']);
    expect(view.blocks.map((block) => (block as { block_id?: string }).block_id)).toEqual([
      'field',
      'field#2',
      'field#3',
    ]);
    expect(textsIn(view.blocks)).toContain('Notes (2 of 3)');
    expect(read()?.values.field).toBe(value);
    // No part begins or ends with a blank, which a client might trim.
    for (const block of view.blocks)
      expect((block as unknown as { element: { initial_value: string } }).element.initial_value).toMatch(
        /^\S[\s\S]*\S$/,
      );
  });

  test('a field whose limit is above Slack’s shows how much fits', () => {
    expect(
      textsIn(opened(form([field('longText', { hint: 'A CSV table.', maxLength: 30_000 })])).view.blocks),
    ).toContain('A CSV table. At most 3000 characters fit here.');
    expect(
      textsIn(opened(form([field('longText', { hint: 'A CSV table.', maxLength: 3_000 })])).view.blocks),
    ).toContain('A CSV table.');
  });

  test('the same input of another command or kind has another id, so that Slack keeps no old text in it', () => {
    const idOf = (asked: FormView) => (opened(asked).elements[0] as unknown as { action_id: string }).action_id;
    const ids = [
      form([field('text')]),
      form([field('text')], { command: 'issue new' }),
      form([field('date')]),
      form([field('date', { value: 'x' })]),
    ].map(idOf);
    expect(new Set(ids).size).toBe(3);
  });

  test('a title too long for the title bar stands in full below it; a notice stands above the fields', () => {
    const title = 'Remind somebody of something important';
    const { view } = opened(form([field('text')], { title, notice: 'I did not understand *when*.' }));
    expect(view.title.text).toBe('Remind somebody of some…');
    expect(view.blocks.slice(0, 2)).toMatchObject([
      { type: 'header', text: { text: title } },
      { type: 'section', text: { type: 'plain_text', text: 'I did not understand *when*.' } },
    ]);
  });

  test('with more fields than a window holds, the others keep their values, and a notice says so', () => {
    const fields = Array.from({ length: 120 }, (_, index) =>
      field('text', { name: `f${index}`, label: `F${index}`, value: `${index}` }),
    );
    const { view, read } = opened(form(fields));
    expect(textsIn(view.blocks).at(-1)).toMatch(/^Not everything fits here\. What is not shown stays as it was: F94, /);
    expect(read()?.values).toEqual(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  });
});

describe('zones', () => {
  const found = (query: string, locale: 'en' | 'zh-CN' = 'en') => {
    const answer = suggestOptions('rapport.suggest.zone.today edit', query, locale);
    expect(checkPayload('ack.block_suggestion', answer)).toEqual([]);
    return answer.options.map(({ value }) => value);
  };

  test('are found by name, by city and in either language', () => {
    expect(found('berlin')).toEqual(['Europe/Berlin']);
    expect(found('New York')).toContain('America/New_York');
    expect(found('北京', 'zh-CN')[0]).toBe('Asia/Shanghai');
    expect(found('深圳', 'zh-CN')).toEqual(['Asia/Shanghai']);
    expect(found('Beijing')[0]).toBe('Asia/Shanghai');
    expect(found('atlantis')).toEqual([]);
  });

  test('before anything is typed the usual zones are offered, and never more than Slack allows', () => {
    expect(found('')).toContain('Asia/Shanghai');
    expect(found('a')).toHaveLength(100);
    expect(suggestOptions('something else', 'berlin', 'en')).toEqual({ options: [] });
  });

  test('any query is valid', () => {
    fc.assert(
      fc.property(hostileText, (query) => {
        expect(found(query).length).toBeLessThanOrEqual(100);
      }),
      { numRuns: runs(10, 60) },
    );
  });
});
