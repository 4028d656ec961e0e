import { defineTexts } from '../../ground/i18n.ts';

export const workspaceRecordTexts = defineTexts({
  en: {
    orgWideRefused:
      'This app was installed for a whole Enterprise Grid organisation. Rapport needs one workspace at a time, because it keeps each workspace’s record apart. Install it on the single workspace and connect that.',
    alreadyConnected: 'This installation already belongs to another workspace. Its admin has to release it first.',
    codeInvalid:
      'This code is not valid. It may be mistyped, used already or older than 15 minutes. Ask the admin for a new one: they get it by writing to me “connect”.',
    notOurs: 'This person is not on our side, so they cannot have one of our roles.',
    lastAdmin: 'This is the last admin. Make somebody else an admin first.',
    ourWorkspace: 'Our workspace',
  },
  'zh-CN': {
    orgWideRefused:
      '此应用安装在整个 Enterprise Grid 组织上。Rapport 按工作区分别保存记录，因此一次只能接入一个工作区。请将其安装到单个工作区后再连接。',
    alreadyConnected: '此安装已属于另一个工作区，需由其管理员先行解除。',
    codeInvalid:
      '此代码无效：可能输入有误、已被使用或已超过 15 分钟。请向管理员索取新代码：管理员私信我“连接”即可获取。',
    notOurs: '此人不属于我方人员，无法授予我方角色。',
    lastAdmin: '这是最后一位管理员，请先指定另一位管理员。',
    ourWorkspace: '我们的工作区',
  },
});
