import { defineTexts } from '../../ground/i18n.ts';

export const personRecordTexts = defineTexts({
  en: {
    noSuchPerson: 'I know no such person. Mention them with @, or write their full name.',
    unverifiedEmail: 'An e-mail address alone does not say who somebody is. Use a one-time code instead: me link',
    hasLeft: 'This person has left.',
    identityTaken:
      'This account already belongs to somebody else here. Nothing was changed. If both are one person, link the two people instead: person link',
    codeInvalid:
      'This code is not valid. It may be mistyped, used already or older than 15 minutes. Get a new one where I know you: me link',
    cannotLink:
      'These two cannot be one person: they are on different sides, one of them has left, or it is an admin’s account. Nothing was changed.',
    awayThing: 'Away',
    contributor: 'Contributor',
    approver: 'Approver',
    viewer: 'Viewer',
  },
  'zh-CN': {
    noSuchPerson: '没有找到此人。请使用 @ 提及，或填写全名。',
    unverifiedEmail: '仅凭邮箱地址无法确认身份。请改用一次性代码：个人设置 关联',
    hasLeft: '此人已离开。',
    identityTaken: '此账号在这里已属于另一个人，未作任何更改。如果两者是同一人，请关联这两个人：人员 关联',
    codeInvalid: '此代码无效：可能输入有误、已被使用或已超过 15 分钟。请在我认识您的平台重新获取：个人设置 关联',
    cannotLink: '这两个账号不能合并为同一人：双方不属于同一方、其中一人已离开，或其中之一是管理员账号。未作任何更改。',
    awayThing: '休假',
    contributor: '参与者',
    approver: '审批人',
    viewer: '查看者',
  },
});
