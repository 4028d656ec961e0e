import type { MigrationStep } from '../store/collection.ts';
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

/** One form that a person of the example world sends, or one button that they press. */
export interface ExampleStep {
  /**
   * `approver`: a person of the client. `stranger`: an unknown person in the client's channel; the others write to
   * Rapport directly.
   */
  readonly as: 'admin' | 'manager' | 'member' | 'approver' | 'stranger';
  readonly command: string;
  readonly values?: FormValues;
  /**
   * Adds the input of the latest button for the command that an earlier step of the slice brought to anybody. Without
   * values, the button is pressed.
   */
  readonly button?: true;
}

/** The exceptions of a command from the audit guard, each with its reason. */
export interface Exemption {
  /** No step runs it. */
  readonly untried?: string;
  /** It leaves the record as it is. */
  readonly noChange?: string;
  /** It leaves no entry on the trail. */
  readonly noTrail?: string;
}

/**
 * How rows of a slice come to exist, run in every house-wide test: in a world where Mei manages the project ACME of the
 * client Acme with `#acme`, Tom is a member and Ana an approver of Acme.
 */
export interface SliceExample {
  /** Creates rows with `word` in each internal field; `none` with the reason if there is no such field. */
  readonly internal: ((word: string) => readonly ExampleStep[]) | { readonly none: string };
  /** Creates rows that the client may read. */
  readonly published: readonly ExampleStep[];
  /**
   * Runs, in a world of the slice alone and after the steps above, every other command that changes something.
   * test/house/audit.test.ts holds each to the trail and to the record.
   */
  readonly acts?: readonly ExampleStep[];
  readonly exempt?: Readonly<Record<string, Exemption>>;
}

/** The parts that a slice registers; src/app/composition.ts lists all slices. See docs/adding-a-slice.md. */
export interface Slice {
  readonly name: string;
  readonly things: readonly Thing[];
  readonly commands: readonly Command[];
  readonly jobs: readonly Job[];
  /** Each declares its own retention, export and erasure. */
  readonly collections: readonly AnyKeptCollection[];
  /**
   * What brings its stored data up to this version, from its `migrations.ts`. The next step over all slices takes the
   * next version. A step only adds; what it makes useless is removed a release later.
   */
  readonly migrations?: readonly MigrationStep[];
  /** Needed by a slice with collections, or with a command that changes something. */
  readonly example?: SliceExample;
  /** The slice's part of a person's day: the list `today` asks every slice. */
  readonly day?: (reader: DayReader) => Promise<readonly DayItem[]>;
  /** Its lists: a press on a line redraws them. */
  readonly lists?: readonly ListSource[];
  /** Its reactions to changes of projects, people and reminders. */
  readonly reactions?: readonly Reaction[];
  /** Listeners for events of the platform: a channel is renamed, a person joins. */
  readonly on?: {
    readonly [K in EventKind]?: (event: EventOf<K>, context: EventContext) => Promise<Reply | undefined>;
  };
}
