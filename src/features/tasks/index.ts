import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { taskTexts } from './texts.ts';

/** Work items: what has to be done, by whom and until when. Actions and follow-ups are work items too. */
export const tasks = defineRegister({
  name: 'task',
  numberKind: 'TASK',
  aliases: ['tasks', '任务'],
  title: taskTexts.all('title'),
  one: taskTexts.all('one'),
  begins: 'internal',
  states: {
    todo: { label: taskTexts.all('todo'), turn: 'owner' },
    doing: {
      label: taskTexts.all('doing'),
      turn: 'owner',
      verb: { name: 'start', aliases: ['begin', '开始'], label: taskTexts.all('start') },
    },
    done: { label: taskTexts.all('done') },
    // "Cancel" is one of the words for deleting.
    cancelled: {
      label: taskTexts.all('cancelled'),
      verb: { name: 'drop', aliases: ['abandon', '放弃', '不做了'], label: taskTexts.all('drop') },
    },
  },
  done: 'done',
  fields: { labels: field.text({ label: taskTexts.all('labels'), aliases: ['label', '标签'], optional: true }) },
  owner: { label: taskTexts.all('owner'), side: 'either', aliases: ['for', '负责人'] },
  due: { label: taskTexts.all('due') },
  partOf: ['milestone', 'check'],
  example: { en: 'task "Write copy" @Tom Friday', 'zh-CN': '任务 “写文案” @Tom 周五' },
});
