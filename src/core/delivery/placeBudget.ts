import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import type { Routes } from '../directory.ts';
import { mondayToFriday, type WorkingDay } from '../schedule/recurrence.ts';
import { wallOf } from '../schedule/zone.ts';
import { type CountedKind, isCounted, type Profile, type RecipientKind } from './budget.ts';
import type { Delivery } from './outbox.ts';
import { createProfiles } from './profiles.ts';

const URGENT = 0;

/** The place of a post as its readers see it: in a rehearsal, the original place. */
export interface BudgetPlace {
  readonly conversation: string;
  readonly isRehearsal: boolean;
}

/** The inputs of a place's noise budget: its profile, its readers, and the working day there. */
export interface PlaceBudget {
  readonly profile: Profile;
  readonly reader: RecipientKind;
  /** The id of the place's ledger. */
  readonly ledger: string;
  /** The date in the delivery's zone. */
  readonly today: string;
  readonly isWorkingDay: WorkingDay;
}

export interface PlaceBudgetsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Pick<Routes, 'reachChannel'>;
  /** The working days that count; default Monday to Friday. */
  readonly workingDay?: ((row: Pick<Delivery, 'workspaceId' | 'projectId'>) => Promise<WorkingDay>) | undefined;
}

/** The id of a place's ledger; a rehearsal has its own. */
export const ledgerOf = ({ to }: Pick<Delivery, 'to'>, place: BudgetPlace): string =>
  `${to.platform}/${to.tenant}/${place.conversation}${place.isRehearsal ? '/rehearsal' : ''}`;

/** The kind under which a delivery counts; undefined when it is not limited: requested or urgent. */
export const countedKindOf = (row: Delivery): CountedKind | undefined =>
  row.priority !== URGENT && isCounted(row.noise) ? row.noise : undefined;

/** Looks up the budget of the place where a delivery is to be posted. */
export function createPlaceBudgets({
  db,
  clock,
  directory,
  workingDay = async () => mondayToFriday,
}: PlaceBudgetsOptions): (row: Delivery, place: BudgetPlace) => Promise<PlaceBudget> {
  const profiles = createProfiles({ db });

  async function readerOf(row: Delivery, place: BudgetPlace): Promise<RecipientKind> {
    if (row.to.audience === 'internal') return 'ours';
    const reach = await directory.reachChannel(row.workspaceId, place.conversation);
    return 'unreachable' in reach && reach.unreachable === 'unknown' ? 'clientPerson' : 'clientChannel';
  }

  return async (row, place) => {
    const reader = await readerOf(row, place);
    const [profile, isWorkingDay] = await Promise.all([
      profiles.of(row.workspaceId, { projectId: row.projectId, conversation: place.conversation }),
      workingDay(row),
    ]);
    const today = wallOf(clock.now(), row.zone).slice(0, 10);
    return { profile, reader, ledger: ledgerOf(row, place), today, isWorkingDay };
  };
}
