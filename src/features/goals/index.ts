import { field } from '../../core/fields.ts';
import { readFigure } from '../../core/figures.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { shortForm } from '../../records/registers/quick.ts';
import { goalPart, nowCommand } from './commands.ts';
import { figureField } from './fields.ts';
import { goalBar, goalBlocks } from './progress.ts';
import { goalTexts } from './texts.ts';

const FIGURE = '([+−–-]?\\d+(?:[.,]\\d+)*(?:k|[%千万亿])?)';
const FROM_TO = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:from\\s+|从\\s*)${FIGURE}\\s*(?:to|到|至)\\s*${FIGURE}(?=$|[\\s,.。;；])`,
  'iu',
);

/** `from 5 to 2`, 从 5 到 2: the first value and the target. */
function quick(words: string) {
  const found = shortForm(words, FROM_TO);
  const [from = '', target = ''] = found?.groups ?? [];
  return found === undefined || readFigure(from) === undefined || readFigure(target) === undefined
    ? { values: {}, rest: words }
    : { values: { from, target }, rest: found.rest };
}

const optional = { optional: true } as const;

/** Goals: what the client wants to achieve, how it is measured and where it stands. */
export const goals = defineRegister({
  name: 'goal',
  numberKind: 'GOAL',
  aliases: ['goals', '目标'],
  title: goalTexts.all('title'),
  one: goalTexts.all('one'),
  begins: 'client',
  states: {
    open: { label: goalTexts.all('open'), turn: 'ours' },
    reached: { label: goalTexts.all('reached') },
    missed: {
      label: goalTexts.all('missed'),
      verb: { name: 'missed', aliases: ['未达成'], label: goalTexts.all('setMissed') },
    },
    // "Cancel" is one of the words for deleting.
    dropped: {
      label: goalTexts.all('dropped'),
      verb: { name: 'drop', aliases: ['abandon', '放弃', '不做了'], label: goalTexts.all('drop') },
    },
  },
  done: 'reached',
  fields: {
    measure: field.text({
      label: goalTexts.all('measure'),
      hint: goalTexts.all('measureHint'),
      aliases: ['measure', '指标'],
      optional: true,
    }),
    from: figureField('from', optional),
    target: figureField('target', optional),
    now: figureField('now', optional),
  },
  seenByClient: ['measure', 'from', 'target', 'now'],
  owner: { label: goalTexts.all('owner'), side: 'ours' },
  due: { label: goalTexts.all('due') },
  quick,
  more: goalBlocks,
  cardPart: () => goalPart,
  inStatus: { as: 'goals', bar: goalBar },
  commands: (ports, register) => [nowCommand(ports, register)],
  acts: [{ as: 'manager', command: 'goal now', values: { now: '3.2' }, button: true }],
  example: { en: 'goal "Checkout under 2 s" 30 Jun', 'zh-CN': '目标 “结账不超过 2 秒” 6月30日' },
  sample: { measure: 'Seconds', from: '5', target: '2', now: '5' },
});
