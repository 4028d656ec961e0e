import { defineTexts } from '../../ground/i18n.ts';

export const entryTexts = defineTexts({
  en: {
    gone: 'I find no entry with this number here. The list shows the ones there are.',
    changedMeanwhile: 'Somebody else has just changed this entry. Look at it again, then repeat your change.',
  },
  'zh-CN': {
    gone: '这里没有这个编号的记录，可在列表中查看已有的记录。',
    changedMeanwhile: '这条记录刚刚被他人修改。请重新查看后再改。',
  },
});
