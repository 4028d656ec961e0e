import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { playgroundTexts } from './texts.ts';

/** Whether an address belongs to this machine. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '').replace(/^\[(.*)\]$/, '$1');
  return plain === '::1' || plain === 'localhost' || /^127(\.\d{1,3}){3}$/.test(plain);
}

/** The host without its port, and without brackets. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/**
 * Why a request is refused; undefined when it may pass. The page's user can act as any member, so only this machine's
 * own page may call: a foreign Host is DNS rebinding, a foreign Origin or Sec-Fetch-Site is another site's page in the
 * same browser.
 */
export function refusalOf(
  request: Pick<Request, 'headers'> & { socket: { remoteAddress?: string | undefined } },
): 'remote' | 'host' | 'origin' | undefined {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  if (!isLoopback(request.socket.remoteAddress)) return 'remote';
  if (host === undefined || !isLoopback(hostName(host))) return 'host';
  if (origin !== undefined && origin !== `http://${host}`) return 'origin';
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'origin';
  return undefined;
}

const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

/** Refuses in both languages, since no person is chosen yet: as a plain page, or as JSON for the page's scripts. */
function refuse(request: Request, response: Response, why: 'realInstallation' | 'loopbackOnly'): void {
  const both = [playgroundTexts('en')[why](), playgroundTexts('zh-CN')[why]()];
  if (request.path.startsWith('/api/')) response.status(403).json({ problem: both.join('\n') });
  else
    response
      .status(403)
      .type('text/plain')
      .send(`${both.join('\n\n')}\n`);
}

/** Admits only this machine's own page, and no page once real people can be reached. */
export function guard(realInstallation: () => Promise<boolean>): RequestHandler {
  return async (request, response, next) => {
    response.set(pageHeaders);
    // A link on another site may open the page, which changes nothing, and do nothing else.
    const opened =
      request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && !request.path.startsWith('/api/');
    const refusal = refusalOf(
      opened ? { headers: { ...request.headers, 'sec-fetch-site': 'none' }, socket: request.socket } : request,
    );
    if (refusal !== undefined) return refuse(request, response, 'loopbackOnly');
    if (await realInstallation()) return refuse(request, response, 'realInstallation');
    next();
  };
}

/**
 * Requires the token that only our own page has: as a header, or in the address for event streams, which carry no
 * header.
 */
export function demandToken(token: string): RequestHandler {
  const expected = Buffer.from(token);
  return (request, response, next) => {
    const given = Buffer.from(
      request.get('x-playground-token') ?? (typeof request.query.token === 'string' ? request.query.token : ''),
    );
    if (given.length === expected.length && timingSafeEqual(given, expected)) return next();
    // After a restart of the server the page reads the new token and retries.
    response.status(401).json({ problem: `${playgroundTexts('en').stale()}\n${playgroundTexts('zh-CN').stale()}` });
  };
}
