import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/web-api';
import type { FieldKind, FieldView } from '../../src/core/form.ts';
import { isIsoDate } from '../../src/core/schedule/wall.ts';
import { enumerated, inARow } from '../../src/ground/i18n.ts';
import { cutAt, label, oneLine, plain, shorten, shown, wellFormed } from './escape.ts';
import { suggestId, zoneOption } from './formOptions.ts';
import { partId } from './formState.ts';
import { type Asked, type FormContext, idOf, listOf, piecesOf, placeholderOf, textOf } from './formTexts.ts';
import { LIMITS } from './limits.ts';
import { grouped } from './renderBlocksActions.ts';
import { isConversation, isUser } from './renderBlocksRich.ts';
import { renderTexts } from './renderTexts.ts';

function words(field: FieldView, context: FormContext, { multiline = false }: { multiline?: boolean } = {}): Asked {
  const value = textOf(field.value);
  const pieces = piecesOf(value);
  return {
    elements: pieces.map((piece) => ({
      type: 'plain_text_input',
      action_id: idOf('text', context),
      // A single-line input would lose line breaks.
      multiline: multiline || value.includes('\n') || pieces.length > 1,
      max_length:
        pieces.length > 1
          ? LIMITS.inputText
          : Math.max(1, piece.length, Math.min(field.maxLength ?? LIMITS.inputText, LIMITS.inputText)),
      ...(piece === '' ? {} : { initial_value: piece }),
      ...placeholderOf(field),
    })),
  };
}

const optionsOf = (field: FieldView): (PlainTextOption & { readonly value: string })[] => {
  const seen = new Set<string>();
  return (field.options ?? []).flatMap(({ value, label: said }) => {
    // Option values are ours and short. A longer one must not break the whole form.
    const whole = wellFormed(value);
    const short = whole.slice(0, cutAt(whole, LIMITS.optionValue));
    if (short === '' || seen.has(short)) return [];
    seen.add(short);
    return [{ text: plain(label(said, LIMITS.optionText)), value: short }];
  });
};

function select(field: FieldView, context: FormContext): Asked {
  const options = optionsOf(field);
  if (options.length === 0) return words(field, context);
  const value = textOf(field.value);
  const chosen = options.find((option) => option.value === value);
  const isLost = value !== '' && chosen === undefined;
  const initial = chosen === undefined ? {} : { initial_option: chosen };
  // Radio buttons cannot be deselected, so an optional field is a list.
  if (field.required && options.length <= 5)
    return { elements: [{ type: 'radio_buttons', action_id: idOf('radio', context), options, ...initial }], isLost };
  return {
    elements: [
      {
        type: 'static_select',
        action_id: idOf('select', context),
        ...(options.length <= LIMITS.options ? { options } : { option_groups: grouped(options, context.locale) }),
        ...initial,
        ...placeholderOf(field),
      },
    ],
    isLost,
  };
}

function boxes(field: FieldView, context: FormContext): Asked {
  const options = optionsOf(field);
  if (options.length === 0) return words(field, context);
  const values = listOf(field.value).map(wellFormed);
  const chosen = options.filter(({ value }) => values.includes(value));
  const isLost = chosen.length < values.length;
  const initial = chosen.length === 0 ? {} : { initial_options: chosen };
  if (options.length <= LIMITS.checkboxes)
    return { elements: [{ type: 'checkboxes', action_id: idOf('boxes', context), options, ...initial }], isLost };
  return {
    elements: [
      {
        type: 'multi_static_select',
        action_id: idOf('selects', context),
        ...(options.length <= LIMITS.options ? { options } : { option_groups: grouped(options, context.locale) }),
        ...initial,
        ...placeholderOf(field),
      },
    ],
    isLost,
  };
}

/** The id in a mention, as Slack or we write it, or the bare id. */
function mentioned(value: string, sign: '@' | '#'): string {
  return new RegExp(`^<${sign}([A-Z0-9]+)(?:\\|[^<>]*)?>$`).exec(value)?.[1] ?? value;
}

/**
 * The inputs of each kind of field; a kind without an entry does not compile. A value typed in words stays visible as
 * text: a date picker or a list of people would hide it.
 */
const fields: { readonly [K in FieldKind]: (field: FieldView, context: FormContext) => Asked } = {
  text: (field, context) => words(field, context),
  longText: (field, context) => words(field, context, { multiline: true }),
  number: (field, context) => {
    const value = textOf(field.value);
    if (!/^(-?\d{1,15}(\.\d{1,15})?)?$/.test(value)) return words(field, context);
    const initial = value === '' ? {} : { initial_value: value };
    return {
      elements: [
        {
          type: 'number_input',
          action_id: idOf('number', context),
          is_decimal_allowed: true,
          ...initial,
          ...placeholderOf(field),
        },
      ],
    };
  },
  choice: select,
  choices: boxes,
  toggle: select,
  date: (field, context) => {
    const value = textOf(field.value);
    if (value !== '' && !isIsoDate(value)) return words(field, context);
    const initial = value === '' ? {} : { initial_date: value };
    return {
      elements: [{ type: 'datepicker', action_id: idOf('date', context), ...initial, ...placeholderOf(field) }],
    };
  },
  time: (field, context) => {
    const value = textOf(field.value);
    if (!/^(([01]\d|2[0-3]):[0-5]\d)?$/.test(value)) return words(field, context);
    const initial = value === '' ? {} : { initial_time: value };
    return {
      elements: [{ type: 'timepicker', action_id: idOf('time', context), ...initial, ...placeholderOf(field) }],
    };
  },
  when: (field, context) => words(field, context),
  money: (field, context) => words(field, context),
  effort: (field, context) => words(field, context),
  person: (field, context) => {
    if (field.options !== undefined) return select(field, context);
    const user = mentioned(textOf(field.value), '@');
    if (user !== '' && !isUser(user)) return words(field, context);
    const initial = user === '' ? {} : { initial_user: user };
    return {
      elements: [{ type: 'users_select', action_id: idOf('person', context), ...initial, ...placeholderOf(field) }],
    };
  },
  channel: (field, context) => {
    if (field.options !== undefined) return select(field, context);
    const conversation = mentioned(textOf(field.value), '#');
    if (conversation !== '' && !isConversation(conversation)) return words(field, context);
    const initial = conversation === '' ? {} : { initial_conversation: conversation };
    const filter = { include: ['public' as const, 'private' as const], exclude_bot_users: true };
    return {
      elements: [
        {
          type: 'conversations_select',
          action_id: idOf('channel', context),
          filter,
          ...initial,
          ...placeholderOf(field),
        },
      ],
    };
  },
  project: select,
  zone: (field, context) => {
    const value = textOf(field.value);
    if (value.length > LIMITS.optionValue) return words(field, context);
    const initial = value === '' ? {} : { initial_option: zoneOption(value, context.locale) };
    return {
      elements: [
        {
          type: 'external_select',
          action_id: suggestId('zone', context.command),
          min_query_length: 0,
          ...initial,
          ...placeholderOf(field),
        },
      ],
    };
  },
};

/** A field's blocks. Its error stands above, where screen readers meet it first. */
export function renderField(field: FieldView, context: FormContext): KnownBlock[] {
  const texts = renderTexts(context.locale);
  const { elements, isLost } = fields[field.kind](field, context);
  const given =
    isLost === true ? texts.given({ value: enumerated(listOf(field.value).map(oneLine), context.locale) }) : undefined;
  const problem = field.error === undefined ? undefined : texts.wrong({ problem: field.error });
  const said = inARow([problem, given].filter((text) => text !== undefined));
  const above: KnownBlock[] =
    said === '' ? [] : [{ type: 'context', elements: [plain(shorten(shown(said).trim() || '…', LIMITS.textObject))] }];
  const takesMore = (field.kind === 'longText' || field.kind === 'text') && (field.maxLength ?? 0) > LIMITS.inputText;
  const hint = [
    field.hint,
    takesMore && elements.length === 1 ? texts.most({ max: LIMITS.inputText }) : undefined,
  ].filter((text): text is string => text !== undefined && text.trim() !== '');
  const inputs = elements.map((element, part): InputBlock => {
    const name =
      elements.length === 1 ? field.label : texts.part({ label: field.label, part: part + 1, parts: elements.length });
    return {
      type: 'input',
      block_id: partId(field.name, part).slice(0, LIMITS.blockId),
      label: plain(label(name, LIMITS.inputLabel)),
      // Continuation parts of a text may be empty.
      optional: !field.required || part > 0,
      element,
      ...(hint.length > 0 && part === elements.length - 1
        ? { hint: plain(label(inARow(hint), LIMITS.inputHint)) }
        : {}),
    };
  });
  return [...above, ...inputs];
}
