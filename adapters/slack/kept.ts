import { createHash } from 'node:crypto';

/**
 * A text too long for where Slack would carry it (a button's value, an option's, a form's metadata). Rendering stays
 * pure: it puts the key into the payload and returns the text, which must be stored before the payload is sent. The key
 * is a digest of the text, so storing is idempotent.
 */
export interface Kept {
  readonly key: string;
  readonly text: string;
}

/** The key of a kept text: 32 hexadecimal digits of its SHA-256. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
