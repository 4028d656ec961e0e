import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  closeRig,
  errorOf,
  event,
  filledIn,
  leaseClock,
  logged,
  openRig,
  pressed,
  rig,
  submit,
  textOf,
} from '../../test/fakes/botRig.ts';
import { buttonOf, messageOf } from '../../test/fakes/talk.ts';
import { nothing } from './command.ts';
import { openForm, press } from './message.ts';

beforeEach(openRig);
afterEach(closeRig);

describe('a command by its sender and place', () => {
  test('a sensitive mention in a client channel is refused without repeating it; a slash command there is answered privately', async () => {
    const { bot } = rig();
    const aloud = messageOf(
      await bot.handle(event('mention', 'mei', { text: 'note list', conversation: 'C-client' })).reply,
    );
    expect(aloud.fallbackText).toContain('direct message');
    expect(JSON.stringify(aloud)).not.toContain('note');
    const quietly = await bot.handle(event('command', 'mei', { text: 'note list', conversation: 'C-client' })).reply;
    expect(quietly).toMatchObject({ kind: 'message', to: 'caller', message: { audience: 'internal' } });
  });

  test('an unknown project is asked for', async () => {
    const { bot } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'plan' })).reply;
    expect([reply.kind, errorOf(reply, 'project')]).toEqual(['form', 'Which project?']);
    expect(textOf(await bot.handle(event('command', 'mei', { text: 'plan', conversation: 'C-ours' })).reply)).toBe(
      'The plan of Acme shop',
    );
  });

  test('a refusal names the person to ask and is no fault', async () => {
    const { bot } = rig();
    expect(
      textOf(await bot.handle(pressed('ana', 'note list', {}, { conversation: 'C-client', locale: 'zh-CN' })).reply),
    ).toBe('您在这里不能执行此操作，请联系项目经理。');
    expect(logged).toEqual([]);
  });

  test('an internal answer never changes a message in the client’s channel and is never posted there', async () => {
    const { bot } = rig();
    const inPlace = await bot.handle(pressed('mei', 'note done', {}, { conversation: 'C-client' })).reply;
    expect(inPlace).toMatchObject({ kind: 'message', to: 'caller', message: { audience: 'internal' } });
    expect((await bot.handle(pressed('mei', 'note done', {}, { conversation: 'C-ours' })).reply).kind).toBe('update');
    expect((await bot.handle(pressed('mei', 'note done')).reply).kind).toBe('update');
    const aloud = await bot.handle(event('command', 'mei', { text: 'plan share', conversation: 'C-client' })).reply;
    expect([textOf(aloud), messageOf(aloud).audience]).toEqual([expect.stringContaining('did not post it'), 'client']);
    expect(logged.join()).toContain('was not posted into a place with client readers');
  });

  test('unknown text of our side gets similar commands and the link to help', async () => {
    const answer = messageOf(await rig().bot.handle(event('command', 'mei', { text: 'nite "milk"' })).reply);
    expect(answer.fallbackText).toBe('I did not understand “nite "milk"”.');
    expect(buttonOf(answer, 'Write a note')).toEqual(openForm('note new', { text: 'milk' }));
    expect(buttonOf(answer, 'What can I do?')).toEqual(press('help show'));
  });

  test('a contact’s text is stored as a message, also if it begins like a command of our side', async () => {
    const { bot, freely } = rig();
    await bot.handle(event('mention', 'ana', { text: 'checkout is down!!', conversation: 'C-client' })).reply;
    await bot.handle(event('mention', 'ana', { text: 'note list is empty in our shop', conversation: 'C-client' }))
      .reply;
    expect(freely.map(({ text }) => text)).toEqual(['checkout is down!!', 'note list is empty in our shop']);
    expect(textOf(await bot.handle(event('mention', 'ana', { text: '', conversation: 'C-client' })).reply)).toBe(
      'I can help.',
    );
    for (const text of ['Hello!', '你好。', 'hi Rapport'])
      expect(textOf(await bot.handle(event('mention', 'mei', { text })).reply)).toBe('I can help.');
    await bot.handle(event('mention', 'ana', { text: 'Hello, is anybody there?', conversation: 'C-client' })).reply;
    expect(freely.map(({ text }) => text)).toContain('Hello, is anybody there?');
  });

  test('an installation without a workspace gets set-up instructions for any press, and the event is done', async () => {
    const { bot, ran } = rig();
    for (const what of [
      pressed('zoe', 'note new', { text: 'x' }, { tenant: 'stranger' }),
      event('command', 'zoe', { text: 'note', tenant: 'stranger' }),
    ])
      expect(textOf(await bot.handle(what).reply)).toContain('not connected');
    expect(ran).toEqual([]);
    leaseClock.advance(600_000);
    expect(await bot.recover()).toBe(0);
  });

  test('a flood gets one notice; a form in it stays open with the typed values', async () => {
    const { bot } = rig();
    for (let count = 0; count < 30; count++) await bot.handle(pressed('mei', 'help show')).reply;
    expect(textOf(await bot.handle(pressed('mei', 'help show')).reply)).toContain('wait a moment');
    expect(await bot.handle(pressed('mei', 'help show')).reply).toEqual(nothing);
    const form = await bot.handle(submit('mei', { text: 'milk' })).reply;
    expect([form.kind, filledIn(form, 'text')]).toEqual(['invalid', 'milk']);
    expect(textOf(await bot.handle(pressed('ana', 'help show')).reply)).toBe('I can help.');
  });
});
