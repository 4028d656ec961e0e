import { defineTexts } from '../../src/core/i18n.ts';

/** What people are told when Slack refuses something. */
export const slackErrorTexts = defineTexts({
  en: {
    notInChannel: 'I am not in this channel. Type there: /invite @Rapport',
    personNotInside: 'This person is not in the channel.',
    channelGone: 'I cannot find this channel. If it is private, type there: /invite @Rapport',
    archived: 'This channel is archived.',
    disconnected: 'Rapport is not connected to this Slack workspace any more. An admin has to install it again.',
    scopeMissing: 'Rapport lacks a permission in this Slack workspace. An admin has to install it again.',
    notAllowed: 'The settings of this channel or workspace do not let Rapport write here.',
    personGone: 'I cannot find this person in Slack, or their account is deactivated.',
    noDirect: 'Slack lets me send no direct message there.',
    tooLong: 'The message is too long for Slack.',
    messageGone: 'The message is not there any more.',
    rejected: 'Slack did not accept this. Please tell whoever runs Rapport.',
    later: 'Slack does not answer at the moment. Please try again in a minute.',
  },
  'zh-CN': {
    notInChannel: '我不在此频道中。请在该频道输入：/invite @Rapport',
    personNotInside: '此人不在该频道中。',
    channelGone: '找不到此频道。如果是私有频道，请在该频道输入：/invite @Rapport',
    archived: '此频道已归档。',
    disconnected: 'Rapport 已与此 Slack 工作区断开，需由管理员重新安装。',
    scopeMissing: 'Rapport 在此 Slack 工作区缺少权限，需由管理员重新安装。',
    notAllowed: '此频道或工作区的设置不允许 Rapport 发言。',
    personGone: '在 Slack 中找不到此人，或其帐号已停用。',
    noDirect: 'Slack 不允许我向其发送私信。',
    tooLong: '消息超出 Slack 的长度限制。',
    messageGone: '该消息已不存在。',
    rejected: 'Slack 未接受此操作，请告知 Rapport 的运维人员。',
    later: 'Slack 暂时没有响应，请稍后重试。',
  },
});
