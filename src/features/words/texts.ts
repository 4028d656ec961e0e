import { defineTexts } from '../../core/i18n.ts';

export const wordsTexts = defineTexts({
  en: {
    thing: 'Your words',
    sortSummary: 'Say what your words are',
    kept: 'I have kept your words:',
    ask: 'What is it?',
    problem: 'Problem',
    question: 'Question',
    change: 'Change',
    thanksManager: 'Thank you. {manager} has it now and will answer you here.',
    thanks: 'Thank you. Our team has it now and will answer you here.',
    toManager: '{name} wrote to me, and says it is: {kind}',
    already: 'This is with our team already.',
  },
  'zh-CN': {
    thing: '您的留言',
    sortSummary: '说明留言的类型',
    kept: '您的留言已保存：',
    ask: '这是：',
    problem: '问题',
    question: '咨询',
    change: '变更',
    thanksManager: '谢谢。已转给{manager}，会在这里答复您。',
    thanks: '谢谢。已转给我们的团队，会在这里答复您。',
    toManager: '{name} 给我留言，类型为：{kind}',
    already: '我们的团队已经收到了。',
  },
});
