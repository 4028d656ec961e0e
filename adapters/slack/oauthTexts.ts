import { defineTexts } from '../../src/ground/i18n.ts';

/** Texts of the pages that install Rapport in a Slack workspace. */
export const oauthTexts = defineTexts({
  en: {
    installTitle: 'Add Rapport to Slack',
    installLead:
      'Rapport is the bot through which your clients hear from you and reach you. Slack asks you next which workspace it is for, and what Rapport may do there.',
    installNote: 'Nothing is changed before you agree there. You need to be allowed to install apps in that workspace.',
    installButton: 'Add to Slack',
    doneTitle: 'Rapport is in {team}',
    doneLead: 'Rapport has written you a direct message in Slack that says how to go on.',
    doneButton: 'Open Slack',
    cancelledTitle: 'Nothing was installed',
    cancelledLead: 'You did not agree in Slack, so nothing has changed.',
    staleTitle: 'This page is too old',
    staleLead:
      'The installation was begun in another browser, was finished already, or took longer than ten minutes. Nothing was installed.',
    orgWideTitle: 'One workspace at a time, please',
    orgWideLead:
      'Rapport was added to a whole Enterprise Grid organisation. It keeps each workspace’s record apart, so it has to be added to one workspace at a time. The access that Slack gave has been handed back.',
    faultTitle: 'That did not work',
    faultLead:
      'Slack or our server did not answer as it should. Nothing was installed. Please try again; if it goes on, tell whoever runs Rapport.',
    again: 'Start again',
  },
  'zh-CN': {
    installTitle: '将 Rapport 添加到 Slack',
    installLead: 'Rapport 是您与客户沟通的机器人。接下来 Slack 会询问要添加到哪个工作区，以及 Rapport 在其中的权限。',
    installNote: '您在 Slack 中同意之前，不会有任何改动。您需要拥有在该工作区安装应用的权限。',
    installButton: '添加到 Slack',
    doneTitle: 'Rapport 已添加到 {team}',
    doneLead: 'Rapport 已在 Slack 中向您发送私信，说明后续步骤。',
    doneButton: '打开 Slack',
    cancelledTitle: '未安装',
    cancelledLead: '您没有在 Slack 中同意，因此没有任何改动。',
    staleTitle: '此页面已失效',
    staleLead: '本次安装可能在另一浏览器中开始、已经完成，或已超过十分钟。没有安装任何内容。',
    orgWideTitle: '请逐个工作区安装',
    orgWideLead:
      'Rapport 被添加到整个 Enterprise Grid 组织。由于各工作区的记录相互独立，需要逐个工作区添加。Slack 授予的访问权限已交还。',
    faultTitle: '操作未成功',
    faultLead: 'Slack 或我们的服务器未能正常响应，没有安装任何内容。请重试；如仍有问题，请告知 Rapport 的运维人员。',
    again: '重新开始',
  },
});
