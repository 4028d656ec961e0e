import { Schema, type SchemaDefinition } from 'mongoose';
import { z } from 'zod';
import { RapportError } from '../ground/errors.ts';

/** A field of a model, in the terms that both engines share. */
export interface Shape {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'date';
  readonly optional: boolean;
  readonly nullable: boolean;
  /** Checks a value of this field, without optional and nullable. */
  readonly zod: z.ZodType;
  /** Of an object. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** Of an array. */
  readonly element: Shape | undefined;
}

const noFields: ReadonlyMap<string, Shape> = new Map();

function refuse(path: string, reason: string): never {
  throw new RapportError('internal', `The model's ${path === '' ? 'root' : path} cannot be stored: ${reason}`);
}

/**
 * Reads a zod model. Throws `internal` for anything that the port does not allow: a mistake in the slice, found when
 * the collection is defined.
 */
export function shapeOf(model: z.ZodType, path = ''): Shape {
  const leaf = (kind: Shape['kind']): Shape => ({
    kind,
    optional: false,
    nullable: false,
    zod: model,
    fields: noFields,
    element: undefined,
  });
  if (model instanceof z.ZodOptional) return { ...shapeOf(model.unwrap() as z.ZodType, path), optional: true };
  if (model instanceof z.ZodNullable) return { ...shapeOf(model.unwrap() as z.ZodType, path), nullable: true };
  if ('coerce' in model.def && model.def.coerce === true) refuse(path, 'it coerces');
  if (model instanceof z.ZodString || model instanceof z.ZodStringFormat) return leaf('string');
  if (model instanceof z.ZodNumber) return leaf('number');
  if (model instanceof z.ZodBoolean) return leaf('boolean');
  if (model instanceof z.ZodDate) return leaf('date');
  if (model instanceof z.ZodEnum) return leaf(kindOfValues(model.options, path));
  if (model instanceof z.ZodLiteral) return leaf(kindOfValues([...model.values], path));
  if (model instanceof z.ZodArray)
    return { ...leaf('array'), element: shapeOf(model.element as z.ZodType, `${path}[]`) };
  if (model instanceof z.ZodObject) {
    if (!(model.def.catchall instanceof z.ZodNever)) refuse(path, 'it is no strictObject');
    const fields = new Map<string, Shape>();
    for (const [name, field] of Object.entries(model.shape)) {
      if (name.startsWith('$') || name.includes('.'))
        refuse(`${path}.${name}`, 'a field name has no $ at its start and no dot');
      fields.set(name, shapeOf(field as z.ZodType, path === '' ? name : `${path}.${name}`));
    }
    return { ...leaf('object'), fields };
  }
  return refuse(
    path,
    `${model.def.type} is none of string, number, boolean, date, enum, literal, strictObject, array, optional, nullable`,
  );
}

function kindOfValues(values: readonly unknown[], path: string): 'string' | 'number' | 'boolean' {
  const [kind, ...others] = new Set(values.map((value) => typeof value));
  if (others.length > 0 || (kind !== 'string' && kind !== 'number' && kind !== 'boolean'))
    refuse(path, 'its values are not all strings, numbers or booleans');
  return kind as 'string' | 'number' | 'boolean';
}

/** The shape at a dotted path; `undefined` when the model has none. Steps into an array's elements, as filters do. */
export function shapeAt(root: Shape, path: string): Shape | undefined {
  let shape: Shape | undefined = root;
  for (const field of path.split('.')) {
    while (shape?.kind === 'array') shape = shape.element;
    shape = shape?.fields.get(field);
  }
  return shape;
}

const leafTypes = { string: String, number: Number, boolean: Boolean, date: Date } as const;

function typeOf(shape: Shape): unknown {
  if (shape.kind === 'object') return schemaOf(shape, false);
  if (shape.kind === 'array') return [shape.element === undefined ? undefined : typeOf(shape.element)];
  return leafTypes[shape.kind];
}

/**
 * The mongoose schema of a shape: types and names only. Rules (lengths, patterns, required) stay in zod, which
 * models.ts checks before every write, so that a rule is declared once.
 */
export function schemaOf(shape: Shape, isRoot = true): Schema {
  const definition: Record<string, unknown> = {};
  for (const [name, field] of shape.fields) {
    definition[name] = field.kind === 'array' ? { type: typeOf(field), default: undefined } : { type: typeOf(field) };
  }
  return new Schema(definition as SchemaDefinition, {
    _id: false,
    id: false,
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
    strict: 'throw',
    ...(isRoot ? { strictQuery: 'throw' as const } : {}),
  });
}
