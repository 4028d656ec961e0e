import { z } from 'zod';

/** An environment variable: its purpose, how it is read, and its sample. */
export interface Variable<T> {
  readonly about: string;
  readonly schema: z.ZodType<T, string | undefined>;
  /** Shown in .env.example, commented out: the default, or an example if there is none. */
  readonly sample: string;
}

export function variable<T>(about: string, sample: string, schema: z.ZodType<T, string | undefined>): Variable<T> {
  return { about, sample, schema };
}

/** The result of reading a group of variables. */
export type ReadVariables<V extends Record<string, Variable<unknown>>> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

/** An empty variable counts as unset: people mean that by `NAME=`. */
export const optionalText = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : undefined));

/** A secret in this format. A blank one is refused: it would let any request in. */
export function optionalSecret(pattern: RegExp, expected: string) {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'is blank: set it, or leave it out')
    .transform((value) => value.trim())
    .pipe(z.string().regex(pattern, expected))
    .optional();
}
