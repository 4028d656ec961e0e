import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import type { Directory, Reach, Routes } from '../directory.ts';
import type { Message } from '../message.ts';
import type { Outbox } from './outbox.ts';

const PREFIX = 'notice:';

/** Tells a project's or a workspace's stewards about a failure. */
export interface Notices {
  /**
   * Enqueues one message to each steward's direct conversation, once per `key`. `write` makes it in the steward's
   * language. Unreachable stewards are logged. @throws RapportError `unavailable` only: the caller must retry, or the
   * notice would be lost.
   */
  tell(notice: {
    key: string;
    workspaceId: string;
    projectId: string | undefined;
    /** The owner and their message; the stewards are then told about a project's delivery only. */
    owner?: { readonly personId: string; readonly reach: Reach; readonly message: Message } | undefined;
    /** The failed conversation: people are told in another one of theirs, where they have one. */
    failed?: string | undefined;
    write: (reader: Reach, personId: string) => Message<'internal'>;
  }): Promise<void>;
}

/**
 * Whether a delivery is itself a notice. A failed notice causes none, or two broken conversations would report each
 * other for ever.
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
      // Without the project: a notice is for this person alone, so a rehearsal or a stop of the project must not
      // redirect it.
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
        for (const personId of stewards.filter((steward) => steward !== owner?.personId)) {
          const reach = await reachElsewhere(directory, { workspaceId, personId, failed });
          if (reach?.to.audience === 'internal') await enqueue(personId, reach, write(reach, personId));
        }
        if (told === 0) log.error({ workspaceId, projectId, notice: key }, 'no steward can be told about a failure');
      } catch (error) {
        if (isError(error, 'unavailable')) throw error;
        log.error(
          { err: error, workspaceId, projectId, notice: key, told },
          'the notice of a failure could not be sent',
        );
      }
    },
  };
}

/**
 * The place for a person's notice of a failure: another conversation than the failed one, if there is one; else the
 * same one, because a platform comes back. Undefined for an unreachable person.
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
