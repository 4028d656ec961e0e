import { field } from '../../core/fields.ts';
import { tellsSettled } from '../../records/registers/contactAnswers.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { answerCommands } from './answerCommands.ts';
import { deciding } from './decideCommands.ts';
import { answerButtons } from './messages.ts';
import { createNudges } from './nudge.ts';
import { needTexts } from './texts.ts';

/** Needs: material and answers that the client has to give us, each with a contact and a date. */
export const needs = defineRegister({
  name: 'need',
  numberKind: 'NEED',
  aliases: ['needs', '需客户配合', '客户配合'],
  title: needTexts.all('title'),
  one: needTexts.all('one'),
  begins: 'client',
  states: {
    open: { label: needTexts.all('open'), turn: 'client' },
    given: { label: needTexts.all('given') },
    notNeeded: {
      label: needTexts.all('notNeeded'),
      verb: { name: 'notneeded', aliases: ['unneeded', '不需要', '不用了'], label: needTexts.all('setNotNeeded') },
    },
  },
  done: 'given',
  fields: { delays: field.text({ label: needTexts.all('delays'), aliases: ['影响'], optional: true }) },
  seenByClient: ['delays'],
  owner: { label: needTexts.all('from'), side: 'client', aliases: ['from', '来自'] },
  due: { label: needTexts.all('until') },
  clientButtons: answerButtons,
  example: { en: 'need "Product pictures" Tuesday from:@Ana', 'zh-CN': '需客户配合 “产品图片” 周二 来自：@Ana' },
  acts: [
    { as: 'approver', command: 'need list' },
    { as: 'approver', command: 'need propose', values: { due: '2026-12-18' }, button: true },
    { as: 'manager', command: 'need keep', button: true },
    { as: 'manager', command: 'need take', button: true },
    { as: 'approver', command: 'need notme', values: { word: 'Not mine' }, button: true },
    { as: 'approver', command: 'need given', button: true },
  ],
  exempt: {
    'need propose': { noTrail: 'nothing of the entry changes; the notice to the manager holds it' },
    'need notme': { noTrail: 'nothing of the entry changes; the notice to the manager holds it' },
    'need keep': { noTrail: 'nothing of the entry changes' },
  },
  commands: (ports, register) => [...answerCommands(ports, register), ...deciding(ports, register)],
  parts(ports, register) {
    const nudges = createNudges(ports, register);
    const tellsGiven = tellsSettled(ports, register, {
      name: 'need.tellGiven',
      state: 'given',
      text: (named, { locale }) => needTexts(locale).toldGiven({ ...named }),
    });
    return { jobs: [nudges.job], reactions: [...nudges.reactions, tellsGiven] };
  },
});
