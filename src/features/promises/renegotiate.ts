import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { fieldTexts } from '../../core/fieldTexts.ts';
import { type Block, type Menu, openForm } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale, LocalizedText } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { createEntryAccess, numberField } from '../../records/registers/access.ts';
import { actCommands } from '../../records/registers/actCommands.ts';
import { type CardReader, dayText, stateLabel } from '../../records/registers/card.ts';
import type { ChangeRules, ReadCardPart, Register } from '../../records/registers/define.ts';
import { doubtForm } from '../../records/registers/inputs.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { promiseOf } from './model.ts';
import { promiseTexts } from './texts.ts';

const RENEGOTIATED = 'renegotiated';

const opensForm = ({ _id }: Entry, locale: Locale) => ({
  label: promiseTexts(locale).renegotiate(),
  payload: openForm('promise renegotiate', { number: _id }),
});
/** Whether the client knows the date of a promise that can still be kept. */
const isKnown = ({ isOpen, published }: Entry): boolean => isOpen && published !== undefined;

/** The menu's line that opens the form, while the promise is open. */
export const renegotiateMenu = (entry: Entry, locale: Locale): Menu['options'] =>
  entry.isOpen ? [opensForm(entry, locale)] : [];

/**
 * The dates that were agreed, the last one first, each with the one before and the reason; and the button for another
 * one if the client knows the promise.
 */
export const agreementsPart: ReadCardPart = async ({ locale, zone, clock }, { entry }) => {
  const { agreements = [] } = promiseOf(entry);
  const texts = promiseTexts(locale);
  const reader: CardReader = { locale, zone, now: clock.now(), nameOf: () => undefined };
  const day = (due: string | undefined) => (due === undefined ? texts.noDate() : dayText(due, reader));
  const items = agreements.map(({ was, due, why }) => texts.agreed({ was: day(was.due), date: day(due), why }));
  const blocks: Block[] =
    items.length === 0
      ? []
      : [
          { kind: 'context', text: texts.agreements() },
          { kind: 'list', items: items.toReversed() },
        ];
  return { blocks, buttons: isKnown(entry) ? [{ kind: 'button', ...opensForm(entry, locale) }] : [] };
};

/** A date that the client knows changes by an agreement alone, and so does the state that tells of one. */
export const promiseRules: ChangeRules = {
  fields: {},
  adds(_context, entry, { changes: { due = entry.due, state = entry.state, details = {} } }) {
    const refuse = (name: string, forPeople: LocalizedText) => {
      throw new RapportError('invalid', `${name} changes by an agreement`, { forPeople, field: name });
    };
    if ('agreements' in details) return {};
    if (state === RENEGOTIATED && entry.state !== RENEGOTIATED) refuse('state', promiseTexts.all('setByRenegotiate'));
    if (entry.published !== undefined && due !== entry.due) refuse('due', promiseTexts.all('useRenegotiate'));
    return {};
  },
};

/**
 * The client has agreed to a new date: the state, the date and the reason in one step. The client reads the new date
 * once it is told, as every change by our side.
 */
function renegotiateCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineCommand({
    thing: register.thing,
    verb: 'renegotiate',
    verbAliases: ['重新商定', '重新约定', '重新商定日期'],
    summary: promiseTexts.all('renegotiateSummary'),
    permission: 'work',
    about,
    sensitive: true,
    input: {
      number: numberField(register),
      due: field.date({ label: promiseTexts.all('newDate'), aliases: ['to', 'date'] }),
      why: field.text({
        label: promiseTexts.all('why'),
        hint: promiseTexts.all('whyHint'),
        aliases: ['reason', '理由'],
        maxLength: 500,
      }),
    },
    positional: ['number', 'due', 'why'],
    async run({ due, why }, context) {
      const doubtful = doubtForm(context);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const { scope, locale, clock, subject } = context;
      const { entry, project } = subject;
      const reader = await replies.readerOf(context, entry);
      const date = dayText(due, reader);
      const texts = promiseTexts(locale);
      if (!(await entries.hasMade(scope, entry, 'stateChanged'))) {
        if (!entry.isOpen) {
          const state = stateLabel(register, entry.state, locale);
          return replies.outcome(context, subject, { said: registerTexts(locale).wasDone({ state }), isStruck: true });
        }
        if (entry.due === due) return replies.outcome(context, subject, { said: texts.sameDate({ date }) });
        if (due < wallOf(clock.now(), project.zone).slice(0, 10))
          throw new RapportError('invalid', 'a date in the past', {
            forPeople: fieldTexts.all('inThePast'),
            field: 'due',
          });
      }
      const { agreements = [] } = promiseOf(entry);
      const was = entry.due === undefined ? {} : { due: entry.due };
      const agreement = { was, due, why, by: scope.by, at: clock.now() };
      return replies.act(context, {
        changes: { state: RENEGOTIATED, due, details: { agreements: [...agreements, agreement] } },
        event: 'stateChanged',
        said: texts.isRenegotiated({ date }),
      });
    },
  });
}

/**
 * The plain verb corrects the date of a promise that only our side knows. If the client knows it, a date that merely
 * moves would be a broken promise without a trace: the form of the agreement opens instead, with the date filled in.
 */
function moveCommand(ports: RegisterPorts, register: Register): Command[] {
  return actCommands(ports, register)
    .filter(({ verb }) => verb === 'move')
    .map((move) => ({
      ...move,
      async run(input, context) {
        const { subject, locale, via, doubt } = context;
        const { entry } = subject as { readonly entry: Entry };
        if (!isKnown(entry) || doubt !== undefined) return move.run(input, context);
        const { due } = input as { readonly due: string };
        const form = context.form({
          command: 'promise renegotiate',
          values: { number: entry._id, due },
          notice: promiseTexts(locale).clientKnows(),
        });
        return { kind: via === 'form' ? 'invalid' : 'form', form };
      },
    }));
}

/** A promise's own commands. */
export const promiseCommands = (ports: RegisterPorts, register: Register): Command[] => [
  renegotiateCommand(ports, register),
  ...moveCommand(ports, register),
];
