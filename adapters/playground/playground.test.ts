import { afterEach, describe, expect, test } from 'vitest';
import { press } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { answer, closeHouses, house, said, texts } from '../../test/fakes/playgroundHouse.ts';
import type { StartView } from './page/wire.ts';

afterEach(closeHouses);

describe('the messages that each person sees', () => {
  test('all members see a mention; only the caller sees the answer', async () => {
    const { say, sees, stream } = await house({ answers: () => answer('Only for Mei') });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '@Rapport status');
    await mei.until('done');
    mei.end();
    expect(texts(await sees('U-mei', 'C-acme'))).toEqual([
      expect.stringContaining('@Rapport status'),
      expect.stringContaining('Only for Mei'),
    ]);
    expect(texts(await sees('U-ana', 'C-acme'))).toEqual([expect.stringContaining('@Rapport status')]);
  });

  test('only its author sees a slash command, with any answer', async () => {
    const { say, sees, stream, events } = await house({ answers: () => answer('For everybody', 'conversation') });
    const mei = await stream('U-mei');
    await say('U-mei', 'C-acme', '/rapport remind @Ana Ruiz "assets" #acme');
    await mei.until('done');
    mei.end();
    expect(events).toMatchObject([
      {
        kind: 'command',
        text: 'remind <@U-ana> "assets" <#C-acme>',
        place: { conversation: 'C-acme', kind: 'channel', name: 'acme' },
      },
    ]);
    expect((await sees('U-mei', 'C-acme')).posts.map((post) => post.whisper)).toEqual([true, false]);
    expect(texts(await sees('U-ana', 'C-acme'))).toEqual([expect.stringContaining('For everybody')]);
  });

  test('a person who is no member cannot read, press or write in a conversation', async () => {
    const { call, act, events, playground } = await house();
    await playground.platform.send(
      { platform: 'playground', tenant: 'playground', conversation: 'C-int', audience: 'internal' },
      said('Secret', ['x']),
      {
        key: 'k',
        locale: 'en',
        zone: 'UTC',
      },
    );
    const found = await playground.platform.find(
      { platform: 'playground', tenant: 'playground', conversation: 'C-int', audience: 'internal' },
      'k',
    );
    const message = typeof found === 'object' ? found.found : '';
    const statuses = [
      (await call('GET', 'messages?as=U-ana&conversation=C-int')).status,
      (await act('U-ana', 'say', { conversation: 'C-int', text: '@Rapport hello' })).status,
      (await act('U-ana', 'press', { message, payload: press('x') })).status,
      (await act('U-ana', 'join', { conversation: 'C-int', user: 'U-ana' })).status,
    ];
    expect(statuses).toEqual([404, 403, 409, 403]);
    expect(events).toEqual([]);
    const { conversations } = (await call('GET', 'start?as=U-ana')).body as StartView;
    expect(conversations.map(({ id }) => id)).toEqual(['C-acme', 'D-U-ana']);
  });

  test('an outsider has no slash commands; the hint returns the text as a mention', async () => {
    const { say, events, sees } = await house();
    const hint = await say('U-ana', 'C-acme', '/rapport help me');
    expect(hint).toMatchObject({
      outcome: 'hint',
      instead: '@Rapport help me',
      text: expect.stringContaining('@Rapport'),
    });
    expect(events).toEqual([]);
    expect((await sees('U-ana', 'C-acme')).posts).toEqual([]);
  });

  test('messages between people do not reach the bot', async () => {
    const { say, events, sees } = await house();
    expect(await say('U-mei', 'C-acme', 'Good morning, rapport@example.com is our address')).toEqual({
      outcome: 'taken',
      working: false,
    });
    expect(events).toEqual([]);
    expect((await sees('U-ana', 'C-acme')).posts).toHaveLength(1);
  });
});

describe('a form that arrives without an open page', () => {
  test('waits as a message, with a button that opens it with its values', async () => {
    const { say, events, playground, sees } = await house();
    await say('U-mei', 'C-acme', '@Rapport remind');
    const field = {
      name: 'text',
      kind: 'text' as const,
      label: 'Text',
      hint: undefined,
      placeholder: undefined,
      required: true,
      options: undefined,
      maxLength: 300,
      value: 'assets',
      error: undefined,
    };
    const form = {
      command: 'reminder new',
      locale: 'en' as const,
      title: 'New reminder',
      submit: 'Set',
      cancel: 'Cancel',
      notice: undefined,
      fields: [field],
      hidden: { id: '7' },
    };
    await playground.answerLate(events[0] as InboundEvent, { kind: 'form', form });
    const [, waiting] = (await sees('U-mei', 'C-acme')).posts;
    expect(waiting).toMatchObject({
      whisper: true,
      html: expect.stringMatching(/New reminder.*&quot;text&quot;:&quot;assets&quot;/s),
    });
    expect((await sees('U-ana', 'C-acme')).posts).toHaveLength(1);
  });
});

test('a channel name may be typed with its sign; another sign is reported at the field', async () => {
  const { act, playground } = await house();
  await act('U-mei', 'channel', { name: '#borealis', bot: false });
  expect((await playground.world.channels()).map(({ name }) => name)).toContain('borealis');
  const refused = await act('U-tom', 'channel', { name: 'bad #name', bot: false });
  expect([refused.status, refused.body]).toEqual([
    422,
    { problem: expect.stringContaining('频道名称不能包含'), field: 'name' },
  ]);
  const taken = await act('U-mei', 'channel', { name: '＃borealis', bot: false });
  expect(taken.body).toEqual({ problem: 'This name is taken. Choose another one.', field: 'name' });
});
