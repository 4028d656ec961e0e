import { type Logger as PinoLogger, pino } from 'pino';

/** Structured logging, as everything that logs is handed it. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & { child(bindings: Record<string, unknown>): Logger };

/** Never written, wherever they stand in a logged object: credentials, and what people wrote. */
const REDACTED = ['token', 'secret', 'password', 'authorization', 'cookie', 'signature', 'uri', 'text', 'values', 'message.blocks'];

/** Credentials inside free text, such as a driver's error that repeats its connection string. */
const CREDENTIALS_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
/** Slack's and JSON Web tokens, by their form. */
const TOKENS = /\b(xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g;

/** Takes credentials out of text that others wrote: connection strings lose user and password, tokens their value. */
export function withoutSecrets(text: string): string {
  return text.replace(CREDENTIALS_IN_URL, '$1[redacted]@').replace(TOKENS, '[redacted]');
}

interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output when absent. */
  readonly write?: (line: string) => void;
}

/** The log of a running installation: one JSON line per entry, secrets taken out by name and by form. */
export function createLogger(options: LogOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    hooks: { streamWrite: withoutSecrets },
  };
  return options.write === undefined ? pino(settings) : pino(settings, { write: options.write });
}

/** For tests and tools that report in another way. */
export const silentLogger: Logger = pino({ level: 'silent' });
