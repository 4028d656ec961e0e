/**
 * A person's waiting items over all slices in one list: on request, on a platform's Home and on working mornings.
 * Slices contribute through `Slice.day`; this slice depends on none of them. `createToday(deps)` gives the slice. A new
 * manager gets the morning list.
 */

import type { DayReader } from '../../core/day.ts';
import { reactTo } from '../../core/history/reaction.ts';
import type { House } from '../../core/house.ts';
import { HOME, type Lists } from '../../core/lists/lists.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Slice } from '../../core/slice.ts';
import type { Tell } from '../../core/tell.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import type { People } from '../../records/people/store.ts';
import { projectSubject } from '../../records/projects/collections.ts';
import { todayCommands, todayThing } from './commands.ts';
import { dayOf } from './day.ts';
import { morningJob } from './jobs.ts';
import { todayList } from './list.ts';
import { createMornings, type Mornings } from './mornings.ts';

export interface TodayDeps {
  /** All slices, including this one. */
  readonly house: Pick<House, 'slices'>;
  /** Returns the zone in which a person lives. */
  readonly zoneOf: (workspaceId: string, personId: string) => Promise<string>;
  readonly people: People;
  readonly tell: Tell;
  readonly schedules: Schedules;
  readonly lists: Lists;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Today {
  readonly slice: Slice;
  readonly cover: Mornings['cover'];
  /** The number of waiting items in a person's day, by project id. */
  readonly open: (reader: DayReader) => Promise<ReadonlyMap<string, number>>;
}

export function createToday(deps: TodayDeps): Today {
  const list = todayList({ ...deps, morningOf: (workspaceId, personId) => mornings.of(workspaceId, personId) });
  const job = morningJob({ ...deps, list });
  const mornings = createMornings({ ...deps, job });
  const slice: Slice = {
    name: 'today',
    things: [todayThing],
    commands: todayCommands({ ...deps, list, mornings }),
    lists: [list],
    jobs: [job],
    collections: [],
    example: {
      internal: { none: 'when a morning’s message comes' },
      published: [],
      acts: [{ as: 'manager', command: 'today edit', values: { morning: 'on', at: '08:30' } }],
    },
    reactions: [
      reactTo(projectSubject, {
        name: 'today.begin',
        events: ['created', 'managerAssigned'],
        run: async ({ workspaceId, managerId }) =>
          mornings.begin(workspaceId, managerId, await deps.zoneOf(workspaceId, managerId)),
      }),
    ],
    on: {
      homeOpened: async (_event, { actor }) => {
        if (actor?.personId === undefined) return undefined;
        const { workspaceId, personId, locale, zone, standing } = actor;
        const reader = { workspaceId, personId, side: standing.side, locale, zone, now: deps.clock.now() };
        return { kind: 'message', to: 'caller', message: await deps.lists.show(list, reader, { conversation: HOME }) };
      },
    },
  };
  async function open(reader: DayReader): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { section, projectId } of (await dayOf(deps.house.slices, reader, deps.log)).items) {
      if (section === 'waiting' && projectId !== undefined) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
    }
    return counts;
  }
  return { slice, cover: mornings.cover, open };
}
