import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { carry, field, form, inputOf, pressed } from '../../test/fakes/teamsForms.ts';
import { readPress, readSubmit, renderForm } from './form.ts';

describe('foreign data', () => {
  test.each([
    undefined,
    null,
    'text',
    [],
    {},
    { rapport: {} },
    { rapport: { v: 2, form: 'x', hidden: {}, place: carry.place } },
    { rapport: { v: 1, form: 'x' } },
  ])('is not read: %j', (data) => {
    expect(readSubmit(data)).toBeUndefined();
    expect(readPress(data)).toBeUndefined();
  });

  test('a press is no form, and a form is no press', () => {
    const press = { rapport: { v: 1, command: 'reminder done', input: { id: 'x' } } };
    expect(readPress(press)).toEqual(press.rapport);
    expect(readSubmit(press)).toBeUndefined();
    expect(readPress(pressed(renderForm(form([]), carry, { surface: 'dialog' })))).toBeUndefined();
  });

  test('no data makes the reader throw', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(() => [readSubmit(data), readPress(data), readSubmit({ rapport: data })]).not.toThrow();
      }),
      { numRuns: runs(100, 300) },
    );
  });
});

describe('a form that is shown again for correction', () => {
  const wrong = form(
    [
      field('text', 'text', {
        value: 'x'.repeat(400),
        error: 'Please use at most 300 characters; these are 400.',
        required: true,
      }),
      field('when', 'when', { value: 'someday', error: 'I did not understand when.' }),
      field('day', 'date', { value: 'next Fri', hint: 'In your zone' }),
      field('impact', 'choice', { value: 'urgent', error: 'Please choose one of: Low, High.' }),
    ],
    { notice: 'Nothing is lost: your entries are below.' },
  );

  test('has each error under its field and the notice above, and keeps the typed values', () => {
    const { body } = renderForm(wrong, carry, { surface: 'dialog' });
    const told = body.map((element) => {
      if (element.type === 'Container') return 'notice';
      if (element.type === 'RichTextBlock')
        return element.inlines.map((run) => (typeof run === 'string' ? run : run.text)).join('');
      return 'id' in element ? element.id : element.type;
    });
    expect(told).toEqual([
      'notice',
      'field_text',
      '⚠ Please use at most 300 characters; these are 400.',
      'field_when',
      '⚠ I did not understand when.',
      'field_day',
      'In your zone',
      'field_impact',
      '⚠ Please choose one of: Low, High.',
    ]);
    expect(readSubmit(pressed(renderForm(wrong, carry, { surface: 'dialog' })))?.values).toEqual({
      text: 'x'.repeat(400),
      when: 'someday',
      day: 'next Fri',
      impact: 'urgent',
    });
  });

  test('a text that is too long may be shortened: the client does not cut it first', () => {
    const card = renderForm(wrong, carry, { surface: 'dialog' });
    expect(inputOf(card, 'text')).not.toHaveProperty('maxLength');
    expect(inputOf(card, 'when')).toHaveProperty('maxLength', 300);
  });

  test('a typed word that is no option stays visible among the options', () => {
    expect(inputOf(renderForm(wrong, carry, { surface: 'dialog' }), 'impact')).toMatchObject({
      value: 'urgent',
      choices: expect.arrayContaining([{ title: '“urgent”', value: 'urgent' }]),
    });
  });
});
