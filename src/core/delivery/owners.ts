import type { Placed } from '../directory.ts';
import { isNotice } from './notices.ts';
import type { Delivery } from './outbox.ts';

/**
 * Deliveries whose failure is not reported: our own notices, which would report each other for ever, and the list of
 * the day, which a person can ask for.
 */
export const isWorthNoWord = ({ key, noise }: Pick<Delivery, 'key' | 'noise'>, placed: Placed | undefined): boolean =>
  isNotice(key) || (noise === 'digest' && placed?.kind === 'direct');

/**
 * The owner of a personal message: the person who set it, else its recipient. Undefined for a channel's or a project's
 * message: the manager decides about it.
 */
export function ownerOf(row: Pick<Delivery, 'ownerId' | 'projectId'>, placed: Placed | undefined): string | undefined {
  if (row.projectId !== undefined || placed?.kind === 'channel') return undefined;
  return row.ownerId ?? placed?.personId;
}
