/** Teams as the core sees it: posting, editing and examining, over the sending of cards. */

import { preceded } from '../../src/core/answers.ts';
import type { ChatPlatform } from '../../src/core/platform.ts';
import { noReference, type Target } from './knownCalls.ts';
import { PACE } from './limits.ts';
import { memberOf } from './people.ts';
import type { KnownConversation } from './referenceRows.ts';
import { addressOf } from './references.ts';
import type { Sending, SendingOptions } from './send.ts';

/** A deep link to a message (learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams). */
function messageLink(
  {
    tenant,
    conversation,
    kind,
    thread,
  }: Pick<KnownConversation, 'tenant' | 'conversation' | 'kind'> & Pick<Target, 'thread'>,
  message: string,
) {
  const query: Record<string, string> =
    kind === 'channel'
      ? { tenantId: tenant, parentMessageId: thread ?? message }
      : { context: '{"contextType":"chat"}' };
  return `https://teams.microsoft.com/l/message/${encodeURIComponent(conversation)}/${encodeURIComponent(message)}?${new URLSearchParams(query)}`;
}

/** Teams as the core's platform. */
export function createPlatform(
  sending: Sending,
  { connector, references, log }: Pick<SendingOptions, 'connector' | 'references' | 'log'>,
): ChatPlatform {
  const isDirect = async ({ tenant, conversation }: Target) =>
    (await references.find(tenant, conversation).catch(() => undefined))?.kind === 'direct';

  return {
    id: 'teams',
    pace: PACE,
    // Unused: nothing can be looked up in Teams.
    appearsWithinMs: 0,
    send: async (to, message, options) => sending.post(to, sending.render(message, options, await isDirect(to))),
    // Teams offers bots no look-up of their posts.
    find: async () => 'cannotTell',
    update: async (to, posted, message, options) =>
      sending.update(to, posted, sending.render(message, options, await isDirect(to))),
    async whisper(to, user, message, { locale, zone }) {
      const known = await references.find(to.tenant, to.conversation).catch(() => undefined);
      if (known === undefined) return noReference;
      if (known.kind === 'direct') return sending.post(to, sending.render(message, { locale, zone }, true));
      const { result } = await sending.privately(
        { ...to, kind: known.kind, name: known.name },
        { user: user.user, name: '', locale, zone },
        (about) => sending.render(about === undefined ? message : preceded(message, about), { locale, zone }, true),
      );
      return result;
    },
    openDirect: ({ tenant }, { user }) => sending.openDirect(tenant, user),
    async linkTo({ tenant, conversation, thread }, message) {
      const known = await references.find(tenant, conversation).catch(() => undefined);
      return known === undefined ? undefined : messageLink({ ...known, thread }, message);
    },
    async members({ tenant, conversation }) {
      try {
        const known = await references.find(tenant, conversation);
        if (known === undefined) return { unknown: 'Rapport was never seen there' };
        if (known.state === 'dead') return { unknown: known.reason ?? 'Rapport was taken out' };
        const roster = await connector.members(addressOf(known));
        // A person with access through several teams is listed for each of them.
        const once = new Map(roster.map((entry) => [entry.id, entry]));
        return { members: [...once.values()].map((entry) => memberOf(entry, tenant)) };
      } catch (error) {
        log.warn({ err: error, conversation }, 'teams: a roster could not be read');
        return { unknown: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
