import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldKind, FieldView } from '../../src/core/form.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { everyBlock, hostileText, mentionsIn, mrkdwnIn } from '../../test/checkers/hostile.ts';
import { submitted } from '../../test/checkers/slackState.ts';
import { field, form, opened, options, place, yesNo } from '../../test/fakes/slack/forms.ts';
import { runs } from '../../test/fakes/soak.ts';
import { wellFormed } from './escape.ts';
import { answeredView, readSubmit, renderErrors, renderForm } from './form.ts';

describe('every kind of field returns the value that it was given', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== '');
  const day = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const id = (letter: string) =>
    fc
      .string({ unit: fc.constantFrom(...'ABCDEFGH0123456789'), minLength: 8, maxLength: 10 })
      .map((text) => `${letter}${text}`);
  const raw: { readonly [K in FieldKind]: fc.Arbitrary<{ value: string | string[]; more?: Partial<FieldView> }> } = {
    text: words.map((value) => ({ value })),
    longText: fc
      .oneof(words, fc.lorem({ mode: 'sentences', maxCount: 3_000 }))
      .map((value) => ({ value: value.slice(0, 12_000) })),
    number: fc
      .oneof(fc.integer({ min: -1e9, max: 1e9 }).map(String), fc.constantFrom('1.5', '-0.25', '1e5', 'ten', '2,5'))
      .map((value) => ({ value })),
    choice: fc
      .tuple(fc.integer({ min: 1, max: 350 }), fc.boolean())
      .map(([count, required]) => ({ value: `v${count - 1}`, more: { options: options(count), required } })),
    choices: fc.integer({ min: 1, max: 350 }).chain((count) =>
      fc
        .subarray(
          options(count).map(({ value }) => value),
          { minLength: 1 },
        )
        .map((value) => ({ value, more: { options: options(count) } })),
    ),
    toggle: fc.constantFrom('yes', 'no').map((value) => ({ value, more: { options: yesNo } })),
    date: fc.oneof(day, fc.constantFrom('next Friday', '2026-02-31', '12月4日')).map((value) => ({ value })),
    time: fc.oneof(time, fc.constantFrom('9', '25:00', 'noon')).map((value) => ({ value })),
    when: words.map((value) => ({ value })),
    money: fc.oneof(words, fc.constantFrom('€1,200.50', '3000元')).map((value) => ({ value })),
    effort: fc.oneof(words, fc.constantFrom('1d 4h', '3小时30分')).map((value) => ({ value })),
    person: fc
      .oneof(
        id('U').map((user) => `<@${user}>`),
        fc.constantFrom('me', '@Tom', 'Ana Ruiz', '5f1d7f0c9b1e8a3d4c2b1a09'),
      )
      .map((value) => ({ value })),
    channel: fc
      .oneof(
        id('C').map((conversation) => `<#${conversation}>`),
        fc.constantFrom('here', '#acme'),
      )
      .map((value) => ({ value })),
    project: fc
      .oneof(words, fc.constant('ACME'))
      .map((value) => ({ value, more: value === 'ACME' ? { options: [{ value, label: 'Acme (ACME)' }] } : {} })),
    zone: fc
      .constantFrom('Asia/Shanghai', 'Europe/Berlin', 'Atlantis', 'America/Argentina/Buenos_Aires')
      .map((value) => ({ value })),
  };
  test.each(Object.keys(raw) as FieldKind[])('%s', (kind) => {
    fc.assert(
      fc.property(raw[kind], fc.constantFrom('en' as const, 'zh-CN' as const), ({ value, more }, locale) => {
        const { read } = opened(form([field(kind, { value, ...more })], { locale }));
        expect(read()).toEqual({
          command: 'reminder new',
          place,
          values: { field: typeof value === 'string' ? wellFormed(value) : value },
        });
      }),
      { numRuns: runs(10, 40) },
    );
  });

  test('an empty input is an empty value', () => {
    const kinds = (Object.keys(raw) as FieldKind[]).filter((kind) => kind !== 'choices');
    const fields = kinds.map((kind) =>
      field(kind, { name: kind, ...(kind === 'choice' || kind === 'toggle' ? { options: yesNo } : {}) }),
    );
    const { read } = opened(form([...fields, field('choices', { name: 'choices', options: options(3) })]));
    expect(read()?.values).toEqual({ ...Object.fromEntries(kinds.map((kind) => [kind, ''])), choices: [] });
  });

  test('an entered value replaces the initial one', () => {
    const { read, types } = opened(
      form([
        field('date', { name: 'due', value: '2026-12-04' }),
        field('person', { name: 'who' }),
        field('zone', { name: 'zone' }),
      ]),
    );
    expect(types).toEqual(['datepicker', 'users_select', 'external_select']);
    const typed = {
      due: { selected_date: null },
      who: { selected_user: 'U2' },
      zone: { selected_option: { text: { type: 'plain_text', text: 'x' }, value: 'UTC' } },
    };
    expect(read(typed)?.values).toEqual({ due: '', who: '<@U2>', zone: 'UTC' });
  });
});

describe('the data that travels with a form', () => {
  const hidden = { reminder: 'abc', days: ['1', '2'], $repeat: 'r1' };

  test('hidden values, the place and the adapter’s own data return unchanged', () => {
    const { read, kept } = opened(form([field('text', { value: 'x' })], { hidden }), { place, more: { window: 'w' } });
    expect(kept).toEqual([]);
    expect(read()).toEqual({
      command: 'reminder new',
      place,
      more: { window: 'w' },
      values: { ...hidden, field: 'x' },
    });
  });

  test('data that is longer than Slack allows is kept aside, under a stable key', () => {
    const long = { ...hidden, table: 'row\n'.repeat(2_000) };
    const { view, kept, read } = opened(form([field('text')], { hidden: long }));
    expect(view.private_metadata).toBe(`kept:${kept[0]?.key}`);
    expect(read()?.values).toEqual({ ...long, field: '' });
    expect(renderForm(form([field('text')], { hidden: long }), { place }).kept).toEqual(kept);
    // The kept metadata are missing: no values are invented.
    expect(readSubmit(submitted(view))).toBeUndefined();
  });

  test('a foreign view is ignored', () => {
    for (const private_metadata of [undefined, '', 'words', '{}', '[]', '{"v":2}'])
      expect(readSubmit({ private_metadata, state: {} })).toBeUndefined();
  });

  test('a closed form returns without state', () => {
    const { view } = opened(form([field('text')], { hidden }));
    expect(readSubmit(view)).toEqual({ command: 'reminder new', place, values: hidden });
  });
});

test('typed text has no effect in a form: no fault, no broken limit, no mention, link or format, and it returns unchanged', () => {
  const kinds: readonly FieldKind[] = [
    'text',
    'longText',
    'number',
    'choice',
    'choices',
    'toggle',
    'date',
    'time',
    'when',
    'person',
    'channel',
    'zone',
    'project',
  ];
  fc.assert(
    fc.property(hostileText, fc.constantFrom('en' as const, 'zh-CN' as const), (text, locale) => {
      const said = { label: text, hint: text, placeholder: text, error: text, value: text };
      const fields = kinds.map((kind) =>
        field(kind, {
          name: kind,
          ...said,
          options: kind.startsWith('choice') ? [{ value: text, label: text }] : undefined,
        }),
      );
      const asked = form(fields, {
        locale,
        title: text,
        submit: text,
        cancel: text,
        notice: text,
        hidden: { unseen: text },
      });
      const { view, read } = opened(asked);
      expect(mrkdwnIn(view)).toEqual([]);
      expect(mentionsIn(view)).toEqual([]);
      const values = read()?.values;
      expect(values?.unseen).toBe(text);
      for (const kind of ['text', 'longText', 'when', 'number', 'date', 'time', 'zone'] as const)
        expect(wellFormed(String(values?.[kind]))).toBe(wellFormed(text));
      expect(
        checkPayload('ack.view_submission', {
          response_action: 'errors',
          errors: renderErrors({ what: text, when: text }, view),
        }),
      ).toEqual([]);
      const message = { audience: 'client' as const, fallbackText: text || ' ', blocks: everyBlock(text) };
      const answered = answeredView(message, { locale, zone: text, title: text });
      expect(checkPayload('views.update', { view_id: 'V1', view: answered.view })).toEqual([]);
    }),
    { numRuns: runs(10, 80) },
  );
});
