import type { History } from '../core/history/history.ts';
import type { AnyKeptCollection } from '../core/kept.ts';
import type { Clock } from '../ground/clock.ts';
import { ballotAnswers } from '../records/ballots/collections.ts';
import { createBallots } from '../records/ballots/store.ts';
import { defineEntries, type EntriesDefinition } from '../records/entries/collection.ts';
import { createEntries } from '../records/entries/store.ts';
import type { Register } from '../records/registers/define.ts';
import { createSearch, searchRows } from '../records/search/store.ts';
import { signatureRequests } from '../records/signatures/collections.ts';
import { createSignatures } from '../records/signatures/store.ts';
import type { Database } from '../store/collection.ts';

const definitions = new WeakMap<readonly Register[], EntriesDefinition>();

/** The collection of entries over these registers; its schema is made once in a process. */
function entriesOf(all: readonly Register[]): EntriesDefinition {
  const known = definitions.get(all) ?? defineEntries(all.map(({ kind }) => kind));
  definitions.set(all, known);
  return known;
}

/** What a project keeps, without any surface: entries, signatures and ballots, with their collections. */
export function createRecord({
  db,
  clock,
  histories,
  registers,
}: {
  db: Database;
  clock: Clock;
  histories: History;
  registers: readonly Register[];
}) {
  const definition = entriesOf(registers);
  const collections: readonly AnyKeptCollection[] = [
    definition.collection,
    searchRows,
    signatureRequests,
    ballotAnswers,
  ];
  return {
    entries: createEntries({ db, clock, histories, definition }),
    search: createSearch({ db }),
    signatures: createSignatures({ db, clock }),
    ballots: createBallots({ db, clock }),
    collections,
  };
}
