import { systemScope } from '../../core/access.ts';
import type { CommandContext, Reply } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { undoButton } from '../../core/lists/draw.ts';
import { type Button, type Message, press } from '../../core/message.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { answered, type EntryOfProject } from './access.ts';
import { answerTexts } from './answerTexts.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies, type Undoable } from './replies.ts';
import { registerTexts } from './texts.ts';

/** The context of a contact's answer to an entry. */
export type AnswerContext = CommandContext & { readonly subject: EntryOfProject };

/** Whether the client, as they see the entry, still owes an answer. */
export const waitsForClient = ({ published, deletedAt }: Entry): boolean =>
  published?.turn === 'client' && deletedAt === undefined;

/** Whether our side presses a button that is meant for contacts: it may stand in a channel. */
export const isOurs = ({ actor }: Pick<CommandContext, 'actor'>): boolean => actor.standing.side === 'ours';

/** The Undo of a request's change of an entry. */
export const undoOf = (kind: string, requestId: string, locale: Locale): Button =>
  undoButton(press(`${kind} undo`, { undo: idFrom(requestId, 'undo') }), locale);

/** The words of a notice about an entry: who answered, and what. */
export interface Named {
  readonly name: string;
  readonly number: string;
  readonly title: string;
}

/** A contact's answer for the stewards. */
interface Passed {
  /** What makes it another answer than an earlier one. */
  readonly parts: readonly (string | undefined)[];
  /** The state that the same request sets next: `tellsSettled` does not tell of it again. */
  readonly settles?: string | undefined;
  /** The contact's own words. */
  readonly word: string | undefined;
  readonly text: (reader: Reach<'internal'>, named: Named) => string;
  /** `of`: the id of the answer. */
  readonly buttons: (reader: Reach<'internal'>, of: string) => readonly Button[];
}

/** A notice to our side about a contact's answer, with a button that opens the entry. */
function answerNotice(
  { entry, text, word }: { readonly entry: Entry; readonly text: string; readonly word?: string | undefined },
  { buttons, locale }: { readonly buttons: readonly Button[]; readonly locale: Locale },
): Message<'internal'> {
  const open: Button = {
    kind: 'button',
    label: registerTexts(locale).open(),
    payload: press(`${entry.kind} show`, { number: entry._id }),
  };
  return {
    audience: 'internal',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      ...(word === undefined || word === '' ? [] : [{ kind: 'quote' as const, text: word }]),
      { kind: 'actions', items: [...buttons, open] },
    ],
  };
}

/** The key of the notice that a contact's request has set a state. */
const settledKey = ({ kind, _id }: Entry, state: string, request: string): string =>
  `${kind}:${_id}:${state}:${request}`;

/** How contacts answer what a register asks them: settle it, pass their words on to the stewards, and be thanked. */
export function createContactAnswers(ports: RegisterPorts, register: Register) {
  const { entries, tell } = ports;
  const { kind } = register;
  const replies = createReplies(ports, register);

  /** Thanks in the pressed place, with the entry as the client sees it now. */
  async function thanked(context: AnswerContext, entry: Entry, said: string): Promise<Reply> {
    const message = await replies.cardFor(context, { entry, project: context.subject.project }, { said: [said] });
    return answered(context, message, { text: said, isStruck: !waitsForClient(entry) });
  }

  /** Thanks for an answer to an entry that is settled or was answered by another person. */
  async function thankedBefore(context: AnswerContext): Promise<Reply> {
    const entry = await entries.must(context.scope, context.subject.entry._id);
    return thanked(context, entry, answerTexts(context.locale).thanksBefore());
  }

  /**
   * Makes a contact's change and publishes it, with Undo for our side. Undefined if the entry no longer waits for an
   * answer. @throws RapportError `conflict` after another change while it waits.
   */
  async function settle(context: AnswerContext, changes: Undoable): Promise<Entry | undefined> {
    const { scope, subject } = context;
    const { entry } = subject;
    const event = 'stateChanged' as const;
    if (!waitsForClient(entry) && !(await entries.hasMade(scope, entry, event))) return undefined;
    const make = () => entries.change(scope, entry, { changes, event, publishes: 'changes' });
    try {
      const undoable = { changes: { ...changes, published: undefined }, event, make };
      return (await replies.undoable(context, entry, undoable)).entry;
    } catch (error) {
      // Two contacts pressed at once.
      if (isError(error, 'conflict') && !waitsForClient(await entries.must(scope, entry._id))) return undefined;
      throw error;
    }
  }

  /** Tells the stewards of an answer, the same one once. Returns whether any of them can be reached. */
  async function pass(
    { actor, subject, requestId }: AnswerContext,
    { parts, settles, word, text, buttons }: Passed,
  ): Promise<boolean> {
    const { entry, project } = subject;
    const { workspaceId, projectId } = entry;
    const of = idFrom(JSON.stringify([entry._id, entry.published?.revision, actor.personId, word, ...parts]), 'answer');
    const named = { name: actor.name, number: numberOf(entry, kind, project.key), title: entry.title };
    const key =
      settles === undefined ? `${kind.name}:${entry._id}:answer:${of}` : settledKey(entry, settles, requestId);
    const told = await tell.stewards(
      { workspaceId, projectId },
      (reader) =>
        answerNotice(
          { entry, text: text(reader, named), word },
          { buttons: buttons(reader, of), locale: reader.locale },
        ),
      { key },
    );
    return told.some(({ isTold }) => isTold);
  }

  /** The same for an answer that changes nothing by itself. @throws RapportError `unavailable` without a reachable steward. */
  async function mustPass(context: AnswerContext, passed: Passed): Promise<void> {
    if (!(await pass(context, passed)))
      throw new RapportError('unavailable', 'no steward can be told', { forPeople: answerTexts.all('notReached') });
  }

  return { thanked, thankedBefore, settle, pass, mustPass };
}

/**
 * Tells the stewards once, with Undo, that a contact's answer has set a state: their answer published it, a change by
 * our side does not. `name`: of the reaction. `due`: the date that the client reads with the state. `buttons`: further
 * ones, after Undo.
 */
export function tellsSettled(
  { entries, directory, people, tell }: RegisterPorts,
  { kind }: Register,
  {
    name,
    state,
    text,
    buttons = () => [],
  }: {
    name: string;
    state: string;
    text: (named: Named, reader: Reach<'internal'>, due: string | undefined) => string;
    buttons?: (entry: Entry, locale: Locale) => readonly Button[];
  },
): Reaction {
  return reactTo(entries.subject, {
    name,
    events: ['stateChanged'],
    async run(entry, { _id, by, after, requestId }) {
      const { workspaceId, projectId } = entry;
      const told = JSON.parse(after ?? '{}') as Readonly<Record<string, unknown>>;
      if (entry.kind !== kind.name || told['published.state'] !== state) return;
      const project = await directory.project(workspaceId, projectId);
      if (project === undefined) return;
      const nameOf = await people.namesOf(systemScope(workspaceId), [by]);
      const changedDue = told['published.due'];
      const due = typeof changedDue === 'string' ? changedDue : entry.published?.due;
      await tell.stewards(
        { workspaceId, projectId },
        (reader) => {
          const { locale } = reader;
          const who = nameOf(by) ?? answerTexts(locale).somebody();
          const named = { name: who, number: numberOf(entry, kind, project.key), title: entry.title };
          const undo = requestId === undefined ? [] : [undoOf(kind.name, requestId, locale)];
          return answerNotice(
            { entry, text: text(named, reader, due) },
            { buttons: [...undo, ...buttons(entry, locale)], locale },
          );
        },
        { key: settledKey(entry, state, requestId ?? _id) },
      );
    },
  });
}
