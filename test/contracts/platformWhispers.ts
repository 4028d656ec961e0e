/** The part of the platform contract about private messages in a shared conversation. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { message, type OpenedPlatform, options, PRIVATE, said, sent } from './platformUnderTest.ts';
import type { PlatformUnderTest } from './platformWorld.ts';

/** Declares the tests of whispers inside the describe of one platform. */
export function describeWhispers(tested: OpenedPlatform, whispers: PlatformUnderTest['whispers']): void {
  const { wordsOf, direct } = tested;

  describe('a private message', () => {
    test('in a shared conversation is read only by its person', async () => {
      sent(await tested.here.platform.whisper(tested.here.shared, tested.here.user('mei'), message('psst'), options()));
      expect(await wordsOf('ana', tested.here.shared)).toEqual([]);
      expect(await wordsOf('tom', tested.here.shared)).toEqual([]);
      const where = whispers === 'there' ? tested.here.shared : await direct('mei');
      expect((await wordsOf('mei', where)).join()).toContain(said('psst'));
    });

    test('in a thread is read there, if the platform shows it there', async () => {
      const root = sent(await tested.here.platform.send(tested.here.shared, message('root'), options()));
      sent(
        await tested.here.platform.whisper(
          { ...tested.here.shared, thread: root },
          tested.here.user('mei'),
          message('psst'),
          options(),
        ),
      );
      const own = (await tested.here.read('mei', tested.here.shared.conversation)).filter(({ lines: words }) =>
        words.join().includes('psst'),
      );
      expect(own.map(({ thread }) => thread)).toEqual(whispers === 'there' ? [root] : []);
    });

    test('may be internal: in a client’s conversation, too, only its person sees it', async () => {
      const internal: Message<'internal'> = { ...message('ours alone'), audience: 'internal' };
      sent(await tested.here.platform.whisper(tested.here.shared, tested.here.user('tom'), internal, options()));
      for (const person of ['mei', 'ana'] as const)
        expect((await wordsOf(person, tested.here.shared)).join()).not.toContain(PRIVATE);
    });

    test('in their direct conversation is an ordinary message, which can be edited', async () => {
      const own = await direct('mei');
      const id = sent(await tested.here.platform.whisper(own, tested.here.user('mei'), message('once'), options()));
      sent(await tested.here.platform.update(own, id, message('twice'), options()));
      expect(await wordsOf('mei', own)).toEqual([said('twice')]);
    });

    test('for a person outside of the conversation goes to their direct conversation', async () => {
      sent(await tested.here.platform.whisper(tested.here.inside, tested.here.user('ana'), message('psst'), options()));
      expect((await wordsOf('ana', await direct('ana'))).join()).toContain(said('psst'));
      for (const person of ['mei', 'tom'] as const)
        expect((await wordsOf(person, tested.here.inside)).join()).not.toContain(PRIVATE);
    });

    test('for an unreachable person is dead, and no other person reads it', async () => {
      tested.here.close('nobody');
      expect(
        await tested.here.platform.whisper(tested.here.inside, tested.here.user('nobody'), message('psst'), options()),
      ).toMatchObject({ outcome: 'dead', reason: 'blocked' });
      for (const person of ['mei', 'tom'] as const) expect(await wordsOf(person, tested.here.inside)).toEqual([]);
    });
  });
}
