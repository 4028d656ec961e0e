/** Notices about an entry to our side: their form, and whom they go to. */

import type { Block, Button, Message } from '../../core/message.ts';
import type { Tell } from '../../core/tell.ts';
import { inARow } from '../../ground/i18n.ts';
import type { Entry } from '../entries/model.ts';

/** Sentences for our side, each a paragraph, with buttons below. */
export const notice = (lines: readonly string[], buttons: readonly Button[]): Message<'internal'> => ({
  audience: 'internal',
  fallbackText: inARow(lines),
  blocks: [
    ...lines.map((text): Block => ({ kind: 'text', text })),
    ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }]),
  ],
});

/** Tells the owner of an entry, or the project's stewards if there is no owner of our side who can be reached. */
export async function tellOwner(
  tell: Pick<Tell, 'person' | 'stewards'>,
  { workspaceId, projectId, ownerId }: Pick<Entry, 'workspaceId' | 'projectId' | 'ownerId'>,
  say: Parameters<Tell['stewards']>[1],
  how: Parameters<Tell['stewards']>[2],
): Promise<void> {
  if (ownerId !== undefined) {
    const told = await tell.person({ workspaceId, personId: ownerId, audience: 'internal' }, say, how);
    if (told.isTold) return;
  }
  await tell.stewards({ workspaceId, projectId }, say, how);
}
