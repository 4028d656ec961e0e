import { parseArgs } from 'node:util';
import { type App, startApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { RapportError } from './core/errors.ts';
import { createLogger, withoutSecrets } from './core/log.ts';
import { greeting } from './greeting.ts';

const USAGE = 'Usage: npm start [-- --empty]\n  --empty  start the playground without the sample client\n';
/** A post under way is answered within 15 s, and then kept. */
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

/** The second signal, or too long a farewell, ends the process at once: what is in hand is taken up at the next start. */
function stopOnSignal(app: App): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`stopping failed: ${String(error)}`),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

const { empty } = readArguments();
try {
  const config = readConfig();
  const log = createLogger({ level: config.logLevel });
  const app = await startApp({ config, log, start: empty ? 'empty' : 'sample' });
  stopOnSignal(app);
  process.stdout.write(greeting(app));
} catch (error) {
  if (error instanceof ConfigError) fail(`${error.message}\nnpm run doctor says more.`);
  if (error instanceof RapportError) fail(`Rapport cannot start: ${error.message}`);
  throw error;
}
