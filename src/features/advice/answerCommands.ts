import { type Command, defineCommand, type Reply, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, openForm, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { createEntryAccess, numberField } from '../../records/registers/access.ts';
import { answerTexts } from '../../records/registers/answerTexts.ts';
import { type CardReader, dayText, stateLabel } from '../../records/registers/card.ts';
import {
  type AnswerContext,
  createContactAnswers,
  isOurs,
  type Named,
  undoOf,
  waitsForClient,
} from '../../records/registers/contactAnswers.ts';
import type { Register } from '../../records/registers/define.ts';
import { doubtForm } from '../../records/registers/inputs.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies, type Undoable } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { adviceTexts } from './texts.ts';

/** The client's answers, while they see it as proposed. */
export function answerButtons(entry: Entry, locale: Locale): Button[] {
  if (!waitsForClient(entry)) return [];
  const texts = adviceTexts(locale);
  const named = { number: entry._id };
  return [
    { kind: 'button', label: texts.yes(), payload: press('advice accept', named), style: 'primary' },
    { kind: 'button', label: texts.notNow(), payload: openForm('advice postpone', named) },
    { kind: 'button', label: texts.more(), payload: openForm('advice ask', named) },
  ];
}

/** The words of a notice that a contact does not want advice now. `again`: when they want to come back to it. */
export function postponedText(
  named: Named,
  { locale, zone, now }: Pick<CardReader, 'locale' | 'zone' | 'now'>,
  again: string | undefined,
): string {
  const texts = adviceTexts(locale);
  return again === undefined
    ? texts.toldDeclined({ ...named })
    : texts.toldLater({ ...named, date: dayText(again, { locale, zone, now, nameOf: () => undefined }) });
}

/**
 * How a contact answers advice: yes, not now, tell me more. The buttons may stand in a channel: a member's press sets
 * the state for our side, and publishes nothing.
 */
export function answerCommands(ports: RegisterPorts, register: Register): Command[] {
  const { thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const { thanked, thankedBefore, settle, pass, mustPass } = createContactAnswers(ports, register);
  const number = numberField(register);
  const word = field.longText({ label: answerTexts.all('word'), optional: true });

  /** The press of a member of our side. */
  async function setByUs(context: AnswerContext, changes: Undoable & { readonly state: string }): Promise<Reply> {
    const { entry } = context.subject;
    const texts = registerTexts(context.locale);
    const [before, state] = [entry.state, changes.state].map((each) => stateLabel(register, each, context.locale));
    if (await isSettledByUs(context))
      return replies.outcome(context, context.subject, { said: texts.wasDone({ state: before ?? '' }) });
    return replies.act(context, { changes, event: 'stateChanged', said: texts.isDone({ state: state ?? '' }) });
  }

  /** Whether our side has set another state than the one that the buttons are for: an answer must not undo it. */
  const isSettledByUs = async ({ scope, subject: { entry } }: AnswerContext): Promise<boolean> =>
    entry.state !== 'proposed' && !(await ports.entries.hasMade(scope, entry, 'stateChanged'));

  const accept = defineCommand({
    thing,
    verb: 'accept',
    summary: adviceTexts.all('acceptSummary'),
    permission: 'raise',
    hidden: true,
    about,
    input: { number },
    positional: ['number'],
    async run(_input, context) {
      const { entry } = context.subject;
      // Its date was that of the answer.
      const changes = { state: 'accepted', due: undefined };
      if (isOurs(context)) return setByUs(context, changes);
      const isSettled = await isSettledByUs(context);
      if (isSettled && entry.state !== 'accepted' && waitsForClient(entry)) {
        await mustPass(context, {
          parts: ['accept'],
          word: undefined,
          text: ({ locale }, named) => adviceTexts(locale).toldYes({ ...named }),
          buttons: () => [],
        });
        return thanked(context, entry, adviceTexts(context.locale).thanksYes());
      }
      // Accepted by our side already: its date is ours, and the client now reads the state.
      const changed = await settle(context, isSettled ? { state: 'accepted' } : changes);
      if (changed === undefined) return thankedBefore(context);
      return thanked(context, changed, adviceTexts(context.locale).thanksYes());
    },
  });

  const postpone = defineCommand({
    thing,
    verb: 'postpone',
    summary: adviceTexts.all('postponeSummary'),
    submit: adviceTexts.all('send'),
    permission: 'raise',
    hidden: true,
    about,
    input: {
      number,
      again: field.date({ label: adviceTexts.all('againAsked'), hint: adviceTexts.all('againHint'), optional: true }),
      word,
    },
    positional: ['number', 'again'],
    async run({ again, word: said }, context) {
      const doubtful = doubtForm(context);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const { entry, project } = context.subject;
      if (again !== undefined && again <= wallOf(context.clock.now(), project.zone).slice(0, 10))
        throw new RapportError('invalid', 'not after today', {
          forPeople: adviceTexts.all('mustBeLater'),
          field: 'again',
        });
      // The date of an answer gives way to the date on which we come back to it.
      const changes = again === undefined ? { state: 'declined' } : { state: 'later', due: again };
      if (isOurs(context)) return setByUs(context, changes);
      const isMade = await ports.entries.hasMade(context.scope, entry, 'stateChanged');
      const isKept = waitsForClient(entry) && (await isSettledByUs(context));
      const settles = isMade || (waitsForClient(entry) && !isKept) ? changes.state : undefined;
      const reader = await replies.readerOf(context, entry);
      // The reaction to the state tells the stewards. Words go ahead of it, because no entry keeps them: if they cannot
      // be queued, the form comes back. They also reach us if another person has answered meanwhile.
      const isPassed = said !== undefined || isKept;
      const isReached =
        isPassed &&
        (await pass(context, {
          parts: ['postpone', again],
          settles,
          word: said,
          text: ({ locale, zone }, named) => postponedText(named, { locale, zone, now: reader.now }, again),
          buttons: ({ locale }) => (settles === undefined ? [] : [undoOf(thing.name, context.requestId, locale)]),
        }));
      const changed = isKept ? entry : await settle(context, changes);
      if (changed === undefined) return thankedBefore(context);
      const texts = adviceTexts(context.locale);
      const thanks = again === undefined ? texts.thanksDeclined() : texts.thanksLater({ date: dayText(again, reader) });
      // The answer stands also without a steward; only the contact's words would be lost.
      const isLost = !isReached && said !== undefined;
      return thanked(context, changed, inARow([thanks, ...(isLost ? [answerTexts(context.locale).notReached()] : [])]));
    },
  });

  const ask = defineCommand({
    thing,
    verb: 'ask',
    summary: adviceTexts.all('askSummary'),
    submit: adviceTexts.all('send'),
    permission: 'raise',
    hidden: true,
    about,
    input: { number, word: field.longText({ label: adviceTexts.all('question'), optional: true }) },
    positional: ['number', 'word'],
    async run({ word: question }, context) {
      const texts = adviceTexts(context.locale);
      if (isOurs(context)) return replies.outcome(context, context.subject, { said: texts.isForClient() });
      // A question is passed on whatever has become of the advice meanwhile.
      await mustPass(context, {
        parts: ['ask'],
        word: question,
        text: ({ locale }, named) => adviceTexts(locale).toldMore({ ...named }),
        buttons: () => [],
      });
      return toCaller(await replies.cardFor(context, context.subject, { said: [texts.thanksMore()] }));
    },
  });

  return [accept, postpone, ask];
}
