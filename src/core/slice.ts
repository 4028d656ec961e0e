import type { Actor } from './access.ts';
import type { Command, Reply, Setting, Thing } from './command.ts';
import type { DayItem, DayReader } from './day.ts';
import type { Reaction } from './history/reaction.ts';
import type { AnyKeptCollection } from './kept.ts';
import type { ListSource } from './lists/list.ts';
import type { EventKind, EventOf, FormValues } from './platform.ts';
import type { Job } from './schedule/job.ts';

/** The context of an event for a listener. */
export interface EventContext {
  /** Undefined while the installation is connected to no workspace. */
  readonly actor: Actor | undefined;
  readonly setting: Setting;
}

/** One form that a person of the example world sends. */
export interface ExampleStep {
  /** `approver`: of the client. */
  readonly as: 'admin' | 'manager' | 'member' | 'approver';
  readonly command: string;
  readonly values: FormValues;
}

/**
 * How rows of a slice come to be, made in every house-wide test: in a world where Mei manages the project ACME of the
 * client Acme with `#acme`, Tom is a member and Ana an approver of Acme.
 */
export interface SliceExample {
  /** Makes rows with `word` in each field that is ours alone; `none` with the reason where no field is. */
  readonly internal: ((word: string) => readonly ExampleStep[]) | { readonly none: string };
  /** Makes rows that the client may read. */
  readonly published: readonly ExampleStep[];
}

/** What a slice registers; src/app/composition.ts lists them. See docs/adding-a-slice.md. */
export interface Slice {
  readonly name: string;
  readonly things: readonly Thing[];
  readonly commands: readonly Command[];
  readonly jobs: readonly Job[];
  /** Each says itself when its rows are forgotten, and how a person gets their data and gets rid of it. */
  readonly collections: readonly AnyKeptCollection[];
  /** Needed by a slice with collections. */
  readonly example?: SliceExample;
  /** The slice's part of a person's day: the list `today` asks every slice. */
  readonly day?: (reader: DayReader) => Promise<readonly DayItem[]>;
  /** The lists that it shows: a press on a line draws them again. */
  readonly lists?: readonly ListSource[];
  /** What it does because a project, a person or a reminder changed. */
  readonly reactions?: readonly Reaction[];
  /** Listeners for events of the platform: a channel is renamed, a person joins. */
  readonly on?: {
    readonly [K in EventKind]?: (event: EventOf<K>, context: EventContext) => Promise<Reply | undefined>;
  };
}
