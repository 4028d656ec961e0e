import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { milestoneTexts } from './texts.ts';

/** Milestones: what the client gets by when. */
export const milestones = defineRegister({
  name: 'milestone',
  numberKind: 'MS',
  aliases: ['milestones', '里程碑'],
  title: milestoneTexts.all('title'),
  one: milestoneTexts.all('one'),
  begins: 'client',
  states: {
    planned: { label: milestoneTexts.all('planned'), turn: 'ours' },
    acknowledged: { label: milestoneTexts.all('acknowledged'), turn: 'ours', bySignature: true },
    reached: { label: milestoneTexts.all('reached'), turn: 'client' },
    accepted: { label: milestoneTexts.all('accepted'), bySignature: true },
    missed: { label: milestoneTexts.all('missed') },
    dropped: { label: milestoneTexts.all('dropped') },
  },
  done: 'reached',
  fields: {
    scope: field.longText({ label: milestoneTexts.all('scope'), aliases: ['范围'], optional: true }),
  },
  seenByClient: ['scope'],
  owner: { label: milestoneTexts.all('owner'), side: 'ours' },
  due: { label: milestoneTexts.all('due'), required: true },
  example: { en: 'milestone "Beta" 15 Dec', 'zh-CN': '里程碑 “测试版” 12月15日' },
});
