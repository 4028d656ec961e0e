import { parseArgs } from 'node:util';
import { type App, startApp } from './app/app.ts';
import { greeting } from './app/greeting.ts';
import { guardProcess } from './app/processGuard.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { steadyClock } from './ground/clock.ts';
import { RapportError } from './ground/errors.ts';
import { createLogger, withoutSecrets } from './ground/log.ts';

const USAGE = 'Usage: npm start [-- --empty]\n  --empty  start the playground without the sample client\n';
/** A running post ends within 15 s, and is then recorded. */
const STOP_WITHIN_MS = 20_000;

function readArguments(): { empty: boolean } {
  try {
    const { values } = parseArgs({ options: { empty: { type: 'boolean', default: false } } });
    return { empty: values.empty };
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function fail(text: string): never {
  process.stderr.write(`${withoutSecrets(text)}\n`);
  process.exit(1);
}

let starting: Promise<App> | undefined;
let isLeaving = false;

/**
 * Finishes or releases leased work and ends the process, once it has started. The process also ends when that takes too
 * long: the work is then recovered at the next start.
 */
function leave(code: number): void {
  if (isLeaving) return;
  if (starting === undefined) process.exit(1);
  isLeaving = true;
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  starting
    .then((app) => app.stop())
    .then(
      () => process.exit(code),
      (error: unknown) => fail(`stopping failed: ${String(error)}`),
    );
}

/** The second signal ends the process at once. */
const onSignal = () => (isLeaving ? process.exit(1) : leave(0));

const { empty } = readArguments();
try {
  const config = readConfig();
  const log = createLogger({ level: config.logLevel });
  guardProcess({ source: process, clock: steadyClock, log, leave: () => leave(1) });
  starting = startApp({ config, log, start: empty ? 'empty' : 'sample' });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const app = await starting;
  process.stdout.write(greeting(app));
} catch (error) {
  if (error instanceof ConfigError) fail(`${error.message}\nnpm run doctor says more.`);
  if (error instanceof RapportError) fail(`Rapport cannot start: ${error.message}`);
  fail(`Rapport cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
