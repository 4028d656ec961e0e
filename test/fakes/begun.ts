import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { forgetfulJournal, type Journal } from '../../src/store/embedded/driver.ts';
import type { StoredDocument } from '../../src/store/embedded/values.ts';

type Documents = ReadonlyMap<string, ReadonlyMap<string, StoredDocument>>;
interface Beginning {
  readonly documents: Documents;
  readonly result: unknown;
}

/** By name, for the tests that share this process. The engine never changes a stored document, so they are shared. */
const beginnings = new Map<string, Beginning>();

/** A journal in memory, which holds the documents as they are now. */
function journalFrom(documents: Documents): { journal: Journal; now(): Documents } {
  const held = new Map([...documents].map(([name, rows]) => [name, new Map(rows)]));
  const rowsOf = (name: string) => {
    const rows = held.get(name) ?? new Map<string, StoredDocument>();
    held.set(name, rows);
    return rows;
  };
  const journal: Journal = {
    ...forgetfulJournal,
    take: (name) => documents.get(name)?.values() ?? [],
    change: (name, id, document) => {
      if (document === undefined) rowsOf(name).delete(id);
      else rowsOf(name).set(id, document);
    },
  };
  return { journal, now: () => new Map([...held].map(([name, rows]) => [name, new Map(rows)])) };
}

/**
 * A database in memory for tests that all begin with the same documents. The first `begin` of a name calls `make`,
 * which fills the database; the later ones find what it stored already there, and return its result, which no test
 * changes. Without a name, `make` is called each time. Everything that the documents depend on is in the name.
 */
export async function begunDatabase(
  name: string | undefined,
): Promise<{ db: Database; begin: <T>(make: () => Promise<T>) => Promise<T> }> {
  const known = name === undefined ? undefined : beginnings.get(name);
  const { journal, now } = journalFrom(known?.documents ?? new Map());
  return {
    db: await openDatabase({ memory: true, journal }),
    begin: async <T>(make: () => Promise<T>) => {
      if (known !== undefined) return known.result as T;
      const result = await make();
      if (name !== undefined) beginnings.set(name, { documents: now(), result });
      return result;
    },
  };
}
