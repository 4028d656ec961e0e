/** The part of the platform contract about new posts: their readers, their content, and hostile text in them. */
import { describe, expect, test } from 'vitest';
import { type Block, press } from '../../src/core/message.ts';
import { everyBlock, HOSTILE } from '../checkers/hostile.ts';
import { seen } from '../replay/shown.ts';
import { message, type OpenedPlatform, options, said, sent } from './platformUnderTest.ts';

/** Declares the tests of posts inside the describe of one platform. */
export function describePosts(tested: OpenedPlatform): void {
  const { wordsOf, direct } = tested;

  describe('a post', () => {
    test('is read once by all members and nowhere else; its id is returned', async () => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('hello'), options()));
      for (const person of ['mei', 'tom', 'ana'] as const) {
        expect(
          (await tested.here.read(person, tested.here.shared.conversation)).map((post) => [post.id, post.lines]),
        ).toEqual([[id, [said('hello')]]]);
      }
      expect(await wordsOf('mei', tested.here.inside)).toEqual([]);
      expect(await wordsOf('ana', tested.here.inside)).toEqual([]);
    });

    test('in a thread stays in it, and a post outside does not go there', async () => {
      const root = sent(await tested.here.platform.send(tested.here.shared, message('root'), options()));
      await tested.here.platform.send({ ...tested.here.shared, thread: root }, message('reply'), options());
      await tested.here.platform.send(tested.here.shared, message('beside'), options());
      const threads = (await tested.here.read('mei', tested.here.shared.conversation)).map((post) => [
        post.lines[0],
        post.thread,
      ]);
      expect(new Map(threads as [string, string | undefined][])).toEqual(
        new Map([
          [said('root'), undefined],
          [said('reply'), root],
          [said('beside'), undefined],
        ]),
      );
    });

    test('to one person’s direct conversation is read only by them', async () => {
      const own = await direct('mei');
      sent(await tested.here.platform.send(own, message('for you'), options()));
      expect(await wordsOf('mei', own)).toEqual([said('for you')]);
      expect(await wordsOf('tom', own)).toEqual([]);
    });

    test('has its buttons, dates in the reader’s zone, a mention and a link', async () => {
      const { user } = tested.here.user('tom');
      const blocks: Block[] = [
        {
          kind: 'text',
          text: [
            'At ',
            { kind: 'date', at: '2026-11-24T14:00:00Z', style: 'time' },
            ' with ',
            { kind: 'person', user, name: 'Tom' },
          ],
        },
        { kind: 'text', text: ['See ', { kind: 'link', url: 'https://example.com/plan', text: 'the plan' }] },
        {
          kind: 'actions',
          items: [
            { kind: 'button', label: 'Done', payload: press('reminder done', { reminder: 'r1' }) },
            {
              kind: 'menu',
              label: 'Snooze',
              options: [{ label: '1 hour', payload: press('reminder snooze', { reminder: 'r1', by: '1h' }) }],
            },
          ],
        },
      ];
      sent(await tested.here.platform.send(tested.here.shared, message('plan', blocks), options()));
      const [post] = await tested.here.read('mei', tested.here.shared.conversation);
      expect(post?.lines.join(' ')).toContain('At 15:00 with ');
      expect(post).toMatchObject({
        buttons: ['Done', 'Snooze'],
        mentions: [user],
        links: ['https://example.com/plan'],
      });
    });

    test('may hold any text: it is read as written, and has no effect', async () => {
      for (const text of HOSTILE) {
        const id = sent(
          await tested.here.platform.send(
            tested.here.shared,
            { audience: 'client', fallbackText: said('x'), blocks: [{ kind: 'text', text: `a${text}b` }] },
            options(),
          ),
        );
        const post = (await tested.here.read('mei', tested.here.shared.conversation)).find((one) => one.id === id);
        expect([text, seen(post?.lines.join(' ') ?? ''), post?.mentions, post?.links]).toEqual([
          text,
          seen(`a${text}b`),
          [],
          [],
        ]);
      }
    });

    test('may hold it in a heading, a list or beside a mention: no other person is mentioned, and there is no other link', async () => {
      const { user } = tested.here.user('tom');
      for (const text of [
        ...HOSTILE.filter((one) => seen(one) !== ''),
        '[x](https://phish.example)',
        '<at>Mei</at>',
        '**x** __y__ # z',
        '![x](https://x.example/a.png)',
      ]) {
        const blocks: Block[] = [
          { kind: 'heading', text: `a${text}b` },
          { kind: 'text', text: [`a${text}b `, { kind: 'person', user, name: 'Tom' }] },
          { kind: 'fields', items: [{ label: `a${text}b`, value: `a${text}b` }] },
          { kind: 'list', items: [`a${text}b`] },
          { kind: 'quote', text: `a${text}b` },
          { kind: 'context', text: `a${text}b` },
        ];
        const id = sent(
          await tested.here.platform.send(
            tested.here.shared,
            { audience: 'client', fallbackText: said('x'), blocks },
            options(),
          ),
        );
        const post = (await tested.here.read('mei', tested.here.shared.conversation)).find((one) => one.id === id);
        expect([text, post?.mentions, post?.links]).toEqual([text, [user], []]);
        const words = seen(post?.lines.join(' ') ?? '');
        expect([text, words.split(seen(`a${text}b`)).length - 1]).toEqual([text, 7]);
      }
    });

    test('of every kind of block, with hostile text in each, arrives and mentions no person', async () => {
      for (const text of HOSTILE) {
        const blocks = everyBlock(text).filter((block) => JSON.stringify(block).includes('"kind":"date"') === false);
        const posted = await tested.here.platform.send(
          tested.here.shared,
          { audience: 'client', fallbackText: said('x'), blocks },
          options(),
        );
        expect([text, posted.outcome]).toEqual([text, 'sent']);
      }
    });

    test('that is far too long still arrives, with its buttons', async () => {
      const much: Block[] = Array.from({ length: 300 }, (_, index) => ({
        kind: 'text',
        text: `${index} ${'long words '.repeat(40)}`,
      }));
      const last: Block = {
        kind: 'actions',
        items: [{ kind: 'button', label: 'Approve', payload: press('help show') }],
      };
      const id = sent(await tested.here.platform.send(tested.here.shared, message('long', [...much, last]), options()));
      const post = (await tested.here.read('mei', tested.here.shared.conversation)).find((one) => one.id === id);
      expect(post?.lines[0]).toBe(said('long'));
      expect(post?.buttons).toEqual(['Approve']);
    });

    test('is separate from other concurrent posts', async () => {
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          tested.here.platform.send(tested.here.shared, message(`n${index}`), options()),
        ),
      );
      expect(new Set(results.map(sent)).size).toBe(6);
      expect(new Set(await wordsOf('mei', tested.here.shared)).size).toBe(6);
    });

    test('that should be pinned arrives, on a platform with or without pins', async () => {
      sent(await tested.here.platform.send(tested.here.shared, message('desk'), { ...options(), pin: true }));
      expect(await wordsOf('ana', tested.here.shared)).toEqual([said('desk')]);
    });
  });
}
