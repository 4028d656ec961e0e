import type { FieldKind, FieldView } from '../../src/core/form.ts';
import { isIsoDate } from '../../src/core/schedule/wall.ts';
import { markdownText } from './escape.ts';
import { offered, plainChoices, zoneChoices } from './formChoices.ts';
import {
  choiceInput,
  common,
  type Drawing,
  type Drawn,
  filled,
  many,
  one,
  placeholder,
  textInput,
  withTyped,
} from './formInputs.ts';
import { inputId, joinedValue } from './formState.ts';
import { LIMITS } from './limits.ts';
import { cardTexts } from './texts.ts';

/**
 * The inputs of each kind of field. A typed value that a picker cannot hold is shown as text, so that it can be seen
 * and corrected.
 */
const kinds: { readonly [K in FieldKind]: (field: FieldView, drawing: Drawing) => Drawn } = {
  text: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  longText: (field, drawing) => ({ inputs: [textInput(field, drawing, true)] }),
  when: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  money: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  effort: (field, drawing) => ({ inputs: [textInput(field, drawing)] }),
  number: (field, drawing) => {
    const value = one(field);
    if (value !== '' && String(Number(value)) !== value) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [
        {
          type: 'Input.Number',
          id: inputId.one(field.name),
          ...common(field, drawing),
          ...placeholder(field.placeholder),
          ...(value === '' ? {} : { value: Number(value) }),
        },
      ],
    };
  },
  date: (field, drawing) => {
    const value = one(field);
    if (value !== '' && !isIsoDate(value)) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [{ type: 'Input.Date', id: inputId.one(field.name), ...common(field, drawing), ...filled(value) }],
    };
  },
  time: (field, drawing) => {
    const value = one(field);
    if (value !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return { inputs: [textInput(field, drawing)] };
    return {
      inputs: [{ type: 'Input.Time', id: inputId.one(field.name), ...common(field, drawing), ...filled(value) }],
    };
  },
  choice: (field, drawing) => ({ inputs: [choiceInput(field, drawing, plainChoices(field))] }),
  choices: (field, drawing) => {
    const values = many(field);
    const choices = withTyped(
      (field.options ?? []).map(({ label, value }) => ({ title: markdownText(label), value })),
      values,
      drawing.locale,
    ).map(({ title, value }) => ({ title, value: joinedValue(value) }));
    return {
      inputs: [
        {
          type: 'Input.ChoiceSet',
          id: inputId.many(field.name),
          ...common(field, drawing),
          isMultiSelect: true,
          style: choices.length > LIMITS.optionsShown ? 'compact' : 'expanded',
          wrap: true,
          ...filled(values.map(joinedValue).join(',')),
          choices,
        },
      ],
    };
  },
  // A switch is always on or off; an optional field is a choice.
  toggle: (field, drawing) => {
    const value = one(field);
    const options = plainChoices(field);
    const [on, off] = [options[0]?.value ?? 'yes', options[1]?.value ?? 'no'];
    if (!field.required || (value !== '' && value !== on && value !== off))
      return { inputs: [choiceInput(field, drawing, options)] };
    const title = markdownText(field.label);
    return {
      inputs: [
        {
          type: 'Input.Toggle',
          id: inputId.one(field.name),
          title,
          value: value === '' ? off : value,
          valueOn: on,
          valueOff: off,
          wrap: true,
        },
      ],
    };
  },
  person: (field, drawing) => {
    const texts = cardTexts(drawing.locale);
    return offered(field, drawing, drawing.suggestions.person, { hint: texts.personHint(), other: texts.other() });
  },
  channel: (field, drawing) => {
    const texts = cardTexts(drawing.locale);
    return offered(field, drawing, drawing.suggestions.channel, {
      hint: texts.channelHint(),
      other: texts.otherChannel(),
    });
  },
  project: (field, drawing) => ({
    inputs: [
      field.options === undefined ? textInput(field, drawing) : choiceInput(field, drawing, plainChoices(field)),
    ],
  }),
  zone: (field, { locale, ...drawing }) => {
    const asked = { ...field, placeholder: field.placeholder ?? cardTexts(locale).cityHint() };
    return { inputs: [choiceInput(asked, { locale, ...drawing }, zoneChoices(locale))] };
  },
};

/** The inputs of a field. */
export function fieldInputs(field: FieldView, drawing: Drawing): Drawn {
  return kinds[field.kind](field, drawing);
}
