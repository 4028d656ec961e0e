/** The reads by which an event is located, known before the first of them is answered. */

import type { InboundEvent } from '../../core/platform.ts';
import type { ReadAhead } from '../../store/collection.ts';
import { identities, people } from '../people/collections.ts';
import { identityKey } from '../people/model.ts';
import { channelAt } from '../projects/channels.ts';
import { channels, projects } from '../projects/collections.ts';
import { installations, workspaces } from '../workspaces/store.ts';

/**
 * The installation; from it the workspace, the sender with their account, and the channel with its project and its
 * manager, whose accounts tell their zone.
 */
export function locatingReads(event: InboundEvent): ReadAhead {
  const { from, installation } = event;
  const { platform, tenant } = installation;
  const place = 'place' in event && event.place?.kind !== 'direct' ? event.place : undefined;
  const key = identityKey({ platform, tenant: from.tenant, user: from.user });
  const sender: ReadAhead = { from: identities, where: { key }, next: [{ from: people, id: 'personId' }] };
  const accounts: ReadAhead = { from: identities, all: { of: 'personId', sort: { lastSeenAt: -1 } } };
  const channel = (conversation: string): ReadAhead => ({
    from: channels,
    where: channelAt({ platform, tenant, conversation }),
    next: [{ from: projects, id: 'projectId', next: [{ from: people, id: 'managerId', next: [accounts] }] }],
  });
  return {
    from: installations,
    where: { platform, tenant },
    next: [
      { from: workspaces, id: 'workspaceId' },
      sender,
      ...(place === undefined ? [] : [channel(place.conversation)]),
    ],
  };
}
