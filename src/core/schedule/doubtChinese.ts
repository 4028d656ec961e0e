import { insideWords } from './chineseEdges.ts';
import type { Doubt, Remainder } from './doubt.ts';
import { PART } from './phrasesChineseTime.ts';
import { DAY, NUMBER, WEEK, WORKDAY } from './phrasesChineseWords.ts';
import { simplified } from './simplified.ts';
import { CHINESE_PLACE } from './zoneNames.ts';

/** Patterns for a time of day, a day or the beginning of a repetition, whether or not the readers understand it. */
const CLOCK = `(?:(?:${PART}|[今明每]?[早晚])[ ,的]*)?(?:${NUMBER} ?(?:点|时(?![间候段限差]))|\\d{1,2}:\\d{2}|\\d{1,2} ?[ap]m)`;
const NAMED_DAY = `[今明昨]天|大{0,2}[前后]天|[今明昨后][早晚]|(?:[这本上]个?|下{1,3}个?)?${WEEK}(?:${DAY}|[1-7])`;
/** Spans in which many things happen: in 下周计划 and 每周例会 behind a whole time, they belong to the task. */
const WIDE_DAY = `(?:[这本上]个?|下{1,3}个?)(?:月|周(?!${DAY}))|周末`;
const DATE = `(?:\\d{4}年)?${NUMBER}月(?:${NUMBER}[日号]?|[初底末中])|(?<![第\\d])(?:\\d{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号]|月[底末初中]|年[底末初](?!会)|${WORKDAY}|\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}/\\d{1,2}`;
const REPEATED = `每(?:[隔逢到天日周月年季早晚半]|个?(?:星期|礼拜|小时|钟头|工作日|月|周|季度)|分钟|${NUMBER}(?:个|天|日|周|月|年|季|小时|分|刻|星期|礼拜))|隔[天日周月年]|天天|[单双]周|(?:一天|一日|一周|一个?月|一年)${NUMBER}次`;
const LATER = `${NUMBER}个?半?(?:分钟|小时|钟头|天|${WEEK}|月|年)(?:之|以)?后`;
const SPAN = `(?:${NUMBER}|[半几])个?半?(?:分钟?|小时|钟头|刻钟|天|日|${WEEK}|月|年)`;
const DAY_OFF = `(?:周末|${WEEK}${DAY}|节假日|法定假日|假期|休息日)`;
const TIME = `(?:${CLOCK}|${NAMED_DAY}|${WIDE_DAY}|${DATE}|${REPEATED}|${LATER})`;
const JOINT = '(?:以?及|[和与跟或到至、]|或者|或是|还是|还有|再|然后|(?<=[\\d点日号月年])[/~-])';
/** The time of an unknown place, 阿富汗时间: of the nouns before 时间, only places are zones. */
const ZONE = '(?:\\p{Script=Han}{1,5}(?:国|洲|州|部|岸|洋|岛|标准|夏令|冬令)|当地|本地|对方)时间';
const NO_ZONE =
  '(?:会议|开会|面试|上线|交付|截止|发布|出发|到达|开始|结束|预约|约定|具体|航班|起飞|送货|发货|付款|上班|下班|工作|休息|营业|活动|考试|直播|培训|演出|登机|到货|发车|见面|拜访|报名|通话|的|定|改|约|看|确认|新|长|短|多少|什么|有|没|花|点|段|何)时间';
/** A notice ahead of the time, anywhere in the sentence. */
const AHEAD = new RegExp(
  `(?:提前|提早)(?:${NUMBER}|半)个?半?(?:分钟?|小时|钟头|刻钟|天|日|${WEEK}|月)|(?<!${WEEK})前 ?${NUMBER}个?(?:分钟|小时)|(?:${NUMBER}|半)个?半?(?:分钟|小时|钟头|刻钟)(?:之|以)?前`,
  'u',
);

const pattern = (source: string) => new RegExp(source, 'u');
/** Behind the phrase: a second time, joined to it or right there; a bound; a place. */
const BEHIND: readonly RegExp[] = [
  pattern(`^[\\s,，;；]*(?:${JOINT}|[/~-])\\s*(?:${TIME}|${PART}|\\d{1,2}(?=[日号点:]))`),
  pattern(`^[\\s,，;；(（]*(?:${CLOCK}|${NAMED_DAY}|${DATE}|${LATER})(?!的)`),
  pattern(`^\\s*(?:之前|以前|之后|以后|过后|以内|之内|内(?![部容测])|前后|起(?![床飞草步航诉来动跑])|为止|期间|之间)`),
  pattern('^\\s*(?:[前后](?!天)|时(?![间候段限装尚代报])|[两整全]天)'),
  pattern('^\\s*(?:(?:改|推迟|延迟?|调整?)[到成为至]|提前[到至](?=[\\d一二三四五六七八九十今明后周下本]))'),
  pattern(`^\\s*[(（]?${ZONE}`),
  pattern(`^\\s*[(（]\\p{Script=Han}{1,8}时间[)）]`),
  pattern(`^\\s*差?${NUMBER}(?:分|刻)(?!钟)`),
  pattern('^\\s*[(（]?(?:gmt|utc)? ?[+-]\\d'),
];
/** In a sentence with a rule, at any position: an exception, and the handling of its days. */
const EXCEPTION = pattern(
  `(?:遇到?|逢|除了?|不含|不包括|跳过)${DAY_OFF}|${DAY_OFF}(?:除外|以外|之外|不|休|跳过|顺延|提前|推迟)`,
);
/** The handling of a single time on a day off: 周一9点签字，节假日顺延. */
const CARRIED_OVER = pattern(`[,，;；(（]\\s*(?:如?遇到?|逢)?${DAY_OFF}(?:则|就|自动)?(?:顺延|除外|跳过)`);
/** A postponed or declined time. */
const OFF = pattern(`${TIME} ?(?:不行|没空|不方便|改[到成为])`);
/** At any position behind the phrase: a separate clause that begins with a time. */
const CLAUSE = pattern(`[,，;；。]\\s*${TIME}(?!的)`);
/** In front of the phrase: another time, or a word that changes its meaning. */
const BEFORE: readonly RegExp[] = [
  pattern(`${JOINT}\\s*$`),
  pattern('(?:不是|不要|不在|别在|并非|而非|不)\\s*$'),
  pattern('(?:农历|阴历|旧历|[正腊冬]月|闰)\\s*$'),
  pattern(`差(?:${NUMBER})(?:分钟?|刻钟?)?到?\\s*$`),
  pattern(`(?!.*${NO_ZONE}[,，\\s]*$)\\p{Script=Han}{2,6}时间[,，\\s]*$`),
  pattern(`(?:${TIME})(?:的|前|后|之前|之后|以前|以后)?[,，;；\\s)）]*$`),
  pattern(`${WEEK}[\\d七八九十、,-]+ ?的? ?$`),
  pattern(`${SPAN}(?:之内|以内|内|[前后])?[,，\\s]*$|(?:周|月|年)(?:之|以)?内[,，\\s]*$|一次[,，\\s]*$`),
  pattern(
    '(?:次日|翌日|当[天日晚]|明后天|今明两?天?|今夜|[明今]晨|明|今明|改[到成为]|推迟到?|[延调]到|最[早晚迟]|不[早晚迟]于|法定)\\s*$',
  ),
  pattern(`(?:${REPEATED})[\\d一二两三四五六七八九十早中晚午上下至少各次初和与、的 ]{0,8}[,，\\s]*$`),
  pattern(
    '(?:美[东西中]|东部|西部|太平洋|(?:夏令|冬令|标准)时?|(?:gmt|utc)[+-]?\\d{0,2}|[+-]\\d{1,2}(?::?\\d{2})?|\\+)[,，\\s]*$',
  ),
  pattern(`(?:第(?:${NUMBER})?个?|最后一?个?|倒数|(?:节|假|年)(?:之|以)?[前后]的?)\\s*$`),
  pattern('(?:^|[\\s,，])(?:最近|改天|过几天|这几天|过两天|回头|待会儿?|等会儿?|一会儿?)[,，\\s]*$'),
];
/** In front of an hour, 12.5 is a day. */
const FRAGMENT = /\d{1,2}\.\d{1,2}[,，\s]*$/u;
const NAMES_DAY = /[天周週月日号號年禮礼]|[今明][早晚]|星期|後|后/u;
const NAMES_HOUR = /[点點:：时時]|[ap]m/u;
const RIGHT_BEHIND = pattern(`^[\\s,，;；(（]*${TIME}(?!的)`);
/** 给客户打电话，下回9点: words of the time's own clause, where no day is named. */
const BESIDE_HOUR = /[,，;；]\s*(?!记得|请|务必|最好|就|在|于)[^,，;；\s]{1,6}\s*$/u;
/** 纽约9点 */
const PLACE = pattern(`(?:${CHINESE_PLACE})[,，\\s]*$`);
/** 这 | 周一到周五, 下 | 个月: a word that belongs to the first word of the phrase. */
const WHICH = /[这那本上下大前单双每隔逢]\s*$/u;
const OF_WHICH = new RegExp(`^(?:${WEEK}|个|[月季年天]|[前后]天|${NUMBER}[天日周个])`);
/** 周五前 | 两天 */
const COUNTED_FROM = pattern(`^\\s*${SPAN}`);
const ENDS_IN_PART = pattern(`(?:${PART}|早|晚)$`);
const HOUR =
  /^[\s,，]*(?:[一二两三四五六七八九十几]+(?=[点时半刻多左])|\d+(?![\d楼层人个组号位份名项件条天周月年])|半(?=\s|$))\S{0,3}/u;
/** The beginning of a repetition that was not understood. */
const BEGUN = pattern(`^[\\s,，]*(?:${REPEATED})`);
/** Several times a day, or on days that are not named. */
const OFTEN = pattern(
  `每(?:隔)?(?:${NUMBER}|半)?个?(?:小时|钟头|分钟|半小时)|(?:每[天日周月年]|一天|一日|一周|每?个?(?:星期|礼拜))(?:${NUMBER})次`,
);

/** Normalizes widths and characters one by one, so that positions stay the same. */
const comparable = (text: string) =>
  simplified(
    text.replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0)),
  ).toLowerCase();

/** The doubt about time words that the phrase left over in Chinese. */
export function doubtInChinese({ rest, phrase, isAfterTime, isBeforeTime, repeats }: Remainder): Doubt | undefined {
  const plain = comparable(rest);
  if (!/\p{Script=Han}/u.test(plain)) return undefined;
  const inside = insideWords(plain);
  /** The match; undefined if it ends in the middle of a word with another meaning. */
  const wholeIn = (tried: RegExp): string | undefined => {
    const found = tried.exec(plain);
    if (found === null) return undefined;
    const [from, to] = [found.index, found.index + found[0].length];
    return inside.has(from) || inside.has(to)
      ? undefined
      : rest.slice(from, to).replace(/^[\s,，;；(（]+|[\s,，;；]+$/gu, '');
  };
  const often = wholeIn(OFTEN);
  if (often !== undefined) return { code: 'often', words: often };
  // 下午三点建议, 晚上七八点: a default hour never replaces an hour that was not understood.
  const hour = isAfterTime && ENDS_IN_PART.test(simplified(phrase)) ? HOUR.exec(plain) : null;
  if (hour !== null) return { code: 'beside', words: rest.slice(0, hour[0].length).trim() };
  const isWhole = !repeats && NAMES_DAY.test(phrase) && NAMES_HOUR.test(phrase);
  const behind = isAfterTime
    ? [...BEHIND, CLAUSE, ...(/[前后後]$/u.test(phrase) ? [COUNTED_FROM] : []), ...(isWhole ? [] : [RIGHT_BEHIND])]
    : [];
  const before = isBeforeTime
    ? [
        ...BEFORE,
        ...(NAMES_DAY.test(phrase) ? [] : [FRAGMENT, BESIDE_HOUR, PLACE]),
        ...(OF_WHICH.test(simplified(phrase)) ? [WHICH] : []),
      ]
    : [];
  const begun = isAfterTime && isWhole ? [] : [repeats ? EXCEPTION : BEGUN];
  const tried = [...begun, CARRIED_OVER, AHEAD, OFF, ...behind, ...before];
  for (const one of tried) {
    const words = wholeIn(one);
    if (words !== undefined && words !== '') return { code: 'beside', words };
  }
  return undefined;
}
