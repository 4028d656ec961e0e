import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { needTexts } from './texts.ts';

/** Needs: what we wait for from the client, from whom and until when. */
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
    notNeeded: { label: needTexts.all('notNeeded') },
  },
  done: 'given',
  fields: { delays: field.text({ label: needTexts.all('delays'), optional: true }) },
  seenByClient: ['delays'],
  owner: { label: needTexts.all('from'), side: 'client', aliases: ['from', '来自'] },
  due: { label: needTexts.all('until') },
  example: { en: 'need "Product pictures" Tuesday from:@Ana', 'zh-CN': '需客户配合 “产品图片” 周二 来自：@Ana' },
});
