import { RapportError } from '../ground/errors.ts';

/** The fields of driver and mongoose errors that are read here. */
interface DatabaseError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly keyPattern?: Record<string, unknown>;
  readonly cause?: unknown;
}

const taken = 11_000;
/**
 * Server codes for an unfit type or value: BadValue, FailedToParse, TypeMismatch, PathNotViable,
 * ConflictingUpdateOperators, ImmutableField.
 */
const unfit = new Set<unknown>([2, 9, 14, 28, 40, 66]);
/**
 * Server codes for a server that cannot serve now: HostUnreachable, HostNotFound, NetworkTimeout, shutting down,
 * changing or without primary, out of disk.
 */
const away = new Set<unknown>([6, 7, 89, 91, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031]);
/** Node's codes for a connection that broke, timed out or was refused. */
const brokenConnections = new Set<unknown>([
  ...['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ECONNREFUSED', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const awayNames =
  /^(Mongo(ose)?ServerSelectionError|MongoNetwork|MongoWaitQueueTimeout|MongoPool|MongoTopologyClosed|MongoNotConnected|MongoOperationTimeout|MongoClientClosed|MongoServerClosed)/;
const unfitNames = /^(CastError|StrictModeError|ValidationError|ObjectExpectedError|ObjectParameterError|BSONError)$/;

/** Maps errors of the database layer to ours; only this function knows their codes and names. */
export function storeError(error: unknown, collection: string): RapportError {
  if (error instanceof RapportError) return error;
  const { name, message, code, keyPattern, cause } = error as DatabaseError;
  if (code === taken) {
    const keys = Object.keys(keyPattern ?? {});
    const [field = '_id'] = keys;
    return new RapportError('conflict', `${collection}: another document has the same ${keys.join(' and ') || '_id'}`, {
      field,
      cause: error,
    });
  }
  if (
    away.has(code) ||
    awayNames.test(name) ||
    brokenConnections.has(code) ||
    brokenConnections.has((cause as DatabaseError | undefined)?.code)
  )
    return new RapportError('unavailable', `${collection}: the database does not answer: ${message}`, { cause: error });
  if (unfit.has(code) || unfitNames.test(name))
    return new RapportError('invalid', `${collection}: ${message}`, { cause: error });
  return new RapportError('internal', `${collection}: ${message}`, { cause: error });
}
