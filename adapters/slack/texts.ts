import { defineTexts } from '../../src/ground/i18n.ts';

/** Texts of the adapter itself, around the core's answers. */
export const slackTexts = defineTexts({
  en: {
    groupChat: 'Group chat',
    done: 'Done.',
    posted: 'Done. The answer is in the conversation.',
    notShown: 'What came of it could not be shown here. Please look before you send it again.',
    inDirect: 'I have sent the file to you in a direct message.',
    mayNotAttach:
      'Rapport may not attach files here yet: whoever installed it can install it again, which gives it the permission.',
    onlyYou: 'I cannot write here for everybody, so you alone see this.',
    outdated: 'This button is from an earlier version and no longer works. Please start again.',
    orgWide:
      'Rapport is installed for a whole Slack organisation here, which it does not support: it would mix your teams. Install it in a single workspace.',
  },
  'zh-CN': {
    groupChat: '群聊',
    done: '已完成。',
    posted: '已完成，答复已发到会话中。',
    notShown: '处理结果无法在此显示，再次提交前请先查看。',
    inDirect: '文件已通过私信发送给您。',
    mayNotAttach: 'Rapport 在这里还没有发送文件的权限：请安装者重新安装，即可获得该权限。',
    onlyYou: '我无法在这里公开发言，因此仅您可见。',
    outdated: '这个按钮来自旧版本，已失效，请重新开始。',
    orgWide:
      'Rapport 在这里被安装到了整个 Slack 组织。为避免各团队的数据混在一起，不支持这种方式，请安装到单个工作区。',
  },
});
