import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { workCollections } from '../../src/core/coreCollections.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { type DatabaseOptions, openDatabase } from '../../src/store/database.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { instance, outgoing } from '../fakes/work.ts';

const worker = fileURLToPath(new URL('stopWorker.mjs', import.meta.url));
const START = '2026-11-23T09:00:00.000Z';
const KEYS = ['k1', 'k2', 'k3', 'k4'];

/** The state after SIGTERM, over one engine; `clean` removes the data of `open`. */
export function stopsCleanly(
  engine: string,
  { open, clean }: { open: () => Promise<Exclude<DatabaseOptions, { memory: true }>>; clean: () => Promise<void> },
): void {
  test(`SIGTERM over ${engine} finishes the post under way, gives back the rest, and nothing is posted twice`, async () => {
    const options = await open();
    const scratch = await mkdtemp(join(tmpdir(), 'rapport-stop-'));
    const file = join(scratch, 'posts');
    const db = await openDatabase(options);
    await db.prepare(workCollections);
    const clock = stoppedClock(START);
    for (const key of KEYS) {
      await instance(db, clock, fakePlatform()).outbox.enqueue(outgoing(key));
      clock.advance(1);
    }
    await db.close();

    const child = spawn(
      process.execPath,
      [worker, JSON.stringify({ ...options, posts: file, clock: clock.now().toISOString() })],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    try {
      const said: string[] = [];
      const exited = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) {
        said.push(line);
        if (line === 'sending k1') child.kill('SIGTERM');
        // The platform answers only after the signal: running work is awaited.
        if (line === 'stopping') child.stdin.write('go\n');
      }
      const [code] = await exited;

      const after = await openDatabase(options);
      await after.prepare(workCollections);
      const rows = await after.everywhere(deliveries).find({}, { sort: { key: 1 } });
      const platform = fakePlatform();
      await instance(after, clock, platform).sender.tick();
      await after.close();

      expect([code, said]).toEqual([0, ['sending k1', 'stopping', 'stopped']]);
      expect((await readFile(file, 'utf8')).trim()).toBe('k1');
      expect(rows.map((row) => [row.state, row.lease])).toEqual([
        ['sent', undefined],
        ...KEYS.slice(1).map(() => ['waiting', undefined]),
      ]);
      // The next process continues at once: no lease has to expire.
      expect(platform.posts.map((post) => post.key)).toEqual(KEYS.slice(1));
    } finally {
      child.kill('SIGKILL');
      await rm(scratch, { recursive: true });
      await clean();
    }
  });
}
