import { defineTexts } from '../../ground/i18n.ts';

export const decisionTexts = defineTexts({
  en: {
    title: 'Decisions',
    one: 'decision',
    proposed: 'proposed',
    decided: 'decided',
    superseded: 'replaced',
    reason: 'Reason',
    alternatives: 'Alternatives',
    by: 'Who decides',
    due: 'Decide by',
  },
  'zh-CN': {
    title: '决定',
    one: '决定',
    proposed: '待决定',
    decided: '已决定',
    superseded: '已被取代',
    reason: '理由',
    alternatives: '备选方案',
    by: '决定人',
    due: '决定期限',
  },
});
