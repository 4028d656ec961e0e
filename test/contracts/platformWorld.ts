import type { ChatPlatform, ConversationRef, DeadReason, InstallationRef, UserRef } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import { createLogger } from '../../src/ground/log.ts';
import type { Shown } from '../replay/shown.ts';

/** Mei and Tom are ours, Ana is of another organisation. `nobody` is an unknown user. */
export type Person = 'mei' | 'tom' | 'ana' | 'nobody';

/** A post as one person reads it. */
export interface ShownPost extends Shown {
  readonly id: string;
  readonly thread: string | undefined;
}

/**
 * The network's effect on the next posting call: it breaks `before` the work, or `after` it; the platform asks to retry
 * later (`busy`), or answers no call any more (`silent`). `lookUp`: it breaks before the next look-up.
 */
export type Fault = 'before' | 'after' | 'busy' | 'silent' | 'lookUp';

/** One platform with Rapport installed, with people and conversations, and without posts. */
export interface PlatformWorld {
  readonly platform: ChatPlatform;
  readonly installation: InstallationRef;
  user(person: Person): UserRef;
  /** All three are members. */
  readonly shared: ConversationRef<'client'>;
  /** Only Mei and Tom are members. */
  readonly inside: ConversationRef<'internal'>;
  /** Conversations without posting, by the fault, with the expected reading of the platform's answer. */
  readonly dead: Readonly<Record<string, { readonly to: ConversationRef; readonly reason: DeadReason }>>;
  /** The posts that a person can read in a conversation, oldest first, threads included. */
  read(person: Person, conversation: string): Promise<readonly ShownPost[]>;
  /** From now on this person accepts no direct messages. */
  close(person: Person): void;
  fail(fault: Fault): void;
  /** The parts of all posts that the platform's own rules would have refused or cut. */
  problems(): readonly string[];
  end(): Promise<void>;
}

/** A platform under the contract, and its missing features. */
export interface PlatformUnderTest {
  open(log: Logger): Promise<PlatformWorld>;
  /** The possible faults. A platform in this process is never silent. */
  readonly faults: readonly Fault[];
  /** Whether it can look up a post by its delivery key. */
  readonly finds: boolean;
  /** Where a private message in a shared conversation is read: there, or in the person's direct conversation. */
  readonly whispers: 'there' | 'direct';
  /** Texts that must never be in a log. */
  readonly secrets: readonly string[];
}

/** A log whose lines are kept. */
export function keptLog(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: createLogger({ level: 'debug', write: (line) => void lines.push(line) }), lines };
}
