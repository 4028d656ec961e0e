import { parseArgs } from 'node:util';
import { wallOf } from '../../src/core/schedule/zone.ts';
import { readCorpus } from './corpus.ts';
import { isOverGoal, type Judged, judgeAll, VERDICTS, type Verdict } from './judge.ts';
import { slotsOf } from './reminderSpeaker.ts';

/**
 * `npm run phrases [-- --list] [--verdict="asked, wrong guess"] [--only=english]`: measures end to end how sentences
 * with a time are understood; exit code 1 if a goal is missed.
 */
const { values } = parseArgs({
  options: { list: { type: 'boolean' }, verdict: { type: 'string' }, only: { type: 'string' } },
});

const tally = (judged: readonly Judged[]) =>
  VERDICTS.map((verdict) => judged.filter((one) => one.verdict === verdict).length);
const row = (name: string, cells: readonly (string | number)[]) =>
  console.log(`${name.padEnd(44)}${cells.map((cell) => String(cell).padStart(23)).join('')}`);

function listed(judged: readonly Judged[], verdict: Verdict, now: Date, zone: string): void {
  for (const one of judged.filter((each) => each.verdict === verdict)) {
    const { outcome } = one;
    const reminder = outcome.kind === 'set' ? outcome.reminder : outcome.guess;
    const walls =
      reminder === undefined
        ? outcome.kind === 'asked'
          ? outcome.shown
          : ''
        : slotsOf(reminder.recurrence, now)
            .slice(0, 3)
            .map(({ at }) => wallOf(at, zone))
            .join(' ');
    console.log(
      `  ${one.sentence}\n      meant ${one.phrase.meant}, got ${walls}${reminder === undefined ? '' : ` “${reminder.text}”`}`,
    );
  }
}

let isOver = false;
for (const name of ['english', 'chinese'] as const) {
  if (values.only !== undefined && values.only !== name) continue;
  const corpus = readCorpus(name);
  const started = performance.now();
  const judged = await judgeAll(corpus);
  row(name, VERDICTS);
  for (const form of new Set(judged.map(({ form: { name: pattern } }) => pattern)))
    row(form, tally(judged.filter((one) => one.form.name === form)));
  for (const isQuoted of [false, true])
    row(isQuoted ? 'all quoted' : 'all unquoted', tally(judged.filter(({ form }) => form.isQuoted === isQuoted)));
  console.log(
    `${judged.length} sentences in ${Math.round(performance.now() - started)} ms; silently wrong of the unquoted: ${((100 * judged.filter((one) => !one.form.isQuoted && one.verdict === 'SILENTLY WRONG').length) / judged.filter((one) => !one.form.isQuoted).length).toFixed(1)} %\n`,
  );
  if (values.list === true || values.verdict !== undefined) {
    const verdict = VERDICTS.find((one) => one === values.verdict) ?? 'SILENTLY WRONG';
    listed(judged, verdict, corpus.moment.now, corpus.moment.zone);
  }
  isOver ||= isOverGoal(judged);
}
process.exitCode = isOver ? 1 : 0;
