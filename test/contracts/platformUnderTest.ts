/** One opened platform under test, and the posts that the platform contract makes on it. */
import type { Block, Message } from '../../src/core/message.ts';
import type { ConversationRef, SendResult } from '../../src/core/platform.ts';
import { keptLog, type PlatformUnderTest, type PlatformWorld } from './platformWorld.ts';

/** Part of every post of these tests: it must be in no log. */
export const PRIVATE = 'Umbrella takeover';
/** The text of a test's post, with the private part. */
export const said = (words: string) => `${PRIVATE}: ${words}`;
/** A client's message with this text. */
export const message = (words: string, more: readonly Block[] = []): Message<'client'> => ({
  audience: 'client',
  fallbackText: said(words),
  blocks: [{ kind: 'text', text: said(words) }, ...more],
});
let count = 0;
/** Options of a post with a new delivery key. */
export const options = (key = `key-${++count}`) => ({ key, locale: 'en' as const, zone: 'Europe/Berlin' });

/** The id of a sent post. @throws if it was not sent. */
export const sent = (result: SendResult): string => {
  if (result.outcome !== 'sent') throw new Error(`not sent: ${JSON.stringify(result)}`);
  return result.message;
};

/** A platform whose world is opened for each test, with short ways to read it. */
export type OpenedPlatform = ReturnType<typeof createOpenedPlatform>;

/** Opens nothing yet: call `open` before each test. */
export function createOpenedPlatform(under: PlatformUnderTest) {
  let here: PlatformWorld;
  let lines: string[];
  const wordsOf = async (person: 'mei' | 'tom' | 'ana', { conversation }: { conversation: string }) =>
    (await here.read(person, conversation)).map((post) => post.lines.join(' | '));
  const direct = async (person: 'mei' | 'tom' | 'ana'): Promise<ConversationRef> => {
    const opened = await here.platform.openDirect(here.installation, here.user(person));
    if ('unreachable' in opened) throw new Error(`${person}: ${opened.unreachable}`);
    return { ...here.installation, conversation: opened.conversation, audience: 'internal' };
  };

  return {
    get here() {
      return here;
    },
    /** Everything logged since the world was opened. */
    get lines() {
      return lines;
    },
    async open(): Promise<void> {
      const kept = keptLog();
      lines = kept.lines;
      here = await under.open(kept.log);
    },
    /** The posts that a person reads in a conversation, as text. */
    wordsOf,
    /** A person's own conversation with the bot. */
    direct,
  };
}
