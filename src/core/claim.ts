import { randomUUID } from 'node:crypto';
import type { Collection, Entity, Filter, Sort } from '../store/collection.ts';

/** The holder of a document, until an instant of the database's clock. */
export interface Lease {
  readonly token: string;
  readonly until: Date;
}
export interface Leasable extends Entity {
  readonly lease?: Lease | undefined;
}
/** A leased document. Settling filters on the fencing token, so a worker with an expired lease changes nothing. */
export type Claimed<T extends Leasable> = T & { readonly lease: Lease };

/** Matches documents without a lease or with an expired one. `now` is the database's. */
export const unleased = (now: Date): Filter => ({
  $or: [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }],
});

export interface ClaimOptions<T extends Leasable> {
  /** The filter for due documents, served by an index. Must not hold an `$or` of its own. */
  readonly due: Filter;
  readonly sort: Sort;
  /** The most documents per claim; no more than can be finished within the lease. */
  readonly limit: number;
  readonly leaseMs: number;
  /** The database's clock: every instance must agree on when a lease ends. */
  readonly now: () => Date;
  /**
   * Narrows or replaces the candidates before they are claimed. A result is claimed only if it is also due and free.
   */
  readonly choose?: (candidates: readonly T[]) => Promise<readonly T[]>;
}

/**
 * Claims a batch with three calls: read the heads of the queue by index, mark them with our token under the same
 * filter, and read back the documents with the token. No two claimers get the same document, and a batch costs as much
 * as one findOneAndUpdate. `seen`: whether any document was due; with `seen` and no rows, other claimers were faster or
 * `choose` declined.
 */
export async function claim<T extends Leasable>(
  collection: Collection<T>,
  options: ClaimOptions<T>,
): Promise<{ seen: number; rows: Claimed<T>[] }> {
  const now = options.now();
  const filter = { ...options.due, ...unleased(now) };
  const candidates = await collection.find(filter, { sort: options.sort, limit: options.limit });
  const chosen =
    options.choose === undefined || candidates.length === 0 ? candidates : await options.choose(candidates);
  if (chosen.length === 0) return { seen: candidates.length, rows: [] };
  const ids = chosen.map((row) => row._id);
  const lease: Lease = { token: randomUUID(), until: new Date(now.getTime() + options.leaseMs) };
  const taken = await collection.updateMany({ ...filter, _id: { $in: ids } }, { $set: { lease } });
  if (taken === 0) return { seen: candidates.length, rows: [] };
  const mine = await collection.find({ _id: { $in: ids }, 'lease.token': lease.token });
  const place = new Map(ids.map((id, index) => [id, index]));
  mine.sort((a, b) => (place.get(a._id) ?? 0) - (place.get(b._id) ?? 0));
  return { seen: candidates.length, rows: mine as Claimed<T>[] };
}
