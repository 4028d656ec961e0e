import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, type Menu, press } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { createEntryAccess } from '../../records/registers/access.ts';
import { dayText, stateLabel } from '../../records/registers/card.ts';
import type { Register } from '../../records/registers/define.ts';
import { notice } from '../../records/registers/notices.ts';
import { saysOnDay } from '../../records/registers/onDay.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { adviceTexts } from './texts.ts';

/** The states that end with a new proposal. */
const isOff = ({ state }: Pick<Entry, 'state'>): boolean => state === 'later' || state === 'declined';

/** The line of the card's menu. */
export const againMenu = (entry: Entry, locale: Locale): Menu['options'] =>
  isOff(entry)
    ? [{ label: adviceTexts(locale).proposeAgain(), payload: press('advice again', { number: entry._id }) }]
    : [];

/** Proposes advice again that was put off or declined: the client sees it at once, and is asked again. */
export function againCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const replies = createReplies(ports, register);
  return defineCommand({
    ...createEntryAccess(ports, register).byNumber,
    // The client sees the outcome, as by sharing.
    permission: 'manage',
    verb: 'again',
    verbAliases: ['propose again', '再次提出'],
    summary: adviceTexts.all('againSummary'),
    async run(_input, context) {
      const { scope, locale } = context;
      const { entry, project } = context.subject;
      const event = 'stateChanged' as const;
      if (!isOff(entry) && !(await entries.hasMade(scope, entry, event))) {
        const state = stateLabel(register, entry.state, locale);
        return replies.outcome(context, context.subject, { said: registerTexts(locale).wasDone({ state }) });
      }
      // The date was the one to come back to it.
      const changes = { state: 'proposed', due: undefined };
      const { entry: changed, undo } = await replies.undoable(context, entry, {
        changes: { ...changes, published: undefined },
        event,
        make: () => entries.change(scope, entry, { changes, event, publishes: 'changes' }),
      });
      const texts = adviceTexts(locale);
      const said = changed.published === undefined ? texts.isProposed() : texts.isAskedAgain();
      return replies.outcome(context, { entry: changed, project }, { said, undo });
    },
  });
}

/**
 * Declines advice that was put off. A reminder is old when it is pressed late: what has happened since stays, and so does
 * a newer date. `on`: the date of the reminder; reminders of older versions name none.
 */
export function dropCommand(ports: RegisterPorts, register: Register): Command {
  const replies = createReplies(ports, register);
  const { byNumber } = createEntryAccess(ports, register);
  return defineCommand({
    ...byNumber,
    verb: 'drop',
    summary: adviceTexts.all('dropSummary'),
    hidden: true,
    input: { ...byNumber.input, on: field.text({ label: adviceTexts.all('againOn'), hidden: true, optional: true }) },
    async run({ on }, context) {
      const { entry } = context.subject;
      const { state, due } = entry;
      const texts = registerTexts(context.locale);
      const label = (of: string) => stateLabel(register, of, context.locale);
      if (state !== 'later' && !(await ports.entries.hasMade(context.scope, entry, 'stateChanged')))
        return replies.outcome(context, context.subject, { said: texts.wasDone({ state: label(state) }) });
      if (state === 'later' && on !== undefined && due !== undefined && due !== on) {
        const date = dayText(due, await replies.readerOf(context, entry));
        return replies.outcome(context, context.subject, { said: adviceTexts(context.locale).wasPutOff({ date }) });
      }
      const said = texts.isDone({ state: label('declined') });
      return replies.act(context, { changes: { state: 'declined' }, event: 'stateChanged', said, isStruck: true });
    },
  });
}

/**
 * The date on which we come back to advice that was put off: its stewards are reminded once for each date. The client
 * hears nothing before they propose it again.
 */
export function remindsToRaise(ports: RegisterPorts, register: Register): ReturnType<typeof saysOnDay> {
  const { tell } = ports;
  return saysOnDay(ports, register, {
    job: 'advice.again',
    reaction: 'advice.planAgain',
    side: 'ours',
    when: 'from',
    dateOf: async ({ state, due, deletedAt }) => (state === 'later' && deletedAt === undefined ? due : undefined),
    watched: ['state', 'due', 'deletedAt'],
    async say(entry, { project, date }) {
      const { _id, workspaceId, projectId, title } = entry;
      const named = { number: numberOf(entry, register.kind, project.key), title };
      const message = ({ locale }: { locale: Locale }) => {
        const texts = adviceTexts(locale);
        const text = texts.raiseAgain(named);
        const button = (label: string, verb: string, more: { readonly on?: string } = {}): Button => ({
          kind: 'button',
          label,
          payload: press(`advice ${verb}`, { number: _id, ...more }),
        });
        const items = [
          { ...button(texts.proposeAgain(), 'again'), style: 'primary' as const },
          button(texts.drop(), 'drop', { on: date }),
          button(registerTexts(locale).open(), 'show'),
        ];
        return notice([text], items);
      };
      await tell.stewards({ workspaceId, projectId }, message, { key: `advice:${_id}:again:${date}` });
    },
  });
}
