import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import type { Edge } from '../core/edge.ts';
import { RapportError } from '../ground/errors.ts';
import { newId } from '../ground/ids.ts';
import type { Logger } from '../ground/log.ts';
import type { Metrics } from './metrics.ts';

export interface WebOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Throws while Rapport cannot work, with the reason for operators. */
  readonly ready: () => Promise<void>;
  /** Requests that go directly to an adapter, past this application. */
  readonly routes: Edge['routes'];
  /** The routers behind signed links, by the first part of the path. */
  readonly pages: Readonly<Record<string, Router>>;
  /** The playground's page, if enabled; `/` then redirects to it. */
  readonly playground: Router | undefined;
}

export interface WebServer {
  /** `http://127.0.0.1:3000`, with the real port. */
  readonly url: string;
  /** Accepts no new connection and waits for open requests to end, at most 5 s. */
  close(): Promise<void>;
}

function application({ log, metrics, ready, pages, playground }: WebOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'X-Frame-Options': 'DENY' });
    next();
  });

  app.get('/healthz', (_request, response) => {
    response.type('text').send('ok\n');
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await ready();
      response.type('text').send('ready\n');
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      // the reason goes only to the log, because any client may send this request
      response.status(503).type('text').send('not ready\n');
    }
  });
  app.get('/metrics', async (_request, response) => {
    const { body, contentType } = await metrics.text();
    response.set('Content-Type', contentType).send(body);
  });

  for (const [name, router] of Object.entries(pages)) app.use(`/${name}`, router);
  if (playground !== undefined) {
    app.use('/playground', playground);
    app.get('/', (_request, response) => response.redirect('/playground/'));
  }
  app.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here.\n');
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, 'a request failed');
    response
      .status(status)
      .type('text')
      .send(status >= 500 ? 'Something went wrong on our side.\n' : 'The request was not understood.\n');
  });
  return app;
}

/**
 * A request below an adapter's path goes to the adapter; the rest goes to the application. An error in a listener ends
 * only its own request.
 */
function routed({ routes, log }: Pick<WebOptions, 'routes' | 'log'>, application: Express): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = routes.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`));
    const failed = (error: unknown) => {
      log.error({ err: error, path: route?.path, reference: newId().slice(-8) }, 'a request failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { Connection: 'close' }).end();
    };
    // Without listeners, a connection that breaks during a write would end the process.
    for (const stream of [request, response])
      stream.on('error', (error) => log.debug({ err: error }, 'a connection broke'));
    try {
      const work: unknown = (route?.listener ?? application)(request, response);
      if (work instanceof Promise) work.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}

function statusOf(error: unknown): number {
  if (error instanceof RapportError)
    return { refused: 403, invalid: 400, missing: 404, conflict: 409, unavailable: 503, internal: 500 }[error.code];
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

/**
 * Starts the only web server. @throws RapportError `conflict` when the port is taken, `invalid` when the address is not
 * this machine's.
 */
export async function startWeb(options: WebOptions): Promise<WebServer> {
  const server = createServer(routed(options, application(options)));
  await listen(server, options);
  server.on('error', (error) => options.log.error({ err: error }, 'a connection could not be accepted'));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        const impatient = setTimeout(() => server.closeAllConnections(), 5_000);
        server.close(() => {
          clearTimeout(impatient);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, { host, port }: WebOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new RapportError(
            'conflict',
            `port ${port} is taken on ${host}: stop what uses it, or set PORT to another (0 takes a free one)`,
            { cause: error },
          ),
        );
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new RapportError('invalid', `HOST ${host} is no address of this machine`, { cause: error }));
      else if (error.code === 'EACCES')
        reject(
          new RapportError(
            'invalid',
            `port ${port} needs rights that this process has not: set PORT to 1024 or above`,
            { cause: error },
          ),
        );
      else reject(error);
    });
    server.listen(port, host, resolve);
  });
}
