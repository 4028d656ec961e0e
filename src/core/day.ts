import type { Locale } from './i18n.ts';
import type { Button, RichText } from './message.ts';

/** Whose day it is, and how they read it. */
export interface DayReader {
  readonly workspaceId: string;
  readonly personId: string;
  readonly side: 'ours' | 'client';
  readonly locale: Locale;
  /** IANA name. */
  readonly zone: string;
  readonly now: Date;
}

/**
 * One line of somebody's day, from the slice that knows of it. The reader may see all that is in it: a contact's lines are built from client-visible fields.
 * `waiting`: something that this person has to do; `coming`: what happens by itself in the next hours; `projects`: how a project that they run stands.
 */
export interface DayItem {
  readonly section: 'waiting' | 'coming' | 'projects';
  readonly text: RichText;
  /** The project that it belongs to, for whoever counts what waits there. */
  readonly projectId?: string | undefined;
  /** Orders the lines of a section, the earliest first; those without stand behind. */
  readonly at?: Date | undefined;
  readonly buttons?: readonly Button[];
}
