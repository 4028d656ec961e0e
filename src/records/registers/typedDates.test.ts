import { describe, expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';

const mei = meiTypes();
const { say, said } = mei;

/** Sends an opened form as it is. */
const confirms = (opened: Reply) => {
  if (opened.kind !== 'form') throw new Error(`no form, but ${JSON.stringify(opened)}`);
  return mei.here.submit('mei', opened.form.command, valuesIn(opened), INTERNAL_CHANNEL);
};
const dateIn = (reply: Reply) =>
  reply.kind === 'form' ? reply.form.fields.find(({ name }) => name === 'due')?.value : '';
const noticeIn = (reply: Reply) => (reply.kind === 'form' ? reply.form.notice : undefined);

describe('a date that is typed with a time of day', () => {
  test('is asked about: only the date is kept', async () => {
    const asked = await say('task "Call the vendor" Friday 3pm');
    expect(noticeIn(asked)).toBe('“Friday 3pm”: only the date is kept here, without the time of day. Please check it.');
    expect(dateIn(asked)).toBe('2026-11-27');
    expect(textOf(await confirms(asked))).toContain('Due: Fri 27 Nov');
  });

  test('in Chinese, with a key, and when it is moved', async () => {
    expect(dateIn(await say('任务 “联系供应商” 周五下午3点'))).toBe('2026-11-27');
    expect(dateIn(await say('task "Call the vendor" due:"tomorrow 15:00"'))).toBe('2026-11-24');
    const asked = await say('move TASK-1 Monday morning');
    expect(noticeIn(asked)).toContain('“Monday morning”: only the date is kept here');
    expect(textOf(await confirms(asked))).toContain('Moved to Mon 30 Nov.');
  });
});

describe('a date with the day and the month in figures', () => {
  test('is asked about where both may be the day', async () => {
    const asked = await say('task "Send the contract" 01/02');
    expect(noticeIn(asked)).toBe('“01/02” can mean more than one day. Please check the date.');
    expect(dateIn(asked)).toBe('2027-02-01');
    expect(textOf(await confirms(asked))).toContain('Due: Mon 1 Feb 2027');
    expect(dateIn(await say('move TASK-1 3/4/2027'))).toBe('2027-04-03');
  });

  test.each([
    ['25/12', 'Fri 25 Dec'],
    ['12/25', 'Fri 25 Dec'],
    ['03/03', 'Wed 3 Mar 2027'],
    ['2026-12-04', 'Fri 4 Dec'],
    ['4 Dec', 'Fri 4 Dec'],
    ['Friday', 'Fri 27 Nov'],
    ['today', 'Mon 23 Nov'],
  ])('is taken as it is where one day alone fits: %s', async (typed, date) => {
    expect(await said(`task "Send the contract" ${typed}`)).toContain(`Due: ${date}`);
  });

  test('is month first for a person who reads Chinese', async () => {
    await mei.here.people.change(mei.here.scope, mei.here.mei._id, { locale: 'zh-CN' });
    expect(await said('任务 “寄出合同” 01/02')).toContain('2027年1月2日');
    await mei.here.people.change(mei.here.scope, mei.here.mei._id, { locale: 'en' });
  });

  test('is asked about for an absence', async () => {
    expect(noticeIn(await say('away from:01/02 until:01/02'))).toContain('can mean more than one day');
  });
});
