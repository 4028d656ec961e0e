import type { ConversationRef, SendResult } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import { type ConnectorFault, closedBy, resultOf } from './errors.ts';
import type { KnownConversation } from './referenceRows.ts';
import type { References } from './references.ts';

/** A conversation as a target. */
export type Target = Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>;

export const noReference: SendResult = {
  outcome: 'dead',
  reason: 'notInChannel',
  detail: 'teams: Rapport was never seen in that conversation',
};
const noInstallation: SendResult = {
  outcome: 'dead',
  reason: 'disconnected',
  detail: 'teams: Rapport is nowhere in that tenant',
};

/** Calls in stored conversations. Nothing here throws; failures are in the result. */
export function createKnownCalls({ references, log }: { references: References; log: Logger }) {
  /** Makes one call in a stored conversation, and marks it as dead when it is closed to us. */
  return async function inKnown(to: Target, call: (known: KnownConversation) => Promise<string>): Promise<SendResult> {
    try {
      const known = await references.find(to.tenant, to.conversation);
      if (known === undefined)
        return (await references.anyLive(to.tenant)) === undefined ? noInstallation : noReference;
      if (known.state === 'dead')
        return {
          outcome: 'dead',
          reason: known.why ?? 'notInChannel',
          detail: `teams: ${known.reason ?? 'Rapport was taken out'}`,
        };
      try {
        return { outcome: 'sent', message: await call(known) };
      } catch (error) {
        const result = resultOf(error);
        const why = closedBy(result);
        if (why !== undefined)
          await references.bury(to.tenant, to.conversation, { why, reason: (error as ConnectorFault).message });
        return result;
      }
    } catch (error) {
      // The database failed: nothing was posted, unless it failed after Teams had refused.
      log.warn({ err: error }, 'teams: a conversation could not be looked up');
      return { outcome: 'retry', reason: 'teams: the conversation could not be looked up' };
    }
  };
}

export type InKnown = ReturnType<typeof createKnownCalls>;
