import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formView } from '../../src/core/formView.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { declaredRegistry } from '../../src/tools/generated.ts';
import { checkCard } from '../../test/checkers/adaptiveCard.ts';
import {
  carry,
  field,
  form,
  given,
  inputOf,
  inputsOf,
  KINDS,
  pressed,
  SURFACES,
  suggestions,
  valuesOf,
} from '../../test/fakes/teamsForms.ts';
import { readSubmit, renderDialog, renderForm } from './form.ts';
import { LIMITS } from './limits.ts';

describe('a filled-in form', () => {
  test.each(KINDS)('comes back with its values: %s', (kind) => {
    fc.assert(
      fc.property(
        valuesOf[kind],
        fc.boolean(),
        fc.constantFrom(...SURFACES),
        fc.constantFrom(...LOCALES),
        fc.boolean(),
        (value, required, surface, locale, offers) => {
          const view = form([field('it', kind, { value, required })], { locale });
          const card = renderForm(view, carry, { surface, ...(offers ? { suggestions } : {}) });
          expect(checkCard(card, { bytes: LIMITS.form })).toEqual([]);
          const back = readSubmit(pressed(card));
          expect(given(back?.values ?? {})).toEqual(given({ it: value ?? '' }));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('returns hidden values, its command, its place and its owner', () => {
    const hidden = { reminder: 'r1', $repeat: 'abc', list: ['a', 'b'] };
    const back = readSubmit(
      pressed(renderForm(form([field('text', 'text', { value: 'x' })], { hidden }), carry, { surface: 'dialog' })),
    );
    expect(back).toEqual({ kind: 'submitted', command: 'reminder new', values: { ...hidden, text: 'x' }, carry });
  });

  test('an untouched switch is off, and an untouched choice is empty', () => {
    const fields = [
      field('on', 'toggle', { required: true }),
      field('perhaps', 'toggle'),
      field('one', 'choice'),
      field('many', 'choices'),
    ];
    expect(readSubmit(pressed(renderForm(form(fields), carry, { surface: 'dialog' })))?.values).toEqual({ on: 'no' });
  });

  test('numbers return as text in any form that the client sends; no choice is an empty list', () => {
    const data = pressed(renderForm(form([]), carry, { surface: 'dialog' }));
    expect(
      readSubmit({ ...data, field_count: 4, field_on: true, list_many: '', list_few: 'a%2Cb,c%2525', field_null: null })
        ?.values,
    ).toEqual({
      count: '4',
      on: 'true',
      many: [],
      few: ['a,b', 'c%25'],
    });
  });

  test('a person who is not offered can be typed, and takes precedence over the chosen one', () => {
    const card = renderForm(form([field('who', 'person', { value: '<@29:ana>' })]), carry, {
      surface: 'dialog',
      suggestions,
    });
    expect(inputsOf(card).map(({ id }) => id)).toEqual(['field_who', 'typed_who']);
    expect(readSubmit({ ...pressed(card), typed_who: 'Zoe' })?.values).toEqual({ who: 'Zoe' });
    expect(readSubmit({ ...pressed(card), typed_who: '  ' })?.values).toEqual({ who: '<@29:ana>' });
  });

  test('a cancelled form still returns the typed values', () => {
    const card = renderForm(form([field('text', 'text', { value: 'half a', required: true })]), carry, {
      surface: 'message',
    });
    expect(readSubmit(pressed(card, 'Cancel'))).toMatchObject({ kind: 'closed', values: { text: 'half a' } });
    // A required empty field would stop the client from cancelling the form.
    expect(inputOf(card, 'text')?.isRequired).toBeUndefined();
    expect(inputOf(card, 'text')?.label).toBe('The text *');
  });
});

describe('fields', () => {
  test('every zone can be searched by its city, also in Chinese, business zones first', () => {
    const zone = (locale: 'en' | 'zh-CN') =>
      inputOf(
        renderForm(form([field('zone', 'zone', { required: true })], { locale }), carry, { surface: 'dialog' }),
        'zone',
      );
    const [english, chinese] = [zone('en'), zone('zh-CN')];
    if (english?.type !== 'Input.ChoiceSet' || chinese?.type !== 'Input.ChoiceSet') throw new Error('no lists');
    expect(english.style).toBe('filtered');
    expect(english.choices.length).toBeGreaterThan(400);
    expect(english.choices).toContainEqual({ title: 'New York · America', value: 'America/New_York' });
    expect(chinese.choices.findIndex(({ title }) => title === '柏林 · Europe/Berlin')).toBeLessThan(30);
  });

  test('a form with all zones and every other kind of field fits into a dialog', () => {
    const fields = KINDS.map((kind, index) =>
      field(`${kind}${index}`, kind, { value: kind === 'longText' ? '长'.repeat(3_000) : undefined }),
    );
    expect(
      checkCard(renderForm(form(fields), carry, { surface: 'message', suggestions }), { bytes: LIMITS.form }),
    ).toEqual([]);
  });

  test('two people of one name can be distinguished in a searched list', () => {
    const person = Array.from({ length: 20 }, (_, index) => ({
      title: index < 2 ? 'Ana' : `Person ${index}`,
      value: `<@${index}>`,
    }));
    const card = renderForm(form([field('who', 'person')]), carry, { surface: 'dialog', suggestions: { person } });
    expect(checkCard(card)).toEqual([]);
    expect(JSON.stringify(card)).toContain('"Ana (2)"');
  });

  test('hostile text breaks no form, and well-formed text returns unchanged', () => {
    for (const text of [
      '<at>x</at>',
      '[x](http://bank.example)',
      '{{DATE(2026-01-01T00:00:00Z)}}',
      '"}',
      '👩‍👩‍👧',
      'שלום',
      '\u200b',
      'x\ud800',
    ]) {
      const all = KINDS.map((kind, index) =>
        field(`f${index}`, kind, { value: text, label: text, hint: text, placeholder: text, error: text }),
      );
      const view = form(all, { title: text, notice: text, submit: 'Save', hidden: { id: text } });
      for (const surface of SURFACES) {
        const card = renderForm(view, carry, { surface });
        expect(checkCard(card, { bytes: LIMITS.form })).toEqual([]);
        const expected = text.replace('\ud800', '\ufffd');
        expect(readSubmit(pressed(card))?.values).toEqual({
          ...Object.fromEntries(KINDS.map((kind, index) => [`f${index}`, kind === 'choices' ? [expected] : expected])),
          id: text,
        });
      }
    }
  });
});

test('a dialog has its title in its title bar; a card in the conversation has it on the card', () => {
  const dialog = renderDialog(form([field('text', 'text')]), carry);
  expect(dialog).toMatchObject({ title: 'Set a reminder', height: 'medium', width: 'medium' });
  expect(JSON.stringify(dialog.card.body)).not.toContain('Set a reminder');
  expect(renderForm(form([]), carry, { surface: 'message' }).body[0]).toMatchObject({
    type: 'TextBlock',
    style: 'heading',
    text: 'Set a reminder',
  });
});

test('Teams accepts every form of every command, which returns its initial values, in both languages', async () => {
  const { commands } = await declaredRegistry();
  const forms = commands
    .flatMap((command) => LOCALES.map((locale) => formView(command, { locale })))
    .filter(({ fields }) => fields.length > 0);
  expect(forms.length).toBeGreaterThan(20);
  for (const view of forms) {
    const { card } = renderDialog(view, carry);
    expect(checkCard(card, { bytes: LIMITS.form }), view.command).toEqual([]);
    const switches = view.fields.flatMap(({ name, kind, required, value }) =>
      kind === 'toggle' && required ? [[name, value ?? 'no'] as const] : [],
    );
    const start = view.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
    expect(readSubmit(pressed(card, view.submit)), view.command).toMatchObject({
      command: view.command,
      values: Object.fromEntries([...start, ...switches]),
    });
  }
});
