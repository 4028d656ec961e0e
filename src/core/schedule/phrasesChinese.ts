import { FIXED_DAYS } from './chineseHolidays.ts';
import { chineseDay } from './phrasesChineseDays.ts';
import { chineseRule } from './phrasesChineseRules.ts';
import { chineseTime, minutesOf } from './phrasesChineseTime.ts';
import { amount, NUMBER, WEEK, WORKDAY, weekdayList } from './phrasesChineseWords.ts';
import { firstDay } from './phrasesEnglishDays.ts';
import { cut, type Lasting, type Phrase, type PhraseContext, tidy } from './phrasesShared.ts';

/** Everyday short forms and their full forms. */
const WRITTEN_OUT: readonly (readonly [RegExp, string | ((whole: string, ...groups: string[]) => string)])[] = [
  [/(?:大约|大概|差不多|最[早晚迟]|至迟|不[晚迟]于|约(?=[\d一二三四五六七八九十半上下早晚中])) ?/g, ''],
  [/提早/g, '提前'],
  [/今夜/g, '今晚'],
  [/([今明])晨/g, '$1早'],
  [/昨[日儿]/g, '昨天'],
  [/今[日儿]/g, '今天'],
  [/明[日儿]/g, '明天'],
  [/后[日儿]/g, '后天'],
  [/每(?=[早晚])/g, '每天'],
  [/([今明])(?=[早晚])/g, '$1天'],
  [/(?<!周|星期|礼拜)一大?早(?!上)|大?清早/g, '早上'],
  // 早点 and 晚些 are no times of day.
  [/早(?![上晨点些])/g, '早上'],
  [/(?<!傍)晚(?![上间点些])/g, '晚上'],
  [/零点整?/g, '0点'],
  // 周1-5, 星期3: weekdays in figures, where no hour can be meant.
  [
    /(周|星期|礼拜)([1-7](?: ?[-到至、和] ?(?:周|星期|礼拜)?[1-7])*)(?![\d点时:月号日次天个小分年]| 点)/g,
    (_, week: string, figures: string) =>
      week + figures.replace(/\d/g, (figure) => '一二三四五六日'.charAt(Number(figure) - 1)),
  ],
  ...FIXED_DAYS.map(
    ([name, date]) => [new RegExp(`(?:${name})(?:节|当[天日])?(?!假|后|前|之|以|期|[一-龥]节)`, 'g'), date] as const,
  ),
];

const CLAUSE = '[^从自截除共直]+?';

/** Weekdays that are always left out. The weekday of a certain week (下周五) is a date. */
const NAMES_WEEKDAYS = new RegExp(`^(?:每个?)?(?:${WEEK}|${WORKDAY})`);

/** 七天, 2周, 三个月 */
function spanOf(text: string | undefined): Lasting | undefined {
  const [, many = '', unit = ''] = new RegExp(`^(${NUMBER})个?(.+)$`).exec(text ?? '') ?? [];
  const named = { 天: 'day', 日: 'day', 月: 'month', 年: 'year' } as const;
  return many === '' ? undefined : { amount: amount(many), unit: named[unit as keyof typeof named] ?? 'week' };
}

const AHEAD = `半个?(?:小时|钟头)|${NUMBER}(?:个?半?(?:小时|钟头)|分钟?|刻钟|天|日|个?(?:周|星期|礼拜))`;

/** 20分钟, 半小时, 两天 -> minutes. */
function aheadMinutes(text: string): number | undefined {
  const days = new RegExp(`^(${NUMBER})个?(天|日|${WEEK})$`).exec(text);
  return days === null ? minutesOf(text) : amount(days[1] ?? '') * 24 * 60 * (/[天日]/.test(days[2] ?? '') ? 1 : 7);
}

/**
 * Splits a Chinese phrase into its parts; undefined if any part of it is not understood. The text is lower-case, with
 * plain punctuation.
 */
export function readChinese(text: string, context: PhraseContext): Phrase | undefined {
  let words = text.replace(/(\d{4}-\d{1,2}-\d{1,2})t(?=\d)/g, '$1 ');
  for (const [short, long] of WRITTEN_OUT)
    words = typeof long === 'string' ? words.replace(short, long) : words.replace(short, long);
  const clock = chineseTime(words);
  if (!clock) return undefined;
  let rest = clock.rest.replace(/(?<=\d) (?=\d)/g, ',').replace(/\s/g, '');
  const take = (pattern: string): string | undefined => {
    const found = cut(rest, new RegExp(`\\|?,?${pattern}`));
    if (found) rest = found.rest.replace(/\s/g, '');
    return found?.match.slice(1).find((group) => group !== undefined);
  };
  const parts = {
    ahead: take(`(?:提前|提早)(${AHEAD})(?:(?:提醒|通知|告诉|叫)我?)?(?:一下|一声)?`),
    except: take(`(?:[,(]+([^,(]+?)除外\\)?|(?:除了?|不含|不包括|跳过)(${CLAUSE})(?:之外|以外|外|$))`),
    count: take(`(?:一?共|总共|重复|连续|(?<=,))(${NUMBER})次`),
    lasts: take(`(?:连续|持续|连着|为期)(${NUMBER}(?:天|日|周|个?(?:星期|礼拜)|个月|年))`),
    from: take(`(?:(?:从|自)(${CLAUSE})|^([^从自每]{2,8}?))(?:开始|起)`),
    // 到年底 and 到3月31日 end a rule; 周一到周五 and 1号到5号 do not.
    until: take(
      `(?:(?:一?直到|截至|截止到?)(${CLAUSE})(?:为止|止|$|(?=,))|(?:到|至)([^到至]+?)(?:为止|止|结束)|(?:到|至)([^到至周期拜]*[年月][^到至周期拜]*)$)`,
    ),
  };
  const day = (part: string | undefined) =>
    part === undefined ? undefined : firstDay(chineseDay(part, context), context);
  const from = day(parts.from);
  // 直到3月 includes all of March.
  const until = day(parts.until?.replace(/月份?$/, '月底'));
  const left = parts.except
    ?.split(/[、,和与及]/)
    .map((part) => (NAMES_WEEKDAYS.test(part) ? weekdayList(part.replace(/^每个?/, '')) : undefined) ?? day(part));
  const ahead = parts.ahead === undefined ? undefined : aheadMinutes(parts.ahead);
  const count = parts.count === undefined ? undefined : amount(parts.count);
  if (
    (parts.from && from === undefined) ||
    (parts.until && until === undefined) ||
    (parts.ahead && !(Number(ahead) > 0)) ||
    Number.isNaN(count)
  )
    return undefined;
  if (left !== undefined && !left.every((exception) => exception !== undefined)) return undefined;
  const [days, weekdays] = [
    left?.filter((exception) => typeof exception === 'number') ?? [],
    left?.filter((exception) => typeof exception !== 'number').flat() ?? [],
  ];
  const except = {
    ...(days.length > 0 ? { except: days } : {}),
    ...(weekdays.length > 0 ? { exceptWeekdays: weekdays } : {}),
  };
  const plain = tidy(rest)
    .replace(/^[|,]+|[|,]+$/g, '')
    .replace(/^[在于]/, '')
    .replace(/(?:的|之前|以前|前)$/, '');
  const core = plain === '' ? undefined : (chineseRule(plain, context) ?? chineseDay(plain, context));
  if (plain !== '' && core === undefined) return undefined;
  // A daily span (每天9点到10点) may mean one time a day or several.
  const isUnsure = clock.isSpan === true && core?.kind === 'rule';
  const time = clock.time && isUnsure ? { ...clock.time, ambiguous: true } : clock.time;
  return { core, time, ahead, count, lasts: spanOf(parts.lasts), from, until, ...except };
}
