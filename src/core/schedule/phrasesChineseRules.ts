import {
  amount,
  DAY,
  monthDays,
  NUMBER,
  WEEK,
  WORKDAY,
  weekdayList,
  weekdayNumber,
  yearDay,
} from './phrasesChineseWords.ts';
import { type Core, inQuarter, type PhraseContext, ruleCore } from './phrasesShared.ts';
import { dateParts, weekdayOf } from './wall.ts';

const EVERY = new RegExp(`^每(?:(隔)?(${NUMBER})|(隔)|(双)|逢|到)?个?(天|日|${WEEK}|季度?|月|年)`);

/**
 * A repetition: `每两周的周三`, `工作日`, `每月最后一个工作日`; undefined if the text is none. The text has no blanks and no time of day.
 */
export function chineseRule(given: string, context: PhraseContext): Core | undefined {
  const rule = plainRule(given, context);
  return rule && /季/.test(given) ? inQuarter(rule) : rule;
}

function plainRule(given: string, context: PhraseContext): Core | undefined {
  const text = given
    .replace(/一次$/, '')
    .replace(/^天天$/, '每天')
    .replace(/^隔/, '每隔一个')
    .replace(/^逢/, '每逢')
    .replace(/^每逢月/, '每月')
    .replace(/^(.+)每[天日]$/, '每$1')
    .replace(/^每每/, '每');
  const { month, date } = dateParts(context.today);
  if (new RegExp(`^(?:每(?:逢|个|一个)?)?${WORKDAY}$`).test(text))
    return ruleCore({ frequency: 'daily', interval: 1, workdays: true });
  const plain = weekdayList(text.replace(/^每(?:逢|个|一个)?/, ''));
  const every = text.startsWith('每');
  const daily = /^每一?[天日]$/.test(text);
  if (daily) return ruleCore({ frequency: 'daily', interval: 1 });
  if (plain && text !== '周末' && (every ? !/^每[一二三四五六日天]/.test(text) : plain.length > 1)) {
    return ruleCore(
      { frequency: 'weekly', interval: 1, weekdays: plain },
      !every && !new RegExp(`${WORKDAY}|[到至-]`).test(text),
    );
  }
  // Either odd or even week numbers of the calendar, or simply every other week: the dates are shown.
  const parity = new RegExp(`^(每?单|双)周的?(?:${WEEK})?(${DAY})$`).exec(text);
  if (parity?.[2]) {
    const rule = ruleCore({ frequency: 'weekly', interval: 2, weekdays: [weekdayNumber(parity[2])] }, true);
    return rule.kind === 'rule' ? { ...rule, evenWeeks: parity[1] === '双' } : rule;
  }
  const beat = EVERY.exec(text);
  if (!beat) return undefined;
  const [head, apart, many, , twice, unit] = beat;
  const counted = many === undefined ? (beat[3] || twice ? 2 : 1) : amount(many);
  if (!(counted >= 1 && counted <= 300)) return undefined;
  // "每隔一天" leaves one day out; "每隔两周" means every second week to some people and every third to others.
  const interval = apart && counted === 1 ? 2 : counted;
  const unsure = apart !== undefined && counted > 1;
  const rest = text.slice(head.length).replace(/^的/, '');
  if (unit === '天' || unit === '日')
    return rest === '' ? ruleCore({ frequency: 'daily', interval }, unsure) : undefined;
  if (unit === '季' || unit === '季度' || unit === '月') {
    const months = unit === '月' ? interval : 3 * interval;
    const on = rest === '' ? [{ kind: 'day' as const, nth: date }] : monthDays(rest);
    return on && ruleCore({ frequency: 'monthly', interval: months, on }, unsure || rest === '');
  }
  if (unit === '年') {
    const named = rest === '' ? { month, pick: { kind: 'day' as const, nth: date } } : yearDay(rest);
    return (
      named && ruleCore({ frequency: 'yearly', interval, month: named.month, on: [named.pick] }, unsure || rest === '')
    );
  }
  const weekdays = rest === '' ? [weekdayOf(context.today)] : weekdayList(rest);
  return weekdays && ruleCore({ frequency: 'weekly', interval, weekdays }, unsure || rest === '');
}
