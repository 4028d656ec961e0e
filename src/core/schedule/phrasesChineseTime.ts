import { amount, NUMBER, WEEK } from './phrasesChineseWords.ts';
import { clockTime, DAY_PARTS, type DayPart, partTime, type TimeOfDay } from './phrasesShared.ts';

const PARTS: Readonly<Record<string, DayPart>> = {
  凌晨: 'dawn',
  清晨: 'dawn',
  早上: 'morning',
  早晨: 'morning',
  上午: 'morning',
  中午: 'noon',
  正午: 'noon',
  午后: 'afternoon',
  下午: 'afternoon',
  下班: 'endOfDay',
  下班前: 'endOfDay',
  傍晚: 'evening',
  晚上: 'night',
  晚间: 'night',
  夜里: 'night',
  夜间: 'night',
  深夜: 'night',
  半夜: 'midnight',
  午夜: 'midnight',
  零点: 'midnight',
};
/** Parts of a day that are too long, or too far from waking hours, for a default hour. */
const VAGUE_PART = /^(?:凌晨|深夜|夜里|夜间|半夜)$/;
/** The source of a pattern for the parts of a day, the longest first. */
export const PART = Object.keys(PARTS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const HOUR = '(?:\\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])';
/** The next characters do not begin a date, a span or a number of things. */
const NO_UNIT = '(?![\\d号日月年天个小周点时分次])';
/** A minute of one figure needs its 分: 3点2组开会 is at three. */
const MINUTE = `(?:\\d{1,2} ?分(?!钟)|\\d{2}${NO_UNIT}|(?:[二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九])(?:分(?!钟)|${NO_UNIT})|[一二三四五六七八九]分(?!钟))`;
const EXACT = '(\\d{1,2}):(\\d{2})(?::\\d{2})?(?: ?([ap])m)?(?![\\d:])(?: ?分)?';
const MERIDIEM = '(\\d{1,2}) ?([ap])m(?![a-z])';
const SPOKEN = `(${HOUR}) ?(?:点钟?|时(?![间候段限差])) ?(?:(半)|([一三13]) ?刻钟?|整|过?(${MINUTE}))?`;
/** Suffixes of a clock time that change nothing, and those that make it approximate. */
const BEHIND = '(?: ?(?:之前|以前|前|左右|整|准时|准|许|的?时候)| ?(之后|以后|过后|后|前后|多))?';
/** Groups: part · hours, minutes, meridiem · hour, meridiem · hour, half, quarter, minutes · roughly. */
const CLOCK = `(?:(${PART})(?:的|[ ,])*)?(?:${EXACT}|${MERIDIEM}|${SPOKEN})${BEHIND}`;
const START = `(?<![\\d:.+/-]|${WEEK})`;
/** 8-9点, 八点到九点半, 下午2点至4点之间: the beginning counts. */
const SPAN = new RegExp(
  `${START}(?:(${PART})(?:的|[ ,])*)?(${HOUR}) ?(?:到|至|-) ?(?=${HOUR} ?(?:点|时(?![间候段限差])))`,
);
const TO_END = new RegExp(`^ ?(?:到|至|-) ?(?:${CLOCK})(?: ?(之间|期间|间))?`);
const A_CLOCK = new RegExp(`${START}${CLOCK}`);

/** A time of day in a text. `rest` has a bar in its place between other words, so that these are not read as one. */
export interface ChineseTime {
  readonly time: TimeOfDay | undefined;
  readonly rest: string;
  /** The text names an end too, 8点到9点: the time is the beginning. */
  readonly isSpan?: boolean;
}

const joined = (...pieces: readonly string[]) =>
  pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('|');

/** The clock time of a CLOCK match; undefined if there is no such time. */
function clockOf(match: readonly (string | undefined)[], partElsewhere: string | undefined): TimeOfDay | undefined {
  const [, partHere, hours, minutes, halfOfExact, hour, halfOfHour, spoken, half, quarterHour, minute, isRough] = match;
  const part = partHere ?? partElsewhere;
  const marked = halfOfExact ?? halfOfHour;
  const halfDay =
    marked === 'p'
      ? 'pm'
      : marked === 'a'
        ? 'am'
        : part === undefined
          ? undefined
          : DAY_PARTS[PARTS[part] ?? 'morning'].half;
  const figure = hours ?? hour ?? spoken ?? '';
  const at = amount(figure);
  const past = half
    ? 30
    : quarterHour
      ? /[一1]/.test(quarterHour)
        ? 15
        : 45
      : minute
        ? amount(minute.replace(/ ?分$/, ''))
        : 0;
  // 3:30 means the afternoon as often as 3点半 does; 03:30 is on the 24-hour clock.
  const isBare = spoken !== undefined || (hours !== undefined && at <= 5 && !figure.startsWith('0'));
  const time = clockTime({
    hour: at,
    minute: hours === undefined ? past : Number(minutes),
    half: halfDay,
    bare: isBare,
  });
  if (time === undefined || marked !== undefined)
    return time && { ...time, ambiguous: time.ambiguous || isRough !== undefined };
  if (part !== undefined && !/^(?:凌晨|半夜|午夜)$/.test(part) && halfDay === 'am' && at === 12)
    return { time: `12:${time.time.slice(3)}`, nextDay: false, ambiguous: true };
  // 晚上1点 is past midnight, most likely of the night that begins on that day.
  if (halfDay === 'night' && at >= 1 && at <= 4) return { ...time, nextDay: true, ambiguous: true };
  const isContrary =
    (halfDay === 'am' && at > 12) ||
    (halfDay === 'noon' && at >= 4 && at < 10) ||
    (halfDay === 'night' && at > 12 && at < 17);
  return { ...time, ambiguous: time.ambiguous || isContrary || isRough !== undefined };
}

/** A part of the day that stands alone: 明天下午. */
function partAlone(text: string): ChineseTime {
  const found = new RegExp(`(${PART})(?:的|之前|以前|前)?`).exec(text);
  if (found === null) return { time: undefined, rest: text };
  const [whole, part = ''] = found;
  const time = { ...partTime(PARTS[part] ?? 'morning'), ambiguous: VAGUE_PART.test(part), isPart: true };
  return { time, rest: joined(text.slice(0, found.index), text.slice(found.index + whole.length)) };
}

/** Takes the time of day out of a text. `undefined`: the named time does not exist. */
export function chineseTime(given: string): ChineseTime | undefined {
  // 8-9点 is 8点到9点.
  const text = given.replace(SPAN, (hours) => `${hours.replace(/ ?(?:到|至|-) ?$/, '')}点到`);
  const found = A_CLOCK.exec(text);
  if (found === null) return partAlone(text);
  const [before, behind] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  const end = TO_END.exec(behind);
  const isSpan = end !== null;
  const isRough = end?.at(-1) !== undefined;
  const after = behind.slice(end?.[0].length ?? 0);
  const told = (part: string | undefined, rest: string): ChineseTime | undefined => {
    const time = clockOf(found, part);
    return time && { time: { ...time, ambiguous: time.ambiguous || isRough }, rest, isSpan };
  };
  if (found[1] !== undefined) return told(undefined, joined(before, after));
  // 早上每天9点, 3:30 下午; any other part of the day behind a time belongs to the task: 10点午夜档期确认.
  const [apart] = [...before.matchAll(new RegExp(`(${PART})的?`, 'g'))].slice(-1);
  if (apart !== undefined)
    return told(apart[1], joined(before.slice(0, apart.index), before.slice(apart.index + apart[0].length), after));
  const late = /^ ?(上午|下午)/.exec(after);
  return told(late?.[1], joined(before, after.slice(late?.[0].length ?? 0)));
}

/** 20分钟, 一个半小时, 两天 -> minutes; undefined if the text is no length of time. */
export function minutesOf(text: string): number | undefined {
  if (/^半个?(?:小时|钟头)$/.test(text)) return 30;
  const clock = new RegExp(
    `^(?:(\\d{1,2}\\.\\d|${NUMBER})个?(半)?(?:小时|钟头?)(半)?)?(?:零?(${NUMBER})(分钟?|刻钟))?$`,
  ).exec(text);
  if (clock === null || (clock[1] ?? clock[4]) === undefined) return undefined;
  const hours = clock[1] === undefined ? 0 : amount(clock[1]) + (clock[2] || clock[3] ? 0.5 : 0);
  const minutes = clock[4] === undefined ? 0 : amount(clock[4]) * (clock[5] === '刻钟' ? 15 : 1);
  const total = hours * 60 + minutes;
  return Number.isNaN(total) ? undefined : total;
}
