import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialogData, formStateData, inputId, pressData } from '../../adapters/teams/formState.ts';
import { inboxRows } from '../../src/core/inbox.ts';
import { openForm, press } from '../../src/core/message.ts';
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

describe('private answers in a channel', () => {
  test('go to the person’s own chat and say what they are about; what is pressed there counts in the channel', async () => {
    await open();
    await house.type('mei', 'remind', client);
    await house.quiet();
    expect(fake.in(WORLD.channel)).toEqual([]);
    const [answer] = fake.in('D-mei');
    expect(textOf(answer?.card)).toMatch(/^About #acme/);

    const opened = await house.execute(
      'mei',
      own('mei'),
      answer?.id ?? '',
      actionOf(answer?.card, 'New reminder').data,
    );
    await house.quiet();
    const form = fake.in('D-mei').at(-1);
    expect(opened.json.statusCode).toBe(200);
    const { data } = actionOf(form?.card, 'Save');
    await house.execute('mei', own('mei'), form?.id ?? '', {
      ...data,
      [inputId.one('text')]: 'Send the logo',
      [inputId.one('when')]: 'tomorrow 3pm',
      [inputId.typed('channel')]: 'here',
    });
    await house.quiet();
    expect(textOf(form?.card)).toMatch(/^About #acme I will remind/);
    await house.at('2026-11-24T15:00:00Z');
    expect(textsIn(WORLD.channel).join()).toContain('Send the logo');
  });

  test('change where they stand in that chat, and go on saying what they are about', async () => {
    await open();
    await house.type('mei', 'remind me "Send the invoice" tomorrow 3pm', client);
    await house.quiet();
    const [told] = fake.in('D-mei');
    await house.execute('mei', own('mei'), told?.id ?? '', actionOf(told?.card, 'Delete').data);
    await house.quiet();
    expect(fake.in('D-mei')).toHaveLength(1);
    expect(textOf(told?.card)).toMatch(/^About #acme .*Deleted/);
  });

  test('belong to that person: somebody else’s press under the same name counts where it was made', async () => {
    await open();
    await house.type('mei', 'remind', client);
    await house.quiet();
    const [answer] = fake.in('D-mei');
    await house.execute('li', own('li'), answer?.id ?? '', pressData(press('help show')));
    await house.quiet();
    expect(textsIn('D-li').join()).not.toContain('#acme');
  });

  test('are targeted messages where the tenant has them', async () => {
    await open({ config: { app: undefined, targeted: true } });
    await house.type('mei', 'remind', client);
    await house.quiet();
    expect(fake.posts.map(({ conversation, only }) => [conversation, only])).toEqual([
      [`${WORLD.channel};messageid=100`, 'mei'],
    ]);
  });

  test('are changed where they stand, as what they are', async () => {
    await open({ config: { app: undefined, targeted: true } });
    await house.type('ana', 'the logo is broken', client);
    await house.quiet();
    const [question] = fake.in(WORLD.channel);
    const heard = await house.execute('ana', client, question?.id ?? '', actionOf(question?.card, 'Problem').data);
    await house.quiet();
    expect(fake.in(WORLD.channel).map(({ only, edits }) => [only, edits])).toEqual([['ana', 1]]);
    expect(heard.json.value).toEqual(question?.card);
  });

  test('answer what was written privately there, be it sensitive, and nobody else reads any of it', async () => {
    await open({ config: { app: undefined, targeted: true } });
    const privately = { recipient: { ...WORLD.bot, isTargeted: true }, textFormat: 'plain' };
    await house.said(activity(fake.serviceUrl, 'mei', channel(WORLD.channel), { ...privately, text: 'project' }));
    await house.said(
      activity(fake.serviceUrl, 'ana', channel(WORLD.channel), { ...privately, text: 'the logo is broken' }),
    );
    await house.quiet();
    expect(fake.posts.map(({ conversation, only, card }) => [conversation, only, textOf(card)])).toEqual([
      [WORLD.channel, 'mei', expect.stringContaining('Acme shop')],
      [WORLD.channel, 'ana', expect.stringContaining('the logo is broken')],
    ]);
  });

  test.each([
    ['refused: the own chat', { status: 400, code: 'BadArgument' }, ['D-mei']],
    ['perhaps there: not said twice', { status: 502, posts: true }, [`${WORLD.channel};messageid=100`]],
  ])('a targeted message that is %s', async (_name, fault, where) => {
    await open({ config: { app: undefined, targeted: true } });
    fake.faults.push(fault);
    await house.type('mei', 'remind', client);
    await house.quiet();
    expect(fake.posts.map(({ conversation }) => conversation)).toEqual(where);
  });
});

describe('what is typed where a client reads', () => {
  beforeEach(() => open());

  test('a sensitive thing is refused privately, and nobody repeats it', async () => {
    const secret = 'Umbrella takeover';
    await house.type('mei', `project new "${secret}" client:Acme`, client);
    await house.quiet();
    expect(fake.in(WORLD.channel)).toEqual([]);
    const said = textsIn('D-mei').join();
    expect(said).not.toBe('');
    expect(JSON.stringify(fake.posts)).not.toContain(secret);
    expect((await house.projects.all(house.scope)).map(({ name }) => name)).not.toContain(secret);
  });

  test('a form that typed words ask for is shown to whoever typed them alone', async () => {
    await house.type('mei', 'remind', channel(WORLD.channel));
    await house.type('mei', 'remind "no time given"', channel(WORLD.channel));
    await house.quiet();
    expect(fake.in(WORLD.channel)).toEqual([]);
    expect(JSON.stringify(fake.in('D-mei').at(-1)?.card)).toContain('no time given');
  });

  test('a contact’s words are kept and asked about in their own language, in their own chat', async () => {
    await house.type('li', '网站打不开了！', client, { locale: 'zh-CN', localTimezone: 'Asia/Shanghai' });
    await house.quiet();
    expect(textsIn('D-li').join()).toContain('网站打不开了！');
    expect(fake.in(WORLD.channel)).toEqual([]);
  });
});

test('a picture without a word is told that it did not arrive, and formatted words are words', async () => {
  await open();
  const picture = [{ contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/x' }];
  await house.said(activity(fake.serviceUrl, 'ana', own('ana'), { attachments: picture }));
  await house.said(
    activity(fake.serviceUrl, 'li', client, { ...words('', client), attachments: picture, locale: 'zh-CN' }),
  );
  await house.type('mei', 'help', own('mei'), { attachments: [{ contentType: 'text/html', content: '<p>help</p>' }] });
  await house.quiet();
  expect(textsIn('D-ana')).toEqual([expect.stringContaining('I read words alone')]);
  expect(textsIn('D-li')).toEqual([expect.stringContaining('收不到图片和文件')]);
  expect(textsIn('D-mei').join()).toContain('What I can do');
});

describe('surfaces', () => {
  beforeEach(() => open());

  test('a pressed card is changed for everybody and shown changed at once', async () => {
    await house.type('mei', 'remind me "Send the invoice" tomorrow 3pm');
    await house.quiet();
    await house.at('2026-11-24T15:00:00Z');
    const due = fake.in('D-mei').at(-1);
    const heard = await house.execute('mei', own('mei'), due?.id ?? '', actionOf(due?.card, 'Done').data);
    await house.quiet();
    expect(heard.json.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(due?.edits).toBe(1);
    expect(heard.json.value).toEqual(due?.card);
  });

  test.each<[string, Where]>([
    ['in a channel where Rapport is not', channel('19:elsewhere@thread.tacv2', '7')],
    ['in a chat of two people', { kind: 'personal', conversation: '19:one_other@unq.gbl.spaces' }],
  ])(
    '“Track with Rapport” takes a message’s words into a form, and tells what came of it, %s',
    async (_name, elsewhere) => {
      const messagePayload = {
        id: '7',
        body: { contentType: 'html', content: '<p>Checkout is <b>down</b></p>' },
        from: { user: { displayName: 'Ana' } },
      };
      const heard = await invoke('mei', elsewhere, 'composeExtension/fetchTask', {
        commandId: 'reminder new',
        commandContext: 'message',
        messagePayload,
      });
      expect(heard.json.task.type).toBe('continue');
      const { content } = heard.json.task.value.card;
      expect(JSON.stringify(content)).toContain('Checkout is down');
      const { data } = actionOf(content, 'Save');
      const sent = await invoke('mei', elsewhere, 'composeExtension/submitAction', {
        commandId: 'reminder new',
        data: { ...data, [inputId.one('text')]: 'Checkout is down', [inputId.one('when')]: 'tomorrow 3pm' },
      });
      expect(sent.status).toBe(200);
      await house.quiet();
      expect(fake.in(elsewhere.conversation)).toEqual([]);
      expect(`${textOf(sent.json?.task?.value?.card?.content)}${textsIn('D-mei').join()}`).toContain(
        'Checkout is down',
      );
    },
  );

  test('a dialog opened from a card changes that card, and a card elsewhere that its data names stays', async () => {
    await house.type('mei', 'remind me "Send the invoice" tomorrow 3pm');
    await house.quiet();
    const [card] = fake.in('D-mei');
    await house.type('mei', 'help', own('mei'));
    await house.quiet();
    const opened = await invoke(
      'mei',
      own('mei'),
      'task/fetch',
      { data: dialogData(openForm('reminder new')) },
      { replyToId: card?.id },
    );
    const { data } = actionOf(opened.json.task.value.card.content, 'Save');
    const forged = JSON.parse(JSON.stringify(data).replaceAll('D-mei', WORLD.channel));
    await invoke('mei', own('mei'), 'task/submit', {
      data: { ...forged, [inputId.one('text')]: 'x', [inputId.one('when')]: 'tomorrow 4pm' },
    });
    await house.quiet();
    expect(fake.requests.filter((request) => request.startsWith('PUT') && request.includes(WORLD.channel))).toEqual([]);
  });

  test('a button of a format that is no more says so', async () => {
    const heard = await house.execute('mei', own('mei'), 'M1', { rapport: { v: 0 } });
    expect(heard.json).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: expect.stringMatching(/older version/),
    });
    expect((await invoke('mei', own('mei'), 'task/fetch', { data: {} })).json.task).toMatchObject({ type: 'message' });
  });

  test('who somebody is cannot be told: the press fails with words, and a sent dialog with a status', async () => {
    const strange = own('stranger');
    fake.rosterFaults.push({ status: 503 }, { status: 503 });
    expect((await house.execute('stranger', strange, 'M1', pressData(press('help show')))).json).toMatchObject({
      statusCode: 500,
      type: 'application/vnd.microsoft.error',
    });
    expect((await invoke('stranger', strange, 'task/submit', { data: {} })).status).toBe(503);
  });

  test('an answer that takes too long is announced, and comes as a message', async () => {
    await house.close();
    memory = await openDatabase({ memory: true });
    await open({ waitMs: 50 });
    let finish: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await house.edge.connect({
      ...house.bot,
      handle: (event) => {
        const { kept, reply } = house.bot.handle(event);
        return { kept, reply: slow.then(() => reply) };
      },
    });
    const heard = await invoke('mei', client, 'composeExtension/fetchTask', {
      commandId: 'reminder new',
      messagePayload: { id: '1', body: { content: 'x' } },
    });
    expect(heard.json.task).toMatchObject({ type: 'message', value: expect.stringMatching(/in a moment/) });
    finish?.();
    await house.quiet();
    expect(textsIn('D-mei').at(-1)).toContain('Set a reminder');
  });
});

test('after a crash the answer is brought late, to where it belongs', async () => {
  await open();
  await house.type('mei', 'remind', client);
  await house.quiet();
  const [answer] = fake.in('D-mei');
  const place = {
    conversation: WORLD.channel,
    kind: 'channel' as const,
    name: 'acme',
    thread: '100',
    message: answer?.id ?? '',
  };
  const event = {
    kind: 'action' as const,
    ...{ id: 'e1', installation: { platform: 'teams' as const, tenant: WORLD.tenant } },
    ...{
      from: { user: 'mei', tenant: WORLD.tenant, name: 'Mei Chen', outsider: false },
      place,
      payload: press('help show'),
    },
  };
  await house.edge.answerLate(event, {
    kind: 'update',
    message: { audience: 'internal', fallbackText: 'late news', blocks: [{ kind: 'text', text: 'late news' }] },
  });
  expect(textOf(answer?.card)).toContain('late news');
  expect(answer?.edits).toBe(1);
});
