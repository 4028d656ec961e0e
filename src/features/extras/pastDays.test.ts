import { describe, expect, test } from 'vitest';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import { readWhen } from '../../core/schedule/phrases.ts';

const { say, said } = meiTypes();

describe('the day of an extra', () => {
  test.each([
    ['extra "Old" yesterday 3h', 'Given on: Sun 22 Nov\nEffort: 3 hr'],
    ['extra "Old" last Friday 3h', 'Given on: Fri 20 Nov\nEffort: 3 hr'],
    ['extra "Old" Friday 3h', 'Given on: Fri 20 Nov\nEffort: 3 hr'],
    ['extra "Old" 2 days ago', 'Given on: Sat 21 Nov'],
    ['extra "Old" today 3h', 'Given on: Mon 23 Nov\nEffort: 3 hr'],
    ['extra "Old" 20 Nov 3h', 'Given on: Fri 20 Nov\nEffort: 3 hr'],
    ['extra "Old" 6h 20 Nov', 'Given on: Fri 20 Nov\nEffort: 6 hr'],
    ['extra "Old" 6 h 30 20 November', 'Given on: Fri 20 Nov\nEffort: 6 hr 30 min'],
    ['增值 “旧” 昨天 3小时', 'Given on: Sun 22 Nov\nEffort: 3 hr'],
    ['增值 “旧” 11月20日 3小时', 'Given on: Fri 20 Nov\nEffort: 3 hr'],
    ['增值 “旧” 周五', 'Given on: Fri 20 Nov'],
    ['move INT-EXT-1 yesterday', 'Given on: Sun 22 Nov'],
    ['改期 INT-EXT-1 到11月20日', 'Given on: Fri 20 Nov'],
    ['extra edit INT-EXT-1 due:yesterday', 'Given on: Sun 22 Nov'],
  ])('was given on a day that is over: %s', async (words, part) => {
    expect(await said(words)).toContain(part);
  });

  test.each(['tomorrow', '25 Nov', '明天', '11月25日'])('was not given %s', async (day) => {
    expect(await say(`extra "Logo" 1h ${day}`)).toMatchObject({
      form: {
        fields: expect.arrayContaining([
          expect.objectContaining({ name: 'due', error: 'This day has not come yet. When was it?' }),
        ]),
      },
    });
  });

  test.each([
    ['28 Dec', '2025-12-28'],
    ['12月28日', '2025-12-28'],
    ['3 Jan', '2026-01-03'],
    ['today', '2026-01-06'],
    ['Tuesday', '2026-01-06'],
    ['Wednesday', '2025-12-31'],
    ['28 Dec 2024', '2024-12-28'],
  ])('%s in January is the nearest one that is over', (words, day) => {
    const when = readWhen(words, {
      now: new Date('2026-01-06T16:00:00Z'),
      zone: 'Europe/Berlin',
      locale: 'en',
      isPast: true,
    });
    expect(when).toMatchObject({ ok: true, recurrence: { anchor: `${day}T09:00` } });
  });
});
