import { defineTexts } from '../../ground/i18n.ts';

/** Texts of the answers of contacts, for all registers that ask them something. */
export const answerTexts = defineTexts({
  en: {
    word: 'A word to us',
    thanksBefore: 'Thank you, this is settled already.',
    notReached: 'I cannot reach anybody of the team right now. Please tell them directly.',
    somebody: 'the contact',
  },
  'zh-CN': {
    word: '留言',
    thanksBefore: '谢谢，这一事项已经处理好了。',
    notReached: '目前联系不上团队成员，请直接告知他们。',
    somebody: '联系人',
  },
});
