import type { Locale } from '../../src/ground/i18n.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import type { Moment } from './reminderSpeaker.ts';

/**
 * Times as people typed them, each with the meaning to a careful person: pairs `[said, meant]`, beginning with the
 * command's word if a whole sentence was typed. `meant`, alternatives separated by `|`: `=` this wall once; `~` about
 * this wall; `@` this day at any time; `[a,b]` a rule with exactly these next walls; `{a,b}` a rule on these next days;
 * `!` behind a rule: it has no further slots; `?` asking is right.
 */
export interface Phrase {
  readonly said: string;
  readonly meant: string;
}
export interface Corpus {
  readonly name: 'english' | 'chinese';
  readonly moment: Moment;
  readonly phrases: readonly Phrase[];
}

/** Wednesday 4 March 2026, 10:15 in the speaker's zone. */
const WHERE: Readonly<Record<Corpus['name'], { locale: Locale; zone: string; now: string }>> = {
  english: { locale: 'en', zone: 'Europe/Berlin', now: '2026-03-04T09:15:00Z' },
  chinese: { locale: 'zh-CN', zone: 'Asia/Shanghai', now: '2026-03-04T02:15:00Z' },
};

export function readCorpus(name: Corpus['name']): Corpus {
  const { now, ...where } = WHERE[name];
  return {
    name,
    moment: { ...where, now: new Date(now) },
    phrases: { english, chinese }[name].map(([said, meant]) => ({ said, meant })),
  };
}

/**
 * The way to put a phrase into a sentence. `text`: the expected text of the reminder; undefined if the corpus does not
 * define it.
 */
export interface Form {
  readonly name: string;
  readonly isQuoted: boolean;
  readonly text: string | undefined;
  readonly sentence: (phrase: string) => string;
}

const form = (pattern: string, text: string): Form => ({
  name: pattern,
  isQuoted: /["“]/.test(pattern),
  text,
  sentence: (phrase) => pattern.replace('…', () => phrase),
});
const FORMS: Readonly<Record<Corpus['name'], readonly Form[]>> = {
  english: [
    ...['remind me to call Bo …', '… remind me to call Bo', 'remind me … to call Bo', 'remind me to call Bo, …'],
    ...['remind me "call Bo" …', '… remind me "call Bo"', 'remind me … "call Bo"'],
  ].map((pattern) => form(pattern, 'call Bo')),
  chinese: [
    ...['提醒我…给客户打电话', '提醒我给客户打电话，…', '…提醒我给客户打电话', '提醒我给客户打电话…'],
    ...['提醒我“给客户打电话”…', '…提醒我“给客户打电话”', '提醒我…“给客户打电话”'],
  ].map((pattern) => form(pattern, '给客户打电话')),
};
const WHOLE: Form = { name: '(as typed)', isQuoted: false, text: undefined, sentence: (said) => said };

/** Whole sentences as typed, bare phrases in every form. */
export function formsOf({ name }: Corpus, { said }: Phrase): readonly Form[] {
  return /^remind |提醒/i.test(said) ? [/["“]/.test(said) ? { ...WHOLE, isQuoted: true } : WHOLE] : FORMS[name];
}
