import { RapportError } from '../ground/errors.ts';
import type { CollectionDefinition, Entity, Filter, FindOptions, IndexDefinition, Update } from './collection.ts';
import { isPlainObject } from './embedded/values.ts';
import { type Shape, shapeAt } from './schema.ts';

const logical = new Set(['$and', '$or', '$nor']);
const scalar = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte']);
const lists = new Set(['$in', '$nin', '$all']);
const updates = new Set(['$set', '$unset', '$inc', '$push', '$pull', '$addToSet', '$min', '$max', '$setOnInsert']);
const indexable = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type']);

function refuse(reason: string): never {
  throw new RapportError('invalid', reason);
}

function fieldAt(root: Shape, path: string): Shape {
  return shapeAt(root, path) ?? refuse(`The model has no field ${path} (positions in arrays cannot be named)`);
}

function checkOperand(path: string, operator: string, value: unknown): void {
  if (value === undefined) refuse(`${path} is undefined: leave the condition out, or ask with $exists`);
  if (value instanceof RegExp) refuse(`${path}: patterns differ between the engines`);
  if (Array.isArray(value) || isPlainObject(value))
    refuse(`${path}: whole objects and arrays cannot be compared, name their fields`);
  if (value === null && operator !== '$eq' && operator !== '$ne')
    refuse(`${path}: nothing is greater or less than null`);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(`${path}: ${value} cannot be compared`);
}

function checkCondition(shape: Shape, path: string, condition: unknown): void {
  const operators = isPlainObject(condition) ? Object.entries(condition) : undefined;
  if (operators === undefined || operators.length === 0 || !operators.every(([key]) => key.startsWith('$'))) {
    checkOperand(path, '$eq', condition);
    return;
  }
  for (const [operator, value] of operators) {
    if (scalar.has(operator)) checkOperand(path, operator, value);
    else if (lists.has(operator)) {
      if (!Array.isArray(value)) refuse(`${path}: ${operator} needs an array`);
      for (const each of value) checkOperand(path, '$eq', each);
    } else if (operator === '$exists') {
      if (typeof value !== 'boolean') refuse(`${path}: $exists needs true or false`);
    } else if (operator === '$size') {
      if (shape.kind !== 'array' || typeof value !== 'number')
        refuse(`${path}: $size needs an array field and a number`);
    } else if (operator === '$not') {
      if (!isPlainObject(value)) refuse(`${path}: $not needs operators`);
      checkCondition(shape, path, value);
    } else if (operator === '$elemMatch') {
      if (shape.element?.kind !== 'object' || !isPlainObject(value))
        refuse(`${path}: $elemMatch needs an array of objects and a filter`);
      checkFilter(shape.element, value);
    } else refuse(`${path}: ${operator} is not shared by both engines`);
  }
}

/** Throws `invalid` for a filter that the two engines would read differently. */
export function checkFilter(root: Shape, filter: Filter): void {
  for (const [key, condition] of Object.entries(filter)) {
    if (logical.has(key)) {
      if (!Array.isArray(condition) || condition.length === 0) refuse(`${key} needs at least one filter`);
      for (const each of condition) checkFilter(root, each);
    } else if (key.startsWith('$')) refuse(`${key} is not shared by both engines`);
    else checkCondition(fieldAt(root, key), key, condition);
  }
}

/** Throws `invalid` for a sort or a page that the engines would treat differently. */
export function checkFind(root: Shape, { sort = {}, limit, skip }: FindOptions): void {
  for (const [path, direction] of Object.entries(sort)) {
    if (direction !== 1 && direction !== -1) refuse(`${path}: a sort goes 1 or -1`);
    if (!isScalarPath(root, path)) refuse(`${path}: only single values can be sorted by`);
  }
  for (const number of [limit, skip])
    if (number !== undefined && (!Number.isInteger(number) || number < 0)) refuse(`${number} is no count of documents`);
  if (limit === 0) refuse('A limit of 0 would mean no limit');
}

/** Whether a path leads to one value, not through an array. */
function isScalarPath(root: Shape, path: string): boolean {
  const fields = path.split('.');
  for (let depth = 1; depth < fields.length; depth++)
    if (shapeAt(root, fields.slice(0, depth).join('.'))?.kind !== 'object') return false;
  const { kind } = fieldAt(root, path);
  return kind !== 'object' && kind !== 'array';
}

function checkValue(shape: Shape, path: string, value: unknown): void {
  if (value === null && shape.nullable) return;
  const result = shape.zod.safeParse(value);
  if (!result.success)
    refuse(`${path}: ${result.error.issues.map((issue) => [...issue.path, issue.message].join(' ')).join('; ')}`);
}

/** The context of an update check. */
interface UpdateContext {
  readonly root: Shape;
  readonly filter: Filter;
  readonly upsert: boolean;
}

function checkChange({ root, filter, upsert }: UpdateContext, operator: string, path: string, value: unknown): void {
  const shape = fieldAt(root, path);
  if (path === '_id' && operator !== '$setOnInsert') refuse('_id cannot be changed');
  const fields = path.split('.');
  for (let depth = 1; depth < fields.length; depth++) {
    const parentPath = fields.slice(0, depth).join('.');
    const parent = fieldAt(root, parentPath);
    if (parent.kind !== 'object') refuse(`${path}: a single element of an array cannot be changed`);
    const asked = filter[parentPath];
    const isAsked = isPlainObject(asked) && asked.$exists === true;
    const isThere = upsert || isAsked || Object.keys(filter).some((key) => key.startsWith(`${parentPath}.`));
    if ((parent.optional || parent.nullable) && !isThere && operator !== '$unset')
      refuse(`${path}: ${parentPath} may be missing, so the filter must ask for it`);
  }
  if (value === undefined) refuse(`${path} is undefined: use $unset`);
  if (operator === '$unset') {
    if (!shape.optional) refuse(`${path} cannot be unset: the model requires it`);
  } else if (operator === '$inc') {
    if (shape.kind !== 'number' || typeof value !== 'number' || !Number.isFinite(value))
      refuse(`${path}: $inc needs a number field and a number`);
  } else if (operator === '$push' || operator === '$addToSet') {
    const { element } = shape;
    if (element === undefined) refuse(`${path}: ${operator} needs an array field`);
    const isEach = isPlainObject(value) && '$each' in value;
    if (isEach && (Object.keys(value).length > 1 || !Array.isArray(value.$each)))
      refuse(`${path}: ${operator} takes $each with an array and nothing else`);
    for (const each of isEach ? (value.$each as unknown[]) : [value]) checkValue(element, path, each);
  } else if (operator === '$pull') {
    const { element } = shape;
    if (element === undefined) refuse(`${path}: $pull needs an array field`);
    if (element.kind === 'object')
      checkFilter(element, isPlainObject(value) ? value : refuse(`${path}: $pull needs a filter`));
    else checkCondition(element, path, value);
  } else if (operator === '$min' || operator === '$max') {
    if (shape.kind !== 'number' && shape.kind !== 'date' && shape.kind !== 'string')
      refuse(`${path}: ${operator} needs a number, a date or a string`);
    checkValue(shape, path, value);
  } else checkValue(shape, path, value);
}

/** Throws `invalid` for an update that the model does not allow or that the engines would apply differently. */
export function checkUpdate(context: UpdateContext, update: Update): void {
  const paths: string[] = [];
  for (const [operator, changes] of Object.entries(update)) {
    if (!updates.has(operator)) refuse(`${operator} is no update that both engines share`);
    for (const [path, value] of Object.entries(changes ?? {})) {
      checkChange(context, operator, path, value);
      const clash = paths.find(
        (other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`),
      );
      if (clash !== undefined) refuse(`${path} and ${clash} would be changed at once`);
      paths.push(path);
    }
  }
  if (paths.length === 0) refuse('An update must change something');
}

/** The key of an index that is an array of single values, if one is. */
export const arrayIn = (root: Shape, { keys }: IndexDefinition): string | undefined =>
  Object.keys(keys).find((path) => isArrayOfValues(root, path));

/**
 * Whether a path leads to an array of single values that every document has. A missing one, null or a null element would
 * be found by null in one engine's index only.
 */
function isArrayOfValues(root: Shape, path: string): boolean {
  const fields = path.split('.');
  const parents = fields.slice(1).map((_, depth) => shapeAt(root, fields.slice(0, depth + 1).join('.')));
  const shape = shapeAt(root, path);
  if (parents.some((parent) => parent?.kind !== 'object') || shape?.kind !== 'array') return false;
  const { element } = shape;
  const isThere = [...parents, shape, element].every((each) => each?.optional === false && !each.nullable);
  return isThere && element?.kind !== 'object' && element?.kind !== 'array';
}

/** Throws `internal` for a collection whose indexes the engines do not share, when the collection is prepared. */
export function checkDefinition<T extends Entity>(definition: CollectionDefinition<T>, root: Shape): void {
  const wrong = (reason: string): never => {
    throw new RapportError('internal', `Collection ${definition.name}: ${reason}`);
  };
  if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(definition.name)) wrong('a name is made of letters and digits');
  if (root.kind !== 'object' || root.fields.get('_id')?.kind !== 'string') wrong('the model needs _id: z.string()');
  if (definition.tenancy === 'workspace' && root.fields.get('workspaceId')?.kind !== 'string')
    wrong('the model needs workspaceId: z.string()');
  for (const index of definition.indexes) {
    const { keys, unique = false, where = {} } = index;
    const array = arrayIn(root, index);
    if (Object.keys(keys).length === 0) wrong('an index needs a key');
    for (const path of Object.keys(keys))
      if (path !== array && (shapeAt(root, path) === undefined || !isScalarPath(root, path)))
        wrong(`${path} cannot be indexed: it is no single value, and no first array of single values`);
    if (array !== undefined && (unique || index.where !== undefined))
      wrong(`an index over the array ${array} is neither unique nor partial`);
    for (const [path, condition] of Object.entries(where)) {
      if (path === '$and' || shapeAt(root, path) === undefined) wrong(`the partial index's ${path} is no field`);
      const operators = isPlainObject(condition) ? Object.entries(condition) : [];
      for (const [operator, value] of operators)
        if (!indexable.has(operator) || (operator === '$exists' && value !== true))
          wrong(`${operator} has no place in a partial index`);
    }
  }
}
