/** The contract of a chat platform: people and dead ends here, posts and the network in the modules that it calls. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeEdits } from './platformEdits.ts';
import { describeNetwork } from './platformNetwork.ts';
import { describePosts } from './platformPosts.ts';
import { createOpenedPlatform, message, options, PRIVATE, sent } from './platformUnderTest.ts';
import { describeWhispers } from './platformWhispers.ts';
import type { PlatformUnderTest } from './platformWorld.ts';

/** The contract of core/platform.ts for every adapter, stated as what people see. */
export function describePlatform(name: string, under: PlatformUnderTest): void {
  const { finds, whispers, secrets } = under;
  const tested = createOpenedPlatform(under);
  const { direct } = tested;

  describe(`${name} as a chat platform`, () => {
    beforeEach(() => tested.open());
    afterEach(async () => {
      const problems = tested.here.problems();
      await tested.here.end();
      expect(problems).toEqual([]);
      const log = tested.lines.join('\n');
      for (const secret of [PRIVATE, ...secrets]) expect(log).not.toContain(secret);
    });

    describePosts(tested);
    describeEdits(tested, finds);
    describeWhispers(tested, whispers);

    test('a message has its own address, or none, and asking has no side effect', async () => {
      const id = sent(await tested.here.platform.send(tested.here.shared, message('Hello'), options('linked')));
      const address = await tested.here.platform.linkTo(tested.here.shared, id);
      expect(address === undefined || new URL(address).protocol).toMatch(/^https?:$/);
      expect(
        await tested.here.platform.linkTo(
          { ...tested.here.shared, tenant: 'T0FOREIGN', conversation: 'C0NOWHERE' },
          id,
        ),
      ).not.toBe(address);
    });

    describe('people', () => {
      test('have one direct conversation each, always the same', async () => {
        const [first, second, other] = [await direct('mei'), await direct('mei'), await direct('tom')];
        expect(second.conversation).toBe(first.conversation);
        expect(other.conversation).not.toBe(first.conversation);
      });

      test('that are unknown, or of an installation without us, cannot be reached, and the reason is given', async () => {
        tested.here.close('nobody');
        expect(await tested.here.platform.openDirect(tested.here.installation, tested.here.user('nobody'))).toEqual({
          unreachable: expect.stringMatching(/\w/),
        });
        expect(
          await tested.here.platform.openDirect(
            { ...tested.here.installation, tenant: 'T0FOREIGN' },
            tested.here.user('mei'),
          ),
        ).toEqual({
          unreachable: expect.stringMatching(/\w/),
        });
      });

      test('in a conversation are listed without the bot, with outsiders marked and their own organisation', async () => {
        const told = await tested.here.platform.members(tested.here.shared);
        if ('unknown' in told) throw new Error(told.unknown);
        const mine = told.members.filter(({ user }) =>
          (['mei', 'tom', 'ana'] as const).some((person) => tested.here.user(person).user === user.user),
        );
        expect(mine.map(({ user, outsider }) => [user, outsider])).toEqual(
          expect.arrayContaining([
            [tested.here.user('mei'), false],
            [tested.here.user('tom'), false],
            [tested.here.user('ana'), true],
          ]),
        );
        expect(told.members.filter(({ outsider }) => outsider)).toHaveLength(1);
        const inside = await tested.here.platform.members(tested.here.inside);
        expect('members' in inside && inside.members.some(({ outsider }) => outsider)).toBe(false);
      });

      test('are not guessed if the platform does not list them', async () => {
        expect(await tested.here.platform.members({ ...tested.here.shared, tenant: 'T0FOREIGN' })).toEqual({
          unknown: expect.stringMatching(/\w/),
        });
      });
    });

    test('a conversation without posting is dead for the same reason in every call', async () => {
      expect(Object.keys(tested.here.dead).length).toBeGreaterThan(2);
      for (const [what, { to, reason }] of Object.entries(tested.here.dead)) {
        for (const turn of ['the first time', 'and again']) {
          const result = await tested.here.platform.send(to, message('x'), options());
          expect([what, turn, result]).toEqual([
            what,
            turn,
            { outcome: 'dead', reason, detail: expect.stringMatching(/\w/) },
          ]);
        }
        expect([what, await tested.here.platform.update(to, '1700000000.000001', message('x'), options())]).toEqual([
          what,
          expect.objectContaining({ outcome: 'dead' }),
        ]);
        expect(['absent', 'cannotTell', 'later']).toContain(await tested.here.platform.find(to, 'nowhere'));
      }
    });

    describeNetwork(tested, under);
  });
}
