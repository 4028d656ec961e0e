import { defineTexts, plural } from '../../ground/i18n.ts';

/** Whose turn an entry is. `days`: a number of working days in words. */
export const turnTexts = defineTexts({
  en: {
    waitsForClient: 'Waiting for the client since {date} ({days}).',
    waitsForUs: 'With us since {date} ({days}).',
    workingDays: plural('count', { one: '{count} working day', other: '{count} working days' }),
    lessThanADay: 'less than a working day',
    share: plural('count', {
      one: 'Of {days}, {count} was the client’s.',
      other: 'Of {days}, {count} were the client’s.',
    }),
    estimate: 'The official days off of {year} are not included yet, so the working days are an estimate.',
  },
  'zh-CN': {
    waitsForClient: '等待客户：自{date}起（{days}）。',
    waitsForUs: '等待我方：自{date}起（{days}）。',
    workingDays: '{count} 个工作日',
    lessThanADay: '不到 1 个工作日',
    share: '共 {days}，其中等待客户 {count} 个。',
    estimate: '尚未收录 {year} 年的官方放假通知，工作日数为估计值。',
  },
});
