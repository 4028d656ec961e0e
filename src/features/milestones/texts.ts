import { defineTexts } from '../../ground/i18n.ts';

export const milestoneTexts = defineTexts({
  en: {
    title: 'Milestones',
    one: 'milestone',
    planned: 'planned',
    acknowledged: 'acknowledged',
    reached: 'reached',
    accepted: 'accepted',
    missed: 'missed',
    dropped: 'dropped',
    scope: 'Scope',
    owner: 'Owner',
    due: 'Date',
  },
  'zh-CN': {
    title: '里程碑',
    one: '里程碑',
    planned: '已计划',
    acknowledged: '已确认',
    reached: '已达成',
    accepted: '已验收',
    missed: '未达成',
    dropped: '已取消',
    scope: '范围',
    owner: '负责人',
    due: '日期',
  },
});
