import { IANAZone } from 'luxon';
import { RapportError } from '../../ground/errors.ts';
import { isWall } from './wall.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

const zoneAnswers = new Map<string, boolean>();

/**
 * Whether this is a zone's name in the IANA database, as far as this Node knows it. Bare offsets such as `+08:00` are
 * none: they have no daylight saving time.
 */
export function isZone(zone: string): boolean {
  let answer = zoneAnswers.get(zone);
  if (answer === undefined) {
    if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return false;
    answer = IANAZone.isValidZone(zone);
    // Names come from people: the cache is bounded.
    if (zoneAnswers.size < 2000) zoneAnswers.set(zone, answer);
  }
  return answer;
}

/**
 * Cache of offsets, by zone and minute: luxon takes some 15 us for one, and many schedules share the same hours of the
 * same days.
 */
const offsets = new Map<string, Map<number, number>>();
const MAX_OFFSETS = 20_000;
let remembered = 0;
/** Since then every zone has changed its offset only on whole minutes, so that one minute has one offset. */
const WHOLE_MINUTES_SINCE = Date.UTC(1973, 0, 1);

/** The minutes by which a zone is ahead of UTC at an instant. @throws RapportError `invalid` for an unknown zone. */
function offsetAt(zone: string, milliseconds: number): number {
  const minute = Math.floor(milliseconds / MS_PER_MINUTE);
  const cached = offsets.get(zone)?.get(minute);
  if (cached !== undefined) return cached;
  if (!isZone(zone)) throw new RapportError('invalid', `unknown time zone: ${zone}`);
  const offset = IANAZone.create(zone).offset(milliseconds);
  if (!(milliseconds >= WHOLE_MINUTES_SINCE)) return offset;
  if (remembered >= MAX_OFFSETS) {
    offsets.clear();
    remembered = 0;
  }
  remembered += 1;
  const ofZone = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, ofZone.set(minute, offset));
  return offset;
}

/**
 * The instant of a local wall date-time: inside a spring gap shifted forward by the gap's length, inside an autumn
 * overlap the first one (Temporal's `compatible`). The two possible offsets are those of a day before and a day after,
 * since no zone shifts twice within two days. Of their instants, those that read as this wall again count. A pure
 * function.
 * @throws RapportError `invalid` for an unknown zone or an invalid wall.
 */
export function resolveWall(wall: string, zone: string): Date {
  if (!isZone(zone)) throw new RapportError('invalid', `unknown time zone: ${zone}`);
  if (!isWall(wall)) throw new RapportError('invalid', `not a wall date-time: ${wall}`);
  const naive = Date.parse(`${wall}:00Z`);
  const before = offsetAt(zone, naive - MS_PER_DAY);
  const after = offsetAt(zone, naive + MS_PER_DAY);
  if (before === after) return new Date(naive - before * MS_PER_MINUTE);
  const candidates = [before, after]
    .map((offset) => ({ offset, at: naive - offset * MS_PER_MINUTE }))
    .filter(({ offset, at }) => offsetAt(zone, at) === offset);
  // None round-trips: the wall lies in a gap, and the offset before it shifts it forward.
  return new Date(
    candidates.length === 0 ? naive - before * MS_PER_MINUTE : Math.min(...candidates.map(({ at }) => at)),
  );
}

/**
 * The wall at an instant, as a date whose UTC parts are those of the local clock and calendar. @throws RapportError
 * `invalid` for an unknown zone.
 */
export function wallDate(instant: Date, zone: string): Date {
  const milliseconds = instant.getTime();
  return new Date(milliseconds + offsetAt(zone, milliseconds) * MS_PER_MINUTE);
}

/** The local wall date-time at an instant, cut to the minute. @throws RapportError `invalid` for an unknown zone. */
export function wallOf(instant: Date, zone: string): string {
  return wallDate(instant, zone).toISOString().slice(0, 16);
}
