import type { Audience } from '../../core/message.ts';
import { defineTexts, type Locale } from '../../ground/i18n.ts';

export const projectRecordTexts = defineTexts({
  en: {
    badKey: 'A key is 2 to 10 letters and digits and starts with a letter, like ACME.',
    keyTaken: 'Another project has this key already, or had it before: its numbers still use it.',
    noSuchProject: 'I know no such project. Write its key, like project:ACME',
    linkedAlready:
      '#{channel} is linked already, to {project} ({key}); who reads there: {kind}. To change that, end the link first: unlink #{channel}',
    hasSuchChannel:
      'The project has such a channel here already: #{channel}. To take another one, end that link first: unlink #{channel}',
    clientKind: 'The client',
    internalKind: 'Only our side',
  },
  'zh-CN': {
    badKey: '代号由 2 到 10 个字母和数字组成，并以字母开头，例如 ACME。',
    keyTaken: '此代号正由另一个项目使用，或曾被其使用：原有编号仍然有效。',
    noSuchProject: '没有找到此项目。请填写项目代号，例如 项目:ACME',
    linkedAlready: '#{channel} 已关联到 {project}（{key}），可见范围：{kind}。如需更改，请先输入：取消关联 #{channel}',
    hasSuchChannel: '该项目在此平台上已有同类频道 #{channel}。如需换用其他频道，请先输入：取消关联 #{channel}',
    clientKind: '客户',
    internalKind: '仅我方',
  },
});

/** The readers of a channel, as a noun: "The client" or "Our side". */
export function audienceName(audience: Audience, locale: Locale): string {
  const texts = projectRecordTexts(locale);
  return audience === 'client' ? texts.clientKind() : texts.internalKind();
}
