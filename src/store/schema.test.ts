import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AnyCollectionDefinition, defineCollection, type IndexDefinition } from './collection.ts';
import { openDatabase } from './database.ts';

/** A field with arrays that may and that may not be indexed. */
const indexed = z.strictObject({
  name: z.string(),
  tags: z.array(z.string()),
  marks: z.array(z.number()),
  labels: z.array(z.string()).optional(),
  gaps: z.array(z.string().nullable()),
  steps: z.array(z.strictObject({ title: z.string() })),
});

const base = { _id: z.string(), workspaceId: z.string() };

async function prepare(field: z.ZodType, indexes: readonly IndexDefinition[] = []): Promise<void> {
  const definition: AnyCollectionDefinition = {
    name: 'things',
    tenancy: 'workspace',
    model: z.strictObject({ ...base, field }),
    indexes,
  };
  const db = await openDatabase({ memory: true });
  await db.prepare([definition]);
}

describe('a model', () => {
  test.each<[string, z.ZodType]>([
    ['text', z.string().min(1).regex(/x/)],
    ['an address', z.email()],
    ['numbers', z.number().int().min(0)],
    ['truth', z.boolean()],
    ['dates', z.date()],
    ['a choice', z.enum(['a', 'b'])],
    ['a literal', z.literal(['a', 'b'])],
    ['what may be missing or null', z.string().nullable().optional()],
    ['objects in objects', z.strictObject({ type: z.string(), inner: z.strictObject({ on: z.date().optional() }) })],
    ['arrays of objects and of arrays', z.array(z.strictObject({ marks: z.array(z.array(z.number())) }))],
  ])('may hold %s', async (_, field) => {
    await expect(prepare(field)).resolves.toBeUndefined();
  });

  test.each<[string, z.ZodType]>([
    ['anything', z.any()],
    ['an open object', z.object({ a: z.string() })],
    ['a loose object', z.looseObject({ a: z.string() })],
    ['a record', z.record(z.string(), z.string())],
    ['a union', z.union([z.string(), z.number()])],
    ['a mixed choice', z.literal(['a', 1])],
    ['a transform', z.string().transform(Number)],
    ['a default', z.string().default('x')],
    ['a coercion', z.coerce.date()],
    ['a big number', z.bigint()],
    ['a tuple', z.tuple([z.string()])],
    ['a field with a dot', z.strictObject({ 'a.b': z.string() })],
    ['a field with a dollar', z.strictObject({ $a: z.string() })],
    ['something forbidden deep inside', z.array(z.strictObject({ inner: z.unknown().optional() }))],
  ])('may not hold %s', async (_, field) => {
    await expect(prepare(field)).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('field') });
  });

  test.each<[string, IndexDefinition]>([
    ['an array of objects', { keys: { 'field.steps': 1 } }],
    ['a field of objects in an array', { keys: { 'field.steps.title': 1 } }],
    ['an array that may be missing', { keys: { 'field.labels': 1 } }],
    ['an array that may hold null', { keys: { 'field.gaps': 1 } }],
    ['two arrays', { keys: { 'field.tags': 1, 'field.marks': 1 } }],
    ['an array that is unique', { keys: { 'field.tags': 1 }, unique: true }],
    ['an array in part', { keys: { 'field.tags': 1 }, where: { 'field.name': 'x' } }],
    ['an object', { keys: { field: 1 } }],
    ['a field that is not there', { keys: { nothing: 1 } }],
    ['nothing', { keys: {} }],
    [
      'a part that is described by what MongoDB does not take',
      { keys: { workspaceId: 1 }, where: { 'field.name': { $ne: 'x' } } },
    ],
    ['a part by a field that is not there', { keys: { workspaceId: 1 }, where: { nothing: 1 } }],
  ])('may not have an index over %s', async (_, index) => {
    await expect(prepare(indexed, [index])).rejects.toMatchObject({ code: 'internal' });
  });

  test('may have an index over one array of single values', async () => {
    await prepare(indexed, [{ keys: { 'field.name': 1, 'field.tags': 1 } }]);
  });

  test('needs a string id, and a workspace if it belongs to one', async () => {
    const db = await openDatabase({ memory: true });
    const withoutId = {
      name: 'a',
      tenancy: 'installation',
      model: z.strictObject({ _id: z.number() }),
      indexes: [],
    } as unknown as AnyCollectionDefinition;
    const withoutWorkspace = defineCollection({
      name: 'b',
      tenancy: 'workspace',
      model: z.strictObject({ _id: z.string() }),
      indexes: [],
    });
    await expect(db.prepare([withoutId])).rejects.toThrow('_id');
    await expect(db.prepare([withoutWorkspace])).rejects.toThrow('workspaceId');
  });

  test('has a unique name', async () => {
    const db = await openDatabase({ memory: true });
    const one = defineCollection({
      name: 'same',
      tenancy: 'installation',
      model: z.strictObject({ _id: z.string() }),
      indexes: [],
    });
    await db.prepare([one, one]);
    await expect(db.prepare([{ ...one }])).rejects.toThrow('Two collections are called same');
  });
});
