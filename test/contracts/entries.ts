import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRecord } from '../../src/app/record.ts';
import { registers } from '../../src/app/registers.ts';
import { type Scope, systemScope } from '../../src/core/access.ts';
import { createHistory, type History, historyRows } from '../../src/core/history/history.ts';
import { decisions } from '../../src/features/decisions/index.ts';
import { needs } from '../../src/features/needs/index.ts';
import { risks } from '../../src/features/risks/index.ts';
import { tasks } from '../../src/features/tasks/index.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { detailsOf, type Entry, publishedDetailsOf } from '../../src/records/entries/model.ts';
import type { Entries, FreshEntry } from '../../src/records/entries/store.ts';
import type { Database } from '../../src/store/collection.ts';
import { inWaves } from '../fakes/waves.ts';

const NOON = '2026-11-23T12:00:00Z';
const words = (title: string) => ({ en: { title, by: 'mei', at: new Date(NOON), from: 1 } });
const closing = { changes: { state: 'closed' }, event: 'stateChanged' } as const;

/** The contract of entries over one engine: `open` returns a new database. */
export function entriesContract(engine: string, open: () => Promise<Database>): void {
  describe(`entries on ${engine}`, () => {
    let db: Database;
    let histories: History;
    let entries: Entries;
    let scope: Scope;
    const clock = stoppedClock(NOON);
    beforeAll(async () => {
      db = await open();
      histories = createHistory({ db, clock, log: silentLogger, house: { reactions: [] } });
      const record = createRecord({ db, clock, histories, registers });
      entries = record.entries;
      await db.prepare([historyRows, ...record.collections]);
    });
    afterAll(() => db.close());
    beforeEach(() => {
      // Each test has a workspace of its own.
      scope = systemScope(newId());
    });

    const asked = (requestId: string): Scope => ({ ...scope, requestId });
    const fresh = (title: string, more: Partial<FreshEntry> = {}): FreshEntry => ({
      _id: newId(),
      projectId: 'p1',
      kind: risks.kind,
      title,
      ...more,
    });
    const add = (title: string, more: Partial<FreshEntry> = {}) => entries.add(scope, fresh(title, more));
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    const sorted = (numbers: readonly (number | undefined)[]) => [...numbers].sort((a, b) => (a ?? 0) - (b ?? 0));

    describe('numbers', () => {
      test('of fifty entries at once have no gap, and a repeat takes none', async () => {
        const ids = upTo(50).map(() => newId());
        const added = await inWaves(50, (index) => add('One of many', { _id: ids[index] ?? '' }));
        expect(sorted(added.map(({ number }) => number))).toEqual(upTo(50));

        const again = await add('One of many', { _id: ids[7] ?? '' });
        const next = await add('The next one');
        expect([again, next.number]).toEqual([added[7], 51]);
      });

      test('count each kind and each project apart', async () => {
        await add('First');
        const [other, task] = [await add('Elsewhere', { projectId: 'p2' }), await add('A task', { kind: tasks.kind })];
        expect([other.number, task.number]).toEqual([1, 1]);
      });

      test('of the client have no gap when entries are added and shared at once', async () => {
        const internal = await Promise.all(upTo(10).map((number) => add(`Ours ${number}`)));
        const [shared, added] = await Promise.all([
          Promise.all(internal.map((entry) => entries.publish(scope, entry, words('For them')))),
          Promise.all(upTo(10).map((number) => add(`Theirs ${number}`, { wording: words('For them') }))),
        ]);
        expect(sorted([...shared, ...added].map(({ clientNumber }) => clientNumber))).toEqual(upTo(20));
      });

      test('of the client count only what was shared, and stay after it is taken back', async () => {
        const [first, , third] = [await add('a'), await add('b'), await add('c')];
        const shared = await entries.publish(scope, third, words('For them'));
        const back = await entries.withdraw(scope, shared);
        const other = await entries.publish(scope, first, words('For them too'));
        const again = await entries.publish(scope, back, words('For them'));
        expect([shared.clientNumber, other.clientNumber, again.clientNumber]).toEqual([1, 2, 1]);
      });

      test('find their entry: ours, or the client’s', async () => {
        const [first, second] = [await add('a'), await add('b')];
        await add('c', { projectId: 'p2' });
        await entries.publish(scope, second, words('For them'));
        const find = async (audience: 'client' | 'internal', projectIds = ['p1'], number = 1) =>
          (await entries.byNumber(scope, { projectIds, kind: 'risk', audience, number })).map(({ title }) => title);
        expect(await find('internal')).toEqual([first.title]);
        expect(await find('client')).toEqual([second.title]);
        expect((await find('internal', ['p1', 'p2'])).sort()).toEqual(['a', 'c']);
        expect([await find('client', ['p2']), await find('internal', [], 1)]).toEqual([[], []]);
        const foreign = { projectIds: ['p1'], kind: 'risk', audience: 'internal', number: 1 } as const;
        expect(await entries.byNumber(systemScope(newId()), foreign)).toEqual([]);
      });
    });

    test('an entry published twice at once has one client number, and one of the two wins', async () => {
      const entry = await add('Contested');
      const results = await Promise.allSettled(
        ['R1', 'R2'].map((id) => entries.publish(asked(id), entry, words(`For them, ${id}`))),
      );
      const [won] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const [lost] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(lost).toMatchObject({ code: 'conflict' });
      expect(await entries.get(scope, entry._id)).toEqual(won);
      expect(won).toMatchObject({ clientNumber: 1, revision: 2, published: { revision: 2 } });
      expect((await entries.publish(scope, await add('Next'), words('For them'))).clientNumber).toBe(2);
    });

    test('a stale publication is refused at once, without another try for a number', async () => {
      const entry = await add('Contested');
      await entries.change(scope, entry, closing);
      let looks = 0;
      const counted: Database = {
        ...db,
        within: (definition, of) => {
          looks += 1;
          return db.within(definition, of);
        },
      };
      const own = createHistory({ db: counted, clock, log: silentLogger, house: { reactions: [] } });
      const record = createRecord({ db: counted, clock, histories: own, registers });
      await expect(record.entries.publish(scope, entry, words('For them'))).rejects.toMatchObject({ code: 'conflict' });
      expect(looks).toBeLessThan(6);
    });

    test('an entry that was changed meanwhile is not taken back unseen', async () => {
      const shared = await add('Contested', { wording: words('For them') });
      const closed = await entries.change(scope, shared, closing);
      await expect(entries.withdraw(scope, shared)).rejects.toMatchObject({ code: 'conflict' });
      expect((await entries.withdraw(scope, closed)).published).toBeUndefined();
    });

    test('a publication shows the own fields that are for the client, and no others', async () => {
      const details = { reason: 'The fees are low', alternatives: 'Their own shop is too slow' };
      const decision = await add('Use Stripe', { kind: decisions.kind, details, wording: words('Stripe') });
      expect(publishedDetailsOf(decision)).toEqual({ reason: 'The fees are low' });
      const shared = await entries.publish(scope, decision, words('Stripe, as you asked'));
      expect(publishedDetailsOf(shared)).toEqual({ reason: 'The fees are low' });
    });

    describe('a change', () => {
      test('of two at once is made once; the other one is refused', async () => {
        const entry = await add('Contested');
        const results = await Promise.allSettled(['R1', 'R2'].map((id) => entries.change(asked(id), entry, closing)));
        expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(await entries.get(scope, entry._id)).toMatchObject({ revision: 2, isOpen: false, turn: 'nobody' });
      });

      test('whose answer was lost is found by a repeat, also when its event has left the entry', async () => {
        const entry = await add('Closed once');
        const changed = await entries.change(asked('R1'), entry, closing);
        expect((await entries.change(asked('R1'), entry, closing)).revision).toBe(2);

        await histories.recover();
        const again = await entries.change(asked('R1'), entry, closing);

        expect(again).toMatchObject({ state: 'closed', revision: changed.revision });
        expect([await entries.hasMade(asked('R1'), again, 'stateChanged')]).toEqual([true]);
        expect(await entries.hasMade(asked('R1'), again, 'moved')).toBe(false);
        expect(await entries.hasMade(asked('R2'), again, 'stateChanged')).toBe(false);
        await expect(entries.change(asked('R2'), entry, closing)).rejects.toMatchObject({ code: 'conflict' });
        expect((await entries.trailOf(scope, again)).map(({ kind }) => kind)).toEqual(['added', 'stateChanged']);
      });

      test('of own fields leaves the others, unsets what is undefined, and tells no free words', async () => {
        const entry = await add('Secret words', { details: { probability: 2, impact: 3, prevention: 'Secret plan' } });
        const changes = { details: { probability: 5, impact: undefined, trigger: 'Secret sign' } };
        const changed = await entries.change(scope, entry, { changes, event: 'edited' });

        expect(detailsOf(changed)).toEqual({ probability: 5, prevention: 'Secret plan', trigger: 'Secret sign' });
        const trail = await entries.trailOf(scope, changed);
        expect(trail.map(({ kind, revision }) => [kind, revision])).toEqual([
          ['added', 1],
          ['edited', 2],
        ]);
        expect(JSON.parse(trail[1]?.after ?? '{}')).toMatchObject({ 'risk.probability': 5, 'risk.impact': null });
        expect(JSON.stringify(trail)).not.toContain('Secret');
      });

      test('of own fields works for an entry that was added without any', async () => {
        const changed = await entries.change(scope, await add('Bare'), {
          changes: { details: { probability: 1 } },
          event: 'edited',
        });
        expect(detailsOf(changed)).toEqual({ probability: 1 });
      });

      test('leaves what the client sees, unless it is to be told at once', async () => {
        const due = '2026-12-01';
        const shared = await add('Ours', { due, wording: words('For them') });
        const moved = await entries.change(scope, shared, { changes: { due: '2026-12-24' }, event: 'moved' });
        expect(moved.published).toEqual(shared.published);

        const told = await entries.change(scope, moved, { ...closing, publishes: 'all' });
        expect(told.published).toMatchObject({
          state: 'closed',
          due: '2026-12-24',
          revision: 3,
          wording: { en: { title: 'For them' } },
        });
        expect(publishedDetailsOf(told)).toEqual({});
      });

      test('tells with an act of the client only what it changes', async () => {
        const due = '2026-12-01';
        const shared = await add('Ours', { due, wording: words('For them') });
        const moved = await entries.change(scope, shared, { changes: { due: '2026-12-24' }, event: 'moved' });
        const told = await entries.change(scope, moved, { ...closing, publishes: 'changes' });
        expect(told.published).toEqual({
          ...shared.published,
          ...{ state: 'closed', turn: 'nobody', revision: 3, by: scope.by, at: told.published?.at },
        });
      });
    });

    describe('a list', () => {
      const titles = async (filter: Parameters<Entries['list']>[1]) =>
        (await entries.list(scope, filter)).map(({ title }) => title);

      test('has entries by due date and then by age, undated ones last and deleted ones left out', async () => {
        const made: Entry[] = [];
        for (const [title, due] of [
          ['late', '2026-12-24'],
          ['undated', undefined],
          ['soon', '2026-12-01'],
          ['soon too', '2026-12-01'],
          ['gone', '2026-12-01'],
        ] as const)
          made.push(await add(title, { due }));
        const gone = made.at(-1) as Entry;
        await entries.change(scope, gone, { changes: { deletedAt: new Date(NOON) }, event: 'deleted' });

        expect(await titles({ kind: 'risk' })).toEqual(['soon', 'soon too', 'late', 'undated']);
        expect(await titles({ kind: 'risk', dueUntil: '2026-12-01' })).toEqual(['soon', 'soon too']);
        expect(await titles({ kind: 'risk', limit: 2 })).toEqual(['soon', 'soon too']);
        const soon = made[2] as Entry;
        await entries.change(scope, soon, { changes: { due: undefined }, event: 'moved' });
        expect(await titles({ kind: 'risk' })).toEqual(['soon too', 'late', 'undated', 'soon']);
        expect(await titles({ kind: 'risk', dueUntil: '9999-01-01' })).toEqual(['soon too', 'late']);
      });

      test('has what each filter asks for, and nothing of another workspace', async () => {
        const owner = { personId: 'tom', side: 'ours' } as const;
        const open = await add('open', { owner });
        const closed = await add('closed');
        await entries.change(scope, closed, closing);
        await add('shared', { wording: words('For them') });
        await add('part', { parentId: open._id });
        await add('elsewhere', { projectId: 'p2' });
        await add('a task', { kind: tasks.kind });

        expect((await titles({ projectIds: ['p1'], kind: 'risk', isOpen: true })).sort()).toEqual([
          'open',
          'part',
          'shared',
        ]);
        expect(await titles({ isOpen: false })).toEqual(['closed']);
        expect(await titles({ ownerId: 'tom' })).toEqual(['open']);
        expect(await titles({ parentId: open._id })).toEqual(['part']);
        expect(await titles({ isPublished: true })).toEqual(['shared']);
        expect(await titles({ projectIds: ['p2'] })).toEqual(['elsewhere']);
        expect(await titles({ projectIds: [] })).toEqual([]);
        expect(await titles({ kind: 'task' })).toEqual(['a task']);
        expect(await titles({ kind: 'task', isNewestFirst: true })).toEqual(['a task']);
        expect(await titles({ projectIds: ['p1'], kind: 'risk', isNewestFirst: true, limit: 2 })).toEqual([
          'part',
          'shared',
        ]);
        expect(await entries.list(systemScope(newId()), {})).toEqual([]);
      });

      test('of what waits for the client goes by what they were told, whatever has become of it', async () => {
        const owner = { personId: 'ana', side: 'client' } as const;
        const need = (title: string) => add(title, { kind: needs.kind, owner, wording: words(title) });
        await need('The logo');
        const given = await need('The texts');
        await entries.change(scope, given, { changes: { state: 'given' }, event: 'stateChanged' });
        const told = await need('The photos');
        const changes = { state: 'given' };
        await entries.change(scope, told, { changes, event: 'stateChanged', publishes: 'changes' });
        await add('Not shared', { kind: needs.kind, owner });
        expect(await titles({ waitsForClient: true })).toEqual(['The logo', 'The texts']);
      });
    });

    test('the client’s timeline has the events that changed what they read; ours has all, newest first', async () => {
      const inTime = stoppedClock(NOON);
      const parts = createHistory({ db, clock: inTime, log: silentLogger, house: { reactions: [] } });
      const timed = createRecord({ db, clock: inTime, histories: parts, registers }).entries;
      const added = await timed.add(scope, fresh('Late vendor'));
      inTime.advance(1_000);
      const shared = await timed.publish(scope, added, words('For them'));
      inTime.advance(1_000);
      await timed.change(scope, shared, closing);
      await parts.recover();

      const kinds = async (audience: 'internal' | 'client', skip = 0) =>
        (await timed.timelineOf(scope, { projectId: 'p1', audience, skip, limit: 2 })).map(({ kind }) => kind);
      expect(await kinds('internal')).toEqual(['stateChanged', 'published']);
      expect(await kinds('internal', 2)).toEqual(['added']);
      expect(await kinds('client')).toEqual(['published']);
      // Nobody has told the client that it is closed.
      const told = await timed.list(scope, { projectIds: ['p1'], isToldOpen: true });
      expect(told.map(({ _id, isOpen }) => [_id, isOpen])).toEqual([[added._id, false]]);
    });
  });
}
