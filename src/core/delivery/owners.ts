import type { Placed } from '../directory.ts';
import { isNotice } from './notices.ts';
import type { Delivery } from './outbox.ts';

/**
 * Worth no word when it does not arrive: our own notices, which would tell of each other for ever, and somebody's list
 * of the day, which is there whenever they ask.
 */
export const isWorthNoWord = ({ key, noise }: Pick<Delivery, 'key' | 'noise'>, placed: Placed | undefined): boolean =>
  isNotice(key) || (noise === 'digest' && placed?.kind === 'direct');

/**
 * Whose message it is, where it is a person's: who set it, else who it is for. What goes into a channel, or belongs to
 * a project, is the manager's to decide about.
 */
export function ownerOf(row: Pick<Delivery, 'ownerId' | 'projectId'>, placed: Placed | undefined): string | undefined {
  if (row.projectId !== undefined || placed?.kind === 'channel') return undefined;
  return row.ownerId ?? placed?.personId;
}
