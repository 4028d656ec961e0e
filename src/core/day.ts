import type { ListReader } from './lists/list.ts';
import type { Button, RichText } from './message.ts';

/** Whose day it is, and how they read it. */
export type DayReader = ListReader;

/**
 * One line of a person's day, from its slice. The reader may see all of it: a contact's lines use client-visible fields
 * only. `waiting`: something for this person to do; `coming`: something that happens by itself in the next hours;
 * `projects`: the state of a project that they manage.
 */
export interface DayItem {
  readonly section: 'waiting' | 'coming' | 'projects';
  /** Names the thing for good, `reminder:ID`; no two lines of a section have the same. */
  readonly ref: string;
  readonly text: RichText;
  /** Its project, for counts per project. */
  readonly projectId?: string | undefined;
  /** Orders the lines of a section, the earliest first; those without stand behind. */
  readonly at?: Date | undefined;
  readonly buttons?: readonly Button[];
}
