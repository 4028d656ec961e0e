import { z } from 'zod';
import { field } from '../../core/fields.ts';
import { defineRegister } from '../../records/registers/define.ts';
import {
  signingCard,
  signingClientCard,
  signingCommands,
  withdrawOutdated,
} from '../../records/registers/signingCommands.ts';
import { baseline, changes, lastTold } from './model.ts';
import { milestoneRules } from './rules.ts';
import { askings } from './signatures.ts';
import { tellingCard, tellingCommands, tellManager } from './telling.ts';
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
  kept: {
    baseline: { label: milestoneTexts.all('baseline'), stored: baseline },
    changes: { label: milestoneTexts.all('changes'), stored: changes },
    lastTold: { label: milestoneTexts.all('lastTold'), stored: lastTold },
    // The last request whose answer has taken effect.
    signatureId: { label: milestoneTexts.all('signature'), stored: z.string() },
  },
  rules: milestoneRules,
  cardPart(ports, register) {
    const parts = [signingCard(ports, register, askings), tellingCard(ports)];
    return async (context, record) => {
      const [signed, told] = await Promise.all(parts.map((read) => read(context, record)));
      return {
        blocks: [...(signed?.blocks ?? []), ...(told?.blocks ?? [])],
        // While the client has to be told of a change, nothing is asked.
        buttons: told?.tells === true ? told.buttons : (signed?.buttons ?? []),
        tells: told?.tells === true,
      };
    };
  },
  clientPart: (ports, register) => signingClientCard(ports, register, askings),
  commands: (ports, register) => [...signingCommands(ports, register, askings), ...tellingCommands(ports, register)],
  parts: (ports, register) => ({
    reactions: [withdrawOutdated(ports, register, askings), tellManager(ports, register)],
  }),
  acts: [
    { as: 'manager', command: 'milestone agree', button: true },
    { as: 'approver', command: 'milestone answer', button: true },
    { as: 'manager', command: 'milestone move', values: { due: '2026-12-18', why: 'API late' }, button: true },
    { as: 'manager', command: 'milestone tell', button: true },
    { as: 'approver', command: 'milestone seen', button: true },
    { as: 'manager', command: 'milestone done', button: true },
    { as: 'manager', command: 'milestone accept', button: true },
    {
      as: 'approver',
      command: 'milestone answer',
      values: { verdict: 'declined', words: 'The search is missing' },
      button: true,
    },
  ],
  inStatus: { as: 'steps', reached: ['reached', 'accepted'], dropped: ['dropped'] },
  example: { en: 'milestone "Beta" 15 Dec', 'zh-CN': '里程碑 “测试版” 12月15日' },
});
