import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { trackCard, trackCommand } from '../../records/registers/tracking.ts';
import { checklist, lineBlocks, progressBadge } from './checklist.ts';
import { asksAboutLines } from './rules.ts';
import { checkTexts } from './texts.ts';
import { markMenus, tickCommands } from './ticking.ts';

/** Checks of quality and acceptance: by which standard, how, and what came of it. */
export const checks = defineRegister({
  name: 'check',
  numberKind: 'CHK',
  aliases: ['checks', '检查', '验收项'],
  title: checkTexts.all('title'),
  one: checkTexts.all('one'),
  begins: 'internal',
  states: {
    planned: { label: checkTexts.all('planned'), turn: 'owner' },
    passed: {
      label: checkTexts.all('passed'),
      verb: { name: 'passed', aliases: ['pass', '通过'], label: checkTexts.all('setPassed') },
    },
    failed: {
      label: checkTexts.all('failed'),
      turn: 'ours',
      verb: { name: 'failed', aliases: ['fail', '不通过', '未通过'], label: checkTexts.all('setFailed') },
    },
    accepted: { label: checkTexts.all('accepted'), bySignature: true },
  },
  done: 'passed',
  fields: {
    standard: field.longText({ label: checkTexts.all('standard'), aliases: ['标准'], optional: true }),
    method: field.longText({ label: checkTexts.all('method'), aliases: ['how', '方法'], optional: true }),
    lines: checklist({
      label: checkTexts.all('lines'),
      hint: checkTexts.all('linesHint'),
      aliases: ['清单'],
      optional: true,
    }),
    evidence: field.longText({ label: checkTexts.all('evidence'), aliases: ['依据', '证据'], optional: true }),
  },
  seenByClient: ['standard', 'method', 'lines'],
  owner: { label: checkTexts.all('owner'), side: 'either', aliases: ['by', '由'] },
  due: { label: checkTexts.all('due') },
  partOf: ['milestone'],
  confirms: asksAboutLines,
  badge: progressBadge,
  more: lineBlocks,
  cardPart(_ports, register) {
    const tracked = trackCard(register, ({ state }) => state === 'failed', checkTexts.all('repair'));
    return async (context, record) => {
      const { blocks, buttons } = await tracked(context, record);
      return { blocks: [...markMenus(record.entry, context.locale), ...blocks], buttons };
    };
  },
  commands: (ports, register) => [...tickCommands(ports, register), trackCommand(ports, register)],
  acts: [
    ...(['tick', 'cross', 'untick'] as const).map(
      (verb) => ({ as: 'manager', command: `check ${verb}`, button: true }) as const,
    ),
    { as: 'manager', command: 'check passed', values: { sure: 'yes' }, button: true },
    { as: 'manager', command: 'check failed', button: true },
    { as: 'manager', command: 'check track', values: { owner: '@Tom' }, button: true },
    { as: 'manager', command: 'check tick', button: true },
    { as: 'manager', command: 'check tick', button: true },
  ],
  example: { en: 'check "Home page" by:@Ana', 'zh-CN': '检查 “首页” 由：@Ana' },
  sample: { standard: 'Loads within 2 seconds', lines: 'Links work\nNo typing errors' },
});
