import type { Placed } from '../directory.ts';
import { isNotice } from './notices.ts';
import type { Delivery } from './outbox.ts';

/** Worth no word when it does not arrive: our own notices, which would tell of each other for ever, and somebody's list of the day, which is there whenever they ask. */
export const isWorthNoWord = ({ key, noise }: Pick<Delivery, 'key' | 'noise'>, placed: Placed | undefined): boolean =>
  isNotice(key) || (noise === 'digest' && placed?.kind === 'direct');

/** Whose message it is, where it is a person's: who set it, else, outside a project, who it is for. */
export function ownerOf(row: Pick<Delivery, 'ownerId' | 'projectId'>, placed: Placed | undefined): string | undefined {
  return row.ownerId ?? (row.projectId === undefined && placed?.kind === 'direct' ? placed.personId : undefined);
}
