import { defineTexts } from '../../ground/i18n.ts';

export const signatureTexts = defineTexts({
  en: {
    pressMeans: 'Your answer is a confirmation on record: I keep the text above, your name and the time.',
    noSuchRequest: 'I know no such request to sign.',
    wordsForRemarks: 'Please write your remarks, so that the team can act on them.',
    wordsForDeclining: 'Please write a word about why, so that the team knows what to change.',
  },
  'zh-CN': {
    pressMeans: '您的选择将作为确认记录留存，包括以上内容、您的姓名和时间。',
    noSuchRequest: '没有找到此签署请求。',
    wordsForRemarks: '请写明意见，以便团队跟进处理。',
    wordsForDeclining: '请简单说明原因，以便团队知道需要修改什么。',
  },
});
