import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../../src/config/encryptionKeys.ts';
import { RapportError } from '../../src/ground/errors.ts';

const CIPHER = 'aes-256-gcm';
/** The size that GCM is made for (NIST SP 800-38D, 5.2.1.1). Random nonces are safe for 2^32 texts under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([\w-]{1,20})\.([\w-]+)$/;

/**
 * Encrypts stored secrets of others, bound to their owner: a sealed text that is copied to another row does not open
 * there.
 */
export interface Secrets {
  seal(plain: string, belongsTo: string): string;
  /**
   * @throws RapportError `internal` when the key is missing, when the text belongs to another owner, or when it was
   * changed.
   */
  open(sealed: string, belongsTo: string): string;
  /** Whether the text is sealed with another key than the first. */
  isOld(sealed: string): boolean;
}

/** @param keys the first one encrypts, all of them decrypt. @throws RapportError `invalid` for an empty list. */
export function createSecrets(keys: readonly EncryptionKey[]): Secrets {
  const [first] = keys;
  if (first === undefined)
    throw new RapportError('invalid', 'ENCRYPTION_KEYS is missing: tokens are never kept unencrypted');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  const boundTo = (id: string, belongsTo: string) => Buffer.from(`v1.${id}\n${belongsTo}`, 'utf8');

  return {
    seal(plain, belongsTo) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, first.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundTo(first.id, belongsTo));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${first.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, belongsTo) {
      const [, id = '', encoded = ''] = FORM.exec(sealed) ?? [];
      const key = byId.get(id);
      if (key === undefined) {
        const what =
          id === ''
            ? 'is not in a form that Rapport writes'
            : `was encrypted with the key "${id}", which ENCRYPTION_KEYS does not have`;
        throw new RapportError('internal', `a kept secret (${belongsTo}) ${what}`);
      }
      const bytes = Buffer.from(encoded, 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(boundTo(id, belongsTo));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch (error) {
        throw new RapportError(
          'internal',
          `a kept secret (${belongsTo}) does not open with the key "${id}" of ENCRYPTION_KEYS: that is another key than it was under this name, or the secret was changed, or belongs elsewhere`,
          {
            cause: error,
          },
        );
      }
    },
    isOld: (sealed) => FORM.exec(sealed)?.[1] !== first.id,
  };
}
