/** The part of the platform contract about posts that exist: found by delivery key, and edited. */
import { describe, expect, test } from 'vitest';
import { message, type OpenedPlatform, options, said, sent } from './platformUnderTest.ts';

/** Declares the tests of look-ups and edits inside the describe of one platform. */
export function describeEdits(tested: OpenedPlatform, finds: boolean): void {
  const { wordsOf } = tested;

  describe('a look-up by delivery key', () => {
    const there = (id: string) => (finds ? { found: id } : 'cannotTell');
    const gone = finds ? 'absent' : 'cannotTell';

    test('finds the post in its place, also after an edit, and never reports it as absent', async () => {
      const id = sent(
        await tested.here.platform.send(tested.here.shared, message('one'), options('reminder:r1:2026-11-24T09:00')),
      );
      expect(await tested.here.platform.find(tested.here.shared, 'reminder:r1:2026-11-24T09:00')).toEqual(there(id));
      sent(
        await tested.here.platform.update(
          tested.here.shared,
          id,
          message('two'),
          options('reminder:r1:2026-11-24T09:00'),
        ),
      );
      expect(await tested.here.platform.find(tested.here.shared, 'reminder:r1:2026-11-24T09:00')).toEqual(there(id));
      expect(await tested.here.platform.find(tested.here.inside, 'reminder:r1:2026-11-24T09:00')).toBe(gone);
      expect(await tested.here.platform.find(tested.here.shared, 'reminder:r1:2026-11-25T09:00')).toBe(gone);
    });

    test('finds a post in a thread', async () => {
      const root = sent(await tested.here.platform.send(tested.here.shared, message('root'), options()));
      const thread = { ...tested.here.shared, thread: root };
      const id = sent(await tested.here.platform.send(thread, message('reply'), options('in-thread')));
      expect(await tested.here.platform.find(thread, 'in-thread')).toEqual(there(id));
    });

    test('does not find a post of another installation', async () => {
      sent(await tested.here.platform.send(tested.here.shared, message('one'), options('k1')));
      expect(['absent', 'cannotTell', 'later']).toContain(
        await tested.here.platform.find({ ...tested.here.shared, tenant: 'T0FOREIGN' }, 'k1'),
      );
    });
  });

  describe('an edit', () => {
    test('replaces the post for all readers, and makes no second post', async () => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('before'), options()));
      expect(await tested.here.platform.update(tested.here.shared, id, message('after'), options())).toEqual({
        outcome: 'sent',
        message: id,
      });
      expect(await wordsOf('ana', tested.here.shared)).toEqual([said('after')]);
    });

    test('of a post in a thread leaves it there', async () => {
      const root = sent(await tested.here.platform.send(tested.here.shared, message('root'), options()));
      const thread = { ...tested.here.shared, thread: root };
      const id = sent(await tested.here.platform.send(thread, message('before'), options()));
      sent(await tested.here.platform.update(thread, id, message('after'), options()));
      const reply = (await tested.here.read('mei', tested.here.shared.conversation)).find((post) => post.id === id);
      expect([reply?.lines, reply?.thread]).toEqual([[said('after')], root]);
    });

    test('of an absent post is refused, and posts nothing', async () => {
      const result = await tested.here.platform.update(
        tested.here.shared,
        '1700000000.000001',
        message('late'),
        options(),
      );
      expect(result).toMatchObject({ outcome: 'dead', reason: 'rejected' });
      expect(await wordsOf('mei', tested.here.shared)).toEqual([]);
    });
  });
}
