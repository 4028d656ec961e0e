import { z } from 'zod';

/** A variable of the environment: what it is for, how it is read, and what the sample file shows. */
export interface Variable<T> {
  readonly about: string;
  readonly schema: z.ZodType<T, string | undefined>;
  /** Shown in .env.example, commented out: the default, or an example where there is none. */
  readonly sample: string;
}

export function variable<T>(about: string, sample: string, schema: z.ZodType<T, string | undefined>): Variable<T> {
  return { about, sample, schema };
}

/** What reading a group of variables gives. */
export type ReadVariables<V extends Record<string, Variable<unknown>>> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

/** A variable that is set to nothing counts as not set: that is what people mean by `NAME=`. */
export const optionalText = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : undefined));

/** A secret of this form. One that is set to blanks is a mistake, and a mistake here lets anybody in: it is refused. */
export function optionalSecret(pattern: RegExp, expected: string) {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'is blank: set it, or leave it out')
    .transform((value) => value.trim())
    .pipe(z.string().regex(pattern, expected))
    .optional();
}
