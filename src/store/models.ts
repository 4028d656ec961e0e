import type { Model, Schema } from 'mongoose';
import { RapportError } from '../ground/errors.ts';
import { newId } from '../ground/ids.ts';
import type {
  AnyCollectionDefinition,
  Collection,
  CollectionDefinition,
  Entity,
  Filter,
  Update,
} from './collection.ts';
import { equalities, upserted } from './embedded/update.ts';
import { copyOf, type StoredDocument, wellFormed } from './embedded/values.ts';
import type { Engine } from './engine.ts';
import { storeError } from './errors.ts';
import { arrayIn, checkDefinition, checkFilter, checkFind, checkUpdate } from './forbidden.ts';
import { type Shape, schemaOf, shapeOf } from './schema.ts';

/** A prepared collection on one connection. */
export interface Prepared {
  readonly definition: AnyCollectionDefinition;
  readonly shape: Shape;
  /** Compiled at the first use: most processes and tests use only some of the collections. */
  readonly model: () => Model<StoredDocument>;
}

/** The parts that depend only on a definition, built once for all connections of the process. */
interface Plan {
  readonly shape: Shape;
  readonly schema: Schema;
}
const plans = new WeakMap<AnyCollectionDefinition, Plan>();

function planOf(definition: AnyCollectionDefinition): Plan {
  const known = plans.get(definition);
  if (known !== undefined) return known;
  const shape = shapeOf(definition.model);
  checkDefinition(definition, shape);
  const plan = { shape, schema: schemaOf(shape) };
  plans.set(definition, plan);
  return plan;
}

/**
 * Creates the indexes of a definition; its mongoose model follows at the first use. Throws `internal`
 * for a definition that the port does not allow, and the engine's error for an index that cannot be created.
 */
export async function prepareModel(engine: Engine, definition: AnyCollectionDefinition): Promise<Prepared> {
  const { name } = definition;
  const { shape, schema } = planOf(definition);
  for (const index of definition.indexes) await engine.createIndex(name, index, arrayIn(shape, index));
  let model: Model<StoredDocument> | undefined;
  return {
    definition,
    shape,
    model: () => {
      model ??= engine.connection.model<StoredDocument>(name, schema, name);
      return model;
    },
  };
}

/** Restricts filters, documents and updates to one workspace, or passes them unchanged. */
interface Bounds {
  filter(filter: Filter): Filter;
  document(document: StoredDocument): StoredDocument;
  update(update: Update): void;
}

const unbound: Bounds = { filter: (filter) => filter, document: (document) => document, update: () => undefined };

function boundTo(workspaceId: string): Bounds {
  const foreign = (what: string): never => {
    throw new RapportError('invalid', `${what} names another workspace than ${workspaceId}`);
  };
  return {
    filter: (filter) => {
      const named = filter.workspaceId;
      if ('workspaceId' in filter && named !== workspaceId) foreign('The filter');
      return { ...filter, workspaceId };
    },
    document: (document) => {
      if (document.workspaceId !== undefined && document.workspaceId !== workspaceId) foreign('The document');
      return { ...document, workspaceId };
    },
    update: (update) => {
      for (const [operator, changes] of Object.entries(update)) {
        if (changes === undefined || !('workspaceId' in changes)) continue;
        if ((operator !== '$set' && operator !== '$setOnInsert') || changes.workspaceId !== workspaceId)
          foreign(`The ${operator}`);
      }
    },
  };
}

/**
 * The port over one mongoose model: the same code for both engines. With `workspaceId` every call stays inside that
 * workspace.
 */
export function collectionOf<T extends Entity>(
  { definition, shape, model: modelOf }: Prepared,
  workspaceId?: string,
): Collection<T> {
  const model = modelOf();
  const bounds = workspaceId === undefined ? unbound : boundTo(workspaceId);
  const { name } = definition as CollectionDefinition<T>;

  const bounded = (filter: Filter): Filter => {
    const inside = bounds.filter(filter);
    checkFilter(shape, inside);
    return wellFormed(inside);
  };
  const checked = (document: StoredDocument): StoredDocument => {
    const result = shape.zod.safeParse(document);
    if (result.success) return copyOf(wellFormed(result.data as StoredDocument));
    const problems = result.error.issues.map((issue) => [issue.path.join('.'), issue.message].join(': '));
    throw new RapportError('invalid', `${name}: the document does not fit its model: ${problems.join('; ')}`);
  };
  /** Every call goes through here: errors become ours. */
  const guarded = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, name);
    }
  };
  const entity = (found: unknown): T | undefined => (found === null || found === undefined ? undefined : (found as T));

  /** The defaults that an upsert needs so that its new document fits the model on both engines. */
  const upserting = (filter: Filter, update: Update): Update => {
    const pinned = new Set(Object.keys(equalities(filter)));
    const uniqueKeys = [
      ['_id'],
      ...definition.indexes.filter((index) => index.unique === true).map((index) => Object.keys(index.keys)),
    ];
    if (!uniqueKeys.some((keys) => keys.every((key) => pinned.has(key)))) {
      throw new RapportError(
        'invalid',
        `${name}: an upsert needs a filter with all keys of a unique index, or two callers could make two documents`,
      );
    }
    const complete =
      pinned.has('_id') || update.$setOnInsert?._id !== undefined
        ? update
        : { ...update, $setOnInsert: { ...update.$setOnInsert, _id: newId() } };
    checked(upserted(filter, complete));
    return complete;
  };

  const findOneAndUpdate: Collection<T>['findOneAndUpdate'] = (filter, update, { sort, upsert = false } = {}) =>
    guarded(async () => {
      const inside = bounded(filter);
      checkFind(shape, sort === undefined ? {} : { sort });
      bounds.update(update);
      checkUpdate({ root: shape, filter: inside, upsert }, update);
      const change = wellFormed(upsert ? upserting(inside, update) : update);
      const options = {
        lean: true,
        returnDocument: 'after',
        setDefaultsOnInsert: false,
        upsert,
        ...(sort === undefined ? {} : { sort }),
      } as const;
      try {
        return entity(await model.findOneAndUpdate(inside, change, options));
      } catch (error) {
        // Two concurrent upserts of one key: one creates the document, the other finds it on the retry.
        if (!upsert || storeError(error, name).code !== 'conflict') throw error;
        return entity(await model.findOneAndUpdate(inside, change, options));
      }
    });

  return {
    insert: (document) =>
      guarded(async () => {
        const whole = checked(bounds.document(document as unknown as StoredDocument));
        await model.collection.insertOne(copyOf(whole));
        return whole as unknown as T;
      }),
    insertMany: (documents) =>
      guarded(async () => {
        const whole = documents.map((document) => checked(bounds.document(document as unknown as StoredDocument)));
        if (whole.length > 0) await model.collection.insertMany(whole.map(copyOf), { ordered: false });
      }),
    get: (id) => guarded(async () => entity(await model.findOne(bounded({ _id: id })).lean())),
    find: (filter, options = {}) =>
      guarded(async () => {
        const inside = bounded(filter);
        checkFind(shape, options);
        return (await model.find(inside, null, { ...options, lean: true })) as unknown as T[];
      }),
    findOne: (filter, options = {}) =>
      guarded(async () => {
        const inside = bounded(filter);
        checkFind(shape, options);
        return entity(await model.findOne(inside, null, { ...options, lean: true }));
      }),
    count: (filter) => guarded(async () => model.countDocuments(bounded(filter))),
    findOneAndUpdate,
    updateMany: (filter, update) =>
      guarded(async () => {
        const inside = bounded(filter);
        bounds.update(update);
        checkUpdate({ root: shape, filter: inside, upsert: false }, update);
        return (await model.updateMany(inside, wellFormed(update))).matchedCount;
      }),
    deleteMany: (filter) => guarded(async () => (await model.deleteMany(bounded(filter))).deletedCount),
  };
}
