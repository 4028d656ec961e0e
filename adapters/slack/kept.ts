import { createHash } from 'node:crypto';

/**
 * Something too long for where Slack would carry it (a button's value, an option's, a form's metadata). Rendering stays
 * pure: it puts the key into the payload and hands out the text, which must be stored under its key before the payload
 * is sent. The key is made from the text, so that storing it again changes nothing.
 */
export interface Kept {
  readonly key: string;
  readonly text: string;
}

/** The key under which a text is kept: 32 hexadecimal digits of its SHA-256. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
