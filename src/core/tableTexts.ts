import { defineTexts } from '../ground/i18n.ts';

/** What is wrong with a pasted table. */
export const tableTexts = defineTexts({
  en: {
    tooLong: 'These are {count} rows; at most {most} at once. Split the table.',
    empty: 'There is no row below the header.',
    broken: 'Line {line} cannot be read: {why}.',
    quote: 'a quotation mark is not closed or stands in the middle of a cell',
    columns: 'it has more cells than the header',
  },
  'zh-CN': {
    tooLong: '共 {count} 行，一次最多 {most} 行，请拆分表格。',
    empty: '表头下面没有内容。',
    broken: '第 {line} 行无法读取：{why}。',
    quote: '引号未闭合，或出现在单元格中间',
    columns: '单元格数多于表头',
  },
});
