import { defineTexts } from '../../ground/i18n.ts';

export const taskTexts = defineTexts({
  en: {
    title: 'Work items',
    one: 'work item',
    todo: 'to do',
    doing: 'in progress',
    done: 'done',
    cancelled: 'cancelled',
    start: 'Start',
    drop: 'Drop it',
    labels: 'Labels',
    owner: 'Owner',
    due: 'Due',
  },
  'zh-CN': {
    title: '任务',
    one: '任务',
    todo: '待处理',
    doing: '进行中',
    done: '已完成',
    cancelled: '已取消',
    start: '开始',
    drop: '放弃',
    labels: '标签',
    owner: '负责人',
    due: '截止日期',
  },
});
