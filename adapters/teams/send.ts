import type { Message } from '../../src/core/message.ts';
import type { SendOptions } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Connector, Outgoing } from './connector.ts';
import { ConnectorFault, resultOf } from './errors.ts';
import { createKnownCalls, type Target } from './knownCalls.ts';
import { createPrivateSending } from './privately.ts';
import { addressOf, type References } from './references.ts';
import { renderMessage } from './render.ts';

export interface SendingOptions {
  readonly connector: Connector;
  readonly references: References;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the tenants have targeted messages. */
  readonly targeted: boolean;
  /** Whether buttons can open dialogs: everywhere but in the Agents Playground. */
  readonly dialogs: boolean;
}

export type Sending = ReturnType<typeof createSending>;

/** All outbound messages to Teams. Nothing here throws but `openDirect`; failures are in the result. */
export function createSending({ connector, references, clock, log, targeted, dialogs }: SendingOptions) {
  const inKnown = createKnownCalls({ references, log });
  const post = (to: Target, outgoing: Outgoing) =>
    inKnown(to, (known) => connector.post(addressOf(known, to.thread), outgoing));
  const update = (to: Target, message: string, outgoing: Outgoing) =>
    inKnown(to, async (known) => {
      const only = targeted
        ? await references.targetedAt({ tenant: to.tenant, conversation: to.conversation, message })
        : undefined;
      await connector.update(addressOf(known, to.thread), message, outgoing, only);
      return message;
    });

  const render = (
    message: Message,
    { locale, zone }: Pick<SendOptions, 'locale' | 'zone'>,
    ownZone: boolean,
  ): Outgoing => {
    const { card, fallback } = renderMessage(message, { locale, zone, now: clock.now(), ownZone, dialogs });
    return { card, summary: fallback };
  };

  /** A person's own chat with Rapport. @throws RapportError `unavailable` when it cannot be looked up now. */
  async function openDirect(tenant: string, user: string): Promise<{ conversation: string } | { unreachable: string }> {
    const known = await references.direct(tenant, user);
    if (known !== undefined)
      return known.state === 'live'
        ? { conversation: known.conversation }
        : { unreachable: known.reason ?? 'taken out' };
    const from = await references.anyLive(tenant);
    if (from === undefined) return { unreachable: 'Rapport is nowhere in that tenant' };
    try {
      const conversation = await connector.openDirect(addressOf(from), user);
      const spot = {
        tenant,
        conversation,
        kind: 'direct' as const,
        name: undefined,
        team: undefined,
        thread: undefined,
      };
      await references.see(spot, { serviceUrl: from.serviceUrl, bot: from.bot, user });
      return { conversation };
    } catch (error) {
      if (!(error instanceof ConnectorFault)) throw error;
      const result = resultOf(error);
      // Refused for good: Rapport is not installed for that person, and may not install itself.
      if (result.outcome === 'dead') return { unreachable: result.detail };
      throw new RapportError('unavailable', `teams: a direct conversation could not be opened: ${error.message}`, {
        cause: error,
      });
    }
  }

  return {
    post,
    update,
    render,
    openDirect,
    ...createPrivateSending({ connector, references, log, targeted, inKnown, openDirect, render }),
  };
}
