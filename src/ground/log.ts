import { type Logger as PinoLogger, pino } from 'pino';

/** The logger, passed to all code that logs. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(bindings: Record<string, unknown>): Logger;
};

/** Fields that are never logged, at any depth: credentials, and text that people wrote. */
const REDACTED =
  /token|secret|password|authorization|cookie|signature|credential|api[-_]?key|^(uri|text|values|blocks|body)$/i;
const CENSOR = '[redacted]';
/** Deeper than any object that is logged on purpose. */
const DEEPEST = 8;

/** Credentials inside text, such as a driver's error that repeats its connection string. */
const CREDENTIALS_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
/** Slack's and JSON Web tokens, by their form; also Slack's response_urls, which work like a token. */
const TOKENS = /\b(xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g;
const ANSWER_URL = /\b(https:\/\/hooks\.slack[\w.-]*\/)[^\s"'\\]+/gi;
/** The value after "Bearer", "secret=" and the like. */
const NAMED = /\b(bearer +|\w*(?:secret|password|token)=)[^\s&"'\\]+/gi;

/** Removes credentials from foreign text: connection strings lose user and password, tokens their value. */
export function withoutSecrets(text: string): string {
  return text
    .replace(CREDENTIALS_IN_URL, `$1${CENSOR}@`)
    .replace(TOKENS, CENSOR)
    .replace(ANSWER_URL, `$1${CENSOR}`)
    .replace(NAMED, `$1${CENSOR}`);
}

/**
 * The logged part of an error. SDKs attach whole requests to theirs, with credentials and people's text; the rest is
 * left out.
 */
function bareError(error: Error): Record<string, unknown> {
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, status, statusCode, errno, syscall } = error as Error & Record<string, unknown>;
  return { type, message, stack, code, status: status ?? statusCode, errno, syscall };
}

/** A value without the fields that are never logged. */
function censored(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return bareError(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((one) => censored(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, REDACTED.test(key) ? CENSOR : censored(one, depth + 1)]),
  );
}

interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** The output for lines; default standard output. */
  readonly write?: (line: string) => void;
}

/** The log of a running installation: one JSON line per entry. Secrets are removed by field name and by form. */
export function createLogger(options: LogOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (entry: Record<string, unknown>) => censored(entry) as Record<string, unknown> },
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: withoutSecrets },
  };
  return options.write === undefined ? pino(settings) : pino(settings, { write: options.write });
}

/** A logger without output: for tests, and for tools with their own reports. */
export const silentLogger: Logger = pino({ level: 'silent' });
