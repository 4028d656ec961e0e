import { z } from 'zod';
import { LOCALES } from '../../ground/i18n.ts';

/** A customer organisation. */
export const client = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** Short and unique in the workspace: `ACME`. */
  key: z.string(),
  name: z.string(),
  nameKey: z.string(),
  locale: z.enum(LOCALES),
  /** ISO 3166 code, `DE`: the country of the holidays. */
  country: z.string().optional(),
  /** An internal note about the client: never shown to them. */
  note: z.string().optional(),
  createdAt: z.date(),
  version: z.number().int(),
});
export type Client = z.infer<typeof client>;

/** The client-visible part of a client's record: the only source for a `Message<'client'>`. */
export interface ClientView {
  readonly name: string;
}
export const clientView = (record: Client): ClientView => ({ name: record.name });

/** The format of a key: a letter, then one to nine letters or digits, `ACME`. */
export const KEY = /^[A-Z][A-Z0-9]{1,9}$/;
/** No key: it marks internal numbers, `ACME-INT-RISK-3`. */
const RESERVED = 'INT';

/** A typed key in its normal form, or undefined if it cannot be one. */
export function readKey(typed: string): string | undefined {
  const key = typed.normalize('NFKC').trim().toUpperCase();
  return KEY.test(key) && key !== RESERVED ? key : undefined;
}

/**
 * A key guessed from a name: one word gives its first four letters (`Acme` ACME), several their initials filled up from
 * the first (`Blue Sky` BLS). A name without Latin letters gives the fallback with a number (`C1`). Never one of
 * `taken`.
 */
export function guessKey(name: string, taken: ReadonlySet<string>, fallback = 'C'): string {
  const words = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase()
    .match(/[A-Z0-9]+/g);
  const letters = (words ?? []).filter((word) => /^[A-Z]/.test(word));
  const [first = ''] = letters;
  const initials = letters.map((word) => word[0]).join('');
  const base =
    letters.length === 0
      ? fallback
      : letters.length >= 3
        ? initials.slice(0, 5)
        : letters.length === 2
          ? first.slice(0, 2) + letters[1]?.[0]
          : first.slice(0, 4);
  const whole = base.length >= 2 ? base : letters.length === 0 ? `${base}1` : `${base}X`;
  if (!taken.has(whole) && whole !== RESERVED) return whole;
  const stem = letters.length === 0 ? base : whole.slice(0, 7);
  for (let number = 2; ; number++) {
    const next = `${stem}${number}`;
    if (!taken.has(next)) return next;
  }
}
