import { z } from 'zod';
import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import {
  signingCard,
  signingClientCard,
  signingCommands,
  withdrawOutdated,
} from '../../records/registers/signingCommands.ts';
import { trackCard, trackCommand } from '../../records/registers/tracking.ts';
import { checklist, lineBlocks, progressBadge } from './checklist.ts';
import { planCommand } from './plan.ts';
import { asksAboutLines, checkRules } from './rules.ts';
import { askings } from './signatures.ts';
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
  // The last request whose answer has taken effect.
  kept: { signatureId: { label: checkTexts.all('signature'), stored: z.string() } },
  rules: checkRules,
  confirms: asksAboutLines,
  badge: progressBadge,
  more: lineBlocks,
  cardPart(ports, register) {
    const tracked = trackCard(ports, register, ({ state }) => state === 'failed', checkTexts.all('repair'));
    const signing = signingCard(ports, register, askings);
    return async (context, record) => {
      const [track, signed] = await Promise.all([tracked(context, record), signing(context, record)]);
      const blocks = [...markMenus(record.entry, context.locale), ...signed.blocks];
      return { blocks, buttons: [...track.buttons, ...signed.buttons] };
    };
  },
  clientPart: (ports, register) => signingClientCard(ports, register, askings),
  commands: (ports, register) => [
    planCommand(ports, register),
    ...tickCommands(ports, register),
    ...signingCommands(ports, register, askings),
    trackCommand(ports, register),
  ],
  parts: (ports, register) => ({ reactions: [withdrawOutdated(ports, register, askings)] }),
  acts: [
    {
      as: 'manager',
      command: 'milestone new',
      values: { project: 'ACME', title: 'Beta', due: '2026-12-18', audience: 'client' },
    },
    { as: 'manager', command: 'check plan', values: { number: 'ACME-MS-1', set: 'content' } },
    ...(['tick', 'cross', 'untick'] as const).map(
      (verb) => ({ as: 'manager', command: `check ${verb}`, button: true }) as const,
    ),
    { as: 'manager', command: 'check passed', values: { sure: 'yes' }, button: true },
    { as: 'manager', command: 'check failed', button: true },
    { as: 'manager', command: 'check track', values: { owner: '@Tom' }, button: true },
    { as: 'manager', command: 'check tick', button: true },
    { as: 'manager', command: 'check tick', button: true },
    { as: 'manager', command: 'check passed', button: true },
    { as: 'manager', command: 'check share', values: { en: 'For the client' }, button: true },
    { as: 'manager', command: 'check accept', button: true },
    {
      as: 'approver',
      command: 'check answer',
      values: { verdict: 'declined', words: 'The links do not work' },
      button: true,
    },
  ],
  example: { en: 'check "Home page" by:@Ana', 'zh-CN': '检查 “首页” 由：@Ana' },
  sample: { standard: 'Loads within 2 seconds', lines: 'Links work\nNo typing errors' },
});
