import { defineTexts } from '../../src/ground/i18n.ts';

/** Texts of the renderer itself: marks of cut text, and the words around forms. */
export const renderTexts = defineTexts({
  en: {
    cutMessage: '… Shortened here: the rest does not fit into one Slack message.',
    cutView: '… Shortened here: the rest does not fit.',
    part: '{label} ({part} of {parts})',
    most: 'At most {max} characters fit here.',
    moreFields: 'Not everything fits here. What is not shown stays as it was: {labels}.',
    wrong: '⚠️ {problem}',
    given: 'You gave: {value}',
    saving: 'Saving…',
    savingText: 'Saving what you entered. You can close this window; nothing will be lost.',
    answer: 'Answer',
    close: 'Close',
    from: '{first} to {last}',
  },
  'zh-CN': {
    cutMessage: '……此处已截短：其余内容超出一条 Slack 消息的长度。',
    cutView: '……此处已截短：空间有限，其余内容未显示。',
    part: '{label}（第 {part} 部分，共 {parts} 部分）',
    most: '此处最多可填写 {max} 个字符。',
    moreFields: '此处无法全部显示。未显示的内容保持不变：{labels}。',
    wrong: '⚠️ {problem}',
    given: '您填写的是：{value}',
    saving: '正在保存…',
    savingText: '正在保存您填写的内容。您可以关闭此窗口，内容不会丢失。',
    answer: '回复',
    close: '关闭',
    from: '{first} 至 {last}',
  },
});
