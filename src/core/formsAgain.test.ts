import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { said } from '../../test/fakes/botCommands.ts';
import {
  clock,
  closeRig,
  db,
  event,
  filledIn,
  formOf,
  leaseClock,
  openRig,
  pressed,
  rig,
  submit,
  textOf,
} from '../../test/fakes/botRig.ts';
import { RapportError } from '../ground/errors.ts';
import type { RunningBot } from './bot.ts';
import { nothing, type Reply } from './command.ts';
import { inboxRows } from './inboxRow.ts';
import { FORM_MARK, openForm } from './message.ts';
import type { EventOf } from './platform.ts';

beforeEach(openRig);
afterEach(closeRig);

const DAY = 86_400_000;
type Values = Record<string, string>;

/** Opens the form by its button, as an adapter would, and returns its submit. */
async function opened(bot: RunningBot, who = 'mei') {
  const reply = await bot.handle(event('action', who, { payload: openForm('note new', { id: 'n7' }) })).reply;
  const hidden = formOf(reply).hidden as Values;
  return {
    hidden,
    filled: (values: Values, by = who, more: Parameters<typeof submit>[2] = {}) =>
      submit(by, { ...hidden, ...values }, more),
  };
}
const sent = (bot: RunningBot, what: EventOf<'formSubmit'>): Promise<Reply> => bot.handle(what).reply;
const bang = async () => {
  throw new TypeError('the end of it failed');
};

describe('a form without an effect may be sent again', () => {
  test('corrected, and then acts once', async () => {
    const { bot, interrupt, ran } = rig();
    const { filled } = await opened(bot);
    interrupt(async () => {
      throw new RapportError('invalid', 'no', { forPeople: said('No milk today.', '今天没有。'), field: 'text' });
    });
    const refused = await sent(bot, filled({ text: 'milk' }));
    expect(formOf(refused).hidden[FORM_MARK]).toBe(filled({}).values[FORM_MARK]);
    const replies = [await sent(bot, filled({ text: 'tea' })), await sent(bot, filled({ text: 'tea' }))];
    expect(replies.map(textOf)).toEqual(['Noted: tea', 'Noted: tea']);
    expect(ran).toHaveLength(2);
  });

  test('twice at once with errors, and then correctly', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    const wrong = await Promise.all([1, 2].map(() => sent(bot, filled({ text: 'x', colour: 'green' }))));
    expect(wrong.map(({ kind }) => kind)).toEqual(['invalid', 'invalid']);
    const right = await Promise.all([1, 2].map(() => sent(bot, filled({ text: 'x' }))));
    expect([right.map(textOf), ran.length]).toEqual([['Noted: x', 'Noted: x'], 1]);
  });

  test('after a fault as the same request, so that nothing is created twice; changed, it is a new one', async () => {
    const { bot, interrupt, ran } = rig();
    const { filled } = await opened(bot);
    interrupt(bang);
    await sent(bot, filled({ text: 'milk' }));
    interrupt(bang);
    await sent(bot, filled({ text: 'honey' }));
    expect(textOf(await sent(bot, filled({ text: 'milk' })))).toBe('Noted: milk');
    const [first, other, again] = ran.map(({ requestId }) => requestId);
    expect([again === first, other === first, textOf(await sent(bot, filled({ text: 'milk' })))]).toEqual([
      true,
      false,
      'Noted: milk',
    ]);
    expect(ran).toHaveLength(3);
  });

  test('while nothing could be stored', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    db.broken = true;
    const work = bot.handle(filled({ text: 'milk' }));
    await expect(work.kept).rejects.toMatchObject({ code: 'unavailable' });
    const { hidden } = formOf(await work.reply);
    db.broken = false;
    for (let time = 0; time < 2; time++)
      expect(textOf(await sent(bot, submit('mei', { ...(hidden as Values), text: 'milk' })))).toBe('Noted: milk');
    expect(ran).toHaveLength(1);
  });

  test('in a flood, with its values', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    for (let count = 0; count < 30; count++) await bot.handle(pressed('mei', 'help show')).reply;
    expect((await sent(bot, filled({ text: 'milk' }))).kind).toBe('invalid');
    clock.advance(60_000);
    for (let time = 0; time < 2; time++) expect(textOf(await sent(bot, filled({ text: 'milk' })))).toBe('Noted: milk');
    expect(ran).toHaveLength(1);
  });

  test('if the installation had no workspace', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    const told = await sent(bot, filled({ text: 'milk' }, 'mei', { tenant: 'stranger' }));
    expect([formOf(told).notice, filledIn(told, 'text'), ran.length]).toEqual([
      expect.stringContaining('not connected'),
      'milk',
      0,
    ]);
  });
});

describe('a form whose process died', () => {
  /** Sends a form to a process that dies in the middle of it. */
  async function dying() {
    const dead = rig();
    const { filled } = await opened(dead.bot);
    dead.interrupt(() => new Promise(() => undefined));
    const work = dead.bot.handle(filled({ text: 'milk' }));
    await work.kept;
    while (dead.ran.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return { dead, filled };
  }

  test('is done by another process as the same request, and then answers a repeated submit', async () => {
    const { dead, filled } = await dying();
    const other = rig();
    const again = other.bot.handle(filled({ text: 'milk' }));
    expect(await again.kept).toBe('duplicate');
    leaseClock.advance(120_000);
    expect(await other.bot.recover()).toBe(1);
    expect([textOf(await again.reply), textOf(await sent(other.bot, filled({ text: 'milk' })))]).toEqual([
      'Noted: milk',
      'Noted: milk',
    ]);
    expect([other.ran.length, other.late.length, other.ran[0]?.requestId]).toEqual([1, 1, dead.ran[0]?.requestId]);
  });

  test('is not repeated by an early second submit: the person is told to wait, with their values', async () => {
    const { filled } = await dying();
    const { bot, ran } = rig();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const reply = sent(bot, filled({ text: 'milk and honey' }));
      let isAnswered = false;
      reply.then(() => {
        isAnswered = true;
      });
      while (!isAnswered) {
        await vi.advanceTimersByTimeAsync(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect([formOf(await reply).notice, filledIn(await reply, 'text'), ran.length]).toEqual([
        'What you sent before is still being saved. Please wait a moment: the answer comes by itself.',
        'milk and honey',
        0,
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that was given up may be sent again', async () => {
    const { filled } = await dying();
    await db.everywhere(inboxRows).updateMany({ state: 'waiting' }, { $set: { attempts: 3 } });
    leaseClock.advance(120_000);
    const { bot, late, ran } = rig();
    await bot.recover();
    expect([filledIn(late[0]?.reply ?? nothing, 'text'), ran]).toEqual(['milk', []]);
    for (let time = 0; time < 2; time++) expect(textOf(await sent(bot, filled({ text: 'milk' })))).toBe('Noted: milk');
    expect(ran).toHaveLength(1);
  });
});

describe('a form that stays open', () => {
  test('answers for a month; older, it comes back as a new one with its values', async () => {
    const { bot, ran } = rig();
    const old = await opened(bot);
    const first = await sent(bot, old.filled({ text: 'milk' }));
    const unsent = await opened(bot);
    for (const one of [clock, leaseClock]) one.advance(30 * DAY);
    expect([await bot.sweep(), await sent(bot, old.filled({ text: 'milk' }))]).toEqual([expect.any(Number), first]);
    for (const one of [clock, leaseClock]) one.advance(2 * DAY);
    await bot.sweep();
    expect(await db.everywhere(inboxRows).count({ sent: { $exists: true } })).toBe(0);
    for (const { filled } of [old, unsent]) {
      const back = await sent(bot, filled({ text: 'milk', colour: 'red' }));
      expect([back.kind, filledIn(back, 'text'), formOf(back).notice]).toEqual([
        'invalid',
        'milk',
        expect.stringContaining('more than a month'),
      ]);
      expect(formOf(back).hidden[FORM_MARK]).not.toBe(filled({}).values[FORM_MARK]);
      expect(textOf(await sent(bot, submit('mei', { ...(formOf(back).hidden as Values), text: 'milk' })))).toBe(
        'Noted: milk',
      );
    }
    expect(ran).toHaveLength(3);
  });

  test('and only shows data runs each time', async () => {
    const { bot } = rig();
    const form = formOf(await bot.handle(event('command', 'mei', { text: 'plan' })).reply);
    expect([form.command, form.hidden]).toEqual(['plan show', {}]);
  });

  test('with a foreign mark is identified only by its event', async () => {
    const { bot, ran } = rig();
    for (const mark of ['', 'x', '../../etc', 'f'.repeat(25)])
      await sent(bot, submit('mei', { text: 'milk', [FORM_MARK]: mark }));
    expect(ran).toHaveLength(4);
  });
});
