import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import type { Directory, Reach, Routes } from '../directory.ts';
import type { Message } from '../message.ts';
import type { Outbox } from './outbox.ts';

const PREFIX = 'notice:';

/** Tells the people who answer for a project (or a workspace) that something could not be done. */
export interface Notices {
  /**
   * Enqueues one message to each steward's direct conversation; `key` makes it once. `write` makes it in the steward's
   * language. What nobody could be told is in the log. @throws RapportError `unavailable` alone: whoever settles
   * something then has to come again, or it would end in silence.
   */
  tell(notice: {
    key: string;
    workspaceId: string;
    projectId: string | undefined;
    /** Whose message it is, and what they are told; the stewards then hear of a project's alone. */
    owner?: { readonly personId: string; readonly reach: Reach; readonly message: Message } | undefined;
    /** The conversation that did not work: people are told in another one of theirs, where they have one. */
    failed?: string | undefined;
    write: (reader: Reach, personId: string) => Message<'internal'>;
  }): Promise<void>;
}

/**
 * Whether a delivery is itself such a notice: nobody is told about a notice that fails, or two broken conversations
 * would tell of each other for ever.
 */
export const isNotice = (deliveryKey: string): boolean => deliveryKey.startsWith(PREFIX);

export function createNotices({
  outbox,
  directory,
  log,
}: {
  outbox: Outbox;
  directory: Pick<Directory, 'stewards'> & Routes;
  log: Logger;
}): Notices {
  return {
    async tell({ key, workspaceId, projectId, owner, failed, write }) {
      let told = 0;
      // Without the project: a notice is for this person alone, so that rehearsing or stopping the project does not
      // lead it elsewhere.
      const enqueue = async (personId: string, { to, locale, zone }: Reach, message: Message) => {
        await outbox.enqueue({
          key: `${PREFIX}${key}:${personId}`,
          workspaceId,
          to,
          message,
          locale,
          zone,
          noise: 'answer',
        });
        told += 1;
      };
      try {
        if (owner !== undefined) await enqueue(owner.personId, owner.reach, owner.message);
        const stewards =
          owner === undefined || projectId !== undefined ? await directory.stewards(workspaceId, projectId) : [];
        for (const personId of stewards.filter((one) => one !== owner?.personId)) {
          const reach = await reachElsewhere(directory, { workspaceId, personId, failed });
          if (reach?.to.audience === 'internal') await enqueue(personId, reach, write(reach, personId));
        }
        if (told === 0) log.error({ workspaceId, projectId, notice: key }, 'nobody can be told about a failure');
      } catch (error) {
        if (isError(error, 'unavailable')) throw error;
        log.error({ err: error, workspaceId, projectId, notice: key, told }, 'telling about a failure failed');
      }
    },
  };
}

/**
 * How somebody is told of what failed: in another conversation than the one that did not work, where they have one;
 * else there all the same, since a platform that was away is back one day. Undefined for whoever cannot be reached at
 * all.
 */
export async function reachElsewhere(
  directory: Pick<Routes, 'reachPerson'>,
  {
    workspaceId,
    personId,
    failed,
  }: { readonly workspaceId: string; readonly personId: string; readonly failed: string | undefined },
): Promise<Reach | undefined> {
  for (const options of failed === undefined ? [{}] : [{ except: failed }, {}]) {
    const reach = await directory.reachPerson(workspaceId, personId, options);
    if (!('unreachable' in reach)) return reach;
  }
  return undefined;
}
