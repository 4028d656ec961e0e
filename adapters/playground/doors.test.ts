import { afterEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/core/command.ts';
import { press } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { answer, closeHouses, house, said, texts } from '../../test/fakes/playgroundHouse.ts';

afterEach(closeHouses);

describe('the bot’s two doors', () => {
  test('field errors of the ack are returned at once, and no event is handled', async () => {
    const { act, events } = await house({ accept: () => ({ kind: 'errors', errors: { text: 'Please say what.' } }) });
    const { body } = await act('U-mei', 'submit', {
      conversation: 'C-acme',
      command: 'reminder new',
      values: { text: '' },
    });
    expect(body).toEqual({ outcome: 'errors', errors: { text: 'Please say what.' } });
    expect(events).toEqual([]);
  });

  test('an event that could not be stored is reported, and the same id may come again', async () => {
    let broken = true;
    const { call, events, id } = await house({
      kept: () => (broken ? Promise.reject(new Error('no disk')) : Promise.resolve('new')),
    });
    const body = { id: id(), tab: 't', conversation: 'C-acme', command: 'reminder new', values: { text: 'x' } };
    const first = await call('POST', 'submit?as=U-mei', body);
    broken = false;
    const second = await call('POST', 'submit?as=U-mei', body);
    expect([first.status, second.status]).toEqual([500, 200]);
    expect(events).toHaveLength(2);
  });

  test('text that is sent again after a lost answer is posted and handled once', async () => {
    const { call, events, sees, id } = await house();
    const body = { id: id(), tab: 't', conversation: 'C-acme', text: '@Rapport status' };
    await call('POST', 'say?as=U-mei', body);
    const again = await call('POST', 'say?as=U-mei', body);
    expect(again.body).toEqual({ outcome: 'taken', working: false });
    expect(events).toHaveLength(1);
    expect((await sees('U-mei', 'C-acme')).posts).toHaveLength(1);
  });

  test('a press counts only as the message offers it', async () => {
    const { say, act, sees, stream, events } = await house({
      answers: (event) =>
        event.kind === 'action'
          ? { kind: 'update', message: said('Done') }
          : answer('Press', 'conversation', ['reminder done']),
    });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '@Rapport list');
    await mei.until('done');
    const [, offered] = (await sees('U-mei', 'C-acme')).posts;
    const forged = await act('U-mei', 'press', { message: offered?.id, payload: press('project delete') });
    await act('U-mei', 'press', { message: offered?.id, payload: press('reminder done') });
    await mei.until('done', 2);
    mei.end();
    expect(forged.status).toBe(409);
    expect(events.map((event) => event.kind)).toEqual(['mention', 'action']);
    expect((await sees('U-ana', 'C-acme')).posts.map(({ edited, html }) => [edited, html.includes('Done')])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test('a form opens in the tab that requested it, also if that tab was away at the answer', async () => {
    const form = {
      command: 'reminder new',
      locale: 'en' as const,
      title: 'Reminder',
      submit: 'Set',
      cancel: 'Cancel',
      notice: undefined,
      fields: [],
      hidden: {},
    };
    let release: (reply: Reply) => void = () => undefined;
    const { say, stream } = await house({ answers: () => new Promise((resolve) => (release = resolve)) });
    const first = await stream('U-mei');
    await say('U-mei', 'C-acme', '/rapport remind');
    first.end();
    // The server learns of the end by the closed socket; until then it would write to it in vain.
    const other = await stream('U-ana');
    const second = await stream('U-mei');
    release({ kind: 'form', form });
    const [event] = await second.until('form');
    expect(event).toMatchObject({ form: { title: 'Reminder' }, spot: { conversation: 'C-acme' } });
    expect(other.got.filter(({ type }) => type === 'form')).toEqual([]);
    second.end();
    other.end();
  });

  test('adding the bot to a new channel starts its set-up, with a card for the person who added it', async () => {
    const { act, events, sees, stream } = await house({
      answers: (event) => (event.kind === 'memberJoined' && event.bot ? answer('Set up?') : { kind: 'nothing' }),
    });
    const mei = await stream('U-mei');
    const { id } = (await act('U-mei', 'channel', { name: 'borealis website', bot: true })).body as { id: string };
    await mei.until('done');
    mei.end();
    expect(events).toMatchObject([
      {
        kind: 'memberJoined',
        bot: true,
        by: 'U-mei',
        from: { user: 'rapport', outsider: false },
        place: { conversation: id, name: 'borealis-website' },
      },
    ]);
    expect((await sees('U-mei', id)).posts).toMatchObject([{ from: 'rapport', whisper: true }]);
  });

  test('a late answer is shown once, also if it is repeated', async () => {
    const { say, events, playground, sees } = await house({ answers: () => ({ kind: 'nothing' }) });
    await say('U-mei', 'C-acme', '@Rapport status');
    for (const _ of [1, 2]) await playground.answerLate(events[0] as InboundEvent, answer('Late', 'conversation'));
    expect(texts(await sees('U-ana', 'C-acme')).filter((text) => text.includes('Late'))).toHaveLength(1);
  });
});
