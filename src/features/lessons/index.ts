import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { trackCard, trackCommand } from '../../records/registers/tracking.ts';
import { asksWhenTaskIsClosed } from './asking.ts';
import { lessonTexts } from './texts.ts';

/** Lessons: what happened, and what we do differently since. */
export const lessons = defineRegister({
  name: 'lesson',
  numberKind: 'LES',
  aliases: ['lessons', '复盘', '经验教训'],
  title: lessonTexts.all('title'),
  one: lessonTexts.all('one'),
  begins: 'internal',
  states: {
    open: { label: lessonTexts.all('open'), turn: 'owner' },
    done: { label: lessonTexts.all('done') },
  },
  done: 'done',
  fields: {
    happened: field.longText({ label: lessonTexts.all('happened'), aliases: ['because', '经过'], optional: true }),
    change: field.longText({ label: lessonTexts.all('change'), aliases: ['now', '改进'], optional: true }),
  },
  owner: { label: lessonTexts.all('owner'), side: 'ours', aliases: ['负责人'] },
  due: { label: lessonTexts.all('review') },
  commands: (ports, register) => [trackCommand(ports, register)],
  cardPart: (ports, register) => trackCard(ports, register, ({ isOpen }) => isOpen, lessonTexts.all('makeAction')),
  parts: (ports, register) => ({ reactions: [asksWhenTaskIsClosed(ports, register)] }),
  acts: [{ as: 'manager', command: 'lesson track', values: { owner: '@Tom', due: '2026-12-11' }, button: true }],
  example: { en: 'lesson "Test earlier"', 'zh-CN': '复盘 “更早测试”' },
});
