import type { Scope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Audience } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import { type SearchRow, searchRow } from './model.ts';
import { readQuery, terms } from './terms.ts';

/** The newest rows with all the terms whose text is checked for a phrase. */
const MOST_CANDIDATES = 200;
/** UTF-16 units of a row's text: 200 candidates are read at once. */
const LONGEST_TEXT = 10_000;
/** A term with more rows than this is frequent. MongoDB skips as many index entries in 2 ms. */
const FEW_ROWS = 1_000;
/** The terms that are asked for their frequency, one after another until a rare one is found. */
const MOST_ASKED = 4;

export const searchRows = keptCollection({
  name: 'searchRows',
  model: searchRow,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, audience: 1, terms: 1, at: -1, projectId: 1 } }],
  retention: { sweptBy: 'the thing that a row is about, when it is deleted' },
  person: { none: 'copies of words of other records, which write the rows again when they forget a person' },
});

/** The words by which a thing is found, for one audience. */
export interface Findable {
  /** The thing, `entry:ID`. */
  readonly ref: string;
  readonly projectId: string;
  readonly kind: string;
  /** `client`: all words are visible to the client, so that a hit never betrays internal ones. */
  readonly audience: Audience;
  readonly words: readonly string[];
  readonly at: Date;
}

export interface FindOptions {
  /** Whose rows are looked through: a client's hold published words only. */
  readonly audience: Audience;
  /** The projects of the person who asks; unset: all of the workspace, for our side only. */
  readonly projectIds?: readonly string[];
  readonly limit: number;
}

export type Search = ReturnType<typeof createSearch>;

const rowId = (ref: string, audience: Audience): string => (audience === 'client' ? `${ref}:client` : ref);

/** Creates the search over the words of all things; see the methods. Everything is inside the scope's workspace. */
export function createSearch({ db }: { db: Database }) {
  const rows = (scope: Scope) => db.within(searchRows, scope);

  /**
   * The same terms, a rare one first: MongoDB reads every row that has the first one. Their lengths are only a guess:
   * "project" is longer than "kpi".
   */
  async function rareFirst(scope: Scope, among: Audience, wanted: readonly string[]): Promise<readonly string[]> {
    for (const term of wanted.length > 1 ? wanted.slice(0, MOST_ASKED) : []) {
      const filter = { audience: among, terms: term };
      const beyond = await rows(scope).find(filter, { sort: { at: -1 }, skip: FEW_ROWS, limit: 1 });
      if (beyond.length === 0) return [term, ...wanted.filter((other) => other !== term)];
    }
    return wanted;
  }

  return {
    /**
     * Writes the row of a thing for one audience, in place of the one before; without words it removes the row.
     * Idempotent.
     */
    async put(scope: Scope, { ref, audience, words, ...rest }: Findable): Promise<void> {
      const text = words.join('\n').slice(0, LONGEST_TEXT);
      const found = terms(text);
      const _id = rowId(ref, audience);
      if (found.length === 0) await rows(scope).deleteMany({ _id });
      else
        await rows(scope).findOneAndUpdate(
          { _id },
          { $set: { ...rest, audience, text, terms: found } },
          { upsert: true },
        );
    },

    /** Removes both rows of a thing. Idempotent. */
    async remove(scope: Scope, ref: string): Promise<void> {
      await rows(scope).deleteMany({ _id: { $in: [rowId(ref, 'internal'), rowId(ref, 'client')] } });
    },

    /**
     * The rows with all the typed words, newest first, at most `limit`. A phrase ("quoted", or Chinese of three characters
     * and more) is looked for in the 200 newest rows with its terms. Nothing typed finds nothing.
     * @throws RapportError `internal` if a client's person would look through internal rows or another client's.
     */
    async find(scope: Scope, typed: string, { audience, projectIds, limit }: FindOptions): Promise<SearchRow[]> {
      if (scope.audience === 'client' && (audience !== 'client' || projectIds === undefined))
        throw new RapportError('internal', 'a client looks through the published rows of named projects only');
      const query = readQuery(typed);
      if (query.terms.length === 0 || projectIds?.length === 0) return [];
      const newest = await rows(scope).find(
        {
          audience,
          terms: { $all: await rareFirst(scope, audience, query.terms) },
          ...(projectIds === undefined ? {} : { projectId: { $in: projectIds } }),
        },
        { sort: { at: -1 }, limit: query.isExact ? limit : Math.max(limit, MOST_CANDIDATES) },
      );
      return query.isExact ? newest : newest.filter(({ text }) => query.matches(text)).slice(0, limit);
    },
  };
}
