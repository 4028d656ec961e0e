import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  closeRig,
  db,
  directory,
  errorOf,
  event,
  filledIn,
  formOf,
  leaseClock,
  logged,
  openRig,
  pressed,
  rig,
  submit,
  textOf,
} from '../../test/fakes/botRig.ts';
import { buttonOf, messageOf } from '../../test/fakes/talk.ts';
import { RapportError } from '../ground/errors.ts';
import { nothing } from './command.ts';
import type { Directory } from './directory.ts';
import { FORM_MARK, OPEN_FORM, openForm } from './message.ts';

beforeEach(openRig);
afterEach(closeRig);

describe('the first door answers at once, without a look-up', () => {
  test('a form with errors gets them in the person’s language; a valid form gets a saving view; other events get nothing', () => {
    db.broken = true;
    const { bot } = rig();
    expect(bot.accept(submit('ana', {}))).toEqual({ kind: 'errors', errors: { text: 'Please fill this in.' } });
    expect(bot.accept(submit('ana', { text: 'x', colour: 'green' }, { locale: 'zh-CN' }))).toEqual({
      kind: 'errors',
      errors: { colour: expect.stringContaining('请从以下选项中选择') },
    });
    expect(bot.accept(submit('ana', { text: 'blue', colour: 'red' }, { locale: 'zh-CN' }))).toEqual({
      kind: 'errors',
      errors: { colour: '不能同时。' },
    });
    expect(bot.accept(submit('ana', { text: 'x' }))).toEqual({ kind: 'saving' });
    // A problem of a hidden field cannot be shown: the dialog would stay open without a reason.
    expect(bot.accept(submit('ana', { text: 'x', id: 'x'.repeat(3_001) }))).toEqual({ kind: 'saving' });
    expect(bot.accept(submit('ana', { text: 'x' }, { command: 'gone now' }))).toEqual({ kind: 'nothing' });
    expect(bot.accept(event('mention', 'ana', { text: 'note' }))).toEqual({ kind: 'nothing' });
  });
});

test('a person’s chosen language wins over the platform’s: at the first door, in late answers and in faults', async () => {
  const inChinese: Directory['locate'] = async (event) => {
    const found = await directory.locate(event);
    return found.actor === undefined ? found : { ...found, actor: { ...found.actor, locale: 'zh-CN' } };
  };
  const { bot, interrupt, late } = rig({ locate: inChinese });
  await bot.handle(pressed('ana', 'help show')).reply;
  expect(bot.accept(submit('ana', {}))).toEqual({ kind: 'errors', errors: { text: '请填写此项。' } });

  interrupt(() => new Promise(() => undefined));
  await bot.handle(submit('ana', { text: 'milk' })).kept;
  const other = rig({ locate: inChinese });
  leaseClock.advance(300_000);
  await other.bot.recover();
  expect([...late, ...other.late].map(({ reply }) => messageOf(reply).blocks[0])).toEqual([
    { kind: 'context', text: expect.stringContaining('抱歉') },
  ]);
});

describe('the second door processes each event once', () => {
  test('with two instances over one database', async () => {
    const [one, two] = [rig(), rig()];
    const once = submit('mei', { text: 'milk' });
    const works = [one.bot.handle(once), two.bot.handle(once), one.bot.handle(once)];
    const kept = await Promise.all(works.map((work) => work.kept));
    expect([...kept].sort()).toEqual(['duplicate', 'duplicate', 'new']);
    const replies = await Promise.all(works.map((work) => work.reply));
    expect(replies.filter((reply) => reply.kind === 'nothing')).toHaveLength(2);
    expect([...one.ran, ...two.ran]).toHaveLength(1);
  });

  test('while the database is down the person is told politely, the platform gets a failure, and no internals are shown', async () => {
    const { bot, ran } = rig();
    db.broken = true;
    const { kept, reply } = bot.handle(event('command', 'mei', { text: 'note "milk"', locale: 'zh-CN' }));
    await expect(kept).rejects.toMatchObject({ code: 'unavailable' });
    const answer = messageOf(await reply);
    expect(answer.fallbackText).toBe('暂时无法访问记录，操作尚未完成。请稍后再试。');
    expect(answer.blocks).toContainEqual({ kind: 'quote', text: 'note "milk"' });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
    expect(logged.join()).toContain('10.0.0.7');
    expect(ran).toEqual([]);
  });

  test('a form comes back with all its values if its sender cannot be looked up', async () => {
    const locate = async () => {
      throw new RapportError('unavailable', 'away');
    };
    const { bot } = rig({ locate });
    const reply = await bot.handle(submit('ana', { text: 'milk', id: 'n7' })).reply;
    expect(reply.kind).toBe('invalid');
    expect(filledIn(reply, 'text')).toBe('milk');
    expect(formOf(reply)).toMatchObject({ notice: expect.stringContaining('not finished'), hidden: { id: 'n7' } });
  });
});

describe('text, form and button', () => {
  test('reach the same handler with the same input', async () => {
    const { bot, ran } = rig();
    await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply;
    await bot.handle(submit('mei', { text: 'milk', colour: 'red' })).reply;
    await bot.handle(pressed('mei', 'note new', { text: 'milk', colour: 'red' })).reply;
    expect(ran.map(({ via }) => via)).toEqual(['text', 'form', 'action']);
    for (const one of ran) expect(one.input).toMatchObject({ text: 'milk', colour: 'red' });
  });

  test('an incomplete command becomes a form with the typed values', async () => {
    const { bot } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'note colour:red', locale: 'zh-CN' })).reply;
    expect(reply.kind).toBe('form');
    expect(filledIn(reply, 'colour')).toBe('red');
    expect(formOf(reply)).toMatchObject({
      command: 'note new',
      locale: 'zh-CN',
      title: '写便签',
      notice: '还缺少一些信息，您已提供的内容都填好了。',
    });
    expect(errorOf(reply, 'text')).toBeUndefined();
  });

  test('a sent form without a required value gets the error at the field', async () => {
    const reply = await rig().bot.handle(submit('mei', { colour: 'red' })).reply;
    expect(reply.kind).toBe('invalid');
    expect(errorOf(reply, 'text')).toBe('Please fill this in.');
    expect(filledIn(reply, 'colour')).toBe('red');
  });

  test('an invalid typed value is reported at its field of the form', async () => {
    const reply = await rig().bot.handle(event('command', 'mei', { text: 'note "milk" colour:green' })).reply;
    expect(errorOf(reply, 'colour')).toContain('Red');
    expect([filledIn(reply, 'text'), filledIn(reply, 'colour')]).toEqual(['milk', 'green']);
  });

  test('words that fit no field are reported, and understood values are filled in', async () => {
    const { bot, ran } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'note "milk" red and honey' })).reply;
    expect(formOf(reply).notice).toContain('and honey');
    expect(filledIn(reply, 'text')).toBe('milk');
    expect(ran).toEqual([]);
    const listed = messageOf(await bot.handle(event('command', 'mei', { text: 'note list of yesterday' })).reply);
    expect(listed.blocks[0]).toMatchObject({ kind: 'context', text: expect.stringContaining('of yesterday') });
  });

  test('a button may only open the form; a button of an unknown version gets a polite answer', async () => {
    const { bot, ran } = rig();
    const opened = await bot.handle(event('action', 'mei', { payload: openForm('note new', { text: 'milk' }) })).reply;
    expect([opened.kind, filledIn(opened, 'text'), ran.length]).toEqual(['form', 'milk', 0]);
    expect(formOf(opened).hidden).not.toHaveProperty(OPEN_FORM);
    expect(textOf(await bot.handle(pressed('mei', 'note burn')).reply)).toContain('earlier version');
  });

  test('a closed form can be continued; an empty one is dropped', async () => {
    const { bot } = rig();
    const closed = messageOf(
      await bot.handle(event('formClosed', 'mei', { command: 'note new', values: { text: 'milk', id: 'n7' } })).reply,
    );
    const again = buttonOf(closed, 'Continue');
    const reopened = await bot.handle(event('action', 'mei', { payload: again })).reply;
    expect([filledIn(reopened, 'text'), formOf(reopened).hidden]).toEqual([
      'milk',
      { id: 'n7', [FORM_MARK]: expect.any(String) },
    ]);
    expect(
      await bot.handle(event('formClosed', 'mei', { command: 'note new', values: { text: '', id: 'n7' } })).reply,
    ).toEqual(nothing);
  });

  test('a shortcut on a message puts its text into the form', async () => {
    const reply = await rig().bot.handle(
      event('messageShortcut', 'mei', { command: 'note new', text: 'call back', author: 'ana' }),
    ).reply;
    expect(filledIn(reply, 'text')).toBe('call back');
  });
});
