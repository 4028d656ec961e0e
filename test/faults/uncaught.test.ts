import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { built } from './house.ts';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
/** Simulates a library inside the process: it raises the faults that a message names. */
const LIBRARY = `
import { EventEmitter } from 'node:events';
const doings = {
  reject: () => void Promise.reject(new Error('planted rejection')),
  storm: () => { for (let count = 0; count < 3000; count++) void Promise.reject(new Error('planted storm')); },
  reset: () => setTimeout(() => new EventEmitter().emit('error', Object.assign(new Error('planted reset'), { code: 'ECONNRESET', syscall: 'read' })), 1),
  throw: () => setTimeout(() => { throw new TypeError('planted exception'); }, 1),
  twice: () => { doings.throw(); setTimeout(() => { throw new TypeError('planted second'); }, 2); },
};
process.on('message', (what) => doings[what]());
`;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function runningRapport() {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-uncaught-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const library = join(folder, 'library.mjs');
  await writeFile(library, LIBRARY);
  const env = {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    DATA_FOLDER: join(folder, 'data'),
    PLAYGROUND: 'on',
    LOG_LEVEL: 'warn',
  };
  const child: ChildProcess = spawn(process.execPath, ['--import', pathToFileURL(library).href, main], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  endings.push(async () => child.kill('SIGKILL'));
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    said += bytes.toString('utf8');
  });
  const exited = once(child, 'exit').then(([code]) => code as number);
  await expect.poll(() => said).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
  const told = () =>
    said.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  return {
    exited,
    told,
    library: (what: string) => child.send(what),
    /** Sends the first half of a request; the second half comes later. */
    async halfARequest() {
      const socket = connect(Number(new URL(url ?? '').port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
      return {
        async finish() {
          const answer = once(socket, 'data');
          socket.write('\r\n');
          return String(await answer);
        },
      };
    },
    health: async () => (await fetch(`${url}/healthz`)).status,
  };
}

if (!built) test.skip('what nobody caught, in the running program (dist is not there: run npm run build first)');
else {
  test('an unhandled rejection and a broken connection do not end the process; a storm of them does not fill the log', async () => {
    const rapport = await runningRapport();
    rapport.library('reject');
    await expect.poll(() => JSON.stringify(rapport.told())).toContain('planted rejection');
    rapport.library('reset');
    await expect.poll(() => JSON.stringify(rapport.told())).toContain('planted reset');
    rapport.library('storm');
    await expect.poll(() => JSON.stringify(rapport.told())).toContain('planted storm');
    expect(await rapport.health()).toBe(200);
    const lines = rapport.told().filter(({ reference }) => reference !== undefined);
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines[0]).toMatchObject({ level: 50, reference: expect.stringMatching(/^[0-9a-f]{8}$/) });
  });

  test.each(['throw', 'twice'])(
    'an exception that nobody caught (%s) leaves as a signal does, with a reference, and says so by its exit code',
    async (what) => {
      const rapport = await runningRapport();
      rapport.library(what);
      expect(await rapport.exited).toBe(1);
      expect(rapport.told()).toContainEqual(
        expect.objectContaining({
          level: 60,
          reference: expect.stringMatching(/^[0-9a-f]{8}$/),
          err: expect.objectContaining({ message: 'planted exception' }),
        }),
      );
    },
  );
}
