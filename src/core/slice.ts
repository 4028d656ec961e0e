import type { Actor } from './access.ts';
import type { Command, Reply, Setting, Thing } from './command.ts';
import type { DayItem, DayReader } from './day.ts';
import type { AnyKeptCollection } from './kept.ts';
import type { ListSource } from './lists/list.ts';
import type { EventKind, EventOf } from './platform.ts';
import type { Job } from './schedule/job.ts';

/** What a listener to platform events is told besides the event. */
export interface EventContext {
  /** Undefined while the installation is connected to no workspace. */
  readonly actor: Actor | undefined;
  readonly setting: Setting;
}

/** What a slice registers. Adding a feature is adding one of these to main.ts's list. */
export interface Slice {
  readonly name: string;
  readonly things: readonly Thing[];
  readonly commands: readonly Command[];
  readonly jobs: readonly Job[];
  /** Each says itself when its rows are forgotten, and how a person gets their data and gets rid of it. */
  readonly collections: readonly AnyKeptCollection[];
  /** What it knows of somebody's day: the list `today` asks every slice. */
  readonly day?: (reader: DayReader) => Promise<readonly DayItem[]>;
  /** The lists that it shows: a press on a line draws them again. */
  readonly lists?: readonly ListSource[];
  /** What it does when a channel is renamed, somebody joins, and so on. */
  readonly on?: {
    readonly [K in EventKind]?: (event: EventOf<K>, context: EventContext) => Promise<Reply | undefined>;
  };
}
