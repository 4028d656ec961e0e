import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { agreements } from './model.ts';
import { createNudges } from './nudge.ts';
import { keptRate } from './rate.ts';
import { agreementsPart, promiseCommands, promiseRules, renegotiateMenu } from './renegotiate.ts';
import { promiseTexts } from './texts.ts';

/** Promises to the client: the contact, the date, and whether they were kept. */
export const promises = defineRegister({
  name: 'promise',
  numberKind: 'PRM',
  aliases: ['promises', '承诺'],
  title: promiseTexts.all('title'),
  one: promiseTexts.all('one'),
  begins: 'client',
  states: {
    open: { label: promiseTexts.all('open'), turn: 'ours' },
    // Open as well: the client agreed to another date.
    renegotiated: { label: promiseTexts.all('renegotiated'), turn: 'ours' },
    kept: { label: promiseTexts.all('kept') },
    broken: {
      label: promiseTexts.all('broken'),
      verb: { name: 'broken', aliases: ['未兑现', '未能兑现'], label: promiseTexts.all('setBroken') },
    },
  },
  done: 'kept',
  fields: { to: field.person({ label: promiseTexts.all('to'), aliases: ['给', '对象'], optional: true }) },
  sides: { to: 'client' },
  seenByClient: ['to'],
  owner: { label: promiseTexts.all('owner'), side: 'ours', aliases: ['by', '负责人'] },
  due: { label: promiseTexts.all('due') },
  kept: { agreements: { label: promiseTexts.all('agreements'), stored: agreements } },
  rules: promiseRules,
  menu: renegotiateMenu,
  cardPart: () => agreementsPart,
  listNote: keptRate,
  commands: promiseCommands,
  parts(ports, register) {
    const nudges = createNudges(ports, register);
    return { jobs: [nudges.job], reactions: nudges.reactions };
  },
  acts: [
    { as: 'manager', command: 'promise renegotiate', values: { due: '2026-12-18', why: 'API late' }, button: true },
  ],
  example: { en: 'promise "Copy" Friday', 'zh-CN': '承诺 “文案” 周五' },
  sample: { to: '@Ana' },
});
