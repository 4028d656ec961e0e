import type { z } from 'zod';

/** A key of 32 bytes with a name, which is stored beside encrypted data. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Reads `name:key,name:key`, each key 32 bytes in Base64; an empty list when unset. */
export function readKeys(value: string | undefined, context: z.RefinementCtx): readonly EncryptionKey[] {
  const keys = (value === undefined ? [] : value.split(',')).map((part) => {
    const [, id = '', encoded = ''] = /^\s*([\w-]{1,20}):([A-Za-z0-9+/_-]+=*)\s*$/.exec(part) ?? [];
    return { id, key: Buffer.from(encoded, 'base64') };
  });
  if (keys.some(({ key }) => key.length !== 32)) {
    context.addIssue({
      code: 'custom',
      message:
        'must be name:key, with a key of 32 bytes in Base64 (openssl rand -base64 32); several are separated by commas',
    });
  } else if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'has a name twice' });
  }
  return keys;
}
