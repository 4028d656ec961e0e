import { expect, test } from 'vitest';
import { isZone, resolveWall, wallOf } from './zone.ts';
import { zoneByName, zoneName } from './zoneNames.ts';

test('zones are names of the IANA database, not offsets or nonsense', () => {
  expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'].map(isZone)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['+08:00', '', 'Berlin time', 'Mars/Olympus', '../etc', 'x'.repeat(100)].map(isZone)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a gap shifts forward, an overlap is its first pass, half-hour shifts included', () => {
  expect(resolveWall('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(resolveWall('2026-10-25T02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(resolveWall('2026-10-04T02:15', 'Australia/Lord_Howe').toISOString()).toBe('2026-10-03T15:45:00.000Z');
});

test('an instant is shown in the local time of its zone', () => {
  expect(wallOf(new Date('2026-11-23T02:30:59Z'), 'Asia/Shanghai')).toBe('2026-11-23T10:30');
});

test('an invalid wall or zone is refused', () => {
  for (const wall of ['2026-02-30T09:00', '2026-11-23T24:00', '2026-11-23 09:00', ''])
    expect(() => resolveWall(wall, 'UTC')).toThrow(/not a wall/);
  expect(() => wallOf(new Date(0), 'Mars/Olympus')).toThrow(/unknown time zone/);
});

test('a zone is named in everyday words that are read again', () => {
  expect(['America/New_York', 'UTC'].map((zone) => zoneName(zone, 'en'))).toEqual(['New York time', 'UTC']);
  expect(['Asia/Shanghai', 'UTC'].map((zone) => zoneName(zone, 'zh-CN'))).toEqual(['北京时间', 'UTC']);
  expect(['New York', '北京', 'utc'].map(zoneByName)).toEqual(['America/New_York', 'Asia/Shanghai', 'UTC']);
});
