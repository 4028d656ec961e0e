import { field } from '../../core/fields.ts';
import { tellsSettled } from '../../records/registers/contactAnswers.ts';
import { defineRegister } from '../../records/registers/define.ts';
import { trackButton, trackCard, trackCommand } from '../../records/registers/tracking.ts';
import { againCommand, againMenu, dropCommand, remindsToRaise } from './again.ts';
import { answerButtons, answerCommands, postponedText } from './answerCommands.ts';
import { asksOutcome, outcomeCommand, outcomeMenu } from './outcome.ts';
import { adviceTexts } from './texts.ts';

/** Advice: what we recommend to the client, the client's answer, and what came of it. */
export const advice = defineRegister({
  name: 'advice',
  numberKind: 'ADV',
  aliases: ['建议'],
  title: adviceTexts.all('title'),
  one: adviceTexts.all('one'),
  begins: 'client',
  states: {
    proposed: { label: adviceTexts.all('proposed'), turn: 'client' },
    accepted: { label: adviceTexts.all('accepted'), turn: 'ours', due: adviceTexts.all('doneBy') },
    // Open, so that lists keep it, but neither side has to act before its date.
    later: { label: adviceTexts.all('later'), turn: 'nobody', due: adviceTexts.all('againOn') },
    declined: {
      label: adviceTexts.all('declined'),
      verb: { name: 'decline', aliases: ['declined', '未采纳', '不采纳'], label: adviceTexts.all('setDeclined') },
    },
    done: { label: adviceTexts.all('done') },
  },
  done: 'done',
  fields: {
    reason: field.longText({ label: adviceTexts.all('reason'), aliases: ['why', '理由'], optional: true }),
    benefit: field.text({ label: adviceTexts.all('benefit'), aliases: ['收益', '好处'], optional: true }),
    effort: field.text({
      label: adviceTexts.all('effort'),
      hint: adviceTexts.all('effortHint'),
      aliases: ['投入', '工作量'],
      optional: true,
    }),
    outcome: field.longText({ label: adviceTexts.all('outcome'), aliases: ['效果'], optional: true }),
  },
  seenByClient: ['reason', 'benefit', 'effort'],
  owner: { label: adviceTexts.all('by'), side: 'ours', aliases: ['by', '建议人'] },
  due: { label: adviceTexts.all('answerBy') },
  clientButtons: answerButtons,
  cardPart: (ports, register) => trackCard(ports, register, ({ state }) => state === 'accepted'),
  menu: (entry, locale) => [...againMenu(entry, locale), ...outcomeMenu(entry, locale)],
  commands: (ports, register) => [
    ...answerCommands(ports, register),
    againCommand(ports, register),
    dropCommand(ports, register),
    outcomeCommand(ports, register),
    trackCommand(ports, register),
  ],
  parts(ports, register) {
    const kept = [remindsToRaise(ports, register), asksOutcome(ports, register)];
    const tellAccepted = tellsSettled(ports, register, {
      name: 'advice.tellAccepted',
      state: 'accepted',
      text: (named, { locale }) => adviceTexts(locale).toldYes({ ...named }),
      buttons: (entry, locale) => [trackButton(register, entry, { locale })],
    });
    const tellLater = tellsSettled(ports, register, {
      name: 'advice.tellLater',
      state: 'later',
      text: (named, reader, due) => postponedText(named, { ...reader, now: ports.clock.now() }, due),
    });
    const tellDeclined = tellsSettled(ports, register, {
      name: 'advice.tellDeclined',
      state: 'declined',
      text: (named, { locale }) => adviceTexts(locale).toldDeclined({ ...named }),
    });
    return {
      jobs: kept.map(({ job }) => job),
      reactions: [...kept.flatMap(({ reactions }) => reactions), tellAccepted, tellLater, tellDeclined],
    };
  },
  acts: [
    { as: 'approver', command: 'advice list' },
    { as: 'approver', command: 'advice ask', values: { word: 'For how long?' }, button: true },
    { as: 'approver', command: 'advice postpone', values: { again: '2026-12-18', word: 'No budget' }, button: true },
    { as: 'manager', command: 'advice show', button: true },
    { as: 'manager', command: 'advice again', button: true },
    { as: 'approver', command: 'advice list' },
    { as: 'approver', command: 'advice accept', button: true },
    { as: 'manager', command: 'advice show', button: true },
    { as: 'manager', command: 'advice track', values: { owner: '@Tom' }, button: true },
    { as: 'manager', command: 'advice done', button: true },
    { as: 'manager', command: 'advice outcome', values: { outcome: 'Half the loading time' }, button: true },
  ],
  exempt: {
    'advice ask': { noTrail: 'nothing of the entry changes; the notice to the manager holds it' },
    'advice drop': { untried: 'its button comes with the reminder of a later day; again.test.ts presses it' },
  },
  example: { en: 'advice "Use a CDN"', 'zh-CN': '建议 “使用 CDN”' },
  sample: { reason: 'The shop is slow abroad', benefit: 'Pages in half the time', effort: '2 days, no licence' },
});
