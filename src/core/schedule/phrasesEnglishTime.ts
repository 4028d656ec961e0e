import { WEEKDAY } from './phrasesEnglishWords.ts';
import { clockTime, cut, DAY_PARTS, type DayPart, partTime, type TimeOfDay } from './phrasesShared.ts';

const PARTS: Readonly<Record<string, DayPart>> = {
  noon: 'noon',
  midday: 'noon',
  lunch: 'noon',
  lunchtime: 'noon',
  midnight: 'midnight',
  eod: 'endOfDay',
  cob: 'endOfDay',
  morning: 'morning',
  afternoon: 'afternoon',
  evening: 'evening',
  night: 'night',
};

const BARE_HOUR = new RegExp(`(?<=\\b(?:${WEEKDAY}s?|tomorrow|tmrw|today|daily|weekdays?|every day)) (\\d{1,2})$`);

const MINUTE_WORDS: Readonly<Record<string, number>> = { five: 5, ten: 10, quarter: 15, twenty: 20, half: 30 };

/** Takes the time of day out of a text. `undefined`: the named time does not exist. */
export function englishTime(text: string): { time: TimeOfDay | undefined; rest: string } | undefined {
  let rest = text;
  let part: DayPart | undefined;
  const named = cut(
    rest,
    /(?:\b(?:at|by|before|in the|around) )?\b(?:(?:the )?(end of (?:the )?(?:business |working |work)?day|close of business)|(noon|midday|lunch(?:time)?|midnight|eod|cob|morning|afternoon|evening|night))\b/,
  );
  if (named) {
    part = named.match[1] ? 'endOfDay' : PARTS[named.match[2] ?? ''];
    rest = named.rest;
  }
  const past = cut(
    rest,
    /\b(?<!\b(?:from|between) )(?:at )?(?:a )?(half|quarter|five|ten|twenty|\d{1,2}) (past|to) (\d{1,2})(?::00)?( ?[ap]\.?m\b\.?)?(?![:\d])/,
  );
  const exact = past
    ? undefined
    : cut(
        rest,
        /(?:(?:\b(?:at|by|around|about|after|before)|@) ?)?(?<![\d:./-])(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])\.?m\b\.?)?(?![\d:])/,
      );
  const meridiem =
    past || exact
      ? undefined
      : cut(
          rest,
          /(?:(?:\b(?:at|by|around|about|after|before)|@) ?)?(?<![\d:./-])(\d{1,2})(?:[.h](\d{2}))? ?([ap])\.?m\b\.?/,
        );
  const hour =
    past || exact || meridiem
      ? undefined
      : cut(
          rest,
          /(?:(?:\b(?:at|by|around)|@) ?)(\d{1,2})(?:[.h](\d{2}))?(?: o'?clock\b| ?h\b)?(?![\d:./-]|st|nd|rd|th| ?(?:min|h(?:ou)?r|day|week|month|year))|\b(\d{1,2}) o'?clock\b/,
        );
  // "Next Mon 10", "tomorrow 9": an hour, unless the figure was the date.
  const bare = past || exact || meridiem || hour ? undefined : cut(rest, BARE_HOUR);
  if (bare) {
    const time = clockTime({
      hour: Number(bare.match[1]),
      minute: 0,
      half: part === undefined ? undefined : DAY_PARTS[part].half,
      bare: true,
    });
    return time && { time: { ...time, ambiguous: true }, rest: bare.rest };
  }
  const found = past ?? exact ?? meridiem ?? hour;
  if (!found) {
    if (part === undefined) return { time: undefined, rest };
    return { time: partTime(part), rest };
  }
  const { match } = found;
  let time: TimeOfDay | undefined;
  const half = part === undefined ? undefined : DAY_PARTS[part].half;
  if (past) {
    const minutes = MINUTE_WORDS[match[1] ?? ''] ?? Number(match[1]);
    const minuteOfDay = Number(match[3]) * 60 + (match[2] === 'past' ? minutes : -minutes);
    const marked = match[4] === undefined ? half : match[4].trim().startsWith('p') ? 'pm' : 'am';
    time =
      minuteOfDay < 0 || minutes > 59
        ? undefined
        : clockTime({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60, half: marked, bare: true });
  } else if (exact || meridiem) {
    const marked = match[3] === undefined ? undefined : match[3] === 'p' ? 'pm' : 'am';
    const twelve = marked === undefined || (Number(match[1]) >= 1 && Number(match[1]) <= 12);
    time = twelve
      ? clockTime({
          hour: Number(match[1]),
          minute: Number(match[2] ?? 0),
          half: marked ?? half,
          bare: marked === undefined && match[1]?.length === 1,
        })
      : undefined;
  } else {
    time = clockTime({
      hour: Number(match[1] ?? match[3]),
      minute: Number(match[2] ?? 0),
      half,
      bare: match[2] === undefined,
    });
  }
  return time === undefined ? undefined : { time, rest: found.rest };
}
