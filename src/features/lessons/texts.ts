import { defineTexts } from '../../ground/i18n.ts';

export const lessonTexts = defineTexts({
  en: {
    title: 'Lessons',
    one: 'lesson',
    open: 'open',
    done: 'done',
    happened: 'What happened',
    change: 'What we do now',
    owner: 'Owner',
    review: 'Review',
    makeAction: 'Make an action of it',
    taskClosed: '{task} is closed. Is the lesson done too? {number} {title}',
    isDone: 'The lesson is done',
  },
  'zh-CN': {
    title: '复盘',
    one: '复盘',
    open: '待落实',
    done: '已落实',
    happened: '发生了什么',
    change: '改进做法',
    owner: '负责人',
    review: '回顾日期',
    makeAction: '转为行动项',
    taskClosed: '{task} 已结束。这项复盘也已落实了吗？{number} {title}',
    isDone: '已落实',
  },
});
