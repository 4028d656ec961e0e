import { defineTexts } from '../../ground/i18n.ts';

export const helpTexts = defineTexts({
  en: {
    thing: 'Help',
    summary: 'See what I can do',
    topic: 'About',
    title: 'What I can do',
    howHere: 'Type it here, or press. Whatever is missing, I ask for.',
    how: 'Type it after {start}, or press. Whatever is missing, I ask for.',
    ownWords: 'Or just write what it is about, in your own words: I pass it on to the team.',
    more: 'More about…',
    example: 'For example',
    all: 'Everything I can do',
    nothingHere: 'There is nothing here that you can do about this. The project manager can help.',
  },
  'zh-CN': {
    thing: '帮助',
    summary: '查看我能做什么',
    topic: '关于',
    title: '我能做什么',
    howHere: '直接在这里输入，或点按钮。缺少的内容我会再问您。',
    how: '在 {start} 后面输入，或点按钮。缺少的内容我会再问您。',
    ownWords: '也可以直接留言说明情况，我会转给团队。',
    more: '了解更多…',
    example: '例如',
    all: '全部功能',
    nothingHere: '您在这里没有可用的相关操作，请联系项目经理。',
  },
});
