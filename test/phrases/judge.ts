import { wallOf } from '../../src/core/schedule/zone.ts';
import { type Corpus, type Form, formsOf, type Phrase } from './corpus.ts';
import { createReminderSpeaker, type Moment, type Outcome, type SetReminder, slotsOf } from './reminderSpeaker.ts';

export const VERDICTS = [
  'right',
  'asked, fitly',
  'asked, right guess',
  'asked, wrong guess',
  'asked, not understood',
  'SILENTLY WRONG',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Judged {
  readonly form: Form;
  readonly sentence: string;
  readonly phrase: Phrase;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
}

const MS_PER_MINUTE = 60_000;
const minutesApart = (one: string, other: string) =>
  Math.abs(Date.parse(`${one}:00Z`) - Date.parse(`${other}:00Z`)) / MS_PER_MINUTE;

/** Whether a reminder comes at one of the expected times. */
function isMeant({ recurrence }: SetReminder, meaning: string, { now, zone }: Moment): boolean {
  const walls = slotsOf(recurrence, now).map(({ at }) => wallOf(at, zone));
  const [next = ''] = walls;
  const isOnce = recurrence.frequency === 'once';
  const body = meaning.slice(1);
  if (meaning.startsWith('=')) return isOnce && next === body;
  if (meaning.startsWith('~')) return isOnce && minutesApart(next, body) <= 1;
  if (meaning.startsWith('@')) return isOnce && next.slice(0, 10) === body;
  const rule = /^[[{](.+)[\]}](!?)$/.exec(meaning);
  if (rule?.[1] === undefined || isOnce) return false;
  const wanted = rule[1].split(',');
  const length = meaning.startsWith('{') ? 10 : 16;
  const isEnd = rule[2] === '!' ? walls.length === wanted.length : walls.length >= wanted.length;
  return isEnd && wanted.every((wall, index) => walls[index]?.slice(0, length) === wall.slice(0, length));
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[\s.,，。]+$/gu, '')
    .trim();

function verdictOn(
  outcome: Outcome,
  { phrase, form, moment }: { phrase: Phrase; form: Form; moment: Moment },
): Verdict {
  const meanings = phrase.meant.split('|');
  const isRight = (reminder: SetReminder | undefined) =>
    reminder !== undefined &&
    meanings.some((meaning) => meaning !== '?' && isMeant(reminder, meaning, moment)) &&
    (form.text === undefined || plain(reminder.text) === plain(form.text));
  if (outcome.kind === 'set') return isRight(outcome.reminder) ? 'right' : 'SILENTLY WRONG';
  if (meanings.includes('?')) return 'asked, fitly';
  if (isRight(outcome.guess)) return 'asked, right guess';
  return outcome.guess === undefined ? 'asked, not understood' : 'asked, wrong guess';
}

/** Types every phrase of a corpus in every form, and judges the outcomes. */
export async function judgeAll(corpus: Corpus): Promise<readonly Judged[]> {
  const { say } = createReminderSpeaker();
  const out: Judged[] = [];
  for (const phrase of corpus.phrases) {
    for (const form of formsOf(corpus, phrase)) {
      const sentence = form.sentence(phrase.said);
      const outcome = await say(sentence, corpus.moment);
      out.push({
        form,
        sentence,
        phrase,
        outcome,
        verdict: verdictOn(outcome, { phrase, form, moment: corpus.moment }),
      });
    }
  }
  return out;
}

/**
 * The permitted share of silently wrong readings: none with the text in quotation marks, otherwise fewer than one in a
 * hundred.
 */
export function isOverGoal(judged: readonly Judged[]): boolean {
  const wrong = judged.filter(({ verdict }) => verdict === 'SILENTLY WRONG');
  const unquoted = judged.filter(({ form }) => !form.isQuoted);
  return wrong.some(({ form }) => form.isQuoted) || wrong.length >= unquoted.length / 100;
}
