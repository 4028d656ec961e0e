/**
 * What waits on somebody, over all slices, in one list: on asking, on a platform's Home, and of a working morning. Slices contribute by `Slice.day`; nothing here
 * knows them. `createToday(deps)` gives the slice, and `begin` for whoever starts to run a project.
 */
import type { Clock } from '../../core/clock.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import type { Logger } from '../../core/log.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Slice } from '../../core/slice.ts';
import type { People } from '../people/index.ts';
import { dayNow, todayCommands, todayThing } from './commands.ts';
import { morningJob } from './jobs.ts';
import { createMornings, type Mornings } from './mornings.ts';

export interface TodayDeps {
  /** All slices, this one among them. */
  readonly slices: () => readonly Slice[];
  readonly people: People;
  readonly directory: Directory;
  readonly schedules: Schedules;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createToday(deps: TodayDeps): { readonly slice: Slice; readonly begin: Mornings['begin'] } {
  const job = morningJob(deps);
  const mornings = createMornings({ ...deps, job });
  const slice: Slice = {
    name: 'today',
    things: [todayThing],
    commands: todayCommands({ ...deps, mornings }),
    jobs: [job],
    collections: [],
    on: {
      homeOpened: async (_event, { actor }) => {
        if (actor?.personId === undefined) return undefined;
        const { workspaceId, personId, locale, zone, standing } = actor;
        const reader = { workspaceId, personId, side: standing.side, locale, zone, now: deps.clock.now() };
        return { kind: 'message', to: 'caller', message: await dayNow(reader, { ...deps, mornings }) };
      },
    },
  };
  return { slice, begin: mornings.begin };
}
