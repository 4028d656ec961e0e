import { defineTexts } from '../../ground/i18n.ts';

export const needTexts = defineTexts({
  en: {
    title: 'Waiting for the client',
    one: 'need',
    open: 'open',
    given: 'received',
    notNeeded: 'not needed',
    delays: 'What moves if it is late',
    from: 'From',
    until: 'Until',
  },
  'zh-CN': {
    title: '需客户配合',
    one: '配合事项',
    open: '待提供',
    given: '已收到',
    notNeeded: '不再需要',
    delays: '延迟的影响',
    from: '提供人',
    until: '截止日期',
  },
});
