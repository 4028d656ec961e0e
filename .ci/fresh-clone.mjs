// What a new user does, in a temporary folder with nothing set: clone, `npm ci`, `npm start`, open the page. Exit 1
// with the reason when a step fails.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

// for a start that hangs: far above what a busy machine takes
const START_WITHIN_MS = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'rapport-clone-'));
const clone = join(folder, 'rapport');
// a person's shell knows nothing of our test set-up
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => ['PATH', 'HOME', 'LANG', 'TMPDIR'].includes(name) || name.startsWith('npm_config_'),
  ),
);
let bot;

try {
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${process.cwd()}`, clone], { stdio: 'inherit' });
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, env, stdio: 'inherit' });

  const begun = performance.now();
  bot = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`npm start printed no address within ${START_WITHIN_MS} ms: ${said}`)),
      START_WITHIN_MS,
    );
    bot.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(said);
      if (found) {
        clearTimeout(timer);
        resolve(found[0]);
      }
    });
    bot.on('exit', (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
  const page = await fetch(address);
  const html = await page.text();
  if (!page.ok || !html.includes('<title>Rapport'))
    throw new Error(`the page answers ${page.status}: ${html.slice(0, 200)}`);
  const health = await fetch(new URL('/readyz', address));
  if (!health.ok) throw new Error(`/readyz answers ${health.status}: ${await health.text()}`);
  console.log(`the page was there ${Math.round(performance.now() - begun)} ms after npm start (build and start)`);

  const ended = new Promise((resolve) => bot.removeAllListeners('exit').on('exit', resolve));
  process.kill(-bot.pid, 'SIGTERM');
  await ended;
  bot = undefined;
  const untracked = execFileSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' }).trim();
  if (untracked) throw new Error(`installing and starting left behind what git does not ignore: ${untracked}`);
  if (!readdirSync(clone).includes('data')) throw new Error('nothing was stored in ./data');
} catch (error) {
  console.error(String(error.message ?? error));
  process.exitCode = 1;
} finally {
  if (bot) process.kill(-bot.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
