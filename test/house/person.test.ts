import { beforeEach, describe, expect, test } from 'vitest';
import { auditEntries } from '../../src/core/auditLog.ts';
import { userKey } from '../../src/core/kept.ts';
import { createPersonData } from '../../src/core/personData.ts';
import type { FormValues, InboundEvent } from '../../src/core/platform.ts';
import { exportFiles } from '../../src/features/people/exporting.ts';
import { createLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { buttonOf, messageOf } from '../fakes/talk.ts';

/** Is in all internal data. */
const CANARY = 'canary';
/** The logged faults. */
const faults: string[] = [];
let house: Composed;
let here: Settled;
beforeEach(async () => {
  house = await composed({ log: createLogger({ level: 'error', write: (line) => faults.push(line) }) });
  here = await settle(house, { tenant: 'here', word: CANARY });
  await submit('ana', 'reminder new', { text: 'Sign the lilac contract', when: 'tomorrow 9:00' });
  await submit('mei', 'reminder new', { for: '@Ana', text: `${CANARY} not posted yet`, when: 'tomorrow 9:00' });
  await submit('ana', 'words new', { sort: 'problem', text: 'The lilac cart is empty' });
  await submit('tom', 'reminder new', { text: 'Tom’s amber note', when: 'every Monday 9:00' });
  await submit('mei', 'away new', { from: '2026-12-01', until: '2026-12-04', cover: '@Tom' });
  house.clock.advance(600_000);
  while ((await house.scheduler.tick()) + (await house.sender.tick()) > 0);
  return () => {
    expect(faults.splice(0)).toEqual([]);
    return house.db.close();
  };
});

/** Within the limit for people. */
function slowly(event: InboundEvent) {
  house.clock.advance(5_000);
  return house.bot.handle(event);
}
const submit = (
  from: string,
  command: string,
  values: FormValues,
  place = { conversation: `D-${from}`, kind: 'direct' },
) => house.bot.handle(eventIn('here', 'formSubmit', from, { place, command, values } as never)).reply;
const type = (from: string, text: string, more = {}) =>
  slowly(eventIn('here', 'command', from, { text, ...more })).reply;
const press = (from: string, payload: object) => slowly(eventIn('here', 'action', from, { payload } as never)).reply;

/** All stored data, without the running number of each row. */
async function stored(of: Composed = house): Promise<string> {
  const rows = of.collections.map(async (each) => [each.name, await of.db.housekeeping(each).find({})]);
  return JSON.stringify(await Promise.all(rows));
}
const known = (user: string) => house.people.byUser(here.scope, { platform: 'playground', tenant: 'here', user });

describe('me export', () => {
  test('shows the stored data, sends it as a private file, and is on the trail', async () => {
    const preview = messageOf(await type('ana', 'me export'));
    expect(JSON.stringify(preview)).toContain('Messages from contacts, and the answers: 1');
    expect(JSON.stringify(preview)).toContain('What the team noted for itself is not in it');
    const answer = messageOf(await press('ana', buttonOf(preview, 'Send me the file')));
    const files = answer.blocks.flatMap((block) => (block.kind === 'file' ? [block] : []));
    const content = JSON.parse(files[0]?.content ?? '{}');
    expect(content.Record).toMatchObject([{ name: 'Ana Lima', side: 'client', role: 'approver' }]);
    expect(JSON.stringify(content)).toContain('The lilac cart is empty');
    expect(JSON.stringify(content)).toContain('Sign the lilac contract');
    const trail = await house.db.within(auditEntries, here.scope).find({ action: 'me export' });
    expect(trail).toMatchObject([{ by: here.ana._id, subject: `person:${here.ana._id}` }]);
  });

  test('gives a contact no internal note of our side, nor text that was not sent yet', async () => {
    expect(JSON.stringify(await press('ana', { v: 1, command: 'me exportfile', input: {} }))).not.toContain(CANARY);
    expect(JSON.stringify(await press('tom', { v: 1, command: 'me exportfile', input: {} }))).toContain(CANARY);
  });

  test('is refused in a shared conversation', async () => {
    const place = { conversation: 'C-client-here', kind: 'channel' as const };
    const reply = await submit('ana', 'me exportfile', {}, place);
    expect(JSON.stringify(reply)).toContain('This is for you alone');
    expect(JSON.stringify(reply)).not.toContain('lilac');
  });

  test('is split over several files if it is too long for one, without losing a row', () => {
    const rows = Array.from({ length: 61 }, (_, number) => ({ number, text: 'long '.repeat(380) }));
    const files = exportFiles([{ title: { en: 'Words', 'zh-CN': '留言' }, rows }], {
      ...{ locale: 'en', name: 'Ana Lima', at: new Date('2026-11-23T09:00:00Z') },
    });
    expect(files.map(({ name }) => name)).toEqual(['Rapport 2026-11-23 1.json', 'Rapport 2026-11-23 2.json']);
    expect(files.flatMap(({ content }) => JSON.parse(content).Words)).toEqual(rows);
  });
});

describe('person erase', () => {
  const erase = async (name: string) => {
    const preview = messageOf(await type('root', `person erase "${name}"`));
    const answer = messageOf(await press('root', buttonOf(preview, 'Erase')));
    return { preview, answer };
  };

  test('previews the effects, then removes every name and word of the person', async () => {
    const { preview, answer } = await erase('Ana Lima');
    expect(JSON.stringify(preview)).toContain('Reminders, own and received: 2, deleted');
    expect(JSON.stringify(preview)).toContain('who did what stays by id');
    expect(answer.fallbackText).toBe('Erased. What had to stay names nobody any more.');
    const rest = await stored();
    expect(rest).not.toContain('lilac');
    expect(rest).not.toContain('Ana Lima');
    expect(rest).not.toContain(userKey({ platform: 'playground', tenant: 'here', user: 'ana' }));
    expect(await house.people.must(here.scope, here.ana._id)).toMatchObject({ erasedAt: house.clock.now() });
    const trail = await house.db.within(auditEntries, here.scope).find({ action: 'person erase' });
    expect(trail).toMatchObject([{ by: here.admin._id, subject: `person:${here.ana._id}` }]);
  });

  test.each(['Ana Lima', 'Tom Berg', 'Mei Chen'])('removes also what %s changed in the minute before', async (name) => {
    await submit(name.slice(0, 3).toLowerCase(), 'me edit', { language: 'zh-CN', zone: 'Pacific/Auckland' });
    expect(await stored()).toContain('Pacific/Auckland');
    await press('root', { v: 1, command: 'person erasenow', input: { person: name } });
    await house.histories.settled();
    await house.histories.recover();
    expect(await stored()).not.toContain('Pacific/Auckland');
  });

  test('makes a later message of theirs come from a new unknown person', async () => {
    await erase('Ana Lima');
    await house.bot.handle(eventIn('here', 'directMessage', 'ana', { text: 'hello' })).reply;
    const again = await known('ana');
    expect(again?.person).toMatchObject({ side: 'unknown', name: 'ana' });
    expect(again?.person._id).not.toBe(here.ana._id);
  });

  test('for a person of our side ends their covers, keeps the projects, and causes no later fault', async () => {
    await erase('Tom Berg');
    expect((await house.people.must(here.scope, here.mei._id)).away?.coverId).toBeUndefined();
    expect(await stored()).not.toContain('amber');
    for (let day = 0; day < 12; day++) {
      house.clock.advance(86_400_000);
      while ((await house.scheduler.tick()) + (await house.sender.tick()) > 0);
    }
    const { preview } = await erase('Mei Chen');
    expect(JSON.stringify(preview)).toContain('Hand over first, or an admin steps in: ACME');
    expect(await house.projects.must(here.scope, here.project._id)).toMatchObject({ managerId: here.mei._id });
    for (const text of ['project list', 'people', 'today', 'project show ACME'])
      expect(JSON.stringify(await type('root', text))).not.toContain('Mei Chen');
  });

  test('is only for admins, and never for oneself, so that one admin always stays', async () => {
    expect(JSON.stringify(await type('mei', 'person erase "Ana Lima"'))).not.toContain('Erase Ana');
    await press('mei', { v: 1, command: 'person erasenow', input: { person: here.ana._id } });
    expect(await known('ana')).toBeDefined();
    const own = await press('root', { v: 1, command: 'person erasenow', input: { person: here.admin._id } });
    expect(JSON.stringify(own)).toContain('Another admin has to do that');
    expect((await house.people.must(here.scope, here.admin._id)).name).toBe('Root');
  });

  test('changes nothing on a repetition, and completes after a crash at any step by a repetition', async () => {
    const subject = await house.people.subjectOf(here.scope, here.ana._id);
    let left = 0;
    // A database that breaks after that many changes.
    const breaking = { ...house.db } as Database;
    const guard = <T extends object>(rows: T): T =>
      new Proxy(rows, {
        get(target, key) {
          const method = Reflect.get(target, key);
          if (key !== 'findOneAndUpdate' && key !== 'deleteMany') return method;
          return (...args: unknown[]) => {
            if (left-- === 0) throw new Error('crash');
            return Reflect.apply(method as never, target, args);
          };
        },
      });
    for (const door of ['within', 'everywhere'] as const)
      (breaking as unknown as Record<string, unknown>)[door] = (...args: [never, never]) =>
        guard((house.db[door] as (...given: never[]) => object)(...args));
    const data = createPersonData({ db: breaking, histories: house.histories, house });
    let crashes = 0;
    for (let step = 0; ; step++) {
      left = step;
      try {
        await data.erase(subject);
        break;
      } catch {
        crashes++;
      }
    }
    expect(crashes).toBeGreaterThan(2);
    await house.histories.recover();
    const once = await stored();
    expect(once).not.toContain('lilac');
    left = 1_000;
    await data.erase(subject);
    expect(await stored()).toBe(once);
  });

  test('includes the accounts and text of records that were merged into theirs', async () => {
    house.clock.advance(5_000);
    await house.bot.handle(eventIn('here', 'directMessage', 'ana2', { text: 'teal from my other account!!' })).reply;
    const other = await known('ana2');
    await house.people.merge(here.scope, other?.person._id ?? '', here.ana._id);
    await erase('Ana Lima');
    expect(await known('ana2')).toBeUndefined();
    expect(await stored()).not.toContain('teal');
  });

  test('distinguishes two people of one name by a press', async () => {
    await house.people.add(here.scope, { name: 'Ana Lima', side: { kind: 'ours', role: 'member' } });
    await house.people.leave(here.scope, here.ana._id);
    const question = messageOf(await type('root', 'person erase "Ana Lima"'));
    const preview = messageOf(await press('root', buttonOf(question, 'Ana Lima (has left)')));
    await press('root', buttonOf(preview, 'Erase'));
    expect((await house.people.must(here.scope, here.ana._id)).erasedAt).toBeDefined();
    expect(await house.people.named(here.scope, 'Ana Lima')).toHaveLength(1);
  });
});
