import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, messageOf, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';
import type { ActionPayload } from '../../core/message.ts';
import { schedules } from '../../core/schedule/schedule.ts';
import { reminders } from './store.ts';

/** The payloads of all buttons with this label, in message order. */
function presses(reply: Reply, label: string): ActionPayload[] {
  const items = messageOf(reply).blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
  const all = items.flatMap((item) =>
    item.kind === 'button' ? [{ label: item.label, payload: item.payload }] : item.options,
  );
  return all.filter((one) => one.label === label).map(({ payload }) => payload);
}
async function pressIn(
  here: House,
  reply: Reply,
  [label, index]: [label: string, index: number],
  { as = 'mei' as const, at = 'D-mei' } = {},
): Promise<Reply> {
  const payload = presses(reply, label)[index];
  if (payload === undefined) throw new Error(`no ${label} ${index} in ${textOf(reply)}`);
  return here.press(as, payload.command, payload.input, at);
}
/** Sets three reminders of Mei: two one-time, one recurring. */
async function three(): Promise<House> {
  const here = await house();
  await here.say('mei', 'remind me "Call Ana" tomorrow 15:00');
  await here.say('mei', 'remind me "Send the invoice" 25 Nov 10:00');
  await here.say('mei', 'remind me "Weekly numbers" every Fri 16:00');
  return here;
}
/** All stored reminders and schedules, without their write counters. */
async function kept(here: House): Promise<unknown> {
  const [rows, plans] = await Promise.all([
    here.db.within(reminders, here.scope).find({}, { sort: { _id: 1 } }),
    here.db.everywhere(schedules).find({ kind: 'reminder' }, { sort: { _id: 1 } }),
  ]);
  return [
    rows.map(({ revision: _revision, pending: _pending, pendingSince: _since, ...row }) => row),
    plans.map(({ version: _version, ...plan }) => plan),
  ];
}

test('a press updates the list: the line is struck, with Undo, and the other lines keep their buttons', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const first = await pressIn(here, list, ['Done', 0]);
  expect(first.kind).toBe('update');
  expect(textOf(first)).toMatch(
    /^2 reminders\n\n~1\. Call Ana~[\s\S]*Done\.\n\n\[Undo\]\n\n2\. Send the invoice[\s\S]*\[Done\] \[Edit\] \[Delete\][\s\S]*3\. Weekly numbers/,
  );

  // The second press uses the list as first drawn, before its update.
  const second = await pressIn(here, list, ['Delete', 1]);
  expect(textOf(second)).toMatch(
    /^1 reminder\n[\s\S]*~1\. Call Ana~[\s\S]*Done\.[\s\S]*~2\. Send the invoice~[\s\S]*Deleted\.[\s\S]*\[Undo\]\n\n3\. Weekly numbers · Fri 27 Nov 16:00/,
  );
  expect(presses(second, 'Undo')).toHaveLength(2);
});

test('the list is complete in Chinese too', async () => {
  const here = await house();
  await here.say('tom', '提醒我 明天下午3点 “交报告”');
  const list = await here.say('tom', '提醒列表');
  const [done] = presses(list, '完成');
  const text = textOf(await here.press('tom', done?.command ?? '', done?.input), 'Asia/Shanghai', undefined, 'zh-CN');
  expect(text).toMatch(/^没有剩余的提醒了\n\n~1\. 交报告~[\s\S]*已完成。\n\n\[撤销\]/);
});

test.each(['Done', 'Delete', 'Until tomorrow 9:00'])(
  'Undo of %s restores exactly what was, its next time included, once, and is on the trail',
  async (act) => {
    const here = await house();
    await here.say('mei', 'remind me "Call Ana" tomorrow 15:00');
    const [one] = await here.db.within(reminders, here.scope).find({});
    await here.say('mei', 'reminders');
    const before = await kept(here);
    const done =
      act === 'Until tomorrow 9:00'
        ? await here.press('mei', 'reminder snooze', { reminder: one?._id ?? '', by: 'tomorrow' })
        : await pressIn(here, await here.say('mei', 'reminders'), [act, 0]);
    expect(await kept(here)).not.toEqual(before);
    here.clock.advance(60_000);
    const undone = await pressIn(here, done, ['Undo', 0]);
    expect(textOf(undone)).toContain('Undone, it is as it was. It comes next tomorrow 15:00.');
    expect(await kept(here)).toEqual(before);
    expect((await here.history(`reminder:${one?._id}`)).at(-1)).toMatchObject({
      action: 'reminder undo',
      by: here.mei._id,
    });

    expect(textOf(await pressIn(here, done, ['Undo', 0]))).toMatch(/Undone, it is as it was|This was undone already/);
    expect(await kept(here)).toEqual(before);
    await here.at('2026-11-24T14:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(1);
  },
);

test('Undo restores a skipped slot and a completed slot, and the audit trail records it', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const before = await kept(here);
  const skipped = await pressIn(here, list, ['Leave the next time out', 0]);
  expect(textOf(skipped)).toMatch(
    /3\. Weekly numbers · Fri 4 Dec 16:00[\s\S]*Left out once\. It comes next Fri 4 Dec 16:00\.\n\n\[Undo\] \[Done\]/,
  );
  const back = await pressIn(here, skipped, ['Undo', 0]);
  expect(textOf(back)).toMatch(/3\. Weekly numbers · Fri 27 Nov 16:00/);
  expect(await kept(here)).toEqual(before);

  const done = await pressIn(here, list, ['Done', 2]);
  expect(textOf(done)).toMatch(
    /~3\. Weekly numbers~[\s\S]*Done for this time\. It comes again Fri 27 Nov 16:00\.\n\n\[Undo\]/,
  );
  expect(textOf(await pressIn(here, done, ['Undo', 0]))).toMatch(/\n3\. Weekly numbers[\s\S]*\[Done\]/);
});

test('skipping the only slot ends a reminder; only Undo restores it', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Call Ana" tomorrow 15:00');
  const before = await kept(here);
  const skipped = await here.say('mei', 'remind skip 1');
  expect(textOf(skipped)).toMatch(/> Call Ana[\s\S]*Left out\. Nothing more is to come, so this reminder is done\./);
  expect(textOf(await here.say('mei', 'reminders'))).toContain('You have no reminders');
  await pressIn(here, skipped, ['Undo', 0]);
  expect(await kept(here)).toEqual(before);
});

test('Undo works for a day; after that the answer explains it, and the list stays', async () => {
  const here = await three();
  const done = await pressIn(here, await here.say('mei', 'reminders'), ['Done', 0]);
  here.clock.moveTo(new Date('2026-11-24T09:00:01Z'));
  const late = await pressIn(here, done, ['Undo', 0]);
  expect(textOf(late)).toMatch(
    /~1\. Call Ana~[\s\S]*Done\. This can be undone for a day, and the day is over\. It stays as it is\.\n\n2\. Send the invoice/,
  );
  expect(presses(late, 'Undo')).toEqual([]);
  expect(textOf(await here.say('mei', 'reminders'))).toContain('2 reminders');
});

test('Undo is refused after a later change', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const skipped = await pressIn(here, list, ['Leave the next time out', 0]);
  await here.say('mei', 'remind edit 3 "Monthly numbers" every month on the 1st at 10:00');
  const answer = textOf(await pressIn(here, skipped, ['Undo', 0]));
  expect(answer).toMatch(
    /3\. Monthly numbers · Tue 1 Dec 10:00[\s\S]*It was changed since then, so I left it as it is now\./,
  );
});

test('Undo checks the permission again', async () => {
  const here = await three();
  const [undo] = presses(await pressIn(here, await here.say('mei', 'reminders'), ['Delete', 0]), 'Undo');
  const refused = await here.press('tom', 'reminder undo', { undo: String(undo?.input.undo) });
  expect(textOf(refused, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('只有设置这条提醒的人或被提醒的人可以修改它');
  const client = await here.press('ana', 'reminder undo', { undo: String(undo?.input.undo) });
  expect(textOf(client)).not.toContain('Call Ana');
  expect(textOf(await here.say('mei', 'reminders'))).toContain('2 reminders');
});

test('a slot that passed while the reminder was deleted is posted at once after Undo, and the answer says so', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Call Ana" today 11:00');
  const deleted = await here.say('mei', 'remind delete 1');
  await here.at('2026-11-23T12:00:00Z');
  expect(here.posted('D-mei')).toEqual([]);
  expect(textOf(await pressIn(here, deleted, ['Undo', 0]))).toContain(
    'Undone. Its time was today 11:00, so it comes now.',
  );
  await here.at('2026-11-23T12:00:01Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});

test('a press on a list from weeks ago updates it: reminders done, changed or paused elsewhere, and new ones', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const paused = await pressIn(here, list, ['Pause', 1]);
  expect(textOf(paused)).toMatch(/2\. Send the invoice · paused[\s\S]*Paused\. It does not come until you resume it\./);
  await here.say('mei', 'remind resume 2');
  await here.say('mei', 'remind done 1');
  await here.say('mei', 'remind edit 2 "Send both invoices" 20 Dec 10:00');
  await here.say('mei', 'remind me "Plan January" 28 Dec 9:00');
  here.clock.moveTo(new Date('2026-12-14T09:00:00Z'));
  const again = await pressIn(here, list, ['Done', 2]);
  const text = textOf(again, undefined, '2026-12-14T09:00:00Z');
  expect(text).toMatch(
    /~1\. Call Ana~[\s\S]*This is no longer open\.\n\n2\. Send both invoices · Sun 20 Dec 10:00[\s\S]*~3\. Weekly numbers~/,
  );
  expect(text).not.toContain('Paused.');
  expect(text).toContain('[1 more]');
  expect(textOf(await pressIn(here, again, ['1 more', 0]), undefined, '2026-12-14T09:00:00Z')).toContain(
    '4. Plan January',
  );
});

test('an expired list is not updated: the answer is a separate message', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const { shownLists } = await import('../../core/lists/list.ts');
  await here.db.within(shownLists, here.scope).deleteMany({});
  const answer = await pressIn(here, list, ['Done', 0]);
  expect(answer).toMatchObject({ kind: 'message', to: 'caller' });
  expect(textOf(answer)).toContain('> Call Ana\n\nDone.');
});

test('after two concurrent presses the list shows both', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const answers = await Promise.all([pressIn(here, list, ['Done', 0]), pressIn(here, list, ['Done', 1])]);
  expect(answers.map((one) => one.kind)).toEqual(['update', 'update']);
  expect(textOf(await pressIn(here, list, ['Done', 0]))).toMatch(
    /~1\. Call Ana~[\s\S]*Done\.\n\n\[Undo\]\n\n~2\. Send the invoice~[\s\S]*Done\.\n\n\[Undo\]/,
  );
});

test('a second press on the same line changes nothing and keeps the outcome and Undo', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const first = await pressIn(here, list, ['Done', 0]);
  expect(textOf(await pressIn(here, list, ['Done', 0]))).toBe(textOf(first));
});

test('a line keeps its number over all pages, even after earlier lines are done', async () => {
  const here = await house();
  for (let number = 1; number <= 13; number += 1)
    await here.say(
      'mei',
      `remind me "Thing ${number}." tomorrow ${8 + Math.floor(number / 4)}:${10 + (number % 4) * 10}`,
    );
  const list = await here.say('mei', 'reminders');
  expect(textOf(list)).toMatch(/10\. Thing 10\.[\s\S]*\[3 more\]/);
  const done = await pressIn(here, list, ['Done', 0]);
  const rest = await pressIn(here, done, ['3 more', 0]);
  expect(textOf(rest)).toMatch(/^12 reminders\n\n11\. Thing 11\.[\s\S]*12\. Thing 12\.[\s\S]*13\. Thing 13\./);
  expect(textOf(await here.say('mei', 'remind done 2'))).toContain('> Thing 2.');
  expect(textOf(await here.say('mei', 'remind done 12'))).toContain('> Thing 12.');
});

test('a typed number refers to the list last shown there: the same number twice ends one reminder', async () => {
  const here = await three();
  await here.say('mei', 'reminders');
  expect(textOf(await here.say('mei', 'remind done 1'))).toMatch(/> Call Ana\n\nDone\.\n\n\[Undo\]/);
  for (const typed of ['remind done 1', 'remind delete 1', 'remind snooze 1 10m', 'remind pause 1', 'remind show 1']) {
    expect(textOf(await here.say('mei', typed))).toContain('“Call Ana” is done already.');
  }
  expect(textOf(await here.say('mei', 'remind done 2'))).toContain('> Send the invoice');
  expect(textOf(await here.say('mei', 'reminders'))).toMatch(/^1 reminder\n\n1\. Weekly numbers/);
  expect(textOf(await here.say('mei', 'remind delete 1'))).toMatch(/> Weekly numbers\n\nDeleted\.[\s\S]*\[Undo\]/);
  expect(textOf(await here.say('mei', 'remind delete 1'))).toContain('“Weekly numbers” is deleted already.');
  expect(JSON.stringify(await here.say('mei', 'remind delete 4'))).toContain('There is no reminder with this number');
});

test('numbers belong to one person in one place, and hold for a day', async () => {
  const here = await three();
  await here.say('mei', 'reminders', INTERNAL_CHANNEL);
  await here.say('mei', 'remind me "First of all" today 12:00');
  expect(textOf(await here.say('mei', 'remind show 1', INTERNAL_CHANNEL))).toContain('> Call Ana');
  // No list was shown in this conversation, so the number refers to the current list.
  expect(textOf(await here.say('mei', 'remind show 1'))).toContain('> First of all');
  here.clock.moveTo(new Date('2026-11-24T09:00:00Z'));
  expect(textOf(await here.say('mei', 'remind show 1', INTERNAL_CHANNEL))).toContain('> First of all');
});

test('in a client’s channel a member’s list is private, and its updates too', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders', CLIENT_CHANNEL);
  const done = await pressIn(here, list, ['Done', 0], { at: CLIENT_CHANNEL });
  expect(done).toMatchObject({ kind: 'message', to: 'caller', instead: true });
  expect(textOf(done)).toMatch(/~1\. Call Ana~[\s\S]*2\. Send the invoice/);
});

test('a forged mark does not show our list to another person', async () => {
  const here = await three();
  const list = await here.say('mei', 'reminders');
  const mark = String(presses(list, 'Done')[0]?.input.$at);
  await here.say('ana', 'remind me "My own" tomorrow 9:00', CLIENT_CHANNEL);
  const own = await here.say('ana', 'reminders', 'D-ana');
  const done = presses(own, 'Done')[0];
  const answer = await here.press('ana', 'reminder done', { ...done?.input, $at: mark });
  expect(textOf(answer)).not.toMatch(/Call Ana|invoice/);
});

test('a press on the posted reminder replaces it by the outcome, with Undo', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Send the invoice" today 11:00');
  await here.at('2026-11-23T10:00:00Z');
  const [one] = await here.db.within(reminders, here.scope).find({});
  const done = await here.press('mei', 'reminder done', { reminder: one?._id ?? '' });
  expect(done.kind).toBe('update');
  expect(textOf(done)).toBe('> Send the invoice\n\nDone.\n\n[Undo]');
  expect(textOf(await pressIn(here, done, ['Undo', 0]))).toMatch(
    /^> Send the invoice\n\nUndone, it is as it was\.\n\n\[Done\] \[Edit\]/,
  );
});
