import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { said } from '../../test/fakes/trialRegistry.ts';
import { LOCALES } from '../ground/i18n.ts';
import { formatEffort, readEffort, typedEffort } from './effort.ts';
import { field } from './fields.ts';
import { problemText } from './fieldTexts.ts';

test.each([
  ['2h', 120],
  ['90m', 90],
  ['90 min', 90],
  ['1.5 d', 720],
  ['1,5h', 90],
  ['2 days', 960],
  ['1d 4h 30m', 750],
  ['1 day, 2 hours and 5 minutes', 605],
  ['2h30', 150],
  ['2H 30M', 150],
  ['half a day', 240],
  ['an hour', 60],
  ['0h', 0],
  ['2 天', 960],
  ['两天', 960],
  ['两天半', 1200],
  ['半天', 240],
  ['半个小时', 30],
  ['一个半小时', 90],
  ['１.５小时', 90],
  ['3小时30分', 210],
  ['3个小时零5分钟', 185],
  ['1个工作日', 480],
  ['20分', 20],
  ['0.33h', 20],
  ['1,000h', 60_000],
  ['1,000.5 hours', 60_030],
])('%s are %i minutes of work', (words, minutes) => {
  expect(readEffort(words, 480)).toBe(minutes);
});

test.each([
  '',
  '2',
  'h',
  '2x',
  '-2h',
  '30m 2h',
  '2h 3h',
  '2h 5 things',
  '2 dogs',
  '2h75',
  '1w',
  '很久',
  '2h or 3h',
  '1.000h',
  '1,0000h',
])('“%s” is no length of work', (words) => {
  expect(readEffort(words, 480)).toBeUndefined();
});

test('the length of a day is the field’s', async () => {
  const short = field.effort({ label: said('Effort', '工时'), dayMinutes: 420 });
  const unread = async () => ({ ok: false as const, problem: { code: 'custom' as const } });
  const context = { now: new Date('2026-11-23T08:00:00Z'), zone: 'UTC', locale: 'en' as const };
  const reader = { ...context, person: unread, channel: unread, project: unread };
  expect(await short.resolve('2d', reader)).toEqual({ ok: true, value: 840 });
  expect([short.typed(840, context), short.shown(900, context)]).toEqual(['2d', '2 days 1 hr']);
});

test('a wrong length of work is answered in both languages', () => {
  const problem = field.effort({ label: said('Effort', '工时') }).check('long');
  expect(LOCALES.map((locale) => problem && problemText(problem, locale))).toEqual([
    'Please give a length of work, such as 2h, 90m or 1.5d.',
    '请填写工时，例如 2小时、90分钟 或 1.5天。',
  ]);
});

test('an effort as a form or a card shows it is read as the same effort, whatever the length of a day', () => {
  const days = fc.integer({ min: 1, max: 1_440 });
  fc.assert(
    fc.property(fc.nat(100_000), days, fc.constantFrom(...LOCALES), (minutes, dayMinutes, locale) => {
      const words = [typedEffort, formatEffort].map((write) => write(minutes, { locale, dayMinutes }));
      expect(words.map((each) => readEffort(each, dayMinutes))).toEqual([minutes, minutes]);
    }),
    { numRuns: runs(300, 5_000) },
  );
});
