import type { Side } from '../../records/entries/kinds.ts';
import type { Register, StatusPart } from '../../records/registers/define.ts';
import type { Seen } from './seen.ts';

/** What the status of a project is made of, as one side sees it. */
export interface Picture {
  /** Open steps, the next date first. */
  readonly next: readonly Seen[];
  /** Open goals, the next date first. */
  readonly goals: readonly Seen[];
  /** What waits for each side, the next date first. */
  readonly ours: readonly Seen[];
  readonly client: readonly Seen[];
  /** The entry that has been open longest. */
  readonly oldest: Seen | undefined;
  /** Open threats, the worst first. */
  readonly threats: readonly Seen[];
  /** Past their date, the longest first. */
  readonly overdue: readonly Seen[];
  /** Open decisions, the next date first. */
  readonly toDecide: readonly Seen[];
}

export const partOf = ({ register }: { readonly register: Register }): StatusPart | undefined => register.spec.inStatus;

/** A threat's score, for our side. */
export function scoreOf(seen: Seen): number {
  const part = partOf(seen);
  return part?.as === 'threats' ? (part.scoreOf(seen.entry) ?? 0) : 0;
}
export function isRed(seen: Seen): boolean {
  const part = partOf(seen);
  return part?.as === 'threats' && scoreOf(seen) >= part.red;
}

/** Whether a step counts as reached; undefined if it does not count at all. */
export function isReached({ register, state }: Pick<Seen, 'register' | 'state'>): boolean | undefined {
  const part = partOf({ register });
  if (part?.as !== 'steps' || part.dropped.includes(state)) return undefined;
  return part.reached.includes(state);
}

/** For strings of one form, such as dates: undated ones come last. */
const byDue = (one: Seen, other: Seen): number => {
  const [a, b] = [one.due ?? '9999', other.due ?? '9999'];
  return a < b ? -1 : a > b ? 1 : one.entry.number - other.entry.number;
};

/**
 * The picture of open entries. While the client sees nothing of an entry, it waits for us. `todayOf`: the date of now in
 * an entry's project.
 */
export function pictureOf(
  open: readonly Seen[],
  { side, todayOf }: { side: Side; todayOf: (seen: Seen) => string },
): Picture {
  const sorted = [...open].sort(byDue);
  const isClients = ({ turn, entry }: Seen) => turn === 'client' && entry.published !== undefined;
  const as = (what: StatusPart['as']) => sorted.filter((seen) => partOf(seen)?.as === what);
  const threats = as('threats');
  return {
    next: as('steps').filter((seen) => isReached(seen) === false),
    goals: as('goals'),
    ours: sorted.filter((seen) => seen.turn !== 'nobody' && !isClients(seen)),
    client: sorted.filter(isClients),
    oldest: open.reduce<Seen | undefined>(
      (first, seen) => (first === undefined || seen.entry.createdAt < first.entry.createdAt ? seen : first),
      undefined,
    ),
    // A score is internal: the client's order must not tell of it.
    threats: side === 'ours' ? threats.sort((one, other) => scoreOf(other) - scoreOf(one)) : threats,
    overdue: sorted.filter((seen) => seen.due !== undefined && seen.due < todayOf(seen)),
    toDecide: as('decisions'),
  };
}
