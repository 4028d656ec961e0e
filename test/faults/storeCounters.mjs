import { z } from 'zod';

/** The collection that the writers fill and the test reads. */
export const counters = {
  name: 'counters',
  tenancy: 'installation',
  model: z.strictObject({ _id: z.string(), number: z.number().int(), version: z.number().int(), filling: z.string() }),
  indexes: [{ keys: { number: 1 }, unique: true }],
};
