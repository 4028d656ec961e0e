import type { Place } from '../../src/core/platform.ts';
import { defineTexts, type Locale } from '../../src/ground/i18n.ts';

/** Texts of the adapter itself: where an answer went, and labels of Teams' own surfaces. */
export const replyTexts = defineTexts({
  en: {
    answeredInChat: 'I answered you in our own chat.',
    formInChat: 'The form is in our own chat, so that nobody else reads what you enter.',
    askedIn: 'About {place}',
    aChannel: 'a conversation',
    groupChat: 'Group chat',
    openChat:
      'I have an answer for {name} alone, and cannot write to you privately yet. Open a chat with Rapport and send “help” once: from then on I answer you there.',
    openChatButton: 'Open the chat',
    working: 'Saved. The answer comes here in a moment.',
    done: 'Done.',
    closed: 'Closed. Nothing was saved.',
    notKept: 'This could not be saved just now. What you entered is still here; try again in a moment.',
    fault: 'Something went wrong on our side. Try again in a moment.',
    wordless: 'I read words alone: pictures and files do not reach me. Tell me in a sentence what it is about.',
    outdated: 'This button is from an older version. Ask me again and use the new one.',
  },
  'zh-CN': {
    answeredInChat: '已在我们的私聊中回复您。',
    formInChat: '表单已发到我们的私聊，您填写的内容不会被他人看到。',
    askedIn: '关于{place}',
    aChannel: '某个会话',
    groupChat: '群聊',
    openChat:
      '这条回复仅供{name}查看，但我目前还不能给您发私聊消息。请打开与 Rapport 的聊天并发送一次“帮助”，之后我会在那里回复您。',
    openChatButton: '打开聊天',
    working: '已保存，回复稍后会发到这里。',
    done: '已完成。',
    closed: '已关闭，未保存任何内容。',
    notKept: '暂时无法保存。您填写的内容仍在此处，请稍后重试。',
    fault: '系统出现问题，请稍后重试。',
    wordless: '我只能读取文字，收不到图片和文件。请用一句话说明是什么事。',
    outdated: '此按钮来自旧版本，请重新询问并使用新的按钮。',
  },
});

/** The line that names a private answer's place, where it is shown elsewhere. */
export function aboutText({ name, kind }: Pick<Place, 'name' | 'kind'>, locale: Locale): string {
  const texts = replyTexts(locale);
  return texts.askedIn({ place: name === undefined ? texts.aChannel() : kind === 'channel' ? `#${name}` : name });
}
