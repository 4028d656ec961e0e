import { defineTexts } from './i18n.ts';

/** What the core itself says: refusals, field errors, answers to what it did not understand. */
export const coreTexts = defineTexts({
  en: {
    refused: 'You may not do this here. The project manager can help.',
    refusedManage: 'Only the manager of this project can do this. Ask them, or an admin.',
    refusedAdminister: 'Only an admin can do this.',
    refusedStart: 'Only managers and admins can start clients and projects.',
    refusedUnknown: 'I do not know you yet. The project manager can confirm you.',
  },
  'zh-CN': {
    refused: '您在这里不能执行此操作，请联系项目经理。',
    refusedManage: '只有本项目的项目经理可以执行此操作，请联系项目经理或管理员。',
    refusedAdminister: '只有管理员可以执行此操作。',
    refusedStart: '只有项目经理和管理员可以新建客户和项目。',
    refusedUnknown: '我还不认识您，请项目经理先确认您的身份。',
  },
});
