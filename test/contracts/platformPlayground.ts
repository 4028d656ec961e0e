import { createHub } from '../../adapters/playground/hub.ts';
import { createPosts } from '../../adapters/playground/posts.ts';
import { createPlatform } from '../../adapters/playground/send.ts';
import { createWorld, OUTSIDE_TENANT, PLAYGROUND_TENANT } from '../../adapters/playground/world.ts';
import { playgroundCollections, playgroundMessages } from '../../adapters/playground/worldRows.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Collection, CollectionDefinition, Database, Entity } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readHtml } from '../replay/readHtml.ts';
import type { Fault, Person, PlatformUnderTest, PlatformWorld } from './platformWorld.ts';

/** A database that refuses the next message, before or after it is stored. */
function fragile(db: Database, next: () => Fault | undefined): Database {
  const refusal = () => new RapportError('unavailable', 'the test’s database does not answer');
  return {
    ...db,
    everywhere<T extends Entity>(definition: CollectionDefinition<T>): Collection<T> {
      const rows = db.everywhere(definition);
      if (definition.name !== playgroundMessages.name) return rows;
      const failing =
        <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>) =>
        async (...given: A): Promise<R> => {
          const fault = next();
          if (fault === 'before' || fault === 'lookUp') throw refusal();
          const done = await work(...given);
          if (fault === 'after') throw refusal();
          return done;
        };
      return {
        ...rows,
        insert: failing(rows.insert),
        findOne: failing(rows.findOne),
        findOneAndUpdate: failing(rows.findOneAndUpdate),
      };
    },
  };
}

const ids: Readonly<Record<Person, string>> = { mei: 'U-mei', tom: 'U-tom', ana: 'U-ana', nobody: 'U-nobody' };

async function open(log: Logger): Promise<PlatformWorld> {
  let fault: Fault | undefined;
  const memory = await openDatabase({ memory: true });
  await memory.prepare([...playgroundCollections]);
  const db = fragile(memory, () => {
    const now = fault;
    fault = undefined;
    return now;
  });
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  const world = createWorld({ db, clock });
  const posts = createPosts({ db, clock, world, hub: createHub() });
  const ours = { outsider: false, locale: 'en', zone: 'Europe/Berlin', side: 'ours' } as const;
  await world.addUser({ user: ids.mei, name: 'Mei Chen', ...ours });
  await world.addUser({ user: ids.tom, name: 'Tom Berg', ...ours });
  await world.addUser({
    user: ids.ana,
    name: 'Ana Lima',
    outsider: true,
    locale: 'en',
    zone: 'Europe/Berlin',
    side: 'client',
  });
  await world.addChannel({ conversation: 'C-acme', name: 'acme', members: [ids.mei, ids.tom, ids.ana], bot: true });
  await world.addChannel({ conversation: 'C-inside', name: 'inside', members: [ids.mei, ids.tom], bot: true });
  await world.addChannel({ conversation: 'C-without', name: 'without', members: [ids.mei], bot: false });
  const place = { platform: 'playground', tenant: PLAYGROUND_TENANT } as const;
  return {
    platform: createPlatform({ world, posts, log, address: () => 'http://127.0.0.1:3000' }),
    installation: place,
    user: (person) => ({ ...place, tenant: person === 'ana' ? OUTSIDE_TENANT : PLAYGROUND_TENANT, user: ids[person] }),
    shared: { ...place, conversation: 'C-acme', audience: 'client' },
    inside: { ...place, conversation: 'C-inside', audience: 'internal' },
    dead: {
      'a conversation that is not there': {
        to: { ...place, conversation: 'C-gone', audience: 'client' },
        reason: 'channelGone',
      },
      'a channel without us': {
        to: { ...place, conversation: 'C-without', audience: 'client' },
        reason: 'notInChannel',
      },
      'another installation': {
        to: { ...place, tenant: 'T0FOREIGN', conversation: 'C-acme', audience: 'client' },
        reason: 'disconnected',
      },
    },
    async read(person, conversation) {
      const [user, channel] = [await world.user(ids[person]), await world.channel(conversation)];
      if (user === undefined || channel?.members.includes(user._id) !== true) return [];
      const { posts: found } = await posts.list(user, conversation, undefined);
      return found.map(({ id, thread, html }) => ({ id, thread, ...readHtml(html) }));
    },
    close: () => undefined,
    fail(next) {
      fault = next;
    },
    problems: () => [],
    end: () => memory.close(),
  };
}

export const playgroundUnderTest: PlatformUnderTest = {
  open,
  faults: ['before', 'after', 'lookUp'],
  finds: true,
  whispers: 'there',
  secrets: [],
};
