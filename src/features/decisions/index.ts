import { field } from '../../core/fields.ts';
import { openForm } from '../../core/message.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { supersedeCommand } from './supersede.ts';
import { decisionTexts } from './texts.ts';

/** Decisions, each with the person who decides and the reason. */
export const decisions = defineRegister({
  name: 'decision',
  numberKind: 'DEC',
  aliases: ['decisions', '决定', '决策'],
  title: decisionTexts.all('title'),
  one: decisionTexts.all('one'),
  begins: 'client',
  states: {
    proposed: { label: decisionTexts.all('proposed'), turn: 'owner' },
    decided: { label: decisionTexts.all('decided') },
    superseded: { label: decisionTexts.all('superseded') },
  },
  done: 'decided',
  fields: {
    reason: field.longText({ label: decisionTexts.all('reason'), aliases: ['why', '理由'], optional: true }),
    alternatives: field.longText({ label: decisionTexts.all('alternatives'), aliases: ['备选'], optional: true }),
  },
  seenByClient: ['reason'],
  owner: { label: decisionTexts.all('by'), side: 'either', aliases: ['by', '决定人'] },
  due: { label: decisionTexts.all('due') },
  inStatus: { as: 'decisions', decided: ['decided'] },
  commands: (ports, register) => [supersedeCommand(ports, register)],
  menu: (entry, locale) =>
    entry.state === 'superseded'
      ? []
      : [{ label: decisionTexts(locale).supersede(), payload: openForm('decision supersede', { number: entry._id }) }],
  acts: [{ as: 'manager', command: 'decision supersede', values: { title: 'Another one' }, button: true }],
  raisedByClient: true,
  example: { en: 'decision "Use Stripe"', 'zh-CN': '决定 “使用 Stripe”' },
});
