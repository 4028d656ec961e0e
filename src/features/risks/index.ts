import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { shortForm } from '../../records/registers/quick.ts';
import { trackCard } from '../../records/registers/tracking.ts';
import { reviewMenu, riskCommands } from './commands.ts';
import { bandOf, RED, scoreOf } from './score.ts';
import { riskTexts } from './texts.ts';

/** `4x5` outside quotations: probability and impact. A figure out of their range is a problem of its field. */
function quick(words: string) {
  const found = shortForm(words, /(?<!\S)(\d{1,2})\s*[x×*✕乘]\s*(\d{1,2})(?=$|[\s,，.。;；])/iu);
  if (found === undefined) return { values: {}, rest: words };
  const [probability = '', impact = ''] = found.groups;
  return { values: { probability, impact }, rest: found.rest };
}

const scale = { min: 1, max: 5, optional: true } as const;

/** Risks: what may go wrong, how likely and how bad it is, and what we do about it. */
export const risks = defineRegister({
  name: 'risk',
  numberKind: 'RISK',
  aliases: ['risks', '风险'],
  title: riskTexts.all('title'),
  one: riskTexts.all('one'),
  begins: 'internal',
  states: {
    open: { label: riskTexts.all('open'), turn: 'ours' },
    occurred: {
      label: riskTexts.all('occurred'),
      verb: { name: 'happened', aliases: ['occurred', '发生', '已发生'], label: riskTexts.all('happened') },
    },
    closed: { label: riskTexts.all('closed') },
  },
  done: 'closed',
  fields: {
    probability: field.number({
      label: riskTexts.all('probability'),
      hint: riskTexts.all('scale'),
      aliases: ['p', '可能性'],
      ...scale,
    }),
    impact: field.number({
      label: riskTexts.all('impact'),
      hint: riskTexts.all('scale'),
      aliases: ['i', '影响'],
      ...scale,
    }),
    prevention: field.longText({ label: riskTexts.all('prevention'), aliases: ['预防'], optional: true }),
    contingency: field.longText({ label: riskTexts.all('contingency'), aliases: ['应对'], optional: true }),
    trigger: field.text({ label: riskTexts.all('trigger'), aliases: ['征兆'], optional: true }),
  },
  owner: { label: riskTexts.all('owner'), side: 'ours' },
  due: { label: riskTexts.all('review') },
  quick,
  badge(entry) {
    const score = scoreOf(entry);
    return score === undefined ? undefined : `${bandOf(score).sign} ${score}`;
  },
  inStatus: { as: 'threats', scoreOf, red: RED },
  commands: riskCommands,
  menu: reviewMenu,
  cardPart: (ports, register) => trackCard(ports, register, ({ state }) => state === 'occurred'),
  acts: [
    ...(['up', 'down', 'same'] as const).map(
      (verb) => ({ as: 'manager', command: `risk ${verb}`, button: true }) as const,
    ),
    { as: 'manager', command: 'risk happened', button: true },
    { as: 'manager', command: 'risk track', values: { owner: '@Tom', due: '2026-12-11' }, button: true },
  ],
  raisedByClient: true,
  example: { en: 'risk "Vendor late" 4x5', 'zh-CN': '风险 “供应商延期” 4x5' },
  sample: { probability: '4', impact: '5' },
});
