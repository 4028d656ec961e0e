import type { ChatPlatform, ConversationRef, DeadReason, InstallationRef, UserRef } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import { createLogger } from '../../src/ground/log.ts';
import type { Shown } from '../replay/shown.ts';

/** Mei and Tom are ours, Ana is of another organisation. Nobody knows who `nobody` is. */
export type Person = 'mei' | 'tom' | 'ana' | 'nobody';

/** A post as one person reads it. */
export interface ShownPost extends Shown {
  readonly id: string;
  readonly thread: string | undefined;
}

/**
 * What the network does to the next call that posts: it breaks `before` anything is done, or `after`; the platform asks
 * to come back later (`busy`), or says nothing any more to anything (`silent`). `lookUp`: it breaks before the next
 * look-up.
 */
export type Fault = 'before' | 'after' | 'busy' | 'silent' | 'lookUp';

/** One platform with Rapport installed, people and conversations in it, and nothing posted yet. */
export interface PlatformWorld {
  readonly platform: ChatPlatform;
  readonly installation: InstallationRef;
  user(person: Person): UserRef;
  /** All three are there. */
  readonly shared: ConversationRef<'client'>;
  /** Mei and Tom alone are there. */
  readonly inside: ConversationRef<'internal'>;
  /** Where nothing can be posted, by what is the matter with it, and how the platform's answer is to be understood. */
  readonly dead: Readonly<Record<string, { readonly to: ConversationRef; readonly reason: DeadReason }>>;
  /** What somebody can read in a conversation, oldest first, threads among it. */
  read(person: Person, conversation: string): Promise<readonly ShownPost[]>;
  /** From now on nobody can write to this person directly. */
  close(person: Person): void;
  fail(fault: Fault): void;
  /** What the platform's own rules would have refused or cut in anything that was posted. */
  problems(): readonly string[];
  end(): Promise<void>;
}

export interface WorldOptions {
  readonly log: Logger;
  /** Waits as long as in production; otherwise a fraction of a second. */
  readonly patient: boolean;
}

/** A platform under the contract, and what it cannot do. */
export interface PlatformUnderTest {
  open(options: WorldOptions): Promise<PlatformWorld>;
  /** Which faults there can be. A platform in this process is never silent. */
  readonly faults: readonly Fault[];
  /** Whether it can be asked for a post by its delivery key. */
  readonly finds: boolean;
  /** Where a word to one person in a shared conversation is read: there, or in their own one. */
  readonly whispers: 'there' | 'direct';
  /** What must never be in a log. */
  readonly secrets: readonly string[];
}

/** A log whose lines are kept. */
export function keptLog(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: createLogger({ level: 'debug', write: (line) => void lines.push(line) }), lines };
}
