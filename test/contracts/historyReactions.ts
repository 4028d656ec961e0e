/** The part of the history's contract about reactions: each runs at least once per event, whatever breaks. */
import { expect, test } from 'vitest';
import { reactTo } from '../../src/core/history/reaction.ts';
import { newId } from '../../src/ground/ids.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { inWaves } from '../fakes/waves.ts';
import { mortal } from '../fakes/work.ts';
import { boat, type HistoryUnderTest, scope } from './historyUnderTest.ts';

export function describeReactions(tested: HistoryUnderTest): void {
  const { process, orphan, stored, told, noting } = tested;

  test('reactions run once per event, with the subject in its present state', async () => {
    const id = newId();
    const { reaction, seen } = noting('moor');
    const { store, build, history } = process([reaction]);
    await build(id);
    await store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
    await store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed');
    await history.settled();
    await history.recover();
    expect(seen).toEqual(['built 1 Kiel', 'moved 2 Wismar']);
  });

  test('the run of the minute reacts after the reactions that are running, with the subject as it is then', async () => {
    const id = newId();
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const order: string[] = [];
    const holding = reactTo(boat, {
      name: 'holding',
      events: ['built', 'moved'],
      run: async ({ harbour }, { kind }) => {
        order.push(`${kind} begins: ${harbour}`);
        if (kind === 'built') await held;
        order.push(`${kind} ends`);
      },
    });
    // The process that built it died before any reaction.
    await orphan(id);
    const { store, history } = process([holding]);
    const recovered = history.recover();
    await expect.poll(() => order).toEqual(['built begins: Kiel']);
    await store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
    go();
    await recovered;
    await history.settled();
    await history.recover();
    expect(order).toEqual(['built begins: Kiel', 'built ends', 'moved begins: Wismar', 'moved ends']);
    expect(await stored(id)).not.toHaveProperty('pending');
  });

  test('an event of a batch is reacted to with what its subject is by then', async () => {
    const [first, second] = [newId(), newId()];
    await orphan(first);
    await orphan(second, 1);
    const seen: string[] = [];
    const { store, history } = process([
      reactTo(boat, {
        name: 'sees',
        events: ['built'],
        run: async ({ _id, harbour }) => {
          seen.push(`${_id === first ? 'first' : 'second'} in ${harbour}`);
          // Both were read by now: the second one changes while the first one's reaction runs.
          if (_id === first) await store.change(scope, { _id: second }, { $set: { harbour: 'Wismar' } }, 'renamed');
        },
      }),
    ]);
    await history.recover();
    await history.recover();
    expect(seen).toEqual(['first in Kiel', 'second in Wismar']);
  });

  test('an event is in the history once its reaction ran; other instances do not react again', async () => {
    const id = newId();
    const [here, there] = [noting('moor'), noting('moor')];
    const { build, history } = process([here.reaction]);
    await build(id);
    await history.settled();
    expect(await told(id)).toMatchObject([{ revision: 1, kind: 'built' }]);

    await process([there.reaction]).history.recover();
    expect([here.seen, there.seen]).toEqual([['built 1 Kiel'], []]);
    expect(await stored(id)).not.toHaveProperty('pending');
  });

  test('a reaction that throws is logged once, retried, and delays no other', async () => {
    const id = newId();
    const logged: string[] = [];
    const log = { ...silentLogger, error: (_about: object, text: string) => void logged.push(text) } as Logger;
    const broken = noting('broken', (seen) => {
      if (seen <= 3) throw new Error('not yet');
    });
    const sound = noting('sound');
    const { store, build, history } = process([broken.reaction, sound.reaction], { log });
    await build(id);
    await history.settled();
    await store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed');
    await history.recover();
    expect(sound.seen[0]).toBe('built 1 Kiel');
    expect((await told(id)).map(({ revision, owed }) => [revision, owed])).toEqual([
      [1, true],
      [2, undefined],
    ]);

    await history.recover();
    await history.recover();
    expect(await stored(id)).not.toHaveProperty('pending');
    expect((await told(id))[0]).not.toHaveProperty('owed');
    expect(broken.seen).toHaveLength(4);
    expect(logged).toEqual(['a reaction failed; it is retried each minute']);
    expect(await history.recover()).toBe(0);
  });

  test('a reaction that fails for a day is given up; its event stays in the history', async () => {
    const id = newId();
    const broken = noting('broken', () => {
      throw new Error('never');
    });
    const { clock, build, history } = process([broken.reaction]);
    await build(id);
    await history.settled();
    clock.advance(23 * 3_600_000);
    await history.recover();
    expect(await stored(id)).toHaveProperty('pending');
    clock.advance(3_600_000);
    await history.recover();
    expect(await stored(id)).not.toHaveProperty('pendingSince');
    const rows = await told(id);
    expect(rows).toHaveLength(1);
    expect(rows[0]).not.toHaveProperty('owed');
  });

  test.each([
    { after: false, fails: false },
    { after: true, fails: false },
    { after: false, fails: true },
    { after: true, fails: true },
  ])(
    'whatever step a process dies at (after its work: $after; its reaction fails first: $fails), another one brings the events to the end',
    async ({ after, fails }) => {
      await process().history.recover();
      const steps = new Set<string>();
      for (let at = 0; ; at++) {
        const id = newId();
        const done: string[] = [];
        const moor = (isBroken: boolean) =>
          noting('moor', (seen) => {
            if (isBroken && seen === 1) throw new Error('not yet');
            done.push(id);
          }).reaction;
        const doomed = mortal(tested.db, fakePlatform(), { at, after });
        const first = process([moor(fails)], { db: doomed.db });
        await first.build(id).catch(() => undefined);
        await first.history.settled();
        await first.store.change(scope, { _id: id }, { $set: { name: 'Bea' } }, 'renamed').catch(() => undefined);
        await first.history.recover().catch(() => undefined);
        for (const step of doomed.steps) steps.add(step);
        if (!doomed.died()) break;
        await process([moor(false)]).history.recover();
        const boat = await stored(id);
        if (boat === undefined) continue;
        expect(done).not.toEqual([]);
        const rows = await told(id);
        expect(rows.map(({ kind, revision, owed }) => ({ kind, revision, owed }))).toEqual(
          ['built', 'renamed'].slice(0, boat.revision).map((kind, index) => ({ kind, revision: index + 1 })),
        );
        expect(boat).not.toHaveProperty('pending');
        expect(boat).not.toHaveProperty('pendingSince');
      }
      expect([...steps].sort()).toEqual(
        [
          'historyBoats.insert',
          'history.insertMany',
          'historyBoats.findOneAndUpdate',
          'historyBoats.find',
          'history.find',
          ...(fails ? ['historyBoats.get', 'history.findOneAndUpdate'] : []),
          'historyBoats.updateMany',
        ].sort(),
      );
    },
  );

  test('two concurrent relays write one history and leave nothing pending', async () => {
    const id = newId();
    const silent = process();
    await silent.build(id);
    await silent.store.change(scope, { _id: id }, { $set: { harbour: 'Wismar' } }, 'moved');
    const { reaction, seen } = noting('moor');
    await Promise.all([process([reaction]).history.recover(), process([reaction]).history.recover()]);
    expect((await told(id)).map(({ kind, revision }) => `${kind} ${revision}`)).toEqual(['built 1', 'moved 2']);
    expect(new Set(seen)).toEqual(new Set(['built 1 Wismar', 'moved 2 Wismar']));
    expect(await stored(id)).not.toHaveProperty('pending');
  });

  test('subjects whose reactions fail do not delay later ones, however many they are', async () => {
    const { reaction } = noting('broken', () => {
      throw new Error('never');
    });
    const { clock, build, history } = process([reaction]);
    await inWaves(201, () => build(newId()));
    await history.settled();
    clock.advance(1_000);
    const last = newId();
    await process([], { clock }).build(last);
    await history.recover();
    expect(await told(last)).toMatchObject([{ revision: 1, owed: true }]);
  });
}
