import { defineTexts } from '../../src/ground/i18n.ts';

/** Texts of the playground's server: errors and hints. The page's own texts are in words.ts. */
export const playgroundTexts = defineTexts({
  en: {
    gone: 'That is no longer there. Reload the page.',
    taken: 'This name is taken. Choose another one.',
    channelName: 'A channel’s name has none of these signs: # @ < >',
    unavailable: 'The database does not answer right now. Nothing was lost; try again in a moment.',
    notUnderstood: 'The playground could not read that. Check what you entered and try again.',
    tooLong: 'That is too long. Make it shorter and send it again.',
    fault: 'Something went wrong on our side. What you typed is still here; try again.',
    stale: 'The playground was restarted. Reload the page.',
    notIn: 'This person is not in that channel.',
    changed: 'This message has changed meanwhile. Look at it again.',
    unknownZone: 'This time zone is not known. Choose one from the list, for example Europe/Berlin.',
    starting: 'Rapport is still starting. Try again in a moment.',
    unknownSlash:
      'There is no such command. Rapport’s commands start with /rapport; a message cannot start with a slash.',
    slashOutside:
      'Slash commands only work for the team’s own people, as in Slack. Mention @Rapport instead; your words are ready to send.',
    notHere: 'Rapport is not in this channel, so it cannot hear you. Add it first; your words are kept.',
    nothingDue: 'Nothing is planned. Set a reminder first, then jump to it.',
    realInstallation:
      'The playground is closed, because a real Slack or Teams installation is connected here: in the playground one can be anybody. Use Rapport there, or start a second Rapport with its own data folder.',
    loopbackOnly: 'The playground only answers pages opened on this machine, at http://127.0.0.1 or http://localhost.',
  },
  'zh-CN': {
    gone: '该内容已不存在，请刷新页面。',
    taken: '该名称已被使用，请换一个。',
    channelName: '频道名称不能包含 # @ < > 等符号。',
    unavailable: '数据库暂时没有响应。内容没有丢失，请稍后再试。',
    notUnderstood: '无法读取您提交的内容，请检查后重试。',
    tooLong: '内容过长，请缩短后重新发送。',
    fault: '系统出现问题。您输入的内容仍然保留，请重试。',
    stale: '试用环境已重新启动，请刷新页面。',
    notIn: '此人不在该频道中。',
    changed: '这条消息刚刚有更新，请重新查看。',
    unknownZone: '无法识别该时区，请从列表中选择，例如 Asia/Shanghai。',
    starting: 'Rapport 正在启动，请稍后再试。',
    unknownSlash: '没有这个命令。Rapport 的命令以 /rapport 开头；普通消息不能以斜杠开头。',
    slashOutside: '与 Slack 一样，斜杠命令只供团队内部成员使用。请改为 @Rapport，您的内容已准备好，可直接发送。',
    notHere: 'Rapport 还不在本频道，无法收到您的消息。请先添加，您输入的内容已保留。',
    nothingDue: '目前没有已安排的事项。请先设置一条提醒，再跳到该时间。',
    realInstallation:
      '试用环境已关闭：这里已连接正式的 Slack 或 Teams，而在试用环境中可以扮演任何人。请在正式平台上使用 Rapport，或用单独的数据文件夹另行启动一份。',
    loopbackOnly: '试用环境只响应在本机打开的页面，网址为 http://127.0.0.1 或 http://localhost。',
  },
});
