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

/** So often a list is looked at anew because somebody pressed at another of its lines meanwhile. */
const MOST_LOOKS = 3;

/** What a press did, or why it did nothing. */
type Outcome =
  | ({ readonly kind: 'done' } & Pick<LineMark, 'text' | 'isStruck' | 'undo'>)
  | { readonly kind: 'fault'; readonly text: string; readonly isUndo: boolean };

/**
 * What becomes of a list when one of its lines is pressed: it is drawn again in its own order, and the line says what
 * was done.
 */
export interface ListPresses {
  /**
   * An answer that would take the place of the pressed message becomes the list again. A list that is not known any
   * more stays as it stands, and the answer comes beside it.
   */
  atLine(line: LineAt | undefined, reply: Reply, actor: Actor): Promise<Reply>;
  /**
   * A thing that was done, deleted or changed meanwhile: its line says so. Undefined for any other fault, which is told
   * beside the list. Never throws.
   */
  faultAtLine(
    line: LineAt | undefined,
    error: unknown,
    of: { readonly actor: Actor; readonly verb: string },
  ): Promise<Reply | undefined>;
}

/** What the line says from now on; undefined: what it says already. */
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
  // A second press that changes nothing hides neither what the first one did nor its Undo; an Undo that cannot be done
  // any more goes, and the reason stands there.
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
  /** A list is drawn for whom it was shown to, in the words that they read now. */
  function readerOf(row: ShownList, actor: Actor): ListReader {
    const { workspaceId, personId, side } = row;
    const { locale, zone } = actor.personId === personId ? actor : row;
    return { workspaceId, personId, side, locale, zone, now: clock.now() };
  }

  /** Undefined: the message is not known any more, is not this person's to see, or cannot be drawn now. */
  async function drawnAgain({ list, number }: LineAt, outcome: Outcome, actor: Actor): Promise<Reply | undefined> {
    const rows = db.within(shownLists, actor);
    const before = await rows.get(list);
    const source = sources().find(({ command }) => command === before?.list);
    if (before === undefined || source === undefined || before.side !== actor.standing.side) return undefined;
    const reader = readerOf(before, actor);
    let now = await source.look(reader, aboutOf(before));
    const left = stateOf(now, before.refs[number - 1], number);
    const standing = before.marks.findLast((one) => one.number === number);
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
      // What was done is done, and is told in any case.
      log.error({ err: error, list: line.list }, 'a list could not be drawn again');
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
