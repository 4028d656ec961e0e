/** Several reads that follow from each other in one command to MongoDB. */

import { RapportError } from '../ground/errors.ts';
import { requestMemo } from '../ground/request.ts';
import type { AnyCollectionDefinition, ReadAhead } from './collection.ts';
import type { StoredDocument } from './embedded/values.ts';
import { storeError } from './errors.ts';
import type { Prepared } from './models.ts';
import { answersOf, readKey } from './remembering.ts';

type Find = (definition: AnyCollectionDefinition) => Prepared;
type Stage = Record<string, unknown>;

/** The name of the field that holds the result of the follow-up read at this position. */
const joined = (position: number) => `__${position}`;

/** The `$lookup` of each follow-up read, in the workspace of the document before it. */
function lookups(reads: readonly ReadAhead[], find: Find): Stage[] {
  return reads.map(({ from, where = {}, id, all, next = [] }, position) => {
    const inWorkspace = from.tenancy === 'workspace' ? [{ $eq: ['$workspaceId', '$$workspaceId'] }] : [];
    const named = all === undefined ? id : '_id';
    const byId = named === undefined ? [] : [{ $eq: [`$${all?.of ?? '_id'}`, '$$id'] }];
    return {
      $lookup: {
        from: find(from).definition.name,
        let: { workspaceId: '$workspaceId', ...(named === undefined ? {} : { id: `$${named}` }) },
        pipeline: [
          { $match: { ...where, $expr: { $and: [...inWorkspace, ...byId] } } },
          all === undefined ? { $limit: 1 } : { $sort: all.sort },
          ...lookups(next, find),
        ],
        as: joined(position),
      },
    };
  });
}

/** @throws RapportError `internal` for a collection that is not `remembered`. */
export function checkReadAhead({ from, next = [] }: ReadAhead): void {
  if (from.remembered !== true) throw new RapportError('internal', `reads of ${from.name} are not remembered`);
  next.forEach(checkReadAhead);
}

/**
 * Sends the reads as one aggregation and stores their answers in the memory of the request under way. Outside of a
 * request it does nothing. @throws RapportError `unavailable`.
 */
export async function readAheadOn(find: Find, first: ReadAhead): Promise<void> {
  const memo = requestMemo();
  if (memo === undefined) return;
  /**
   * The memory of each collection as it is before the command. A write of this request in the meantime replaces it, so
   * that an outdated answer is stored where no read finds it.
   */
  const memories = new Map<AnyCollectionDefinition, Map<string, Promise<unknown>>>();
  function prepare({ from, next = [] }: ReadAhead): void {
    memories.set(from, answersOf(memo as NonNullable<typeof memo>, find(from)));
    next.forEach(prepare);
  }
  prepare(first);

  const workspaceOf = ({ from }: ReadAhead, before: StoredDocument | undefined) =>
    from.tenancy === 'workspace' ? (before?.workspaceId as string) : undefined;

  function storeAll({ from, all }: ReadAhead, found: readonly StoredDocument[], before: StoredDocument): void {
    if (all === undefined) return;
    const call = ['find', { [all.of]: before._id }, { sort: all.sort }];
    const key = readKey(workspaceOf({ from }, before), call);
    const answers = memories.get(from);
    if (answers?.has(key) === false) answers.set(key, Promise.resolve(found));
  }

  function store(read: ReadAhead, found: StoredDocument | undefined, before: StoredDocument | undefined): void {
    const { from, where, id, next = [] } = read;
    const workspaceId = workspaceOf(read, before);
    const call = id === undefined ? ['findOne', where, undefined] : ['get', before?.[id]];
    const document = found === undefined ? undefined : { ...found };
    for (const position of next.keys()) delete document?.[joined(position)];
    const answers = memories.get(from);
    const key = readKey(workspaceId, call);
    if (answers?.has(key) === false) answers.set(key, Promise.resolve(document));
    if (found === undefined) return;
    for (const [position, following] of next.entries()) {
      // Nothing is read where the document names no other one.
      if (following.id !== undefined && found[following.id] === undefined) continue;
      const linked = found[joined(position)] as StoredDocument[];
      if (following.all === undefined) store(following, linked[0], found);
      else storeAll(following, linked, found);
    }
  }

  const { from, where = {}, next = [] } = first;
  if (memories.get(from)?.has(readKey(undefined, ['findOne', where, undefined]))) return;
  const pipeline = [{ $match: where }, { $limit: 1 }, ...lookups(next, find)];
  try {
    const [found] = await find(from)
      .model()
      .aggregate<StoredDocument>(pipeline as never);
    store(first, found, undefined);
  } catch (error) {
    throw storeError(error, from.name);
  }
}
