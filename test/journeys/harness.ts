import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { z } from 'zod';

const SCREENSHOTS = '.reports/screenshots';
const PROGRAM = 'dist/src/main.js';

/** Chromium's path: CHROMIUM, or the one on the PATH. */
function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return named;
  try {
    return execFileSync(
      'sh',
      ['-c', 'command -v chromium || command -v chromium-browser || command -v google-chrome'],
      { encoding: 'utf8' },
    ).trim();
  } catch {
    return undefined;
  }
}
const executablePath = findChromium();
/** Why the journeys cannot run here; undefined if they can. */
export const obstacle = executablePath === undefined ? 'no Chromium: install it, or name it in CHROMIUM' : undefined;

/** Starts the shared browser of one file's journeys. */
async function openBrowser(): Promise<Browser> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run npm run build first`);
  return launchBrowser();
}

/** Starts a browser for pages without a running program. */
export async function launchBrowser(): Promise<Browser> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), headless: true, args: quiet });
}

/** The built program with its own data folder. */
interface Rapport {
  /** The web server's address, without a slash at the end. */
  readonly url: string;
  /** Kills the process. */
  kill(): Promise<void>;
  /** Starts it again over the same data, at the same port. */
  start(): Promise<Rapport>;
  /** Ends it and removes its data. */
  end(): Promise<void>;
}

/** Starts the program as `npm start` does. */
async function startRapport({ empty = false } = {}): Promise<Rapport> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-journey-'));
  let process_: ChildProcess | undefined;

  async function launch(port: string): Promise<Rapport> {
    const child = spawn(process.execPath, [PROGRAM, ...(empty ? ['--empty'] : [])], {
      env: { ...process.env, PORT: port, HOST: '127.0.0.1', DATA_FOLDER: folder, MONGODB_URI: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process_ = child;
    const url = await new Promise<string>((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
        if (found !== null) resolve(found[0]);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`Rapport ended with ${code}:\n${output}`)));
    });
    return { ...rapport, url, start: () => launch(new URL(url).port) };
  }
  async function kill(): Promise<void> {
    if (process_ === undefined || process_.exitCode !== null || process_.signalCode !== null) return;
    const ended = once(process_, 'exit');
    process_.kill('SIGKILL');
    await ended;
  }
  const rapport = {
    kill,
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return launch('0');
}

/** What the journeys of one file share: a browser, and in each journey the program. */
export interface Journey {
  readonly browser: Browser;
  /** Starts the program, which ends with the journey. */
  start(options?: { readonly empty?: boolean }): Promise<Rapport>;
}

/** Describes the journeys of a file; without a browser they are skipped, and the title says why. */
export function describeJourneys(title: string, tell: (journey: Journey) => void): void {
  describe.skipIf(obstacle !== undefined)(`${title}${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
    let browser: Browser;
    let rapport: Rapport | undefined;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      await rapport?.end();
      rapport = undefined;
    });
    afterAll(async () => {
      await browser?.close();
    });
    tell({
      get browser() {
        return browser;
      },
      async start(options) {
        rapport = await startRapport(options);
        return rapport;
      },
    });
  });
}

/** Rapport's answers that only the typing person sees. */
export const whispers = (page: Page, text: string) => page.locator('.post-bot.post-whisper', { hasText: text });
export const dialog = (page: Page) => page.locator('dialog[open]');

/** A page of a new visitor. Any console message of the page fails the journey at its end (`complaints`). */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // A toast hides after some seconds; a busy machine looks later, so here it stays.
  await context.addInitScript(
    'const start = window.setTimeout; window.setTimeout = (work, after, ...given) => start(work, after >= 4000 ? 3_600_000 : after, ...given);',
  );
  // Longer than a busy machine needs, like the limits in vitest.config.ts.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('#composer').waitFor();
  return { page, complaints };
}

/** Types into the message box and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.locator('#composer').fill(text);
  await page.locator('#composer').press('Enter');
}

/** Switches to a person by the name in the sidebar. */
export async function become(page: Page, name: string): Promise<void> {
  await page.locator('[data-person]', { hasText: name }).click();
  await page.locator('[data-person][aria-current]', { hasText: name }).waitFor();
}

/** Opens a channel by its name, or `Rapport`. */
export async function goTo(page: Page, conversation: string): Promise<void> {
  await page.locator('[data-conversation]').getByText(conversation, { exact: true }).click();
  await page.locator('.bar h1', { hasText: conversation }).waitFor();
}

/** Saves a screenshot. */
export async function picture(page: Page, name: string): Promise<void> {
  // A new element glows for a moment. Scripts for the page are strings, because the tests' types have no browser.
  await page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))).then(() => undefined)',
  );
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

const axeViolations = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    nodes: z.array(z.object({ target: z.array(z.string()) })),
  }),
);

/**
 * axe's findings on the present page, without those of the level "minor": `rule: where`. The context must allow its
 * script (`bypassCSP`).
 */
export async function faultsForReaders(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  const found: unknown = await page.evaluate(
    'axe.run(document, { preload: false }).then(({ violations }) => violations)',
  );
  return axeViolations
    .parse(found)
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
