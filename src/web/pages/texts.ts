import { defineTexts } from '../../ground/i18n.ts';

export const pageTexts = defineTexts({
  en: {
    forWhom: 'For {name}',
    required: '(required)',
    choose: 'Choose…',
    gone: 'This link has expired or was used already.',
    goneHow: 'Press the button in your chat again, and you get a new one.',
    busy: 'That was a lot at once.',
    busyHow: 'Please wait a few seconds, then load this page again.',
    goneTyped: 'What you typed was not sent. It stands below, for you to copy.',
    away: 'This could not be kept just now. Nothing that you typed is lost: it stands below. Please send it again in a minute.',
    wrong: 'Please look at the marked fields.',
    done: 'Thank you. This is done.',
    close: 'You can close this page.',
  },
  'zh-CN': {
    forWhom: '填写人：{name}',
    required: '（必填）',
    choose: '请选择…',
    gone: '这个链接已过期或已使用。',
    goneHow: '请在聊天中再次点击按钮，即可获得新的链接。',
    busy: '操作太频繁了。',
    busyHow: '请稍等几秒，再重新打开此页面。',
    goneTyped: '您填写的内容未能提交，仍在下方，可复制后重新提交。',
    away: '暂时无法保存。您填写的内容没有丢失，仍在下方，请稍后再次提交。',
    wrong: '请检查标出的字段。',
    done: '谢谢，已完成。',
    close: '您可以关闭此页面。',
  },
});
