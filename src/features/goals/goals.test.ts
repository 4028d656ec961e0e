import { describe, expect, test } from 'vitest';
import { crashingAfter } from '../../../test/fakes/crashes.ts';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, messageOf, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';

const DAY_MS = 86_400_000;
const mei = meiTypes();
const { say, said, press } = mei;
const bars = (reply: Reply) => messageOf(reply).blocks.filter(({ kind }) => kind === 'progress');
const clientReads = async (words: string) => {
  mei.here.clock.advance(60_000);
  return textOf(await mei.here.say('ana', words, CLIENT_CHANNEL));
};

describe('a goal is typed with its figures', () => {
  test('in both languages; its title keeps its own figures', async () => {
    expect(await said('goal "From 5 to 2 clicks" from 5 to 2.5 30 Jun')).toMatch(
      /INT-GOAL-1 · From 5 to 2 clicks\n[\s\S]*Target date: Wed 30 Jun 2027\nFrom: 5\nTarget: 2.5/,
    );
    expect(await said('目标 “结账不超过 2 秒” 从5到2，6月30日')).toMatch(
      /结账不超过 2 秒\n[\s\S]*Target date: Wed 30 Jun 2027\nFrom: 5\nTarget: 2/,
    );
    expect(await said('goal "Revenue" from 1,200.5 to 1.5万 @Tom')).toMatch(
      /Owner: Tom Berg\nFrom: 1,200.5\nTarget: 15,000/,
    );
    expect(await said('goal "Bounce" from -3% to 12,5% measure:per_cent now:4')).toMatch(
      /Measured by: per_cent\nFrom: -3\nTarget: 12.5\nNow: 4/,
    );
  });

  test('two dates are no figures: they are asked about', async () => {
    const reply = await say('goal "Summer" from 5 Jan to 3 Feb');
    expect(reply).toMatchObject({ kind: 'form', form: { command: 'goal new' } });
    const fields = reply.kind === 'form' ? reply.form.fields : [];
    expect(fields.find(({ name }) => name === 'due')?.error).toBe('Please give a date, such as 2026-12-04.');
  });
});

describe('the present value of a goal', () => {
  test('is recorded in one step; the card shows how far it is and the values before, and Undo takes it back', async () => {
    await say('goal "Fast checkout" measure:Seconds from 5 to 2 30 Jun');
    const first = await say('goal now INT-GOAL-5 4,1');
    expect(textOf(first)).toContain('Now 4.1.');
    expect(bars(first)).toEqual([{ kind: 'progress', label: 'Seconds: now 4.1, from 5 to 2', value: 30, of: 100 }]);
    mei.here.clock.advance(2 * DAY_MS);
    const second = await say('INT-GOAL-5 进度 3.2');
    expect(textOf(second)).toContain('Over time: 5 → 4.1 (Mon 23 Nov) → 3.2 (Wed 25 Nov)');
    const undone = textOf(await press(second, 'Undo'));
    expect(undone).toContain('Seconds: now 4.1, from 5 to 2: 30%');
    expect(undone).not.toContain('3.2');
    expect(await said('goal now INT-GOAL-5 4.1')).toContain('It was 4.1 before.');
    for (const value of ['4', '3.5', '3.4', '3.3']) await say(`goal now INT-GOAL-5 ${value}`);
    expect(await said('INT-GOAL-5')).toContain(
      'Over time: 5 → … → 4 (Wed 25 Nov) → 3.5 (Wed 25 Nov) → 3.4 (Wed 25 Nov) → 3.3 (Wed 25 Nov)',
    );
  });

  test('is asked for with the stored one filled in, and a colleague reads it in Chinese', async () => {
    const form = await press(await say('INT-GOAL-5'), 'Present value');
    const field = form.kind === 'form' ? form.form.fields.find(({ name }) => name === 'now') : undefined;
    expect(field).toMatchObject({ value: '3.3' });
    const wrong = await mei.here.submit('mei', 'goal now', { number: 'INT-GOAL-5', now: 'fast' }, INTERNAL_CHANNEL);
    expect(JSON.stringify(wrong)).toContain('Please give a number.');
    const card = await mei.here.say('tom', '目标 目前 INT-GOAL-5 3', INTERNAL_CHANNEL);
    const text = textOf(card, 'Asia/Shanghai', mei.here.clock.now().toISOString(), 'zh-CN');
    expect(text).toContain('当前值：3。');
    expect(text).toContain('Seconds：当前 3，从 5 到 2: 67%');
    expect(text).toContain('3（11月25日（周三））');
  });

  test('at the target offers Reached, and closes nothing by itself', async () => {
    expect(await said('goal now INT-GOAL-5 2.01')).not.toContain('is reached');
    const there = await say('goal now INT-GOAL-5 1.9');
    expect(textOf(there)).toContain('Now 1.9. The target of 2 is reached.');
    expect(textOf(there)).toContain('State: open');
    // One button for one act.
    expect(textOf(there)).not.toContain('[Done]');
    expect(textOf(await press(there, 'Reached'))).toContain('State: reached');
    expect(await said('INT-GOAL-5')).not.toContain('[Reached]');
  });

  test('without the first value: it counts up from zero, and is asked for where it may be falling', async () => {
    await say('goal "Sign-ups" target:200');
    expect(await said('goal now INT-GOAL-6 50')).toContain('Progress: now 50 of 200: 25%');
    const unclear = await say('goal now INT-GOAL-6 250');
    expect(textOf(unclear)).toContain('To see its progress, add the value that it began with.');
    expect(bars(unclear)).toEqual([]);
  });

  test('a repeat after a crash finds its own value and says it once', async () => {
    const failed = await crashingAfter(mei.here.entries, 'change', () => say('goal now INT-GOAL-6 60'));
    const again = textOf(await press(failed, 'Try again'));
    expect(again).toContain('Now 60.');
    expect(again).toContain('[Undo]');
    expect((await said('INT-GOAL-6')).match(/60 \(/g)).toHaveLength(1);
  });

  test('is missed or dropped with a word of its own', async () => {
    expect(await said('missed INT-GOAL-6')).toContain('State: missed');
    expect(await said('放弃 INT-GOAL-4')).toContain('State: dropped');
  });
});

describe('the client', () => {
  test('reads the progress that they were told, on the card and in the status', async () => {
    await mei.here.say('mei', 'goal "Quick search" measure:Seconds from 8 to 4 now:6 30 Jun', CLIENT_CHANNEL);
    const told = 'now 6, from 8 to 4: 50%';
    await say('goal now GOAL-1 5');
    expect(await clientReads('GOAL-1')).toContain(`Seconds: ${told}`);
    expect(await clientReads('GOAL-1')).not.toMatch(/Now: 5|Over time|now 5/);
    expect(await clientReads('status')).toContain(`Goals\n\nQuick search · ACME-GOAL-1: ${told}`);
    expect(await said('status')).toContain('Quick search · ACME-GOAL-1: now 5, from 8 to 4: 75%');
    await press(await say('GOAL-1'), 'Tell the client now');
    expect(await clientReads('GOAL-1')).toContain('Seconds: now 5, from 8 to 4: 75%');
    expect(await clientReads('status')).toContain('now 5, from 8 to 4: 75%');
  });

  test('reads in the status at most three goals, the next date first, and no closed one', async () => {
    for (const day of ['4 Mar', '3 Mar', '2 Mar', '1 Mar'])
      await mei.here.say('mei', `goal "Until ${day}" target:10 now:1 ${day}`, CLIENT_CHANNEL);
    await say('done GOAL-5');
    await say('share GOAL-5');
    const status = await clientReads('status');
    expect(status).toMatch(/Goals\n\nUntil 2 Mar.*\n\nUntil 3 Mar.*\n\nUntil 4 Mar.*\n\nand 1 more/);
    expect(status).not.toContain('Until 1 Mar');
  });
});
