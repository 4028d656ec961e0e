import type { ListReader } from './lists/list.ts';
import type { Button, RichText } from './message.ts';

/** The person whose day it is, and their language and zone. */
export type DayReader = ListReader;

/**
 * One line of a person's day, from its slice. The reader may see all of it: a contact's lines use only client-visible
 * fields. `waiting`: a task of this person; `coming`: an event of the next hours that needs no act; `projects`: the
 * state of a project that they manage.
 */
export interface DayItem {
  readonly section: 'waiting' | 'coming' | 'projects';
  /** The thing's permanent name, `reminder:ID`; unique within a section. */
  readonly ref: string;
  readonly text: RichText;
  /** Its project, for counts per project. */
  readonly projectId?: string | undefined;
  /** Orders the lines of a section, the earliest first; lines without it come last. */
  readonly at?: Date | undefined;
  readonly buttons?: readonly Button[];
}
