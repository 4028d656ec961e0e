import { describe, expect, test } from 'vitest';
import { findWhen } from './findWhen.ts';
import { describeRecurrence } from './phrases.ts';
import type { WhenContext } from './when.ts';

/** Monday 23 November 2026, 10:30 in Shanghai. */
const context: WhenContext = { now: new Date('2026-11-23T02:30:00Z'), zone: 'Asia/Shanghai', locale: 'zh-CN' };

/**
 * The reading of a sentence: the rule in words, with `?` where the person is asked, or the problem; and the remaining
 * words.
 */
function understood(text: string): { when: string; rest: string | undefined } {
  const found = findWhen(text, context);
  if (found === undefined) return { when: 'none', rest: undefined };
  const { when, rest } = found;
  return {
    when: when.ok ? `${describeRecurrence(when.recurrence, context)}${when.ambiguous ? ' ?' : ''}` : when.problem.code,
    rest,
  };
}

describe('traditional characters are read like simplified ones, and the person’s text keeps its characters', () => {
  test.each([
    ['明天下午三點交報告', '明天 15:00', '交報告'],
    ['明天上午十點半開會', '明天 10:30', '開會'],
    ['12月25號上午9點發貨', '12月25日（周五）09:00', '發貨'],
    ['每週一早上9點開會', '每周一 09:00', '開會'],
    ['兩個小時後開會', '今天 12:30', '開會'],
    ['這週五下午三點一刻對帳', '11月27日（周五）15:15', '對帳'],
    ['每個月最後一個工作日下午5點對帳', '每月最后一个工作日 17:00', '對帳'],
    ['每天上午9點站會，連續7天', '每天 09:00，到11月30日（周一）为止', '站會'],
    ['明天9點早會', '明天 09:00', '早會'],
    ['明天9點整理文檔', '明天 09:00', '整理文檔'],
    ['美東時間週五上午十點開會', '11月27日（周五）10:00（纽约时间） ?', '開會'],
    ['每天早上8點和晚上8點吃藥', '每天 08:00 ?', '和晚上8點吃藥'],
    ['端午節上午9點發祝福', 'unknownDay', '發祝福'],
  ])('%s', (text, when, rest) => {
    expect(understood(text)).toEqual({ when, rest });
  });
});

describe('an end, a notice ahead and blanks belong to the time', () => {
  test.each([
    ['明天上午8-9点开会', '明天 08:00', '开会'],
    ['明天上午8点到9点开会', '明天 08:00', '开会'],
    ['明天下午3点开会，提前20分钟提醒我', '明天 14:40', '开会'],
    ['每周一9点例会，提前10分钟提醒', '每周一 08:50', '例会'],
    ['下午3點開會，提前一刻鐘', '今天 14:45', '開會'],
    ['下午 3 点 30 分 开会', '今天 15:30', '开会'],
    ['12月5日（周五）15点交款', '12月5日（周六）15:00 ?', '交款'],
    ['开会，德国时间周五下午2点', '11月27日（周五）14:00（柏林时间）', '开会'],
    ['明天下午四点多给客户打电话', '明天 16:00 ?', '给客户打电话'],
    ['给客户打电话，大约二十分钟后', '今天 10:50', '给客户打电话'],
  ])('%s', (text, when, rest) => {
    expect(understood(text)).toEqual({ when, rest });
  });
});

test.each([
  '明天上午9点和下午3点开会',
  '每天9点、13点、18点喝水',
  '喝水，每天9点、13点和18点',
  '每天9点或者10点喝水',
  '周一上午10点、周三下午2点开会',
  '下周三到周五10点给客户打电话',
  '每天 8点到晚上10点给客户打电话',
  '给客户打电话，不是明天下午三点',
  '给客户打电话，差五分三点',
  '下午3点开会前10分钟准备材料',
  '提前一天提醒我交房租 12月5号9点',
  '下午3点的会改到4点',
  '明天下午的会议',
  '明天9点开会，10点吃饭',
  '晚上七八点开会',
  '明天上午三点建议',
  '每小时喝水，下午5点',
  '吃药 一天三次 9点',
  '开会，阿富汗时间明天9点',
  '明天9点（阿富汗时间）开会',
  '开会 12.5 9点',
  '周末晚上8点发周报',
  '明天3:30开会',
  '明天早上12点吃饭',
  '上午续费',
])('a time that is only half understood is asked about: %s', (text) => {
  const found = findWhen(text, context);

  expect(found?.when.ok !== true || found.when.ambiguous, JSON.stringify(found)).toBe(true);
});

test.each([
  '端午节上午9点',
  '清明节后第一个工作日上午9点',
  '农历八月十五晚上8点',
  '八月初三晚上8点',
  '中秋节',
  '春节假期后第一天上午9点',
  '放假前一天下午5点',
])('a day that is in no calendar is named in the problem: %s', (day) => {
  expect(understood(`给客户打电话，${day}`)).toEqual({ when: 'unknownDay', rest: '给客户打电话' });
  expect(understood(`${day}给客户打电话`)).toEqual({ when: 'unknownDay', rest: '给客户打电话' });
});

describe('words that only look like a time stay in the text, and the person is not asked', () => {
  test.each([
    ['明天9点早会', '明天 09:00', '早会'],
    ['每天7:30早餐', '每天 07:30', '早餐'],
    ['明天10点午夜档期确认', '明天 10:00', '午夜档期确认'],
    ['明天下午3点下午茶', '明天 15:00', '下午茶'],
    ['每天18点下班打卡', '每天 18:00', '下班打卡'],
    ['周一上午九点到三楼开会', '11月30日（周一）09:00', '到三楼开会'],
    ['星期一下午一点和二组开会', '今天 13:00', '和二组开会'],
    ['下午3点20人开会', '今天 15:00', '20人开会'],
    ['明天9点整理文档', '明天 09:00', '整理文档'],
    ['明天9点前往机场', '明天 09:00', '前往机场'],
    ['明天9点后台部署', '明天 09:00', '后台部署'],
    ['明天9点半价活动上线', '明天 09:00', '半价活动上线'],
    ['明天9点提前准备材料', '明天 09:00', '提前准备材料'],
    ['明天9点三点建议发客户', '明天 09:00', '三点建议发客户'],
    ['有一点累，明天9点', '明天 09:00', '有一点累'],
    ['服务要周到，明天9点', '明天 09:00', '服务要周到'],
    ['明天9点每人发言', '明天 09:00', '每人发言'],
    ['明天9点确认会议时间', '明天 09:00', '确认会议时间'],
    ['准备下午3点的会，今天14:30', '今天 14:30', '准备下午3点的会'],
    ['下午3点的会，今天14:30', '今天 14:30', '下午3点的会'],
    ['明天9点周五的材料', '明天 09:00', '周五的材料'],
    ['明天9点下周计划', '明天 09:00', '下周计划'],
    ['12月账单明天9点', '明天 09:00', '12月账单'],
    ['确认会议时间明天9点', '明天 09:00', '确认会议时间'],
    ['开会 - 明天9点', '明天 09:00', '开会'],
    ['升级到2.1，明天9点', '明天 09:00', '升级到2.1'],
    ['明天9点准备端午节活动', '明天 09:00', '准备端午节活动'],
    ['明天上午9点订后天的机票', '明天 09:00', '订后天的机票'],
    ['看2026年3月15日的合同，明天9点', '明天 09:00', '看2026年3月15日的合同'],
    ['下周一上午9点一起讨论', '11月30日（周一）09:00', '一起讨论'],
  ])('%s', (text, when, rest) => {
    expect(understood(text)).toEqual({ when, rest });
  });

  test.each([
    ['下周一起讨论预算', '一起讨论预算'],
    ['下周一一起吃饭', '一起吃饭'],
    ['下周一定要交', '一定要交'],
    ['周三点评稿件', '点评稿件'],
    ['周五前提交报告', '提交报告'],
    ['明天早点到', '早点到'],
    ['明天3号楼开会', '3号楼开会'],
  ])('no phrase ends inside a word: %s', (text, rest) => {
    expect(understood(text).rest).toBe(rest);
  });

  test.each(['早点回家', '差一点忘了', '三点建议', '两点之间的距离', '考虑周到', '3号楼', '有点事'])(
    'there is no time in %s',
    (text) => {
      expect(findWhen(text, context)).toBeUndefined();
    },
  );
});
