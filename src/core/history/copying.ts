import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import type { Collection } from '../../store/collection.ts';
import type { HistoryRow } from './subject.ts';

/**
 * Copies rows to the history, in one command where all are new. A row that it refuses is logged and delays no other.
 * Returns the ids of the rows that it holds now. @throws RapportError `unavailable`.
 */
export async function copyTo(
  history: Collection<HistoryRow>,
  rows: readonly HistoryRow[],
  log: Logger,
): Promise<ReadonlySet<string>> {
  const ids = rows.map(({ _id }) => _id);
  if (rows.length === 0) return new Set();
  try {
    await history.insertMany(rows);
    return new Set(ids);
  } catch (error) {
    if (isError(error, 'unavailable')) throw error;
    // With a conflict the others are inserted; with an invalid row none is.
    if (!isError(error, 'conflict')) for (const row of rows) await copyAlone(history, row, log);
  }
  // Another relay has copied some of them already.
  const there = new Set((await history.find({ _id: { $in: ids } })).map(({ _id }) => _id));
  for (const { _id, subject, revision } of rows)
    if (!there.has(_id)) log.error({ subject, revision, event: _id }, 'an event could not be copied to the history');
  return there;
}

async function copyAlone(history: Collection<HistoryRow>, row: HistoryRow, log: Logger): Promise<void> {
  await history.insert(row).catch((error: unknown) => {
    if (isError(error, 'unavailable')) throw error;
    if (!isError(error, 'conflict')) log.error({ err: error, event: row._id }, 'the history refused an event');
  });
}
