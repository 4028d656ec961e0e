import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: it cannot be guessed. */
const SECRET_BYTES = 32;

/** The secret in a link; it is never stored. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
/** The stored form of a link's secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
