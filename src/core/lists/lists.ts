import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ground/clock.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import type { Setting } from '../command.ts';
import type { Message } from '../message.ts';
import { drawList, inOrder, linesFrom } from './draw.ts';
import { type ListNow, type ListReader, type ListSource, type ShownList, shownLists } from './list.ts';

/** A Home tab has one list at a time. */
export const HOME = 'home';
/** The place in which the numbers of a list are valid. */
export const listPlaceOf = ({ place }: Pick<Setting, 'place'>): string => place?.conversation ?? HOME;
/** A number refers to the list shown last within this time: after a night people do not remember it. */
const NUMBERS_MS = 24 * 3_600_000;
/** Numbers have three digits, see words.ts. */
const MOST_REFS = 999;

/** The caller of a command on a list, and the place. */
interface Caller {
  readonly workspaceId: string;
  readonly personId: string;
  readonly conversation: string;
}

export interface Lists {
  /** Shows a list and stores the message, so that a press redraws it and a number refers to its lines. */
  show(
    source: ListSource,
    reader: ListReader,
    options: {
      readonly conversation: string;
      readonly about?: Readonly<Record<string, string>>;
      /** The number to begin with; `of` is the message whose order continues. */
      readonly from?: number | undefined;
      readonly of?: string | undefined;
      /** The list, if it was read already. */
      readonly now?: ListNow;
    },
  ): Promise<Message>;
  /**
   * The thing of a number in the list last shown there. `nothing`: no list was shown within the time, so the number
   * refers to the current list.
   */
  numbered(command: string, caller: Caller, number: number): Promise<{ readonly ref: string | undefined } | 'nothing'>;
}

const rowsIn = (db: Database, scope: { readonly workspaceId: string }) => db.within(shownLists, scope);

export function createLists({ db, clock }: { db: Database; clock: Clock }): Lists {
  return {
    async show(source, reader, { conversation, about = {}, from = 1, of, now: looked }) {
      const { workspaceId, personId, side, locale, zone } = reader;
      const rows = rowsIn(db, reader);
      const [now, before] = await Promise.all([
        looked ?? source.look(reader, about),
        of === undefined ? undefined : rows.findOne({ _id: of, personId, list: source.command }),
      ]);
      const refs = inOrder(before?.refs ?? [], now.lines).slice(0, MOST_REFS);
      const row: ShownList = {
        _id: randomBytes(9).toString('base64url'),
        ...{ workspaceId, personId, side, locale, zone, conversation, refs },
        list: source.command,
        about: JSON.stringify(about),
        lines: linesFrom(refs, now, { from, most: source.most }),
        marks: [],
        shownAt: clock.now(),
        drawing: newId(),
      };
      if (row.lines.length > 0) await rows.insert(row);
      return drawList(row, source, now);
    },
    async numbered(command, { workspaceId, personId, conversation }, number) {
      const since = new Date(clock.now().getTime() - NUMBERS_MS);
      const last = await rowsIn(db, { workspaceId }).findOne(
        { personId, conversation, list: command, shownAt: { $gt: since } },
        { sort: { drawing: -1 } },
      );
      return last === undefined ? 'nothing' : { ref: last.refs[number - 1] };
    },
  };
}
