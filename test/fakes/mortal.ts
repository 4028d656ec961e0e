import { RapportError } from '../../src/ground/errors.ts';
import type { Collection, Database, Entity } from '../../src/store/collection.ts';

/** The moment of death: at this write, before it is made or after it, when only its answer is lost. */
export interface Death {
  readonly atWrite: number;
  readonly when: 'before' | 'after';
}

/** A database as one process sees it, which can end at one of its writes: from then on nothing reaches the database. */
export function mortal(inner: Database) {
  let [writes, isDead] = [0, false];
  let death: Death | undefined;
  const gone = () => new RapportError('unavailable', 'this process has ended');

  async function read<R>(work: () => Promise<R>): Promise<R> {
    if (isDead) throw gone();
    return work();
  }
  async function write<R>(work: () => Promise<R>): Promise<R> {
    if (isDead) throw gone();
    writes += 1;
    if (death?.atWrite !== writes) return work();
    isDead = true;
    if (death.when === 'after') await work().catch(() => undefined);
    throw gone();
  }
  const over = <T extends Entity>(rows: Collection<T>): Collection<T> => ({
    insert: (document) => write(() => rows.insert(document)),
    insertMany: (documents) => write(() => rows.insertMany(documents)),
    findOneAndUpdate: (...given) => write(() => rows.findOneAndUpdate(...given)),
    updateMany: (...given) => write(() => rows.updateMany(...given)),
    deleteMany: (filter) => write(() => rows.deleteMany(filter)),
    get: (id) => read(() => rows.get(id)),
    find: (...given) => read(() => rows.find(...given)),
    findOne: (...given) => read(() => rows.findOne(...given)),
    count: (filter) => read(() => rows.count(filter)),
  });
  const db: Database = {
    ...inner,
    everywhere: (definition) => over(inner.everywhere(definition)),
    within: (definition, scope) => over(inner.within(definition, scope)),
    housekeeping: (definition) => over(inner.housekeeping(definition)),
  };
  return {
    db,
    /** Lives again, and counts its writes from 0; `next`: when it ends. */
    live(next?: Death): void {
      [writes, isDead, death] = [0, false, next];
    },
    isDead: () => isDead,
    writes: () => writes,
  };
}
