import { expect, test } from 'vitest';
import { storeError } from './errors.ts';

/** An error of Node's sockets or resolver. */
const ofNode = (code: string, cause?: unknown) => Object.assign(new Error(`write ${code}`, { cause }), { code });

test.each(['EPIPE', 'ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])(
  'a socket that fails with %s counts as an unavailable database, so the command is retried',
  (code) => {
    expect(storeError(ofNode(code), 'deliveries')).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('deliveries'),
    });
    expect(storeError(new Error('the driver gave up', { cause: ofNode(code) }), 'deliveries').code).toBe('unavailable');
  },
);

test('our own error is passed on unchanged', () => {
  expect(storeError(new TypeError('x is not a function'), 'deliveries').code).toBe('internal');
  expect(storeError(ofNode('EACCES'), 'deliveries').code).toBe('internal');
});
