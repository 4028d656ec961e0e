import type { Directory, Reach } from '../directory.ts';
import { isError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Message } from '../message.ts';
import type { Outbox } from './outbox.ts';

const PREFIX = 'notice:';

/** Tells the people who answer for a project (or a workspace) that something could not be done. */
export interface Notices {
  /**
   * Enqueues one message to each steward's direct conversation; `key` makes it once. `write` makes it in the steward's language.
   * What nobody could be told is in the log. @throws RapportError `unavailable` alone: whoever settles something then has to come again, or it would end in silence.
   */
  tell(notice: { key: string; workspaceId: string; projectId: string | undefined; write: (reader: Reach) => Message<'internal'> }): Promise<void>;
}

/** Whether a delivery is itself such a notice: nobody is told about a notice that fails, or two broken conversations would tell of each other for ever. */
export const isNotice = (deliveryKey: string): boolean => deliveryKey.startsWith(PREFIX);

export function createNotices({ outbox, directory, log }: { outbox: Outbox; directory: Directory; log: Logger }): Notices {
  return {
    async tell({ key, workspaceId, projectId, write }) {
      let told = 0;
      try {
        for (const personId of await directory.stewards(workspaceId, projectId)) {
          const reach = await directory.reachPerson(workspaceId, personId);
          if ('unreachable' in reach || reach.to.audience !== 'internal') continue;
          // Without the project: a notice is for this person alone, so that rehearsing or stopping the project does not lead it elsewhere.
          const to = { ...reach.to, audience: 'internal' as const };
          await outbox.enqueue({ key: `${PREFIX}${key}:${personId}`, workspaceId, to, message: write(reach), locale: reach.locale, zone: reach.zone });
          told += 1;
        }
        if (told === 0) log.error({ workspaceId, projectId, notice: key }, 'nobody can be told about a failure');
      } catch (error) {
        if (isError(error, 'unavailable')) throw error;
        log.error({ err: error, workspaceId, projectId, notice: key, told }, 'telling about a failure failed');
      }
    },
  };
}
