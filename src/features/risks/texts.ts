import { defineTexts } from '../../ground/i18n.ts';

export const riskTexts = defineTexts({
  en: {
    title: 'Risks',
    one: 'risk',
    open: 'open',
    occurred: 'happened',
    closed: 'closed',
    probability: 'Probability',
    impact: 'Impact',
    scale: '1 (low) to 5 (high)',
    prevention: 'Prevention',
    contingency: 'If it happens',
    trigger: 'Early sign',
    owner: 'Owner',
    review: 'Next review',
  },
  'zh-CN': {
    title: '风险',
    one: '风险',
    open: '未关闭',
    occurred: '已发生',
    closed: '已关闭',
    probability: '可能性',
    impact: '影响',
    scale: '1（低）到 5（高）',
    prevention: '预防措施',
    contingency: '应急措施',
    trigger: '预警信号',
    owner: '负责人',
    review: '下次评审',
  },
});
