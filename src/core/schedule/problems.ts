import { defineTexts } from '../../ground/i18n.ts';

/** Texts for people about a schedule that cannot run. */
export const scheduleProblems = defineTexts({
  en: {
    noSlot: 'That time has passed, so nothing would ever happen. Choose a later one.',
    changedMeanwhile: 'Somebody else changed this at the same moment. Please try again.',
    brokenTitle: 'A schedule has stopped',
    brokenWhy: 'Its next time cannot be worked out.',
    brokenDo: 'Give it a new time, or delete it. It does nothing until then.',
    failedTitle: 'Scheduled work failed',
    failedWhy: 'It was tried {attempts} times without success.',
    failedDoNext:
      'It will be tried again the next time it is due. Until then please do it by hand, and tell whoever runs Rapport.',
    failedDoLast: 'It will not be tried again. Please do it by hand, and tell whoever runs Rapport.',
    schedule: 'Schedule',
    why: 'Why',
    todo: 'What to do',
  },
  'zh-CN': {
    noSlot: '这个时间已经过去，不会再触发。请选择一个更晚的时间。',
    changedMeanwhile: '有人同时修改了此项，请您再试一次。',
    brokenTitle: '一项定时计划已停止',
    brokenWhy: '无法算出它的下一次时间。',
    brokenDo: '请您为它重新设定时间，或将其删除。在此之前它不会执行。',
    failedTitle: '一项定时任务执行失败',
    failedWhy: '已尝试 {attempts} 次，均未成功。',
    failedDoNext: '下次到期时会再次执行。在此之前请您手动处理，并告知 Rapport 的运维人员。',
    failedDoLast: '不会再次执行。请您手动处理，并告知 Rapport 的运维人员。',
    schedule: '定时计划',
    why: '原因',
    todo: '处理办法',
  },
});
