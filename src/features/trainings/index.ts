import { z } from 'zod';
import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { askCommand, feedbackCard, postsQuestion, rateCommand } from './feedback.ts';
import { trainingTexts } from './texts.ts';

const optional = { optional: true } as const;

/** Trainings: what the client's people learn, when, where and with what. */
export const trainings = defineRegister({
  name: 'training',
  numberKind: 'TRN',
  aliases: ['trainings', '培训'],
  title: trainingTexts.all('title'),
  one: trainingTexts.all('one'),
  begins: 'client',
  states: {
    planned: { label: trainingTexts.all('planned'), turn: 'ours' },
    held: { label: trainingTexts.all('held') },
    // "Cancel" is one of the words for deleting.
    cancelled: {
      label: trainingTexts.all('cancelled'),
      verb: { name: 'calloff', aliases: ['call off', '停办', '不办了'], label: trainingTexts.all('callOff') },
    },
  },
  done: 'held',
  fields: {
    at: field.time({
      label: trainingTexts.all('at'),
      hint: trainingTexts.all('atHint'),
      aliases: ['time', '时间'],
      ...optional,
    }),
    people: field.text({ label: trainingTexts.all('people'), aliases: ['for', '对象'], ...optional }),
    place: field.text({
      label: trainingTexts.all('place'),
      hint: trainingTexts.all('placeHint'),
      aliases: ['where', 'room', '地点'],
      ...optional,
    }),
    material: field.longText({ label: trainingTexts.all('material'), aliases: ['资料'], ...optional }),
  },
  seenByClient: ['at', 'people', 'place', 'material'],
  owner: { label: trainingTexts.all('trainer'), side: 'ours', aliases: ['by', '讲师'] },
  due: { label: trainingTexts.all('when'), time: 'at' },
  // Until when the question about it is answered follows from this.
  kept: { askedAt: { label: trainingTexts.all('askedAt'), stored: z.date() } },
  cardPart: feedbackCard,
  commands: (ports, register) => [askCommand(ports, register), rateCommand(ports, register)],
  parts: (ports, register) => ({ reactions: [postsQuestion(ports, register)] }),
  acts: [
    { as: 'manager', command: 'training done', button: true },
    { as: 'manager', command: 'training ask', button: true },
    { as: 'approver', command: 'training rate', values: { answer: 'useful' }, button: true },
  ],
  example: { en: 'training "CMS" Fri 14:00', 'zh-CN': '培训 “CMS 使用” 周五14:00' },
  sample: { at: '14:00', people: 'Editors, 6 people', place: 'Room 2', material: 'https://example.com/cms' },
});
