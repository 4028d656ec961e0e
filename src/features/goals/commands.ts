import { type Command, defineCommand } from '../../core/command.ts';
import { formatFigure } from '../../core/figures.ts';
import { type Button, openForm, press } from '../../core/message.ts';
import { inARow } from '../../ground/i18n.ts';
import { detailsOf } from '../../records/entries/model.ts';
import { createEntryAccess, numberField } from '../../records/registers/access.ts';
import type { ReadCardPart, Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { figureField } from './fields.ts';
import { type Figures, figuresIn, shareOf } from './progress.ts';
import { goalTexts } from './texts.ts';

/** The buttons of an open goal: *Reached* at the target, and the present value. */
export const goalPart: ReadCardPart = async ({ locale }, { entry }) => {
  if (!entry.isOpen) return { blocks: [], buttons: [] };
  const texts = goalTexts(locale);
  const number = { number: entry._id };
  const reached: Button = {
    kind: 'button',
    label: texts.setReached(),
    payload: press('goal done', number),
    style: 'primary',
  };
  const setNow: Button = { kind: 'button', label: texts.setNow(), payload: openForm('goal now', number) };
  return { blocks: [], buttons: shareOf(figuresIn(detailsOf(entry))) === 1 ? [reached, setNow] : [setNow] };
};

/** `goal now GOAL-1 3.2`: records the present value. A reached target closes nothing; the card offers it. */
export function nowCommand(ports: RegisterPorts, register: Register): Command {
  const { byNumber } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineCommand({
    ...byNumber,
    verb: 'now',
    verbAliases: ['目前', '当前', '进度'],
    summary: goalTexts.all('nowSummary'),
    input: { number: numberField(register), now: figureField('now', { optional: false }) },
    positional: ['number', 'now'],
    prefill: async (_given, { subject }) => {
      const present = subject === undefined ? undefined : figuresIn(detailsOf(subject.entry)).now;
      return present === undefined ? {} : { now: String(present) };
    },
    async run({ now }, context) {
      const { entry } = context.subject;
      const texts = goalTexts(context.locale);
      const shown = (value: number) => formatFigure(value, context.locale);
      const before = figuresIn(detailsOf(entry));
      if (before.now === now && !(await ports.entries.hasMade(context.scope, entry, 'edited')))
        return replies.outcome(context, context.subject, { said: texts.wasNow({ now: shown(now) }) });
      const after: Figures = { ...before, now };
      const { from, target } = after;
      const share = shareOf(after);
      const said = [
        texts.isNow({ now: shown(now) }),
        ...(share === 1 && target !== undefined ? [texts.isThere({ target: shown(target) })] : []),
        ...(share === undefined && from === undefined && target !== undefined ? [texts.needsFrom()] : []),
      ];
      return replies.act(context, { changes: { details: { now } }, event: 'edited', said: inARow(said) });
    },
  });
}
