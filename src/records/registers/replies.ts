import { may } from '../../core/access.ts';
import type { AtLine, CommandContext, Reply } from '../../core/command.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import { undoButton } from '../../core/lists/draw.ts';
import type { ActionPayload, Button, Message } from '../../core/message.ts';
import { undoPress } from '../../core/undo.ts';
import type { EntryEvent } from '../entries/collection.ts';
import { detailsOf, type Entry, publishedDetailsOf } from '../entries/model.ts';
import type { EntryChanges } from '../entries/store.ts';
import { answered, type EntryOfProject, refOf } from './access.ts';
import { type CardReader, clientCard, ourCard } from './card.ts';
import type { CardPart, Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createRelated } from './related.ts';
import { turnLines } from './turn.ts';

/** The fields that an act changes; with their former values it can be undone. */
export type Undoable = Pick<
  EntryChanges,
  'state' | 'due' | 'ownerId' | 'ownerSide' | 'deletedAt' | 'published' | 'links' | 'details'
>;

/** What Undo takes back in another entry: `made`, one that it deletes; `linked`, one whose link to the entry it removes. */
interface Others {
  readonly made?: string;
  readonly linked?: { readonly id: string; readonly how: Link };
}
type Link = NonNullable<Entry['links']>[number]['how'];

/** An act that changes one entry in one step. `said`: its outcome in words. */
interface Act {
  readonly changes: Undoable;
  readonly event: EntryEvent;
  readonly said: string;
  readonly isStruck?: boolean;
  /** Buttons beside Undo: what comes next. */
  readonly buttons?: readonly Button[];
}

/** The answers of a register's commands. */
export function createReplies(ports: RegisterPorts, register: Register) {
  const { people, entries, undos } = ports;
  const readClientPart = register.spec.clientPart?.(ports, register);
  const readOwnPart = register.spec.cardPart?.(ports, register);
  const related = createRelated(ports);
  const personFields = Object.entries(register.spec.fields).flatMap(([name, { kind }]) =>
    kind === 'person' ? [name] : [],
  );

  /** The register's own part of a card, and the entries that the entry is linked with. */
  async function readPart(context: CommandContext, record: EntryOfProject): Promise<CardPart> {
    const [own, links] = await Promise.all([readOwnPart?.(context, record), related(context, record)]);
    return own === undefined
      ? links
      : { ...own, blocks: [...own.blocks, ...links.blocks], buttons: [...own.buttons, ...links.buttons] };
  }

  /** The reader of a card, with the names of the people on it, in one read. */
  async function readerOf(
    { scope, locale, zone, clock }: Pick<CommandContext, 'scope' | 'locale' | 'zone' | 'clock'>,
    entry: Entry,
    history: readonly HistoryRow[] = [],
  ): Promise<CardReader> {
    const given = history.flatMap(({ after }) => {
      const owner = after === undefined ? undefined : (JSON.parse(after) as { ownerId?: unknown }).ownerId;
      return typeof owner === 'string' ? [owner] : [];
    });
    const named = [detailsOf(entry), publishedDetailsOf(entry)].flatMap((own) => personFields.map((name) => own[name]));
    const ids = [entry.ownerId, entry.published?.ownerId, ...history.map(({ by }) => by), ...given, ...named];
    const nameOf = await people.namesOf(
      scope,
      ids.filter((id) => typeof id === 'string'),
    );
    return { locale, zone, now: clock.now(), nameOf };
  }

  /** Whose turn an open entry is, and the history that tells it, which is read here if the card shows none. */
  async function turnOf(
    { scope }: Pick<CommandContext, 'scope'>,
    record: EntryOfProject,
    { reader, history = [] }: { reader: CardReader; history?: readonly HistoryRow[] },
  ): Promise<{ readonly turn: readonly string[]; readonly trail: readonly HistoryRow[] }> {
    if (!record.entry.isOpen) return { turn: [], trail: history };
    const trail = history.length > 0 ? history : await entries.trailOf(scope, record.entry);
    return { turn: await turnLines(ports, record, { history: trail, reader }), trail };
  }

  /** The card for the person who acts: our side's with what is internal, or the client's. */
  async function cardFor(
    context: CommandContext,
    record: EntryOfProject,
    {
      said = [],
      history = [],
      first = [],
    }: { said?: readonly string[]; history?: readonly HistoryRow[]; first?: readonly Button[] } = {},
  ): Promise<Message> {
    const reader = await readerOf(context, record.entry, history);
    if (context.actor.standing.side === 'client') {
      const mayAnswer = may(context.actor, 'raise', record.project, reader.now);
      const answers = mayAnswer ? (register.spec.clientButtons?.(record.entry, context.locale) ?? []) : [];
      const asked = await readClientPart?.(context, record);
      const part = { blocks: asked?.blocks ?? [], buttons: [...(asked?.buttons ?? []), ...answers] };
      return clientCard(register, record, { reader, said, part });
    }
    const [turns, part] = await Promise.all([turnOf(context, record, { reader, history }), readPart(context, record)]);
    return ourCard(register, record, { reader, kindOf: entries.kindOf, history, ...turns, part, said, first });
  }

  /** The fields that an act changes, as they are before it, as JSON. */
  function keptOf(before: Entry, { details, ...shared }: Undoable, others: Others): string {
    const former = (names: object, values: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.keys(names).map((name) => [name, values[name] ?? null]));
    const fields = {
      ...former(shared, before),
      ...(details === undefined ? {} : { details: former(details, detailsOf(before)) }),
    };
    return JSON.stringify({ fields, left: (before.revision ?? 0) + 1, ...others });
  }

  /**
   * Makes a change that can be undone. The state before is stored first, so that a repeat after a crash finds it, and
   * its own change by the event: it offers the same Undo.
   */
  async function undoable(
    { scope, requestId }: CommandContext,
    before: Entry,
    { changes, event, make, ...others }: { changes: Undoable; event: EntryEvent; make: () => Promise<Entry> } & Others,
  ): Promise<{ readonly entry: Entry; readonly undo: ActionPayload }> {
    let isMade = false;
    const act = { requestId, subject: refOf(before), before: keptOf(before, changes, others) };
    const undo = await undoPress(undos, register.thing, scope, act, async () => {
      isMade = await entries.hasMade(scope, before, event);
      return isMade;
    });
    return { entry: isMade ? before : await make(), undo };
  }

  /** The answer to an act: the card with its outcome on top and Undo, or the line of the pressed list. */
  async function outcome(
    context: CommandContext,
    record: EntryOfProject,
    {
      said,
      undo,
      isStruck = false,
      buttons = [],
    }: { said: string; undo?: ActionPayload | undefined; isStruck?: boolean; buttons?: readonly Button[] },
  ): Promise<Reply> {
    const reader = await readerOf(context, record.entry);
    const message = ourCard(register, record, {
      reader,
      kindOf: entries.kindOf,
      ...(await turnOf(context, record, { reader })),
      part: await readPart(context, record),
      said: [said],
      first: [...(undo === undefined ? [] : [undoButton(undo, context.locale)]), ...buttons],
    });
    const atLine: AtLine = { text: said, isStruck, ...(undo === undefined ? {} : { undo }) };
    return answered(context, message, atLine);
  }

  /** A change with what the register's rules add. @throws RapportError `invalid` for a change that they refuse. */
  function allowed<C extends EntryChanges>(
    context: CommandContext,
    entry: Entry,
    { changes, event }: { changes: C; event: EntryEvent },
  ): C {
    const added = register.spec.rules?.adds(context, entry, { changes, event }) ?? {};
    return Object.keys(added).length === 0 ? changes : { ...changes, details: { ...changes.details, ...added } };
  }

  /** Makes the change and answers with its outcome and Undo. */
  async function act(
    context: CommandContext & { readonly subject: EntryOfProject },
    { changes: made, event, said, isStruck = false, buttons = [] }: Act,
  ): Promise<Reply> {
    const { entry, project } = context.subject;
    const changes = allowed(context, entry, { changes: made, event });
    const make = () => entries.change(context.scope, entry, { changes, event });
    const { entry: changed, undo } = await undoable(context, entry, { changes, event, make });
    return outcome(context, { entry: changed, project }, { said, undo, isStruck, buttons });
  }

  return { readerOf, cardFor, undoable, outcome, allowed, act };
}
