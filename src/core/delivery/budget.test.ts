import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { dayOf, isoOf } from '../schedule/wall.ts';
import {
  COUNTED,
  type CountedKind,
  isLimited,
  judge,
  limitsOf,
  mondayOf,
  PROFILES,
  type Question,
  type RecipientKind,
  type Spent,
} from './budget.ts';

const MONDAY = '2026-11-23';
const on = (ahead: number) => isoOf(dayOf(MONDAY) + ahead);
const post = (kind: CountedKind, date: string, about?: string): Spent => ({
  key: `${kind} ${date} ${about}`,
  kind,
  date,
  about,
});
const ask = (kind: CountedKind, today: string, spent: readonly Spent[], more: Partial<Question> = {}) =>
  judge({ profile: 'light', reader: 'clientChannel', kind, spent, today, ...more });

describe('a client’s channel gets, unprompted', () => {
  test('one message a day', () => {
    expect(ask('prompt', MONDAY, [post('report', MONDAY)])).toEqual({ allowed: false, why: 'day', freeOn: on(1) });
    expect(ask('prompt', on(1), [post('report', MONDAY)])).toEqual({ allowed: true });
  });
  test('three a week, and a new week begins on Monday', () => {
    const week = [post('report', MONDAY), post('prompt', on(1), 'm1'), post('recap', on(2), 'm1')];
    expect(ask('prompt', on(3), week, { about: 'm2' })).toEqual({ allowed: false, why: 'week', freeOn: on(7) });
    expect(ask('prompt', on(7), week, { about: 'm2' })).toEqual({ allowed: true });
  });
  test('one report a week, and one prompt and one recap for each meeting', () => {
    expect(ask('report', on(2), [post('report', MONDAY, 'a')], { about: 'b' })).toEqual({
      allowed: false,
      why: 'kind',
      freeOn: on(7),
    });
    expect(ask('prompt', on(2), [post('prompt', MONDAY, 'm1')], { about: 'm1' })).toMatchObject({
      allowed: false,
      why: 'kind',
    });
    expect(ask('prompt', on(2), [post('prompt', MONDAY, 'm1')], { about: 'm2' })).toEqual({ allowed: true });
  });
  test('a merged message counts as one of its kind, and not as a post', () => {
    const rode = [{ ...post('report', MONDAY), rode: true }, post('prompt', MONDAY)];
    expect(ask('recap', on(1), rode)).toEqual({ allowed: true });
    expect(ask('report', on(1), rode)).toEqual({ allowed: false, why: 'kind', freeOn: on(7) });
  });
  test.each(['news', 'survey', 'surveyReminder', 'digest', 'nudge'] as const)(
    'no %s by itself: it rides in the report',
    (kind) => {
      expect(ask(kind, MONDAY, [])).toEqual({ allowed: false, why: 'alone', freeOn: undefined });
    },
  );
  test('more under Standard, and anything under Off', () => {
    const day = [post('report', MONDAY)];
    expect(ask('news', MONDAY, day, { profile: 'standard' })).toEqual({ allowed: true });
    expect(ask('recap', MONDAY, [...day, post('prompt', MONDAY)], { profile: 'standard' })).toMatchObject({
      allowed: false,
      why: 'day',
    });
    expect(
      ask(
        'news',
        MONDAY,
        Array.from({ length: 50 }, () => post('news', MONDAY)),
        { profile: 'off' },
      ),
    ).toEqual({ allowed: true });
  });
});

describe('a person of the client gets', () => {
  const person = { reader: 'clientPerson' as const, about: 's2' };
  test('a survey in fourteen days, one reminder for each, and nothing else', () => {
    const spent = [post('survey', MONDAY, 's1')];
    expect(ask('survey', on(13), spent, person)).toEqual({ allowed: false, why: 'spacing', freeOn: on(14) });
    expect(ask('survey', on(14), spent, person)).toEqual({ allowed: true });
    expect(ask('surveyReminder', on(3), spent, { ...person, about: 's1' })).toEqual({ allowed: true });
    expect(
      ask('surveyReminder', on(5), [...spent, post('surveyReminder', on(3), 's1')], { ...person, about: 's1' }),
    ).toMatchObject({ allowed: false });
    expect(ask('news', MONDAY, [], person)).toMatchObject({ allowed: false, why: 'alone' });
  });
  test('nothing on a day off', () => {
    const isWorkingDay = (date: string) => date !== MONDAY && date !== on(1);
    expect(ask('survey', MONDAY, [], { ...person, isWorkingDay })).toEqual({
      allowed: false,
      why: 'dayOff',
      freeOn: on(2),
    });
  });
});

test('our side gets one digest and one nudge a day; other kinds are not limited', () => {
  const ours = { reader: 'ours' as const };
  expect(ask('digest', MONDAY, [post('digest', MONDAY)], ours)).toEqual({ allowed: false, why: 'day', freeOn: on(1) });
  expect(ask('nudge', MONDAY, [post('digest', MONDAY)], ours)).toEqual({ allowed: true });
  expect(isLimited('light', 'ours', 'report')).toBe(false);
});

const kind = fc.constantFrom(...COUNTED);
const about = fc.constantFrom(undefined, 'a', 'b');
const asking = fc.record({ ahead: fc.nat(40), kind, about });
const readers = fc.constantFrom<RecipientKind>('clientChannel', 'clientPerson', 'ours');
const isWorkingDay = (date: string) => dayOf(date) % 7 !== 0;

test('property: no order of messages exceeds a limit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PROFILES),
      readers,
      fc.array(asking, { maxLength: 120 }),
      (profile, reader, asked) => {
        const spent: Spent[] = [];
        for (const one of [...asked].sort((a, b) => a.ahead - b.ahead)) {
          const today = on(one.ahead);
          if (judge({ profile, reader, kind: one.kind, about: one.about, spent, today, isWorkingDay }).allowed)
            spent.push(post(one.kind, today, one.about));
        }
        const limits = limitsOf(profile, reader);
        const most = (groups: Spent[][]) => Math.max(0, ...groups.map((group) => group.length));
        const by = (key: (one: Spent) => string) =>
          [...new Set(spent.map(key))].map((name) => spent.filter((one) => key(one) === name));
        expect(most(by(({ date }) => date))).toBeLessThanOrEqual(limits?.perDay ?? 1_000);
        expect(most(by(({ date }) => mondayOf(date)))).toBeLessThanOrEqual(limits?.perWeek ?? 1_000);
        if (reader === 'clientPerson' && limits !== undefined) {
          const days = spent.filter((one) => one.kind === 'survey').map((one) => dayOf(one.date));
          const gaps = days.slice(1).map((day, index) => day - (days[index] as number));
          expect(Math.min(99, ...gaps)).toBeGreaterThanOrEqual(profile === 'light' ? 14 : 7);
          expect(spent.every((one) => isWorkingDay(one.date))).toBe(true);
        }
      },
    ),
    { numRuns: runs(100, 300) },
  );
});

test('property: the day named as free is the first one on which it may be sent', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('light' as const, 'standard' as const),
      readers,
      fc.array(asking, { maxLength: 12 }),
      asking,
      (profile, reader, before, one) => {
        const spent = before.map((each) => post(each.kind, on(each.ahead), each.about));
        const question = { profile, reader, kind: one.kind, about: one.about, spent, isWorkingDay };
        const answer = judge({ ...question, today: on(one.ahead) });
        if (answer.allowed || answer.freeOn === undefined) return;
        const { freeOn } = answer;
        expect(judge({ ...question, today: freeOn }).allowed).toBe(true);
        for (let day = dayOf(on(one.ahead)); day < dayOf(freeOn); day++)
          expect(judge({ ...question, today: isoOf(day) }).allowed).toBe(false);
      },
    ),
    { numRuns: runs(100, 300) },
  );
});
