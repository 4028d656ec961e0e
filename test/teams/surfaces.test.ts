import { beforeEach, describe, expect, test } from 'vitest';
import { dialogData, inputId, pressData } from '../../adapters/teams/formState.ts';
import { openForm, press } from '../../src/core/message.ts';
import { actionOf, textOf, WORLD } from './agentsPlayground.ts';
import { channel, own, type Where } from './client.ts';
import { fragileHouse } from './fragileHouse.ts';

const rig = fragileHouse();
const { invoke, open, textsIn } = rig;
const client = channel(WORLD.channel, '100');

describe('surfaces', () => {
  beforeEach(() => open());

  test('a pressed card is updated for all readers, and at once for the presser', async () => {
    await rig.house.type('mei', 'remind me "Send the invoice" tomorrow 3pm');
    await rig.house.quiet();
    await rig.house.at('2026-11-24T15:00:00Z');
    const due = rig.fake.in('D-mei').at(-1);
    const heard = await rig.house.execute('mei', own('mei'), due?.id ?? '', actionOf(due?.card, 'Done').data);
    await rig.house.quiet();
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
      await rig.house.quiet();
      expect(rig.fake.in(elsewhere.conversation)).toEqual([]);
      expect(`${textOf(sent.json?.task?.value?.card?.content)}${textsIn('D-mei').join()}`).toContain(
        'Checkout is down',
      );
    },
  );

  test('a message is put on record with its author and a link to it, and only our side sees it', async () => {
    const messagePayload = {
      id: '1700000009',
      body: { contentType: 'html', content: '<p>Customers ask for <b>PayPal</b></p>' },
      from: { user: { displayName: 'Ana Lima' } },
    };
    const picked = { commandId: 'record new', commandContext: 'message', messagePayload };
    const heard = await invoke('mei', client, 'composeExtension/fetchTask', picked);
    const { data } = actionOf(heard.json.task.value.card.content, 'Save');
    const values = { [inputId.one('title')]: 'Customers ask for PayPal', [inputId.one('kind')]: 'risk' };
    const sent = await invoke('mei', client, 'composeExtension/submitAction', {
      commandId: 'record new',
      data: { ...data, ...values },
    });
    expect(sent.status).toBe(200);
    await rig.house.quiet();
    // In a client's channel the answer comes to the person alone.
    const answer = JSON.stringify(rig.fake.in('D-mei').map(({ card }) => card));
    expect(answer).toContain('From a message by Ana Lima');
    expect(answer).toContain('1700000009');
    expect(rig.fake.in(client.conversation)).toEqual([]);
  });

  test('a dialog opened from a card updates that card, and no other card that its data names', async () => {
    await rig.house.type('mei', 'remind me "Send the invoice" tomorrow 3pm');
    await rig.house.quiet();
    const [card] = rig.fake.in('D-mei');
    await rig.house.type('mei', 'help', own('mei'));
    await rig.house.quiet();
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
    await rig.house.quiet();
    expect(rig.fake.requests.filter((request) => request.startsWith('PUT') && request.includes(WORLD.channel))).toEqual(
      [],
    );
  });

  test('a button of an obsolete format is reported', async () => {
    const heard = await rig.house.execute('mei', own('mei'), 'M1', { rapport: { v: 0 } });
    expect(heard.json).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: expect.stringMatching(/older version/),
    });
    expect((await invoke('mei', own('mei'), 'task/fetch', { data: {} })).json.task).toMatchObject({ type: 'message' });
  });

  test('with an unidentified sender a press fails with a text, and a sent dialog with a status', async () => {
    const strange = own('stranger');
    rig.fake.rosterFaults.push({ status: 503 }, { status: 503 });
    expect((await rig.house.execute('stranger', strange, 'M1', pressData(press('help show')))).json).toMatchObject({
      statusCode: 500,
      type: 'application/vnd.microsoft.error',
    });
    expect((await invoke('stranger', strange, 'task/submit', { data: {} })).status).toBe(503);
  });

  test('an answer that takes too long is announced, and comes as a message', async () => {
    await rig.reopen({ waitMs: 50 });
    let finish: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await rig.house.edge.connect({
      ...rig.house.bot,
      handle: (event) => {
        const { kept, reply } = rig.house.bot.handle(event);
        return { kept, reply: slow.then(() => reply) };
      },
    });
    const heard = await invoke('mei', client, 'composeExtension/fetchTask', {
      commandId: 'reminder new',
      messagePayload: { id: '1', body: { content: 'x' } },
    });
    expect(heard.json.task).toMatchObject({ type: 'message', value: expect.stringMatching(/in a moment/) });
    finish?.();
    await rig.house.quiet();
    expect(textsIn('D-mei').at(-1)).toContain('Set a reminder');
  });
});
