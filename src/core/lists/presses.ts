import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import { inARow } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import type { Database } from '../../store/collection.ts';
import type { Actor } from '../access.ts';
import { type Reply, toCaller } from '../command.ts';
import type { Message } from '../message.ts';
import { aboutOf, drawList, type LineAt, stateOf } from './draw.ts';
import { type LineMark, type ListReader, type ListSource, type ShownList, shownLists } from './list.ts';

/** The most redraws of a list while other lines are being pressed. */
const MOST_LOOKS = 3;

/** The result of a press, or the reason for none. */
type Outcome =
  | ({ readonly kind: 'done' } & Pick<LineMark, 'text' | 'isStruck' | 'undo'>)
  | { readonly kind: 'fault'; readonly text: string; readonly isUndo: boolean };

/** Handles the press of a list's line: redraws the list in its own order, with the act on the line. */
export interface ListPresses {
  /**
   * Turns an answer that would replace the pressed message into the redrawn list. An unknown list stays as it is, and
   * the answer comes beside it.
   */
  atLine(line: LineAt | undefined, reply: Reply, actor: Actor): Promise<Reply>;
  /**
   * If the thing was done, deleted or changed meanwhile, its line shows that. Undefined for any other error, which is
   * shown beside the list. Never throws.
   */
  faultAtLine(
    line: LineAt | undefined,
    error: unknown,
    of: { readonly actor: Actor; readonly verb: string },
  ): Promise<Reply | undefined>;
}

/** The line's new text; undefined: unchanged. */
function markFor(
  outcome: Outcome,
  standing: LineMark | undefined,
): Pick<LineMark, 'text' | 'isStruck' | 'undo'> | undefined {
  if (outcome.kind === 'done') {
    const { text, isStruck, undo } = outcome;
    // Pressed twice: the Undo of the first press stays.
    if (undo === undefined && standing?.text === text) return undefined;
    return { text, isStruck, ...(undo === undefined ? {} : { undo }) };
  }
  if (standing === undefined) return { text: outcome.text, isStruck: false };
  // A second press without an effect hides neither the first act nor its Undo. A refused Undo disappears, and the line
  // shows the reason.
  const isRefusedUndo = outcome.isUndo && standing.undo !== undefined;
  return isRefusedUndo ? { text: inARow([standing.text, outcome.text]), isStruck: standing.isStruck } : undefined;
}

export function createListPresses({
  db,
  clock,
  sources,
  log,
}: {
  db: Database;
  clock: Clock;
  sources: () => readonly ListSource[];
  log: Logger;
}): ListPresses {
  /** The list's original reader, with their present language. */
  function readerOf(row: ShownList, actor: Actor): ListReader {
    const { workspaceId, personId, side } = row;
    const { locale, zone } = actor.personId === personId ? actor : row;
    return { workspaceId, personId, side, locale, zone, now: clock.now() };
  }

  /** Undefined: the message is unknown, belongs to another person, or cannot be drawn now. */
  async function drawnAgain({ list, number }: LineAt, outcome: Outcome, actor: Actor): Promise<Reply | undefined> {
    const rows = db.within(shownLists, actor);
    const before = await rows.get(list);
    const source = sources().find(({ command }) => command === before?.list);
    if (before === undefined || source === undefined || before.side !== actor.standing.side) return undefined;
    const reader = readerOf(before, actor);
    let now = await source.look(reader, aboutOf(before));
    const left = stateOf(now, before.refs[number - 1], number);
    const standing = before.marks.findLast((mark) => mark.number === number);
    const mark = markFor(outcome, standing?.left === left ? standing : undefined);
    const update = {
      $set: { shownAt: clock.now(), drawing: newId(), locale: reader.locale, zone: reader.zone },
      ...(mark === undefined ? {} : { $push: { marks: { number, left, ...mark } } }),
    };
    let row = await rows.findOneAndUpdate({ _id: list }, update);
    let message: Message | undefined;
    for (let looks = 1; row !== undefined; looks += 1) {
      message = drawList(row, source, now);
      const after = await rows.get(list);
      if (looks === MOST_LOOKS || after === undefined || after.marks.length === row.marks.length) break;
      row = after;
      now = await source.look(reader, aboutOf(row));
    }
    return message === undefined ? undefined : { kind: 'update', message, isWhole: true };
  }

  const drawn = (line: LineAt, outcome: Outcome, actor: Actor) =>
    drawnAgain(line, outcome, actor).catch((error: unknown) => {
      // The act has happened, so it is reported in any case.
      log.error({ err: error, list: line.list }, 'a list could not be redrawn');
      return undefined;
    });

  return {
    async atLine(line, reply, actor) {
      if (line === undefined || reply.kind !== 'update') return reply;
      const { message, atLine: { text = message.fallbackText, undo, isStruck = false } = {} } = reply;
      const outcome = {
        kind: 'done' as const,
        text,
        isStruck,
        ...(undo === undefined ? {} : { undo: JSON.stringify(undo) }),
      };
      return (await drawn(line, outcome, actor)) ?? toCaller(message);
    },
    async faultAtLine(line, error, { actor, verb }) {
      if (line === undefined || !(error instanceof RapportError) || error.forPeople === undefined) return undefined;
      if (error.code !== 'missing' && error.code !== 'conflict') return undefined;
      return drawn(line, { kind: 'fault', text: error.forPeople[actor.locale], isUndo: verb === 'undo' }, actor);
    },
  };
}
