import type { IncomingMessage } from 'node:http';

/**
 * The hosts of Teams' connector, in Microsoft's public cloud and in GCC, from Microsoft's own Teams SDK. Never all of
 * trafficmanager.net, which is open for registration: an answer carries our token.
 */
const SERVICE_HOSTS: ReadonlySet<string> = new Set([
  'smba.trafficmanager.net',
  'smba.onyx.prod.teams.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
]);

/** The largest request body. An activity is at most about 100 KB (a form with a pasted table included). */
const MAX_BODY_BYTES = 256 * 1024;

/** Whether an address belongs to this machine. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '').replace(/^\[(.*)\]$/, '$1');
  return plain === '::1' || plain === 'localhost' || /^127(\.\d{1,3}){3}$/.test(plain);
}

/**
 * Whether answers, with tokens, may be sent to this address. `local` also allows the Agents Playground on this machine,
 * which has no https.
 */
export function isAllowedServiceUrl(serviceUrl: string, { local }: { readonly local: boolean }): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, port, username, password } = new URL(serviceUrl);
  if (username !== '' || password !== '') return false;
  if (local && isLoopback(hostname)) return protocol === 'http:' || protocol === 'https:';
  return protocol === 'https:' && port === '' && SERVICE_HOSTS.has(hostname);
}

/** The HTTP status that refuses a request before its body is read; undefined when it may continue. */
export function refusalOf(
  request: Pick<IncomingMessage, 'method' | 'headers' | 'url'>,
): 404 | 405 | 413 | 415 | undefined {
  if ((request.url ?? '').split('?', 1)[0] !== '/api/messages') return 404;
  if (request.method !== 'POST') return 405;
  // A page in a browser can send forms and plain text across origins, but not JSON.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return 415;
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 413;
  return undefined;
}

/** The parsed body, or the reason for none: too long, or not a JSON object. Rejects when the connection breaks. */
export async function readBody(
  request: IncomingMessage,
): Promise<{ readonly json: Readonly<Record<string, unknown>> } | { readonly refused: 400 | 413 }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return { refused: 413 };
    chunks.push(chunk);
  }
  try {
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? { json: json as Record<string, unknown> }
      : { refused: 400 };
  } catch {
    return { refused: 400 };
  }
}
