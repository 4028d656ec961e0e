import { defineTexts, plural } from '../../ground/i18n.ts';

export const recordTexts = defineTexts({
  en: {
    findTitle: 'Find',
    findSummary: 'Find anything on record by its words',
    words: 'Words',
    wordsHint: 'All of them must occur; words in quotation marks only side by side.',
    everywhere: 'Search all projects',
    inAll: 'all projects',
    found: plural('count', {
      one: '{count} match for “{words}” in {where}',
      other: '{count} matches for “{words}” in {where}',
    }),
    foundMany: 'The newest {count} matches for “{words}” in {where}',
    foundNothing: 'Nothing found for “{words}” in {where}.',
    lookedThrough: 'I searched titles, notes and texts of: {kinds}. Try fewer or other words.',
    lookedThroughShared: 'I searched everything that is shared with you. Try fewer or other words.',
  },
  'zh-CN': {
    findTitle: '搜索',
    findSummary: '按内容搜索项目记录',
    words: '搜索内容',
    wordsHint: '结果须包含所有词语；引号内的词语须连在一起。',
    everywhere: '搜索所有项目',
    inAll: '所有项目',
    found: plural('count', { other: '在{where}中找到 {count} 项“{words}”' }),
    foundMany: '在{where}中找到很多“{words}”，以下是最新的 {count} 项',
    foundNothing: '在{where}中没有找到“{words}”。',
    lookedThrough: '已搜索以下各类的标题、备注和正文：{kinds}。请减少词语或换个说法再试。',
    lookedThroughShared: '已搜索向您公开的全部内容。请减少词语或换个说法再试。',
  },
});
