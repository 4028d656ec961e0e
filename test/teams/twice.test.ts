import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialogData, formStateData, inputId } from '../../adapters/teams/formState.ts';
import { inboxRows } from '../../src/core/inboxRow.ts';
import { openForm } from '../../src/core/message.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Collection, CollectionDefinition, Database, Entity } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { actionOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own, type Where, words } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

let fake: FakeConnector;
let house: HouseBeside;
let memory: Database;
/** While it is set, nothing can be kept. */
let isFull = false;

/** A database whose inbox can be made to fail. */
function fragile(db: Database): Database {
  return {
    ...db,
    everywhere<T extends Entity>(definition: CollectionDefinition<T>): Collection<T> {
      const rows = db.everywhere(definition);
      if (definition.name !== inboxRows.name) return rows;
      const insert: typeof rows.insert = async (document) => {
        if (isFull) throw new RapportError('unavailable', 'the test’s database does not answer');
        return rows.insert(document);
      };
      return { ...rows, insert };
    },
  };
}
async function open(more: Parameters<typeof houseBeside>[1] = {}) {
  house = await houseBeside(fake, { db: fragile(memory), ...more });
  fake.posts.length = 0;
}
beforeEach(async () => {
  isFull = false;
  memory = await openDatabase({ memory: true });
  fake = await startFakeConnector();
});
afterEach(async () => {
  await house.close();
  await memory.close();
  await fake.stop();
});

const client = channel(WORLD.channel, '100');
const textsIn = (conversation: string) => fake.in(conversation).map(({ card }) => textOf(card));
const invoke = (user: string, where: Where, name: string, value: unknown, more: object = {}) =>
  house.said(activity(fake.serviceUrl, user, where, { type: 'invoke', name, value, ...more }));
const reminderForm = (
  values: Record<string, string>,
  place: { conversation: string; kind: 'direct' | 'channel'; message?: string },
) => ({
  ...formStateData({ command: 'reminder new', hidden: {} }, { place }),
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [inputId.one(name), value])),
});

describe('what comes twice is done once', () => {
  beforeEach(() => open());

  test('words, at the same time and again', async () => {
    const sent = activity(fake.serviceUrl, 'mei', own('mei'), words('help', own('mei')));
    const statuses = await Promise.all([house.said(sent), house.said(sent)]);
    statuses.push(await house.said(sent));
    await house.quiet();
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(fake.in('D-mei')).toHaveLength(1);
  });

  test('a form that a client sends again because the answer was slow', async () => {
    const data = reminderForm({ text: 'call Ana', when: 'tomorrow 3pm' }, { conversation: 'D-mei', kind: 'direct' });
    const sent = activity(fake.serviceUrl, 'mei', own('mei'), { type: 'invoke', name: 'task/submit', value: { data } });
    await house.said(sent);
    await house.said(sent);
    await house.type('mei', 'remind');
    await house.quiet();
    expect(
      textsIn('D-mei')
        .at(-1)
        ?.match(/call Ana/g),
    ).toHaveLength(1);
  });

  /** Opens the reminder form as a card in a conversation. */
  async function inlineForm(where: Where) {
    await house.type('mei', 'reminder new', where);
    await house.quiet();
    const card = fake.in('D-mei').at(-1);
    const inputs = { [inputId.one('text')]: 'call Ana', [inputId.one('when')]: 'tomorrow 3pm' };
    return { id: card?.id ?? '', data: { ...actionOf(card?.card, 'Save').data, ...inputs } };
  }
  async function remindersSet(): Promise<number> {
    const before = fake.in('D-mei').length;
    await house.type('mei', 'reminders');
    await house.quiet();
    return textOf(fake.in('D-mei')[before]?.card).match(/call Ana/g)?.length ?? 0;
  }

  test('a form in the conversation: Save twice, by a Submit after it, and pressed fifty times', async () => {
    for (const where of [own('mei'), client]) {
      const { id, data } = await inlineForm(where);
      const first = await house.execute('mei', own('mei'), id, data);
      expect(textOf(first.json.value)).toContain('I will remind you');
      expect((await house.execute('mei', own('mei'), id, data)).json).toEqual(first.json);
      expect(
        (await house.said(activity(fake.serviceUrl, 'mei', own('mei'), { value: data, replyToId: id }))).status,
      ).toBe(200);
    }
    const { id, data } = await inlineForm(own('mei'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => house.execute('mei', own('mei'), id, data)));
    expect(new Set(answers.map(({ json }) => textOf(json.value))).size).toBe(1);
    await house.quiet();
    expect(await remindersSet()).toBe(3);
  });

  test('a dialog that is sent twice, at once and later; opened anew it is another', async () => {
    const dialog = async () => {
      const heard = await invoke(
        'mei',
        own('mei'),
        'task/fetch',
        { data: dialogData(openForm('reminder new')) },
        { replyToId: 'M1' },
      );
      const inputs = { [inputId.one('text')]: 'call Ana', [inputId.one('when')]: 'tomorrow 3pm' };
      return { data: { ...actionOf(heard.json.task.value.card.content, 'Save').data, ...inputs } };
    };
    const data = await dialog();
    const both = await Promise.all([1, 2].map(() => invoke('mei', own('mei'), 'task/submit', data)));
    const later = await invoke('mei', own('mei'), 'task/submit', data);
    expect([...both, later].map(({ status }) => status)).toEqual([200, 200, 200]);
    await house.quiet();
    expect(await remindersSet()).toBe(1);
    await invoke('mei', own('mei'), 'task/submit', await dialog());
    await house.quiet();
    expect(await remindersSet()).toBe(2);
  });

  test('a form that was saved and is cancelled behind it keeps showing what came of it', async () => {
    const { id, data } = await inlineForm(own('mei'));
    const saved = await house.execute('mei', own('mei'), id, data);
    const cancel = {
      ...(data as { rapport: object }),
      rapport: { ...(data as unknown as { rapport: object }).rapport, closed: true },
    };
    expect((await house.execute('mei', own('mei'), id, cancel)).json).toEqual(saved.json);
  });

  test('two messages of one id in two conversations are two', async () => {
    await house.type('mei', 'help', own('mei'), { id: '1700000000000' });
    await house.type('mei', 'help', client, { id: '1700000000000' });
    await house.quiet();
    expect(fake.in('D-mei')).toHaveLength(2);
  });
});

describe('what cannot be kept fails for everybody to see, and what was typed stays', () => {
  beforeEach(() => open());
  const typed = { text: 'call Ana', when: 'tomorrow 3pm' };

  test('a dialog stays open with its values and says so', async () => {
    isFull = true;
    const heard = await invoke('mei', own('mei'), 'task/submit', {
      data: reminderForm(typed, { conversation: 'D-mei', kind: 'direct' }),
    });
    expect(heard.status).toBe(200);
    const { card } = heard.json.task.value;
    expect(JSON.stringify(card.content)).toContain('call Ana');
    expect(textOf(card.content)).toContain('tomorrow 3pm');
    isFull = false;
    const { data } = actionOf(card.content, 'Save');
    const inputs = Object.fromEntries(Object.entries(typed).map(([name, value]) => [inputId.one(name), value]));
    expect((await invoke('mei', own('mei'), 'task/submit', { data: { ...data, ...inputs } })).status).toBe(200);
    await house.quiet();
    expect(textsIn('D-mei').join()).toContain('call Ana');
  });

  test('a form in the conversation is shown again with its values', async () => {
    isFull = true;
    const heard = await house.execute(
      'mei',
      own('mei'),
      'M9',
      reminderForm(typed, { conversation: 'D-mei', kind: 'direct' }),
    );
    expect(heard.json.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(JSON.stringify(heard.json.value)).toContain('call Ana');
  });

  test('of a plain submit Teams itself says that it failed', async () => {
    isFull = true;
    const value = reminderForm(typed, { conversation: 'D-mei', kind: 'direct' });
    expect((await house.said(activity(fake.serviceUrl, 'mei', own('mei'), { value, replyToId: 'M9' }))).status).toBe(
      503,
    );
    expect(fake.posts).toEqual([]);
  });

  test('words are answered', async () => {
    isFull = true;
    await house.type('mei', 'help');
    await house.quiet();
    expect(textsIn('D-mei').join()).toMatch(/try again/i);
  });
});
