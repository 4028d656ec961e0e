import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { uncaughtDuring } from '../../test/fakes/odd.ts';
import type { Edge } from '../core/edge.ts';
import { silentLogger } from '../ground/log.ts';
import { createMetrics } from './metrics.ts';
import { startWeb, type WebServer } from './server.ts';

let web: WebServer | undefined;
afterEach(async () => {
  await web?.close();
  web = undefined;
});

async function start(
  overrides: {
    ready?: () => Promise<void>;
    deliveries?: () => Promise<Record<string, number>>;
    port?: number;
    routes?: Edge['routes'];
  } = {},
): Promise<WebServer> {
  const metrics = createMetrics({
    deliveries: overrides.deliveries ?? (async () => ({ waiting: 3, dead: 1 })),
    sinceLook: () => 12,
  });
  web = await startWeb({
    host: '127.0.0.1',
    port: overrides.port ?? 0,
    log: silentLogger,
    metrics,
    ready: overrides.ready ?? (async () => {}),
    routes: overrides.routes ?? [],
    pages: {},
    playground: undefined,
  });
  return web;
}

test('an adapter’s listener that throws or aborts ends only its own request', async () => {
  const { url } = await start({
    routes: [
      {
        path: '/throws',
        listener: () => {
          throw new TypeError('at once');
        },
      },
      { path: '/rejects', listener: () => Promise.reject(new TypeError('later')) },
      {
        path: '/writes',
        listener: (_request, response) => {
          response.end('done');
          response.write('more');
        },
      },
    ],
  });
  const statuses: Record<string, number> = {};
  const uncaught = await uncaughtDuring(async () => {
    for (const path of ['/throws', '/rejects', '/writes', '/healthz'])
      statuses[path] = (await fetch(`${url}${path}`)).status;
  });
  expect([statuses, uncaught]).toEqual([{ '/throws': 500, '/rejects': 500, '/writes': 200, '/healthz': 200 }, []]);
});

describe('the endpoints for operators', () => {
  test('while the database is down the server is alive, but not ready', async () => {
    const { url } = await start({ ready: async () => Promise.reject(new Error('canary: no answer from db.internal')) });
    const alive = await fetch(`${url}/healthz`);
    const ready = await fetch(`${url}/readyz`);
    expect(alive.status).toBe(200);
    expect(ready.status).toBe(503);
    expect(await ready.text()).not.toContain('canary');
  });

  test('the metrics have the number of waiting and dead deliveries', async () => {
    const { url } = await start();
    const body = await (await fetch(`${url}/metrics`)).text();
    expect(body).toContain('rapport_deliveries{state="waiting"} 3');
    expect(body).toContain('rapport_deliveries{state="dead"} 1');
  });

  test('the metrics have the time since the last look for due work', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('rapport_seconds_since_look 12');
  });

  test('the metrics stay readable while the database is down', async () => {
    const { url } = await start({ deliveries: async () => Promise.reject(new Error('away')) });
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('process_cpu_seconds_total');
  });

  test('requests below an adapter’s path reach it unchanged, and no others do', async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await start({
      routes: [
        {
          path: '/chat',
          listener: (request, response) => {
            seen.push(request.url);
            response.end();
          },
        },
      ],
    });
    for (const path of ['/chat', '/chat/events?x=1', '/chatter', '/healthz'])
      await fetch(`${url}${path}`, { method: 'POST' });
    expect(seen).toEqual(['/chat', '/chat/events?x=1']);
  });

  test('an unknown address is a plain 404 that names no software', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/nothing`);
    expect(response.status).toBe(404);
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  test('a taken port is an error with advice', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const attempt = start({ port });
    await expect(attempt).rejects.toThrow(/is taken .* set PORT/);
    other.close();
  });
});
