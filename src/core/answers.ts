import { RapportError } from '../ground/errors.ts';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import { idFrom } from '../ground/ids.ts';
import type { Command, Reply } from './command.ts';
import { toCaller } from './command.ts';
import { formView } from './formView.ts';
import { type Audience, type Block, type Message, openForm, press } from './message.ts';
import type { FormValues } from './platform.ts';
import type { Near } from './registry.ts';
import { asRepeat } from './repeat.ts';
import { coreTexts } from './texts.ts';

/** A plain answer to the sender. Without record data in it, any audience may read it. */
export function plainAnswer(text: string, blocks: readonly Block[] = [], audience: Audience = 'client'): Reply {
  return toCaller({ audience, fallbackText: text, blocks: [{ kind: 'text', text }, ...blocks] });
}

/** The public answer to a change, for a person who cannot get private messages. */
export function doneAloud(locale: Locale): Message<'client'> {
  const text = coreTexts(locale).doneAloud();
  return { audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] };
}

/** The answer to thanks; public where the person cannot be reached privately, since it repeats nothing. */
export function welcomeAnswer(locale: Locale): Reply {
  const text = coreTexts(locale).welcome();
  const message: Message<'client'> = { audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] };
  return { kind: 'message', to: 'caller', message, aloud: message };
}

/** The longest value that every platform's button can hold, with room for the rest of the payload. */
const MOST_CARRIED = 1_500;
export const isCarried = (values: FormValues): boolean => JSON.stringify(values).length <= MOST_CARRIED;

/** The answer to our side for text that is not understood: similar commands, and the link to help. */
export function unknownAnswer(words: string, nearest: readonly Near[], locale: Locale): Reply {
  const texts = coreTexts(locale);
  const short = words.length > 80 ? `${words.slice(0, 79)}…` : words;
  const near = nearest.map(({ command, values }) => {
    const kept = isCarried(values) ? values : {};
    return { kind: 'button' as const, label: command.summary[locale], payload: openForm(command.name, kept) };
  });
  const said = texts.unknownWords({ words: short });
  return toCaller({
    audience: 'client',
    fallbackText: said,
    blocks: [
      { kind: 'text', text: said },
      ...(near.length === 0 ? [] : [{ kind: 'context' as const, text: texts.didYouMean() }]),
      { kind: 'actions', items: [...near, { kind: 'button', label: texts.help(), payload: press('help show') }] },
    ],
  });
}

/** Closed without saving: the entries can be taken up again. */
export function notSavedAnswer(command: Command, values: FormValues, locale: Locale): Reply {
  const texts = coreTexts(locale);
  return plainAnswer(texts.notSaved({ title: command.summary[locale] }), [
    { kind: 'actions', items: [{ kind: 'button', label: texts.continue(), payload: openForm(command.name, values) }] },
  ]);
}

/** The request that an error interrupted, for a retry. */
export interface Interrupted {
  readonly command: Command;
  readonly values: FormValues;
  readonly via: 'text' | 'form' | 'action';
  readonly requestId: string;
}

/** Eight letters that identify a request in the log. They reveal nothing by themselves. */
export const referenceOf = (requestId: string): string => idFrom(requestId, 'reference').slice(0, 8);

/**
 * The only mapper from an error to its text for people. A form comes back with its values. Any other retryable request
 * gets a button, or the form if the values are too long for one. A retry with the same values is the same request.
 * `audience`: that of the sender; a slice's error text may name things that only they may see.
 */
export function faultAnswer(
  error: unknown,
  options: { locale: Locale; audience: Audience; reference: string; interrupted?: Interrupted | undefined },
): Reply {
  const { locale, audience, reference, interrupted } = options;
  const texts = coreTexts(locale);
  const code = error instanceof RapportError ? error.code : 'internal';
  const own: LocalizedText | undefined = error instanceof RapportError ? error.forPeople : undefined;
  const general: Record<RapportError['code'], string> = {
    refused: texts.refused(),
    invalid: texts.fault({ reference }),
    missing: texts.missing(),
    conflict: texts.conflict(),
    unavailable: texts.unavailable(),
    internal: texts.fault({ reference }),
  };
  const text = own?.[locale] ?? general[code];
  if (interrupted === undefined) return plainAnswer(text, [], audience);
  const { command, via } = interrupted;
  const mayRepeat = code === 'unavailable' || code === 'internal';
  const values = mayRepeat ? asRepeat(interrupted.values, interrupted.requestId) : interrupted.values;
  if (via === 'form' && hasForm(command))
    return { kind: 'invalid', form: formView(command, { locale, values, notice: text }) };
  if (!mayRepeat) return plainAnswer(text, [], audience);
  if (isCarried(values))
    return plainAnswer(
      text,
      [{ kind: 'actions', items: [{ kind: 'button', label: texts.tryAgain(), payload: press(command.name, values) }] }],
      audience,
    );
  return hasForm(command)
    ? { kind: 'form', form: formView(command, { locale, values, notice: text }) }
    : plainAnswer(text, [], audience);
}

/** Whether a command has any visible field. */
export const hasForm = (command: Command): boolean => Object.values(command.input).some(({ hidden }) => !hidden);

/** Puts a line in front of a message. */
export function preceded(message: Message, line: string): Message {
  return { ...message, blocks: [{ kind: 'context', text: line }, ...message.blocks] };
}
