import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { runs } from '../../../test/fakes/soak.ts';
import { channel, fakeDirectory, instance, outgoing, PROJECT, words, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { dayOf, isoOf, weekdayOf } from '../schedule/wall.ts';
import { wallOf } from '../schedule/zone.ts';
import { COUNTED, type CountedKind, isCounted, type Noise } from './budget.ts';
import { DECISIONS } from './decisionButtons.ts';
import { createDecisions } from './decisions.ts';
import { type Delivery, deliveries, type Priority } from './outbox.ts';

const ZONE = 'Pacific/Auckland';
const START = '2026-09-20T20:00:00Z';
const DAYS = runs(12, 31);
/** Channels are C…, the client's people P…, our side D…. */
const PLACES = ['C1', 'C2', 'P-ana', 'P-bo', 'D-mei', 'C-team'] as const;
const isOurs = (conversation: string) => conversation.startsWith('D-') || conversation === 'C-team';

interface Said {
  readonly day: number;
  readonly minute: number;
  readonly place: (typeof PLACES)[number];
  readonly noise: Noise;
  readonly priority: Priority;
  readonly about: string | undefined;
  /** Minutes until it is pointless. */
  readonly until: number | undefined;
}

/**
 * All that features would say in a month, far too much of it; `answers` are the manager's, in the order of the
 * questions.
 */
const month = fc.record({
  said: fc.array(
    fc.record<Said>({
      day: fc.nat(DAYS - 1),
      minute: fc.nat(600),
      place: fc.constantFrom('C1', 'C1', 'C2', ...PLACES),
      noise: fc.constantFrom<Noise>(
        ...COUNTED,
        'report',
        'prompt',
        'prompt',
        'recap',
        'recap',
        'survey',
        'answer',
        'change',
        'requested',
      ),
      priority: fc.constantFrom('normal', 'normal', 'normal', 'bulk', 'urgent'),
      about: fc.constantFrom(undefined, 'm1', 'm2', 'm3', 'm4'),
      until: fc.option(fc.integer({ min: 30, max: 5_000 }), { nil: undefined, freq: 4 }),
    }),
    { minLength: runs(40, 120), maxLength: runs(80, 200) },
  ),
  answers: fc.infiniteStream(fc.constantFrom('post', 'drop', 'wait', undefined)),
  restarts: fc.infiniteStream(fc.boolean()),
});

async function live({
  said,
  answers,
  restarts,
}: {
  said: readonly Said[];
  answers: Iterator<string | undefined>;
  restarts: Iterator<boolean>;
}) {
  const db = await workDatabase();
  const clock = stoppedClock(START);
  const platform = fakePlatform();
  const directory = fakeDirectory({
    reachChannel: async (_workspace, conversation) =>
      conversation.startsWith('C')
        ? {
            to: channel(conversation, isOurs(conversation) ? 'internal' : 'client'),
            name: `#${conversation}`,
            locale: 'en',
            zone: ZONE,
            projectId: PROJECT,
          }
        : { unreachable: 'unknown' },
  });
  const rows = db.everywhere(deliveries);
  const decisions = createDecisions({ db, clock, directory });
  let house = instance(db, clock, platform, { directory });
  const postedOn = new Map<string, string>();
  const queue = said
    .map((one, index) => ({ ...one, key: `${index} ${one.noise}` }))
    .sort((a, b) => a.day - b.day || a.minute - b.minute);
  const steps = DAYS * 24 + 24 * 9;
  for (let hour = 0; hour < steps; hour += 2) {
    clock.moveTo(new Date(new Date(START).getTime() + hour * 3_600_000));
    db.leaseClock.moveTo(clock.now());
    while (queue[0] !== undefined && queue[0].day * 24 + queue[0].minute / 60 <= hour) {
      const { key, place, noise, priority, about, until } = queue.shift() as (typeof queue)[number];
      const more = {
        noise,
        priority,
        about,
        zone: ZONE,
        ...(until === undefined ? {} : { until: new Date(clock.now().getTime() + until * 60_000) }),
      };
      if (isOurs(place))
        await house.outbox.enqueue({
          ...outgoing(key, place),
          ...more,
          to: channel(place, 'internal'),
          message: words(key, 'internal'),
        });
      else await house.outbox.enqueue({ ...outgoing(key, place), ...more });
    }
    if (restarts.next().value) house = instance(db, clock, platform, { directory });
    const before = platform.posts.length;
    await house.sender.tick();
    for (const post of platform.posts.slice(before)) postedOn.set(post.key, wallOf(clock.now(), ZONE).slice(0, 10));
    if (hour % 24 === 4) {
      for (const held of await rows.find({ state: 'held' }, { sort: { enqueuedAt: 1 } })) {
        const answer = DECISIONS.find((one) => one === answers.next().value);
        if (answer !== undefined)
          await decisions.decide(held.workspaceId, answer, { id: held._id, round: held.round ?? 0 });
      }
    }
  }
  const all = await rows.find({});
  await db.close();
  return { all, postedOn, posts: platform.posts };
}

const mondayBefore = (date: string) => isoOf(dayOf(date) - weekdayOf(dayOf(date)) + 1);

/** How many at most have the same name. */
function most<T>(all: readonly T[], nameOf: (one: T) => string): number {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

test('property: over a month of all kinds, no client gets too many messages and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(month, async ({ said, answers, restarts }) => {
      const { all, postedOn, posts } = await live({ said, answers, restarts });
      const own = all.filter((row) => !row.key.startsWith('notice:'));
      const byKey = new Map(own.map((row) => [row.key, row]));
      expect(own).toHaveLength(said.length);
      expect(new Set(posts.map((post) => post.key)).size).toBe(posts.length);

      // Unprompted posts, without a request of the manager.
      const unprompted = posts.flatMap((post) => {
        const row = byKey.get(post.key);
        const isSo = row !== undefined && isCounted(row.noise) && row.priority !== 0 && row.permitted !== true;
        return isSo
          ? [
              {
                row,
                kind: row.noise as CountedKind,
                place: post.to.conversation,
                date: postedOn.get(post.key) as string,
              },
            ]
          : [];
      });
      const inChannels = unprompted.filter(({ place }) => place === 'C1' || place === 'C2');
      expect(most(inChannels, ({ place, date }) => `${place} ${date}`)).toBeLessThanOrEqual(1);
      expect(most(inChannels, ({ place, date }) => `${place} ${mondayBefore(date)}`)).toBeLessThanOrEqual(3);
      const reports = inChannels.filter(({ kind }) => kind === 'report');
      expect(most(reports, ({ place, date }) => `${place} ${mondayBefore(date)}`)).toBeLessThanOrEqual(1);
      expect(inChannels.every(({ kind }) => ['report', 'prompt', 'recap'].includes(kind))).toBe(true);
      const toPeople = unprompted.filter(({ place }) => place.startsWith('P-'));
      expect(toPeople.every(({ kind }) => kind === 'survey' || kind === 'surveyReminder')).toBe(true);
      for (const person of ['P-ana', 'P-bo']) {
        const days = toPeople
          .filter(({ place, kind }) => place === person && kind === 'survey')
          .map(({ date }) => dayOf(date));
        for (const [index, day] of days.entries())
          if (index > 0) expect(day - (days[index - 1] as number)).toBeGreaterThanOrEqual(14);
      }
      const digests = unprompted.filter(({ kind, place }) => kind === 'digest' && isOurs(place));
      expect(most(digests, ({ place, date }) => `${place} ${date}`)).toBeLessThanOrEqual(1);

      // Everything is posted, rode in something that was posted, was or is asked about, or ended with everybody
      // knowing.
      const told = new Set(all.filter((row) => row.key.startsWith('notice:')).map((row) => row.key));
      const wasTold = (row: Delivery) =>
        [row.key, ...Array.from({ length: row.round ?? 0 }, (_, round) => `${row.key}:${round + 1}`)].some((key) =>
          told.has(`notice:${key}:mei`),
        );
      const wordsPosted = posts.map((post) => JSON.stringify(post.message)).join('\n');
      for (const row of own) {
        if (row.state === 'sent') expect(postedOn.has(row.key)).toBe(true);
        else if (row.state === 'merged') {
          expect(byKey.get(row.mergedInto as string)?.state).toBe('sent');
          expect(row.settledAt).toBeDefined();
        } else if (row.state === 'waiting') expect([row.key, row.rides]).toEqual([row.key, true]);
        else expect(['held', 'dropped', 'expired']).toContain(row.state);
        if (row.state === 'sent' || row.state === 'merged') expect(wordsPosted).toContain(`"${row.key}"`);
        if (row.state === 'held' || row.state === 'dropped') expect(wasTold(row)).toBe(true);
        if (row.state === 'expired' && !isOurs(row.to.conversation)) expect(wasTold(row)).toBe(true);
      }
      // Requested messages never wait for the budget.
      for (const row of own) if (!isCounted(row.noise) && row.state !== 'sent') expect(row.state).toBe('expired');
    }),
    { numRuns: runs(1, 4), endOnFailure: true },
  );
});
