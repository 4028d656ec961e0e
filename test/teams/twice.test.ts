import { beforeEach, describe, expect, test } from 'vitest';
import { dialogData, formStateData, inputId } from '../../adapters/teams/formState.ts';
import { openForm } from '../../src/core/message.ts';
import { actionOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own, type Where, words } from './client.ts';
import { fragileHouse } from './fragileHouse.ts';

const rig = fragileHouse();
const { invoke, open, textsIn } = rig;
const client = channel(WORLD.channel, '100');
const reminderForm = (
  values: Record<string, string>,
  place: { conversation: string; kind: 'direct' | 'channel'; message?: string },
) => ({
  ...formStateData({ command: 'reminder new', hidden: {} }, { place }),
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [inputId.one(name), value])),
});

describe('a duplicate is processed once', () => {
  beforeEach(() => open());

  test('a text, at the same time and later', async () => {
    const sent = activity(rig.fake.serviceUrl, 'mei', own('mei'), words('help', own('mei')));
    const statuses = await Promise.all([rig.house.said(sent), rig.house.said(sent)]);
    statuses.push(await rig.house.said(sent));
    await rig.house.quiet();
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(rig.fake.in('D-mei')).toHaveLength(1);
  });

  test('a form that a client sends again after a slow answer', async () => {
    const data = reminderForm({ text: 'call Ana', when: 'tomorrow 3pm' }, { conversation: 'D-mei', kind: 'direct' });
    const sent = activity(rig.fake.serviceUrl, 'mei', own('mei'), {
      type: 'invoke',
      name: 'task/submit',
      value: { data },
    });
    await rig.house.said(sent);
    await rig.house.said(sent);
    await rig.house.type('mei', 'remind');
    await rig.house.quiet();
    expect(
      textsIn('D-mei')
        .at(-1)
        ?.match(/call Ana/g),
    ).toHaveLength(1);
  });

  /** Opens the reminder form as a card in a conversation. */
  async function inlineForm(where: Where) {
    await rig.house.type('mei', 'reminder new', where);
    await rig.house.quiet();
    const card = rig.fake.in('D-mei').at(-1);
    const inputs = { [inputId.one('text')]: 'call Ana', [inputId.one('when')]: 'tomorrow 3pm' };
    return { id: card?.id ?? '', data: { ...actionOf(card?.card, 'Save').data, ...inputs } };
  }
  async function remindersSet(): Promise<number> {
    const before = rig.fake.in('D-mei').length;
    await rig.house.type('mei', 'reminders');
    await rig.house.quiet();
    return textOf(rig.fake.in('D-mei')[before]?.card).match(/call Ana/g)?.length ?? 0;
  }

  test('a form in the conversation: Save twice, a Submit after it, and fifty presses', async () => {
    for (const where of [own('mei'), client]) {
      const { id, data } = await inlineForm(where);
      const first = await rig.house.execute('mei', own('mei'), id, data);
      expect(textOf(first.json.value)).toContain('I will remind you');
      expect((await rig.house.execute('mei', own('mei'), id, data)).json).toEqual(first.json);
      expect(
        (await rig.house.said(activity(rig.fake.serviceUrl, 'mei', own('mei'), { value: data, replyToId: id }))).status,
      ).toBe(200);
    }
    const { id, data } = await inlineForm(own('mei'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => rig.house.execute('mei', own('mei'), id, data)));
    expect(new Set(answers.map(({ json }) => textOf(json.value))).size).toBe(1);
    await rig.house.quiet();
    expect(await remindersSet()).toBe(3);
  });

  test('a dialog that is sent twice, at once and later; opened again it is a new one', async () => {
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
    await rig.house.quiet();
    expect(await remindersSet()).toBe(1);
    await invoke('mei', own('mei'), 'task/submit', await dialog());
    await rig.house.quiet();
    expect(await remindersSet()).toBe(2);
  });

  test('a saved form that is cancelled afterwards keeps showing its result', async () => {
    const { id, data } = await inlineForm(own('mei'));
    const saved = await rig.house.execute('mei', own('mei'), id, data);
    const cancel = {
      ...(data as { rapport: object }),
      rapport: { ...(data as unknown as { rapport: object }).rapport, closed: true },
    };
    expect((await rig.house.execute('mei', own('mei'), id, cancel)).json).toEqual(saved.json);
  });

  test('two messages with one id in two conversations are separate', async () => {
    await rig.house.type('mei', 'help', own('mei'), { id: '1700000000000' });
    await rig.house.type('mei', 'help', client, { id: '1700000000000' });
    await rig.house.quiet();
    expect(rig.fake.in('D-mei')).toHaveLength(2);
  });
});

describe('an event that cannot be stored fails visibly, and typed values stay', () => {
  beforeEach(() => open());
  const typed = { text: 'call Ana', when: 'tomorrow 3pm' };

  test('a dialog stays open with its values and an error', async () => {
    rig.inbox.isFull = true;
    const heard = await invoke('mei', own('mei'), 'task/submit', {
      data: reminderForm(typed, { conversation: 'D-mei', kind: 'direct' }),
    });
    expect(heard.status).toBe(200);
    const { card } = heard.json.task.value;
    expect(JSON.stringify(card.content)).toContain('call Ana');
    expect(textOf(card.content)).toContain('tomorrow 3pm');
    rig.inbox.isFull = false;
    const { data } = actionOf(card.content, 'Save');
    const inputs = Object.fromEntries(Object.entries(typed).map(([name, value]) => [inputId.one(name), value]));
    expect((await invoke('mei', own('mei'), 'task/submit', { data: { ...data, ...inputs } })).status).toBe(200);
    await rig.house.quiet();
    expect(textsIn('D-mei').join()).toContain('call Ana');
  });

  test('a form in the conversation is shown again with its values', async () => {
    rig.inbox.isFull = true;
    const heard = await rig.house.execute(
      'mei',
      own('mei'),
      'M9',
      reminderForm(typed, { conversation: 'D-mei', kind: 'direct' }),
    );
    expect(heard.json.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(JSON.stringify(heard.json.value)).toContain('call Ana');
  });

  test('Teams itself reports the failure of a plain submit', async () => {
    rig.inbox.isFull = true;
    const value = reminderForm(typed, { conversation: 'D-mei', kind: 'direct' });
    expect(
      (await rig.house.said(activity(rig.fake.serviceUrl, 'mei', own('mei'), { value, replyToId: 'M9' }))).status,
    ).toBe(503);
    expect(rig.fake.posts).toEqual([]);
  });

  test('a text is answered', async () => {
    rig.inbox.isFull = true;
    await rig.house.type('mei', 'help');
    await rig.house.quiet();
    expect(textsIn('D-mei').join()).toMatch(/try again/i);
  });
});
