import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  textOf,
  type User,
} from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';

/** Mei reads in Berlin, Tom in Shanghai, Ana and the project are in New York. */
const ZONES = { mei: 'Europe/Berlin', tom: 'Asia/Shanghai', ana: 'America/New_York', root: 'Europe/Berlin' } as const;

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const read = (user: User, reply: Reply) =>
  textOf(reply, ZONES[user], here.clock.now().toISOString(), user === 'tom' ? 'zh-CN' : 'en');
const say = (words: string, user: User = 'mei') => {
  here.clock.advance(5_000);
  return here.say(user, words, user === 'ana' ? CLIENT_CHANNEL : INTERNAL_CHANNEL);
};
const said = async (words: string, user: User = 'mei') => read(user, await say(words, user));
const stored = async (number: number) => {
  const found = await here.entries.list(here.scope, { kind: 'training' });
  const entry = found.find((each) => each.number === number) as unknown as { due?: string; training: object };
  return { due: entry.due, ...entry.training };
};
const asked = (reply: Reply) =>
  reply.kind === 'form' || reply.kind === 'invalid'
    ? Object.fromEntries(reply.form.fields.map(({ name, value, error }) => [name, error ?? value]))
    : reply;

describe('a training is typed with its date and time together', () => {
  test('in both languages; the time is that of the project', async () => {
    expect(await said('training "CMS" Fri 14:00 for:editors where:"Room 2"')).toContain(
      'When: Fri 27 Nov 20:00 (14:00 New York time)\nFor whom: editors\nWhere: Room 2',
    );
    expect(await said('培训 “CMS 使用” 周五下午2点 对象：编辑6人', 'tom')).toContain(
      '日期: 11月28日（周六）03:00（纽约时间 11月27日（周五）14:00）\n培训对象: 编辑6人',
    );
    expect(await stored(1)).toEqual({ due: '2026-11-27', at: '14:00', people: 'editors', place: 'Room 2' });
    expect(await stored(2)).toEqual({ due: '2026-11-27', at: '14:00', people: '编辑6人' });
  });

  test('without a time, with a time that is over, and with a key', async () => {
    expect(await said('training "Search" tomorrow')).toContain('When: Tue 24 Nov\n');
    expect(await said('training "Held early" today 08:00')).toContain('(08:00 New York time)');
    await say('training "Exports" 4 Dec at:9:30');
    expect(await stored(5)).toEqual({ due: '2026-12-04', at: '09:30' });
  });

  test('a time in another zone, or one that may be at night, is asked for', async () => {
    const error = 'Please give a time, such as 15:00.';
    expect(asked(await say('training "X" Fri 14:00 Berlin time'))).toMatchObject({ due: '2026-11-27', at: error });
    expect(asked(await say('training "X" Fri at 3'))).toMatchObject({ due: '2026-11-27', at: error });
  });

  test('a sentence that only begins like one is asked about, with the two apart', async () => {
    expect(asked(await say('training new editors Fri 14:00'))).toMatchObject({ due: '2026-11-27', at: '14:00' });
  });
});

describe('a training moves', () => {
  test('with its time: the date alone keeps the time, the time alone keeps the date', async () => {
    const moved = await say('move INT-TRN-1 Mon 15:00');
    expect(read('mei', moved)).toContain('Moved to Mon 23 Nov 15:00.');
    const { command, input } = buttonOf(moved, 'Undo');
    expect(read('mei', await here.press('mei', command, input))).toContain('When: Fri 27 Nov 20:00');
    expect(await said('INT-TRN-1 move 4 Dec')).toContain('Moved to Fri 4 Dec 14:00.');
    expect(await said('INT-TRN-1 改期 下午4点')).toContain('Moved to Fri 4 Dec 16:00.');
    expect(await said('INT-TRN-1')).toMatch(/· moved to Fri 4 Dec\n.*· changed: Time\n/);
    expect(await said('INT-TRN-1 改期 周二上午9点半')).toContain('Moved to Tue 24 Nov 09:30.');
    expect(await said('move INT-TRN-1 today 17:00')).toContain('Moved to Mon 23 Nov 17:00.');
    expect(await said('edit INT-TRN-1 Fri 10:00')).toContain('When: Fri 27 Nov 16:00 (10:00 New York time)');
  });

  test('several at once', async () => {
    await say('move INT-TRN-1 INT-TRN-2 Tue 11:00');
    expect([await stored(1), await stored(2)]).toMatchObject(Array(2).fill({ due: '2026-11-24', at: '11:00' }));
  });

  test('the form has both, and an emptied date is asked for', async () => {
    expect(asked(await say('move INT-TRN-1'))).toMatchObject({ due: '2026-11-24', at: '11:00' });
    const send = (values: Record<string, string>) =>
      here.submit('mei', 'training move', { number: 'INT-TRN-1', ...values }, INTERNAL_CHANNEL);
    expect(asked(await send({ due: '', at: '12:00' }))).toMatchObject({ due: 'Please fill this in.', at: '12:00' });
    await send({ due: '2026-11-25', at: '' });
    expect(await stored(1)).toMatchObject({ due: '2026-11-25' });
    expect(await stored(1)).not.toHaveProperty('at');
  });

  test('a time without any date is no date', async () => {
    await say('training "Later"');
    expect(asked(await say('move INT-TRN-6 15:00'))).toMatchObject({ due: undefined, at: '15:00' });
  });
});

describe('the time is that of the project, whatever the clocks do', () => {
  test('between the two changes of spring the distance is another one', async () => {
    expect(await said('training "Winter" 2027-03-12 14:00')).toContain('20:00 (14:00 New York time)');
    expect(await said('training "Between" 2027-03-15 14:00')).toContain('19:00 (14:00 New York time)');
    expect(await said('training "Summer" 2027-03-29 14:00')).toContain('20:00 (14:00 New York time)');
  });

  test('an hour that the clocks skip is the next one', async () => {
    expect(await said('training "Skipped" 2027-03-14 02:30')).toContain('08:30 (03:30 New York time)');
  });

  test('a contact reads their own time, as they were told it, on the card and in the list', async () => {
    await say('training "CMS for editors" 2027-03-15 14:00');
    await say('share INT-TRN-11 en:"CMS for editors"');
    await say('move TRN-1 2027-03-15 16:00');
    expect(await said('TRN-1', 'ana')).toContain('When: Mon 15 Mar 2027 14:00');
    expect(await said('trainings', 'ana')).toContain('CMS for editors · ACME-TRN-1 · Mon 15 Mar 2027 14:00');
    const ours = await said('TRN-1');
    expect(ours).toContain('The client sees: CMS for editors · planned · Mon 15 Mar 2027 14:00');
    expect(ours).toContain('not told yet: Time');
  });
});
