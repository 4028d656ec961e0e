import { DAY, NUMBER, WEEK, WORKDAY } from './phrasesChineseWords.ts';

/** Holidays with the same date every year, as patterns without 节, with that date. */
export const FIXED_DAYS: readonly (readonly [name: string, date: string])[] = [
  ['元旦', '1月1日'],
  ['(?:三八)?妇女节|三八节', '3月8日'],
  ['愚人节', '4月1日'],
  ['五一劳动节|劳动节|(?<![周期拜一二三四五六七八九十])五一(?![一二三四五六七八九十点日号楼])', '5月1日'],
  ['(?:六一)?儿童节', '6月1日'],
  ['教师节', '9月10日'],
  ['国庆', '10月1日'],
  ['双(?:十一|11)(?!点|:|月|号|日|周)', '11月11日'],
  ['双(?:十二|12)(?!点|:|月|号|日|周)', '12月12日'],
  ['平安夜', '12月24日'],
  ['圣诞', '12月25日'],
];

const MOVING =
  '春节|大年|年夜|除夕夜?|小年|元宵|龙抬头|清明|端午|七夕|中元节|中秋|重阳|腊八|情人节|母亲节|父亲节|感恩节|复活节|万圣节|立春|春分|立夏|夏至|立秋|秋分|立冬|冬至';
const LUNAR = `(?:农历|阴历|旧历)[^,，;； ]{0,3}月?(?:初|廿|卅)?${NUMBER}[日号]?|(?:正|腊|冬|闰${NUMBER})月(?:初|廿|卅)?${NUMBER}[日号]?|${NUMBER}月初${NUMBER}|大年(?:初|三)${NUMBER}?|年三十`;
const FREE = '放假|假期|长假|小长假|节假日|开学|过年|节|年';
const COUNTED = `(?:(?:上班|开工|复工|开学)?的?(?:第?${NUMBER}个?|首个?|前|后|下个?)?(?:天|日|${WORKDAY}|${WEEK}${DAY}?))?`;
/** A day that has only a name, or is counted from such a day: 端午节, 农历八月十五, 清明节后第一个工作日, 放假前一天. */
const NAMED = new RegExp(
  `(?:${LUNAR}|(?:${MOVING}|国庆|五一|元旦|圣诞|劳动节|\\p{Script=Han}(?:\\p{Script=Han}(?<![季环细情关章礼调枝除过]))节(?!假|日|点|目|奏|气|约))节?(?:假期|放假|长假)?(?:(?:之|以)?[前后]${COUNTED}|的?第${NUMBER}天|[当那][天日]|期间)?|(?:${FREE})(?:之|以)?[前后]${COUNTED})`,
  'u',
);

/**
 * The name of a day that is in no calendar of ours, and the text with a sample date in its place. If the rest of that
 * text is understood, a day was meant.
 */
export function dayByName(text: string): { name: string; dated: string } | undefined {
  const found = NAMED.exec(text);
  return found === null ? undefined : { name: found[0], dated: text.replace(found[0], ' 12月25日 ') };
}
