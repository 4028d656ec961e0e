import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialsFactory } from '../../adapters/teams/auth.ts';

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

export interface Signer {
  readonly openIdMetadataUrl: string;
  /** A token of the connector; `header` and `by` make it invalid. */
  token(
    claims: Readonly<Record<string, unknown>>,
    how?: { header?: Readonly<Record<string, unknown>>; by?: KeyObject },
  ): string;
  stop(): Promise<void>;
}

/** The test key, made once in a process, since making it takes longer than most tests. */
let pair: ReturnType<typeof generateKeyPairSync> | undefined;

/** Replaces Microsoft's key server: the same documents, with a test key, endorsed for Teams. */
export async function startSigner(): Promise<Signer> {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { publicKey, privateKey } = pair;
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test-key', use: 'sig', endorsements: ['msteams'] };
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const body =
      request.url === '/keys' ? { keys: [key] } : { issuer: 'https://api.botframework.com', jwks_uri: `${base}/keys` };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    openIdMetadataUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openid`,
    token(claims, { header = {}, by = privateKey } = {}) {
      const head = { alg: 'RS256', typ: 'JWT', kid: 'test-key', ...header };
      const unsigned = `${encode(head)}.${encode(claims)}`;
      if (head.alg === 'none') return `${unsigned}.`;
      return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(by, 'base64url')}`;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Our own tokens, without Microsoft; each request for one is counted. */
export function ownCredentials(appId: string): CredentialsFactory & { asked: number } {
  const factory = {
    asked: 0,
    isValidAppId: async (id: string) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      async signRequest(request: { headers: { set(name: string, value: string): void } }) {
        factory.asked += 1;
        request.headers.set('Authorization', 'Bearer token-of-ours');
        return request;
      },
    }),
  };
  return factory as never;
}
