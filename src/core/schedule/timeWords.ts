import { distance } from 'fastest-levenshtein';
import { isForeignTimeWord } from './foreignTimeWords.ts';
import { COUNT, MONTH, WEEKDAY } from './phrasesEnglishWords.ts';
import { isZoneWord, ZONE_LETTERS } from './zoneNames.ts';

const NAMES =
  'monday tuesday wednesday thursday friday saturday sunday january february september october november december tomorrow'.split(
    ' ',
  );
/** Ordinary words that are a letter or two from a day's name. */
const OTHERS = new Set('monkey mondays sundry sundae someday'.split(' '));

/** Days and similar words in neighbouring languages or hurried spelling, with the English word. */
const FOREIGN: Readonly<Record<string, string>> = {
  ...{
    montag: 'monday',
    dienstag: 'tuesday',
    mittwoch: 'wednesday',
    donnerstag: 'thursday',
    freitag: 'friday',
    samstag: 'saturday',
    sonnabend: 'saturday',
  },
  ...{
    sonntag: 'sunday',
    montags: 'mondays',
    freitags: 'fridays',
    heute: 'today',
    übermorgen: 'day after tomorrow',
    januar: 'january',
    februar: 'february',
  },
  ...{ märz: 'march', mai: 'may', juni: 'june', juli: 'july', oktober: 'october', dezember: 'december' },
  ...{
    lundi: 'monday',
    mardi: 'tuesday',
    mercredi: 'wednesday',
    jeudi: 'thursday',
    vendredi: 'friday',
    samedi: 'saturday',
    dimanche: 'sunday',
  },
  ...{
    morgen: 'tomorrow',
    demain: 'tomorrow',
    "aujourd'hui": 'today',
    janvier: 'january',
    février: 'february',
    avril: 'april',
    juin: 'june',
    juillet: 'july',
    août: 'august',
  },
  ...{ septembre: 'september', octobre: 'october', novembre: 'november', décembre: 'december' },
  ...{
    lunes: 'monday',
    martes: 'tuesday',
    miércoles: 'wednesday',
    miercoles: 'wednesday',
    jueves: 'thursday',
    viernes: 'friday',
    sábado: 'saturday',
  },
  ...{
    sabado: 'saturday',
    domingo: 'sunday',
    mañana: 'tomorrow',
    hoy: 'today',
    enero: 'january',
    febrero: 'february',
    marzo: 'march',
    abril: 'april',
  },
  ...{
    mayo: 'may',
    junio: 'june',
    julio: 'july',
    septiembre: 'september',
    octubre: 'october',
    noviembre: 'november',
    diciembre: 'december',
  },
  ...{
    täglich: 'daily',
    wöchentlich: 'weekly',
    monatlich: 'monthly',
    jeden: 'every',
    jede: 'every',
    chaque: 'every',
    cada: 'every',
    tage: 'days',
    tagen: 'days',
  },
  ...{
    wochen: 'weeks',
    stunden: 'hours',
    minuten: 'minutes',
    jours: 'days',
    semaines: 'weeks',
    heures: 'hours',
    días: 'days',
    dias: 'days',
    semanas: 'weeks',
  },
  // Misspellings that are too short, or too near to other words, for the edit distance to decide.
  ...{
    evry: 'every',
    evrey: 'every',
    eveyr: 'every',
    everry: 'every',
    evvery: 'every',
    tonite: 'tonight',
    nxt: 'next',
    nex: 'next',
    nect: 'next',
    overmorrow: 'day after tomorrow',
  },
  ...{
    dayly: 'daily',
    daly: 'daily',
    weekley: 'weekly',
    weekely: 'weekly',
    weeky: 'weekly',
    mothly: 'monthly',
    montly: 'monthly',
    monthy: 'monthly',
  },
  ...{ nächsten: 'next', nächster: 'next', nächste: 'next', kommenden: 'next' },
};

const near = new Map<string, string | undefined>();
/** Words come from people: the cache is bounded. */
const MOST_REMEMBERED = 5_000;

/**
 * The English time word that a misspelt or foreign one (lower-case) means: `thrusday`, `Montag`. Undefined: it is
 * neither.
 */
export function nearTimeWord(word: string): string | undefined {
  if (word.length < 3 || word.length > 14) return undefined;
  if (near.has(word)) return near.get(word);
  const found = FOREIGN[word] ?? misspelt(word);
  if (near.size >= MOST_REMEMBERED) near.clear();
  near.set(word, found);
  return found;
}

function misspelt(word: string): string | undefined {
  if (word.length < 5 || NAMES.includes(word) || OTHERS.has(word) || !/^[a-z]+$/.test(word)) return undefined;
  return NAMES.find(
    (name) =>
      name.charAt(0) === word.charAt(0) && distance(name, word) <= (word.length < 6 ? 1 : 2) && !word.startsWith(name),
  );
}

/**
 * The role of a word in a time. `time`: part of one by itself. `name`: a month or a short day that is also the name of
 * a person or a thing. `unit`, `adverb`, `number`, `link`: only beside others. Undefined: no time word; the search ends
 * there.
 */
export type Role = 'time' | 'name' | 'unit' | 'adverb' | 'number' | 'link' | undefined;

export const wholeWord = (source: string) => new RegExp(`^(?:${source})$`);
const CLOCK = String.raw`\d{1,2}(?:[:.h]\d{2}){1,2}(?:[ap]\.?m?\.?)?|\d{1,2}[ap]\.?m?\.?|\d{1,2}h`;
const FEAST =
  "christmas|xmas|easter|thanksgiving|halloween|valentine'?s|holidays?|pentecost|whitsun|ramadan|diwali|deepavali|hanukkah|chanukah|nye|eid|juneteenth|ascension|epiphany|passover|purim|kippur|hashanah|holi|navratri|onam|pongal|vesak|vaisakhi|songkran|christi|saints'?|kwanzaa|michaelmas|candlemas|midsummer|oktoberfest|heiligabend|silvester|neujahr|ostern|pfingsten|weihnachten|rosenmontag|noël|navidad|natale|pâques|payday";
const ROLES: readonly (readonly [RegExp, Role])[] = [
  [wholeWord(`${MONTH}|sun|sat|wed|mon`), 'name'],
  [wholeWord(`(?:${WEEKDAY}s?|${FEAST})`), 'time'],
  [wholeWord(`(?:${CLOCK}|\\d{1,2})-(?:${CLOCK}|\\d{1,2})|${CLOCK}|[ap]\\.?m\\.?|uhr`), 'time'],
  // 13/12/26, 31.11., 2026-02-30, 12th, 2026-12-13t09:00, week numbers
  [
    wholeWord(
      String.raw`\d{1,4}[-/.]\d{1,2}(?:[-/.](?:\d{1,4})?)?|\d{4}-\d{1,2}-\d{1,2}t.*|\d{1,2}(?:st|nd|rd|th)|(?:[kc]?w)\d{1,2}|[kc]w|20\d{2}[01]\d[0-3]\d`,
    ),
    'time',
  ],
  [wholeWord(String.raw`(?:gmt|utc|z)?[+-]\d{1,2}(?::?\d{2})?|gmt|utc|t?\d{2}:\d{2}(?::\d{2})?(?:z|[+-].*)?`), 'time'],
  [
    wholeWord(
      'today|tod|tonight|tomorrow|tmrw?|tomo|yesterday|midnight|eod|cob|eom|eow|eoy|asap|twice|thrice|except|excluding|unless|since|2mor+o?w?|2day|2nite|tonite|tmoro?w?|tmw|tomoz|thrs|q[1-4]|h[12]|\\d{1,2}x|x\\d{1,2}|\\d{1,2}x?/(?:day|week|month|wk|d|w|m)|(?:every|each)(?:day|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)',
    ),
    'time',
  ],
  [
    wholeWord(
      'seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|quarters|years?|times|(?:week|work)days?|weekends?',
    ),
    'unit',
  ],
  [
    wholeWord(
      'hourly|nightly|daily|weekly|biweekly|bi-weekly|fortnightly|monthly|quarterly|semi-?annually|half-yearly|yearly|annually|(?:morning|afternoon|evening|night)s?|noon|midday|lunch(?:time)?|now',
    ),
    'adverb',
  ],
  [wholeWord(`\\d{1,4}|an?|${COUNT}|couple|few|several|half|quarter|first|second|third|fourth|fifth|last`), 'number'],
  [
    wholeWord(
      "on|at|by|in|the|of|and|or|&|\\+|-|–|to|until|till?|through|thru|for|about|around|after|during|before|past|from|between|also|then|starting|beginning|ending|other|this|next|coming|due|eve|new|year'?s|good|black|boxing|bank|labou?r|(?:mo|fa)ther'?s|memorial|time|per|o'?clock|each|every|not|but|mid|/|el|a|las?|le|der|den|um|am|de|ash|palm|shrove|cyber|whit|maundy|fat|again|all|whole|entire|odd|even|leap|independence|veterans?|columbus|presidents?'?|canada|australia|anzac|remembrance|patrick'?s|mlk|singles'?|plus|as|well|working|business|early|late",
    ),
    'link',
  ],
];

const roles = new Map<string, Role>();
/** The role of a word (lower-case, without punctuation around it). */
export function roleOf(word: string): Role {
  if (roles.has(word)) return roles.get(word);
  const parts = word.split(/[-–,/&+]/);
  const isJoined = parts.length > 1 && parts.every((part) => ['time', 'name'].includes(plainRole(part) ?? ''));
  const role =
    plainRole(word) ?? (isJoined || nearTimeWord(word) !== undefined || isForeignTimeWord(word) ? 'time' : undefined);
  if (roles.size >= MOST_REMEMBERED) roles.clear();
  roles.set(word, role);
  return role;
}
const plainRole = (word: string): Role => ROLES.find(([pattern]) => pattern.test(word))?.[1];

/** Words that only the whole-phrase readers know, besides the words with a role. */
const IN_PHRASES = wholeWord(
  `working|business|work|close|end|start|begin(?:ning)?|middle|now|within|alternate|single|once|occurrences?|thing|later|ago|back|as|up|only|uk|day's|week's|everyday|no|not|than|month-end|mid-month|halfway|hour's|${ZONE_LETTERS}`,
);

/**
 * Whether a text can be a time in English at all: some reader knows each word of it. It spares reading most candidates.
 */
export function couldBeTime(text: string): boolean {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .split(/[\s,;()!?@–~-]+/)
    .every((part) => {
      const word = part.replace(/[.:]+$/, '');
      return (
        word === '' || /[\d/&+_]/.test(word) || roleOf(word) !== undefined || IN_PHRASES.test(word) || isZoneWord(word)
      );
    });
}
