import { expect, test } from 'vitest';
import { formatDuration, formatInstant, formatWall } from './format.ts';

const now = new Date('2026-11-23T20:00:00Z');
const shown = (at: string, locale: 'en' | 'zh-CN', zone = 'Europe/London', style?: 'date' | 'time' | 'dateTime') =>
  formatInstant(new Date(at), { locale, zone, now, ...(style ? { style } : {}) });

test('a day is shown in everyday words, with the year only if it differs', () => {
  expect(shown('2026-12-04T15:00:00Z', 'en')).toBe('Fri 4 Dec 15:00');
  expect(shown('2026-12-04T15:00:00Z', 'zh-CN')).toBe('12月4日（周五）15:00');
  expect(shown('2027-12-04T15:00:00Z', 'en')).toBe('Sat 4 Dec 2027 15:00');
  expect(shown('2027-12-04T15:00:00Z', 'zh-CN')).toBe('2027年12月4日（周六）15:00');
});

test('yesterday, today and tomorrow are days of the reader’s zone', () => {
  expect(shown('2026-11-23T23:30:00Z', 'en')).toBe('today 23:30');
  expect(shown('2026-11-23T23:30:00Z', 'zh-CN', 'Asia/Shanghai')).toBe('今天 07:30');
  expect(shown('2026-11-24T09:00:00Z', 'en')).toBe('tomorrow 09:00');
  expect(shown('2026-11-22T09:00:00Z', 'zh-CN')).toBe('昨天 09:00');
});

test('date and time can stand alone', () => {
  expect(shown('2026-12-04T15:00:00Z', 'zh-CN', 'Europe/London', 'date')).toBe('12月4日（周五）');
  expect(shown('2026-12-04T15:00:00Z', 'en', 'Asia/Shanghai', 'time')).toBe('23:00');
  expect(formatWall('2026-11-24T09:00', { locale: 'en', nowWall: '2026-11-23T20:00', style: 'date' })).toBe('tomorrow');
});

test('a duration is shown in its two largest units', () => {
  expect(formatDuration(0, 'en')).toBe('less than a minute');
  expect(formatDuration(60_000, 'en')).toBe('1 minute');
  expect(formatDuration(2 * 3_600_000 + 5 * 60_000, 'en')).toBe('2 hours 5 minutes');
  expect(formatDuration(-(86_400_000 + 60_000), 'en')).toBe('1 day');
  expect(formatDuration(26 * 3_600_000, 'zh-CN')).toBe('1天2小时');
});
