import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Block, type Message, press } from '../../src/core/message.ts';
import type { ConversationRef, SendResult } from '../../src/core/platform.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import { everyBlock, HOSTILE } from '../checkers/hostile.ts';
import { seen } from '../replay/shown.ts';
import { keptLog, type PlatformUnderTest, type PlatformWorld } from './platformWorld.ts';

/** Stands in everything that is posted here: it must be in no log. */
const PRIVATE = 'Umbrella takeover';
const said = (words: string) => `${PRIVATE}: ${words}`;
const message = (words: string, more: readonly Block[] = []): Message<'client'> => ({
  audience: 'client',
  fallbackText: said(words),
  blocks: [{ kind: 'text', text: said(words) }, ...more],
});
let count = 0;
const options = (key = `key-${++count}`) => ({ key, locale: 'en' as const, zone: 'Europe/Berlin' });

/** The bound of `send` in core/platform.ts. */
const BOUND_MS = 15_000;

/** What core/platform.ts promises of every adapter, told as what people see. */
export function describePlatform(name: string, under: PlatformUnderTest): void {
  const { faults, finds, whispers, secrets } = under;
  let here: PlatformWorld;
  let lines: string[];
  async function open(patient = false): Promise<void> {
    const kept = keptLog();
    lines = kept.lines;
    here = await under.open({ log: kept.log, patient });
  }
  const wordsOf = async (person: 'mei' | 'tom' | 'ana', { conversation }: { conversation: string }) =>
    (await here.read(person, conversation)).map((post) => post.lines.join(' | '));
  const direct = async (person: 'mei' | 'tom' | 'ana'): Promise<ConversationRef> => {
    const opened = await here.platform.openDirect(here.installation, here.user(person));
    if ('unreachable' in opened) throw new Error(`${person}: ${opened.unreachable}`);
    return { ...here.installation, conversation: opened.conversation, audience: 'internal' };
  };
  const sent = (result: SendResult): string => {
    if (result.outcome !== 'sent') throw new Error(`not sent: ${JSON.stringify(result)}`);
    return result.message;
  };

  describe(`${name} as a chat platform`, () => {
    beforeEach(() => open());
    afterEach(async () => {
      const problems = here.problems();
      await here.end();
      expect(problems).toEqual([]);
      const log = lines.join('\n');
      for (const secret of [PRIVATE, ...secrets]) expect(log).not.toContain(secret);
    });

    describe('a post', () => {
      test('is read by everybody who is there, once, and nowhere else; its id is told', async () => {
        const id = sent(await here.platform.send(here.shared, message('hello'), options()));
        for (const person of ['mei', 'tom', 'ana'] as const) {
          expect((await here.read(person, here.shared.conversation)).map((post) => [post.id, post.lines])).toEqual([
            [id, [said('hello')]],
          ]);
        }
        expect(await wordsOf('mei', here.inside)).toEqual([]);
        expect(await wordsOf('ana', here.inside)).toEqual([]);
      });

      test('in a thread stays in it, and one beside it does not go there', async () => {
        const root = sent(await here.platform.send(here.shared, message('root'), options()));
        await here.platform.send({ ...here.shared, thread: root }, message('reply'), options());
        await here.platform.send(here.shared, message('beside'), options());
        const threads = (await here.read('mei', here.shared.conversation)).map((post) => [post.lines[0], post.thread]);
        expect(new Map(threads as [string, string | undefined][])).toEqual(
          new Map([
            [said('root'), undefined],
            [said('reply'), root],
            [said('beside'), undefined],
          ]),
        );
      });

      test('to one person’s own conversation is read by them alone', async () => {
        const own = await direct('mei');
        sent(await here.platform.send(own, message('for you'), options()));
        expect(await wordsOf('mei', own)).toEqual([said('for you')]);
        expect(await wordsOf('tom', own)).toEqual([]);
      });

      test('carries its buttons, dates in the reader’s zone, a mention and a link', async () => {
        const { user } = here.user('tom');
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
        sent(await here.platform.send(here.shared, message('plan', blocks), options()));
        const [post] = await here.read('mei', here.shared.conversation);
        expect(post?.lines.join(' ')).toContain('At 15:00 with ');
        expect(post).toMatchObject({
          buttons: ['Done', 'Snooze'],
          mentions: [user],
          links: ['https://example.com/plan'],
        });
      });

      test('may hold anything that somebody wrote: it is read as it was written, and does nothing', async () => {
        for (const text of HOSTILE) {
          const id = sent(
            await here.platform.send(
              here.shared,
              { audience: 'client', fallbackText: said('x'), blocks: [{ kind: 'text', text: `a${text}b` }] },
              options(),
            ),
          );
          const post = (await here.read('mei', here.shared.conversation)).find((one) => one.id === id);
          expect([text, seen(post?.lines.join(' ') ?? ''), post?.mentions, post?.links]).toEqual([
            text,
            seen(`a${text}b`),
            [],
            [],
          ]);
        }
      });

      test('may hold it in a heading, a list or beside a mention: nobody else is called, and nothing leads anywhere', async () => {
        const { user } = here.user('tom');
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
            await here.platform.send(here.shared, { audience: 'client', fallbackText: said('x'), blocks }, options()),
          );
          const post = (await here.read('mei', here.shared.conversation)).find((one) => one.id === id);
          expect([text, post?.mentions, post?.links]).toEqual([text, [user], []]);
          const words = seen(post?.lines.join(' ') ?? '');
          expect([text, words.split(seen(`a${text}b`)).length - 1]).toEqual([text, 7]);
        }
      });

      test('of every kind of block, with hostile words in each, arrives and mentions nobody', async () => {
        for (const text of HOSTILE) {
          const blocks = everyBlock(text).filter((block) => JSON.stringify(block).includes('"kind":"date"') === false);
          const posted = await here.platform.send(
            here.shared,
            { audience: 'client', fallbackText: said('x'), blocks },
            options(),
          );
          expect([text, posted.outcome]).toEqual([text, 'sent']);
        }
      });

      test('that is far too long arrives all the same, with what can be pressed', async () => {
        const much: Block[] = Array.from({ length: 300 }, (_, index) => ({
          kind: 'text',
          text: `${index} ${'long words '.repeat(40)}`,
        }));
        const last: Block = {
          kind: 'actions',
          items: [{ kind: 'button', label: 'Approve', payload: press('help show') }],
        };
        const id = sent(await here.platform.send(here.shared, message('long', [...much, last]), options()));
        const post = (await here.read('mei', here.shared.conversation)).find((one) => one.id === id);
        expect(post?.lines[0]).toBe(said('long'));
        expect(post?.buttons).toEqual(['Approve']);
      });

      test('is posted each for itself when many come at once', async () => {
        const results = await Promise.all(
          Array.from({ length: 6 }, (_, index) => here.platform.send(here.shared, message(`n${index}`), options())),
        );
        expect(new Set(results.map(sent)).size).toBe(6);
        expect(new Set(await wordsOf('mei', here.shared)).size).toBe(6);
      });

      test('that is to be pinned is there, whether the platform has pins or not', async () => {
        sent(await here.platform.send(here.shared, message('desk'), { ...options(), pin: true }));
        expect(await wordsOf('ana', here.shared)).toEqual([said('desk')]);
      });
    });

    describe('looked for by its delivery key', () => {
      const there = (id: string) => (finds ? { found: id } : 'cannotTell');
      const gone = finds ? 'absent' : 'cannotTell';

      test('is found where it was posted, also after an edit, and never told as absent', async () => {
        const id = sent(await here.platform.send(here.shared, message('one'), options('reminder:r1:2026-11-24T09:00')));
        expect(await here.platform.find(here.shared, 'reminder:r1:2026-11-24T09:00')).toEqual(there(id));
        sent(await here.platform.update(here.shared, id, message('two'), options('reminder:r1:2026-11-24T09:00')));
        expect(await here.platform.find(here.shared, 'reminder:r1:2026-11-24T09:00')).toEqual(there(id));
        expect(await here.platform.find(here.inside, 'reminder:r1:2026-11-24T09:00')).toBe(gone);
        expect(await here.platform.find(here.shared, 'reminder:r1:2026-11-25T09:00')).toBe(gone);
      });

      test('is found in a thread', async () => {
        const root = sent(await here.platform.send(here.shared, message('root'), options()));
        const thread = { ...here.shared, thread: root };
        const id = sent(await here.platform.send(thread, message('reply'), options('in-thread')));
        expect(await here.platform.find(thread, 'in-thread')).toEqual(there(id));
      });

      test('is not found in an installation that is not its own', async () => {
        sent(await here.platform.send(here.shared, message('one'), options('k1')));
        expect(['absent', 'cannotTell', 'later']).toContain(
          await here.platform.find({ ...here.shared, tenant: 'T0FOREIGN' }, 'k1'),
        );
      });
    });

    describe('an edit', () => {
      test('takes the place of what stood there, for everybody, and makes no second post', async () => {
        const id = sent(await here.platform.send(here.shared, message('before'), options()));
        expect(await here.platform.update(here.shared, id, message('after'), options())).toEqual({
          outcome: 'sent',
          message: id,
        });
        expect(await wordsOf('ana', here.shared)).toEqual([said('after')]);
      });

      test('of what is in a thread leaves it there', async () => {
        const root = sent(await here.platform.send(here.shared, message('root'), options()));
        const thread = { ...here.shared, thread: root };
        const id = sent(await here.platform.send(thread, message('before'), options()));
        sent(await here.platform.update(thread, id, message('after'), options()));
        const reply = (await here.read('mei', here.shared.conversation)).find((post) => post.id === id);
        expect([reply?.lines, reply?.thread]).toEqual([[said('after')], root]);
      });

      test('of what is not there is refused, and posts nothing', async () => {
        const result = await here.platform.update(here.shared, '1700000000.000001', message('late'), options());
        expect(result).toMatchObject({ outcome: 'dead', reason: 'rejected' });
        expect(await wordsOf('mei', here.shared)).toEqual([]);
      });
    });

    describe('a word to one person', () => {
      test('where others are, is read by them alone', async () => {
        sent(await here.platform.whisper(here.shared, here.user('mei'), message('psst'), options()));
        expect(await wordsOf('ana', here.shared)).toEqual([]);
        expect(await wordsOf('tom', here.shared)).toEqual([]);
        const where = whispers === 'there' ? here.shared : await direct('mei');
        expect((await wordsOf('mei', where)).join()).toContain(said('psst'));
      });

      test('in a thread is read there, where the platform shows it there', async () => {
        const root = sent(await here.platform.send(here.shared, message('root'), options()));
        sent(
          await here.platform.whisper({ ...here.shared, thread: root }, here.user('mei'), message('psst'), options()),
        );
        const own = (await here.read('mei', here.shared.conversation)).filter(({ lines: words }) =>
          words.join().includes('psst'),
        );
        expect(own.map(({ thread }) => thread)).toEqual(whispers === 'there' ? [root] : []);
      });

      test('may be what no client may read: it is theirs alone in a client’s conversation, too', async () => {
        const internal: Message<'internal'> = { ...message('ours alone'), audience: 'internal' };
        sent(await here.platform.whisper(here.shared, here.user('tom'), internal, options()));
        for (const person of ['mei', 'ana'] as const)
          expect((await wordsOf(person, here.shared)).join()).not.toContain(PRIVATE);
      });

      test('in their own conversation is a message like any other, which can be edited', async () => {
        const own = await direct('mei');
        const id = sent(await here.platform.whisper(own, here.user('mei'), message('once'), options()));
        sent(await here.platform.update(own, id, message('twice'), options()));
        expect(await wordsOf('mei', own)).toEqual([said('twice')]);
      });

      test('who is not there goes to their own conversation', async () => {
        sent(await here.platform.whisper(here.inside, here.user('ana'), message('psst'), options()));
        expect((await wordsOf('ana', await direct('ana'))).join()).toContain(said('psst'));
        for (const person of ['mei', 'tom'] as const)
          expect((await wordsOf(person, here.inside)).join()).not.toContain(PRIVATE);
      });

      test('who cannot be reached at all is dead, and nobody else reads it', async () => {
        here.close('nobody');
        expect(await here.platform.whisper(here.inside, here.user('nobody'), message('psst'), options())).toMatchObject(
          { outcome: 'dead', reason: 'blocked' },
        );
        for (const person of ['mei', 'tom'] as const) expect(await wordsOf(person, here.inside)).toEqual([]);
      });
    });

    test('a message has an address of its own, or none, and asking does no harm', async () => {
      const id = sent(await here.platform.send(here.shared, message('Hello'), options('linked')));
      const address = await here.platform.linkTo(here.shared, id);
      expect(address === undefined || new URL(address).protocol).toMatch(/^https?:$/);
      expect(
        await here.platform.linkTo({ ...here.shared, tenant: 'T0FOREIGN', conversation: 'C0NOWHERE' }, id),
      ).not.toBe(address);
    });

    describe('people', () => {
      test('have one own conversation each, the same every time', async () => {
        const [first, second, other] = [await direct('mei'), await direct('mei'), await direct('tom')];
        expect(second.conversation).toBe(first.conversation);
        expect(other.conversation).not.toBe(first.conversation);
      });

      test('who are not known, or of an installation without us, cannot be reached, and why is told', async () => {
        here.close('nobody');
        expect(await here.platform.openDirect(here.installation, here.user('nobody'))).toEqual({
          unreachable: expect.stringMatching(/\w/),
        });
        expect(await here.platform.openDirect({ ...here.installation, tenant: 'T0FOREIGN' }, here.user('mei'))).toEqual(
          {
            unreachable: expect.stringMatching(/\w/),
          },
        );
      });

      test('who can read somewhere are told without the bot, and who is from outside, with their own organisation', async () => {
        const told = await here.platform.members(here.shared);
        if ('unknown' in told) throw new Error(told.unknown);
        const mine = told.members.filter(({ user }) =>
          (['mei', 'tom', 'ana'] as const).some((person) => here.user(person).user === user.user),
        );
        expect(mine.map(({ user, outsider }) => [user, outsider])).toEqual(
          expect.arrayContaining([
            [here.user('mei'), false],
            [here.user('tom'), false],
            [here.user('ana'), true],
          ]),
        );
        expect(told.members.filter(({ outsider }) => outsider)).toHaveLength(1);
        const inside = await here.platform.members(here.inside);
        expect('members' in inside && inside.members.some(({ outsider }) => outsider)).toBe(false);
      });

      test('are not guessed where the platform does not tell', async () => {
        expect(await here.platform.members({ ...here.shared, tenant: 'T0FOREIGN' })).toEqual({
          unknown: expect.stringMatching(/\w/),
        });
      });
    });

    test('where nothing can be posted, each way of saying it is dead for the same reason, every time', async () => {
      expect(Object.keys(here.dead).length).toBeGreaterThan(2);
      for (const [what, { to, reason }] of Object.entries(here.dead)) {
        for (const turn of ['the first time', 'and again']) {
          const result = await here.platform.send(to, message('x'), options());
          expect([what, turn, result]).toEqual([
            what,
            turn,
            { outcome: 'dead', reason, detail: expect.stringMatching(/\w/) },
          ]);
        }
        expect([what, await here.platform.update(to, '1700000000.000001', message('x'), options())]).toEqual([
          what,
          expect.objectContaining({ outcome: 'dead' }),
        ]);
        expect(['absent', 'cannotTell', 'later']).toContain(await here.platform.find(to, 'nowhere'));
      }
    });

    describe.runIf(faults.length > 0)('on a bad network', () => {
      const posting = faults.filter((fault) => fault !== 'silent' && fault !== 'lookUp');

      /** What core/delivery does with a post. */
      async function deliver(key: string): Promise<SendResult['outcome'] | 'left'> {
        for (let turn = 0; turn < 4; turn += 1) {
          const result = await here.platform.send(here.shared, message(key), options(key));
          if (result.outcome === 'sent' || result.outcome === 'dead') return result.outcome;
          if (result.outcome === 'retry') continue;
          const found = await here.platform.find(here.shared, key);
          if (typeof found === 'object') return 'sent';
          if (found !== 'absent') return 'left';
        }
        throw new Error('four times were not enough');
      }

      test.each(posting)(
        'that breaks %s a post, it is there at most once, and not lost unless somebody is asked to look',
        async (fault) => {
          here.fail(fault);
          const outcome = await deliver('n1');
          const posts = await wordsOf('mei', here.shared);
          expect(new Set(posts).size).toBe(posts.length);
          if (outcome === 'sent' || fault === 'after') expect(posts).toEqual([said('n1')]);
          expect(await deliver('n2')).toBe('sent');
        },
      );

      test.each(posting)('that breaks %s an edit, the edit can simply be made again', async (fault) => {
        const id = sent(await here.platform.send(here.shared, message('before'), options()));
        here.fail(fault);
        const first = await here.platform.update(here.shared, id, message('after'), options());
        expect(first.outcome).not.toBe('dead');
        if (first.outcome !== 'sent') sent(await here.platform.update(here.shared, id, message('after'), options()));
        expect(await wordsOf('mei', here.shared)).toEqual([said('after')]);
      });

      test.runIf(finds)('a look-up that breaks tells nothing, and can be made again', async () => {
        const id = sent(await here.platform.send(here.shared, message('one'), options('k1')));
        here.fail('lookUp');
        expect(await here.platform.find(here.shared, 'k1')).toBe('later');
        expect(await here.platform.find(here.shared, 'k1')).toEqual({ found: id });
      });

      test.runIf(faults.includes('silent'))(
        'that is silent, everything is answered within its time',
        { timeout: 2 * BOUND_MS },
        async () => {
          await here.end();
          await open(true);
          const id = sent(await here.platform.send(here.shared, message('before'), options()));
          const own = await direct('mei');
          here.fail('silent');
          const started = systemClock.now().getTime();
          const outcomes = await Promise.all([
            here.platform.send(here.shared, message('x'), options()).then(({ outcome }) => outcome),
            here.platform.send(own, message('x'), { ...options(), pin: true }).then(({ outcome }) => outcome),
            here.platform.update(here.shared, id, message('x'), options()).then(({ outcome }) => outcome),
            here.platform
              .whisper(here.shared, here.user('mei'), message('x'), options())
              .then(({ outcome }) => outcome),
            here.platform.find(here.shared, 'k').then((found) => (finds ? found : 'later')),
            here.platform.members(here.inside).then((told) => Object.keys(told).join()),
            here.platform.openDirect(here.installation, here.user('nobody')).then(
              (opened) => Object.keys(opened).join(),
              (error: unknown) => (isError(error, 'unavailable') ? 'unavailable' : String(error)),
            ),
          ]);
          expect(systemClock.now().getTime() - started).toBeLessThan(BOUND_MS);
          expect(outcomes.slice(0, 2)).toEqual(['unknown', 'unknown']);
          expect(['unknown', 'retry']).toContain(outcomes[2]);
          expect(['unknown', 'retry', 'dead']).toContain(outcomes[3]);
          expect(outcomes.slice(4)).toEqual(['later', 'unknown', 'unavailable']);
        },
      );
    });
  });
}
