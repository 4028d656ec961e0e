import type { Command, Reply } from './command.ts';
import { toCaller } from './command.ts';
import { RapportError } from './errors.ts';
import type { Locale, LocalizedText } from './i18n.ts';
import { type Block, type Message, openForm, press } from './message.ts';
import type { FormValues } from './platform.ts';
import { coreTexts } from './texts.ts';

/** A plain answer to who asked. It names nothing of the record, so any audience may read it. */
export function plainAnswer(text: string, blocks: readonly Block[] = []): Reply {
  return toCaller({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }, ...blocks] });
}

/** What a button's value can hold on every platform, with room for the rest of the payload. */
const MOST_CARRIED = 1_500;
export const isCarried = (values: FormValues): boolean => JSON.stringify(values).length <= MOST_CARRIED;

/** To our side: not understood, what is near to it, and the way to help. */
export function unknownAnswer(words: string, nearest: readonly Command[], locale: Locale): Reply {
  const texts = coreTexts(locale);
  const short = words.length > 80 ? `${words.slice(0, 79)}…` : words;
  const near = nearest.map((command) => ({ kind: 'button' as const, label: command.summary[locale], payload: openForm(command.name) }));
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

/** The one mapper from a fault to what a person is told. `reference` is in the log. */
export function faultAnswer(
  error: unknown,
  options: { locale: Locale; reference: string; again?: { command: Command; values: FormValues } | undefined },
): Reply {
  const { locale, reference, again } = options;
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
  const mayRepeat = code === 'unavailable' || code === 'internal';
  const button: Block[] =
    mayRepeat && again !== undefined && isCarried(again.values)
      ? [{ kind: 'actions', items: [{ kind: 'button', label: texts.tryAgain(), payload: openOrPress(again.command, again.values) }] }]
      : [];
  return plainAnswer(own?.[locale] ?? general[code], button);
}

const openOrPress = (command: Command, values: FormValues) =>
  Object.values(command.input).some(({ hidden }) => !hidden) ? openForm(command.name, values) : press(command.name, values);

/** Puts a line in front of a message. */
export function preceded(message: Message, line: string): Message {
  return { ...message, blocks: [{ kind: 'context', text: line }, ...message.blocks] };
}
