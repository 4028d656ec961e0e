import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldKind, FieldView, FormView } from '../../src/core/form.ts';
import type { Place } from '../../src/core/platform.ts';
import { checkPayload } from '../../test/checkers/blockKit.ts';
import { everyBlock, hostileText, mentionsIn, mrkdwnIn, textsIn } from '../../test/checkers/hostile.ts';
import { submitted } from '../../test/checkers/slackState.ts';
import { wellFormed } from './escape.ts';
import {
  answeredView,
  keptMetadataKey,
  readSubmit,
  renderErrors,
  renderForm,
  savingView,
  suggestOptions,
} from './form.ts';

const place: Place = { conversation: 'C1', kind: 'channel', name: 'acme', thread: '1.2' };
const field = (kind: FieldKind, more: Partial<FieldView> = {}): FieldView => ({
  name: 'field',
  kind,
  label: 'Field',
  hint: undefined,
  placeholder: undefined,
  required: true,
  options: undefined,
  maxLength: undefined,
  value: undefined,
  error: undefined,
  ...more,
});
const form = (fields: readonly FieldView[], more: Partial<FormView> = {}): FormView => ({
  command: 'reminder new',
  locale: 'en',
  title: 'New reminder',
  submit: 'Save',
  cancel: 'Cancel',
  notice: undefined,
  fields,
  hidden: {},
  ...more,
});
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: `Option ${index}` }));
const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** Opens a form as Slack would, checked, and sends it back; untouched but for what is typed. */
function opened(asked: FormView, carry: Parameters<typeof renderForm>[1] = { place }) {
  const { view, kept } = renderForm(asked, carry);
  expect(checkPayload('views.open', { trigger_id: 't', view })).toEqual([]);
  const read = (typed: Parameters<typeof submitted>[1] = {}) => {
    const back = submitted(view, typed);
    return readSubmit(back, kept.find(({ key }) => key === keptMetadataKey(back))?.text);
  };
  const elements = view.blocks.flatMap((block) =>
    block.type === 'input' ? [(block as { element: { type: string } }).element] : [],
  );
  return { view, kept, read, elements, types: elements.map(({ type }) => type) };
}

describe('every kind of field comes back as it went out', () => {
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
      { numRuns: 40 },
    );
  });

  test('what is left empty is empty', () => {
    const kinds = (Object.keys(raw) as FieldKind[]).filter((kind) => kind !== 'choices');
    const fields = kinds.map((kind) =>
      field(kind, { name: kind, ...(kind === 'choice' || kind === 'toggle' ? { options: yesNo } : {}) }),
    );
    const { read } = opened(form([...fields, field('choices', { name: 'choices', options: options(3) })]));
    expect(read()?.values).toEqual({ ...Object.fromEntries(kinds.map((kind) => [kind, ''])), choices: [] });
  });

  test('what is entered replaces what stood there', () => {
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

describe('how fields are asked for', () => {
  test('what was typed in words stays to be seen, where a picker would hide it', () => {
    const kinds = ['number', 'date', 'time', 'person', 'channel'] as const;
    const fields = kinds.map((kind) => field(kind, { name: kind, value: 'next Friday' }));
    expect(opened(form(fields)).types).toEqual(kinds.map(() => 'plain_text_input'));
  });

  test('few options of a required choice are seen at once; what may stay open can be taken back', () => {
    expect(opened(form([field('choice', { options: options(3) })])).types).toEqual(['radio_buttons']);
    expect(opened(form([field('choice', { options: options(3), required: false })])).types).toEqual(['static_select']);
    expect(opened(form([field('choices', { options: options(11) })])).types).toEqual(['multi_static_select']);
  });

  test('a choice that is none is said with the field, since a list cannot show it', () => {
    const { view, read } = opened(
      form([field('choice', { options: options(3), value: 'v9', error: 'Choose one of these.' })]),
    );
    expect(textsIn(view.blocks)[0]).toBe('⚠️ Choose one of these. You gave: v9');
    expect(read()?.values).toEqual({ field: '' });
  });

  test('a text longer than an input takes several, and is one again', () => {
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

  test('a field that elsewhere takes more than Slack does says how much fits', () => {
    expect(
      textsIn(opened(form([field('longText', { hint: 'A CSV table.', maxLength: 30_000 })])).view.blocks),
    ).toContain('A CSV table. At most 3000 characters fit here.');
    expect(
      textsIn(opened(form([field('longText', { hint: 'A CSV table.', maxLength: 3_000 })])).view.blocks),
    ).toContain('A CSV table.');
  });

  test('the same input of another command or another kind is another one, so that Slack keeps nothing over from it', () => {
    const idOf = (asked: FormView) => (opened(asked).elements[0] as unknown as { action_id: string }).action_id;
    const ids = [
      form([field('text')]),
      form([field('text')], { command: 'issue new' }),
      form([field('date')]),
      form([field('date', { value: 'x' })]),
    ].map(idOf);
    expect(new Set(ids).size).toBe(3);
  });

  test('a title too long for the window’s bar stands in full below it; a notice stands above the fields', () => {
    const title = 'Remind somebody of something important';
    const { view } = opened(form([field('text')], { title, notice: 'I did not understand *when*.' }));
    expect(view.title.text).toBe('Remind somebody of some…');
    expect(view.blocks.slice(0, 2)).toMatchObject([
      { type: 'header', text: { text: title } },
      { type: 'section', text: { type: 'plain_text', text: 'I did not understand *when*.' } },
    ]);
  });

  test('more fields than a window holds: the others come back as they were, and it is said', () => {
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

  test('before anything is typed the usual ones are offered, and never more than Slack takes', () => {
    expect(found('')).toContain('Asia/Shanghai');
    expect(found('a')).toHaveLength(100);
    expect(suggestOptions('something else', 'berlin', 'en')).toEqual({ options: [] });
  });

  test('no query is too odd', () => {
    fc.assert(
      fc.property(hostileText, (query) => {
        expect(found(query).length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what travels with a form', () => {
  const hidden = { reminder: 'abc', days: ['1', '2'], $repeat: 'r1' };

  test('hidden values, the place and the adapter’s own come back unchanged', () => {
    const { read, kept } = opened(form([field('text', { value: 'x' })], { hidden }), { place, more: { window: 'w' } });
    expect(kept).toEqual([]);
    expect(read()).toEqual({
      command: 'reminder new',
      place,
      more: { window: 'w' },
      values: { ...hidden, field: 'x' },
    });
  });

  test('where they are longer than Slack takes they are kept aside, under a key that is the same the next time', () => {
    const long = { ...hidden, table: 'row\n'.repeat(2_000) };
    const { view, kept, read } = opened(form([field('text')], { hidden: long }));
    expect(view.private_metadata).toBe(`kept:${kept[0]?.key}`);
    expect(read()?.values).toEqual({ ...long, field: '' });
    expect(renderForm(form([field('text')], { hidden: long }), { place }).kept).toEqual(kept);
    // Gone meanwhile: nothing is made up.
    expect(readSubmit(submitted(view))).toBeUndefined();
  });

  test('a view that is none of ours is none', () => {
    for (const private_metadata of [undefined, '', 'words', '{}', '[]', '{"v":2}'])
      expect(readSubmit({ private_metadata, state: {} })).toBeUndefined();
  });

  test('a closed form comes back without state', () => {
    const { view } = opened(form([field('text')], { hidden }));
    expect(readSubmit(view)).toEqual({ command: 'reminder new', place, values: hidden });
  });
});

describe('errors', () => {
  const { view } = renderForm(form([field('text', { name: 'what' }), field('when', { name: 'when' })]), { place });

  test('stand at their field', () => {
    const errors = renderErrors({ when: 'When?' }, view);
    expect(errors).toEqual({ when: 'When?' });
    expect(checkPayload('ack.view_submission', { response_action: 'errors', errors })).toEqual([]);
  });

  test('of what is not in the view are said at its first field: Slack would refuse the answer', () => {
    expect(renderErrors({ other: 'Gone.', what: 'Too long.' }, view)).toEqual({ what: 'Too long. Gone.' });
    expect(renderErrors({ other: 'Gone.' }, { blocks: [] })).toEqual({});
  });

  test('stand above the field when the form is shown anew', () => {
    expect(textsIn(renderForm(form([field('text', { error: 'Too long.' })]), { place }).view.blocks)).toEqual([
      '⚠️ Too long.',
      'Field',
    ]);
  });
});

describe('views that only show', () => {
  test('saving says that nothing is lost, in the reader’s language', () => {
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

test('nobody’s words do anything in a form: no fault, no limit broken, no mention, link or format, and they come back', () => {
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
    { numRuns: 80 },
  );
});
