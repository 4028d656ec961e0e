import { defineTexts } from '../../src/ground/i18n.ts';

/** Texts for people when Slack refuses a post, by the core's reasons. */
export const slackErrorTexts = defineTexts({
  en: {
    notInChannel: 'I am not in this channel. Type here: /invite @Rapport',
    channelGone: 'I cannot find this channel. If it is private, type here: /invite @Rapport',
    archived: 'This channel is archived.',
    disconnected: 'Rapport is not connected to this Slack workspace any more. An admin has to install it again.',
    forbidden: 'The settings of this channel or workspace do not let me write here. An admin can change that.',
    blocked: 'Slack does not let me write to this person.',
    tooLong: 'The message is too long for Slack.',
    rejected: 'Slack did not accept the message. Please tell whoever runs Rapport.',
  },
  'zh-CN': {
    notInChannel: '我不在此频道中，请在这里输入：/invite @Rapport',
    channelGone: '我找不到此频道。如果是私有频道，请在这里输入：/invite @Rapport',
    archived: '此频道已归档。',
    disconnected: 'Rapport 已与此 Slack 工作区断开，需由管理员重新安装。',
    forbidden: '此频道或工作区的设置不允许我发言，管理员可以更改。',
    blocked: 'Slack 不允许我向此人发送消息。',
    tooLong: '消息超出 Slack 的长度限制。',
    rejected: 'Slack 未接受这条消息，请告知 Rapport 的运维人员。',
  },
});
