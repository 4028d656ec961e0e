import type { z } from 'zod';
import type { Audience } from '../../core/message.ts';

/** The sides of a project. */
export type Side = 'ours' | 'client';
/** Who has to act next. */
export const TURNS = ['ours', 'client', 'nobody'] as const;
export type Turn = (typeof TURNS)[number];

/** One kind of entry: its states, its own fields and the part of them that a client may read. */
export interface EntryKind {
  /** The name in stored entries, `risk`; also the name of the object with its own fields. */
  readonly name: string;
  /** The kind in its numbers, `RISK` in ACME-RISK-3. */
  readonly numberKind: string;
  /** Whether its form offers the client's view or an internal entry first. */
  readonly begins: Audience;
  /** The first one is the state of a new entry. */
  readonly states: readonly string[];
  /** The states in which one side still has to act. */
  readonly open: readonly string[];
  readonly turnOf: (state: string, ownerSide: Side | undefined) => Turn;
  /** The kind's own fields, all optional. */
  readonly details: z.ZodObject;
  /** The own fields whose values the history may hold: states, numbers, dates and ids; no free words. */
  readonly toldDetails: readonly string[];
  /** The own fields that a published entry shows to the client. */
  readonly seenByClient: readonly string[];
  /** The kinds that its entries may be a part of. */
  readonly partOf: readonly string[];
}

/** A kind by its name, from the kinds of this process. */
export type KindOf = (name: string) => EntryKind;
