import type { ListReader } from './lists/list.ts';
import type { Button, RichText } from './message.ts';

/** Whose day it is, and how they read it. */
export type DayReader = ListReader;

/**
 * One line of somebody's day, from the slice that knows of it. The reader may see all that is in it: a contact's lines
 * are built from client-visible fields. `waiting`: something that this person has to do; `coming`: what happens by
 * itself in the next hours; `projects`: how a project that they run stands.
 */
export interface DayItem {
  readonly section: 'waiting' | 'coming' | 'projects';
  /** Names the thing for good, `reminder:ID`; no two lines of a section have the same. */
  readonly ref: string;
  readonly text: RichText;
  /** The project that it belongs to, for whoever counts what waits there. */
  readonly projectId?: string | undefined;
  /** Orders the lines of a section, the earliest first; those without stand behind. */
  readonly at?: Date | undefined;
  readonly buttons?: readonly Button[];
}
