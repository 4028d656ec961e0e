import type { Command } from './command.ts';
import { readWhen } from './schedule/phrases.ts';
import type { WhenContext } from './schedule/when.ts';

/** Longer than any readable phrase. */
const MAX_PHRASE = 100;
/** 提前20分钟提醒我明天下午3点开会: the rest of the time follows later. */
const AHEAD = /^[请請]?提[前早][\d\p{Script=Han}]{2,6}$/u;
const HAN = /\p{Script=Han}/u;

/** Text that begins with a time: `every other Friday remind #acme …`, `每两周周三下午3点提醒 #acme 提交素材`. */
export interface TimeFirst {
  readonly command: Command;
  /** The name of the command's time field, and the phrase for it. */
  readonly field: string;
  readonly phrase: string;
  /** The text behind the thing's word. */
  readonly rest: string;
}

/**
 * Finds a time at the very beginning of a text with the word of a thing right behind it. `candidates` are commands with
 * a time field, with their things' words. Undefined if the text begins otherwise.
 */
export function findTimeFirst(
  text: string,
  candidates: readonly { command: Command; words: readonly string[] }[],
  context: WhenContext,
): TimeFirst | undefined {
  const lower = text.toLowerCase();
  for (const { command, words } of candidates) {
    const field = command.positional.find((name) => command.input[name]?.kind === 'when');
    if (field === undefined) continue;
    for (const word of words) {
      const at = lower.indexOf(word);
      if (at < 1 || at > MAX_PHRASE) continue;
      const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
      const isWord =
        HAN.test(word) ||
        (/[\s,，]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) ||
        (HAN.test(before) && HAN.test(after));
      const phrase = text.slice(0, at).replace(/(?:[\s,，:：]|请|請|please)+$/iu, '');
      // 明天的提醒 asks for existing reminders, past ones included, and not for a new one.
      if (!isWord || phrase === '' || phrase.endsWith('的')) continue;
      const when = readWhen(phrase, context);
      if (!when.ok && when.problem.code !== 'unknownDay' && !AHEAD.test(phrase)) continue;
      return { command, field, phrase, rest: text.slice(at + word.length).replace(/^[\s:：,，]+/u, '') };
    }
  }
  return undefined;
}
