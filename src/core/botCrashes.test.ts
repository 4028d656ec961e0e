import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  closeRig,
  db,
  event,
  filledIn,
  leaseClock,
  openRig,
  pressed,
  rig,
  submit,
  textOf,
} from '../../test/fakes/botRig.ts';
import { messageOf } from '../../test/fakes/talk.ts';
import { nothing } from './command.ts';
import { inboxRows } from './inboxRow.ts';
import type { InboundEvent } from './platform.ts';

beforeEach(openRig);
afterEach(closeRig);

describe('an event that a crash left undone', () => {
  /** A bot whose process dies in the middle of a handler: its later effects are never seen. */
  async function dying(what: InboundEvent): Promise<void> {
    const { bot, interrupt } = rig();
    interrupt(() => new Promise(() => undefined));
    await bot.handle(what).kept;
    await Promise.resolve();
  }

  test('is done by one of two other processes once its lease has expired, as the same request, and answered late', async () => {
    const what = submit('ana', { text: 'milk' }, { conversation: 'C-client' });
    await dying(what);
    const [one, two] = [rig(), rig()];
    leaseClock.advance(119_999);
    expect([await one.bot.recover(), await two.bot.recover()]).toEqual([0, 0]);
    leaseClock.advance(1);
    const counts = await Promise.all([one.bot.recover(), two.bot.recover()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect([...one.ran, ...two.ran]).toEqual([expect.objectContaining({ requestId: `playground/t1/${what.id}` })]);
    const [late] = [...one.late, ...two.late];
    expect(messageOf(late?.reply ?? nothing).blocks).toEqual([
      { kind: 'context', text: expect.stringContaining('took longer') },
      { kind: 'text', text: 'Noted: milk' },
    ]);
    leaseClock.advance(600_000);
    expect([await one.bot.recover(), await two.bot.recover()]).toEqual([0, 0]);
  });

  test('stays with a worker that is only slow', async () => {
    const { bot, interrupt, ran, late } = rig();
    let finish: () => void = () => undefined;
    interrupt(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const { kept, reply } = bot.handle(submit('mei', { text: 'milk' }));
    await kept;
    while (ran.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = rig();
    for (let minute = 0; minute < 5; minute++) {
      leaseClock.advance(60_000);
      expect([await bot.recover(), await other.bot.recover()]).toEqual([0, 0]);
    }
    finish();
    expect(textOf(await reply)).toBe('Noted: milk');
    leaseClock.advance(600_000);
    expect([await other.bot.recover(), ran.length, late.length]).toEqual([0, 1, 0]);
  });

  test('is released, without counting a try, if the process stops', async () => {
    await dying(submit('mei', { text: 'milk' }));
    await dying(submit('mei', { text: 'eggs' }));
    leaseClock.advance(120_000);
    const stopping = rig();
    const hasBegun = () => stopping.ran.length > 0;
    await stopping.bot.recover(hasBegun);
    const rows = await db.everywhere(inboxRows).find({ state: 'waiting' });
    const next = rig();
    expect([
      stopping.ran.length,
      rows.map(({ attempts }) => attempts),
      await next.bot.recover(),
      next.ran.length,
    ]).toEqual([1, [1], 1, 1]);
  });

  test('is given up after three tries: the person gets the typed text back, and the row stays for an operator', async () => {
    const what = submit('mei', { text: 'milk' });
    await dying(what);
    const failing = rig({
      answerLate: async () => {
        throw new Error('the platform is away');
      },
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      leaseClock.advance(120_000);
      expect(await failing.bot.recover()).toBe(1);
    }
    leaseClock.advance(120_000);
    const { bot, late, ran } = rig();
    expect(await bot.recover()).toBe(1);
    expect(ran).toEqual([]);
    const [told] = late;
    expect(filledIn(told?.reply ?? nothing, 'text')).toBe('milk');
    leaseClock.advance(24 * 3_600_000);
    expect([await bot.recover(), await bot.sweep()]).toEqual([0, 0]);
    expect(await db.everywhere(inboxRows).findOne({ state: 'dead' })).toMatchObject({
      kind: 'formSubmit',
      event: expect.stringContaining('milk'),
    });
  });

  test('may be a contact’s message, but no slash command, whose sender saw the failure', async () => {
    const away = rig({ locate: () => new Promise(() => undefined) });
    await away.bot.handle(event('mention', 'ana', { text: 'checkout is down!!', conversation: 'C-client' })).kept;
    await away.bot.handle(event('command', 'mei', { text: 'note "milk"' })).kept;
    leaseClock.advance(120_000);
    const { bot, freely, ran } = rig();
    expect([await bot.recover(), freely.map(({ text }) => text), ran]).toEqual([1, ['checkout is down!!'], []]);
  });

  test('is deleted once no platform sends it again', async () => {
    const { bot } = rig();
    await bot.handle(pressed('mei', 'help show')).reply;
    await bot.handle(event('mention', 'mei', { text: 'help' })).reply;
    leaseClock.advance(11 * 60_000);
    expect(await bot.sweep()).toBe(1);
    leaseClock.advance(25 * 3_600_000);
    expect(await bot.sweep()).toBe(1);
  });
});
