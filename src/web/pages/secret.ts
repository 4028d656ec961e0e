import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses one. */
const SECRET_BYTES = 32;

/** What a link carries, and never what is kept. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
/** What is kept of a link's secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
