import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { listSums, sumCommand } from './summing.ts';
import { tellsSums } from './telling.ts';
import { extraTexts } from './texts.ts';

/** Extras: what we gave the client beyond the contract, with the effort and what it is worth. */
export const extras = defineRegister({
  name: 'extra',
  numberKind: 'EXT',
  aliases: ['extras', '增值', '增值服务'],
  title: extraTexts.all('title'),
  one: extraTexts.all('one'),
  begins: 'internal',
  // What was given is over: an extra is never open.
  states: { given: { label: extraTexts.all('given') } },
  done: 'given',
  fields: {
    effort: field.effort({ label: extraTexts.all('effort'), aliases: ['time', '工时'], optional: true }),
    money: field.money({ label: extraTexts.all('money'), aliases: ['money', '金额'], optional: true }),
  },
  owner: { label: extraTexts.all('by'), side: 'ours', aliases: ['by'] },
  due: { label: extraTexts.all('givenOn'), isPast: true },
  // An amount first: the 30 of "1h 30 EUR" is no minutes.
  positional: ['money', 'effort'],
  listNote: listSums,
  commands: (ports, register) => [sumCommand(ports, register)],
  parts(ports, register) {
    const { job, reactions } = tellsSums(ports, register);
    return { jobs: [job], reactions };
  },
  acts: [{ as: 'manager', command: 'extra sum', values: { project: 'ACME' } }],
  exempt: { 'extra sum': { noTrail: 'it only reads', noChange: 'it only reads' } },
  example: { en: 'extra "SEO audit" 6h', 'zh-CN': '增值 “SEO 检查” 6小时' },
  sample: { effort: '6h', money: '300 EUR' },
});
