/** A house beside the fake connector, over a database whose inbox can fail. */
import { afterEach, beforeEach } from 'vitest';
import { inboxRows } from '../../src/core/inboxRow.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Collection, CollectionDefinition, Database, Entity } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { textOf } from './agentsPlayground.ts';
import { activity, type Where } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

interface Inbox {
  /** While it is set, the inbox stores nothing. */
  isFull: boolean;
}

/** A database whose inbox fails on demand. */
function fragile(db: Database, inbox: Inbox): Database {
  return {
    ...db,
    everywhere<T extends Entity>(definition: CollectionDefinition<T>): Collection<T> {
      const rows = db.everywhere(definition);
      if (definition.name !== inboxRows.name) return rows;
      const insert: typeof rows.insert = async (document) => {
        if (inbox.isFull) throw new RapportError('unavailable', 'the test’s database does not answer');
        return rows.insert(document);
      };
      return { ...rows, insert };
    },
  };
}

/** Registers start and end of each test for the calling test file; the test opens the house. */
export function fragileHouse() {
  let fake: FakeConnector;
  let house: HouseBeside;
  let memory: Database;
  const inbox: Inbox = { isFull: false };
  beforeEach(async () => {
    inbox.isFull = false;
    memory = await openDatabase({ memory: true });
    fake = await startFakeConnector();
  });
  afterEach(async () => {
    await house.close();
    await memory.close();
    await fake.stop();
  });
  async function open(more: Parameters<typeof houseBeside>[1] = {}) {
    house = await houseBeside(fake, { db: fragile(memory, inbox), ...more });
    fake.posts.length = 0;
  }
  return {
    get fake() {
      return fake;
    },
    get house() {
      return house;
    },
    inbox,
    open,
    /** Opens another house over an empty database in place of the open one. */
    async reopen(more: Parameters<typeof houseBeside>[1]) {
      await house.close();
      await memory.close();
      memory = await openDatabase({ memory: true });
      await open(more);
    },
    textsIn: (conversation: string) => fake.in(conversation).map(({ card }) => textOf(card)),
    invoke: (user: string, where: Where, name: string, value: unknown, more: object = {}) =>
      house.said(activity(fake.serviceUrl, user, where, { type: 'invoke', name, value, ...more })),
  };
}
