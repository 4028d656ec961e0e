/** The part of the platform contract about a bad network: nothing twice, nothing lost, everything within its time. */
import { describe, expect, test } from 'vitest';
import type { SendResult } from '../../src/core/platform.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import { message, type OpenedPlatform, options, said, sent } from './platformUnderTest.ts';
import type { PlatformUnderTest } from './platformWorld.ts';

/** The bound of `send` in core/platform.ts. */
const BOUND_MS = 15_000;

/** Declares the tests of each possible fault of the platform under test. */
export function describeNetwork(tested: OpenedPlatform, { faults, finds }: PlatformUnderTest): void {
  const { wordsOf, direct } = tested;

  describe.runIf(faults.length > 0)('on a bad network', () => {
    const posting = faults.filter((fault) => fault !== 'silent' && fault !== 'lookUp');

    /** Handles a post as core/delivery does. */
    async function deliver(key: string): Promise<SendResult['outcome'] | 'left'> {
      for (let turn = 0; turn < 4; turn += 1) {
        const result = await tested.here.platform.send(tested.here.shared, message(key), options(key));
        if (result.outcome === 'sent' || result.outcome === 'dead') return result.outcome;
        if (result.outcome === 'retry') continue;
        const found = await tested.here.platform.find(tested.here.shared, key);
        if (typeof found === 'object') return 'sent';
        if (found !== 'absent') return 'left';
      }
      throw new Error('four times were not enough');
    }

    test.each(posting)(
      'that breaks %s a post, it is there at most once, and not lost unless somebody is asked to look',
      async (fault) => {
        tested.here.fail(fault);
        const outcome = await deliver('n1');
        const posts = await wordsOf('mei', tested.here.shared);
        expect(new Set(posts).size).toBe(posts.length);
        if (outcome === 'sent' || fault === 'after') expect(posts).toEqual([said('n1')]);
        expect(await deliver('n2')).toBe('sent');
      },
    );

    test.each(posting)('that breaks %s an edit, the edit can simply be made again', async (fault) => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('before'), options()));
      tested.here.fail(fault);
      const first = await tested.here.platform.update(tested.here.shared, id, message('after'), options());
      expect(first.outcome).not.toBe('dead');
      if (first.outcome !== 'sent')
        sent(await tested.here.platform.update(tested.here.shared, id, message('after'), options()));
      expect(await wordsOf('mei', tested.here.shared)).toEqual([said('after')]);
    });

    test.runIf(finds)('a look-up that breaks tells nothing, and can be made again', async () => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('one'), options('k1')));
      tested.here.fail('lookUp');
      expect(await tested.here.platform.find(tested.here.shared, 'k1')).toBe('later');
      expect(await tested.here.platform.find(tested.here.shared, 'k1')).toEqual({ found: id });
    });

    test.runIf(faults.includes('silent'))('that is silent, everything is answered within its time', async () => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('before'), options()));
      const own = await direct('mei');
      tested.here.fail('silent');
      const started = systemClock.now().getTime();
      const outcomes = await Promise.all([
        tested.here.platform.send(tested.here.shared, message('x'), options()).then(({ outcome }) => outcome),
        tested.here.platform.send(own, message('x'), { ...options(), pin: true }).then(({ outcome }) => outcome),
        tested.here.platform.update(tested.here.shared, id, message('x'), options()).then(({ outcome }) => outcome),
        tested.here.platform
          .whisper(tested.here.shared, tested.here.user('mei'), message('x'), options())
          .then(({ outcome }) => outcome),
        tested.here.platform.find(tested.here.shared, 'k').then((found) => (finds ? found : 'later')),
        tested.here.platform.members(tested.here.inside).then((told) => Object.keys(told).join()),
        tested.here.platform.openDirect(tested.here.installation, tested.here.user('nobody')).then(
          (opened) => Object.keys(opened).join(),
          (error: unknown) => (isError(error, 'unavailable') ? 'unavailable' : String(error)),
        ),
      ]);
      expect(systemClock.now().getTime() - started).toBeLessThan(BOUND_MS);
      expect(outcomes.slice(0, 2)).toEqual(['unknown', 'unknown']);
      expect(['unknown', 'retry']).toContain(outcomes[2]);
      expect(['unknown', 'retry', 'dead']).toContain(outcomes[3]);
      expect(outcomes.slice(4)).toEqual(['later', 'unknown', 'unavailable']);
    });
  });
}
