import type { CheckSet } from './checkSet.ts';

/** Training, and the handover to those who operate it. */
export const training = {
  value: 'training',
  label: { en: 'Training and handover', 'zh-CN': '培训与移交' },
  aliases: ['handover', '培训', '移交'],
  checks: {
    en: [
      {
        title: 'Training held',
        standard: 'Each group of users was trained and can do its tasks alone.',
        method: 'The list of participants, and a task that each of them does alone.',
        lines: ['Editors', 'Administrators', 'A recording or material for those who were absent'],
      },
      {
        title: 'Documentation',
        standard: 'A new colleague can work with the documentation alone.',
        method: 'A person who was not in the project follows it.',
        lines: ['User guide', 'Administration guide', 'Known limits and open points'],
      },
      {
        title: 'Access and ownership',
        standard: 'The client owns all accounts, and our accesses are agreed.',
        method: 'The list of accounts, tried one by one.',
        lines: [
          'Accounts are in the client’s name',
          'Passwords were changed',
          'Our remaining accesses are listed',
          'Licences and contracts are handed over',
        ],
      },
      {
        title: 'Operation and support',
        standard: 'It is clear who does what when something fails.',
        method: 'A trial of one fault from the report to the answer.',
        lines: [
          'Contacts on both sides',
          'Reaction times',
          'Monitoring and backups run',
          'Maintenance dates are agreed',
        ],
      },
    ],
    'zh-CN': [
      {
        title: '培训实施',
        standard: '各类用户均已接受培训，能独立完成工作。',
        method: '核对签到表，并由每位学员独立完成一项操作。',
        lines: ['内容编辑人员', '系统管理员', '为缺席人员提供录像或资料'],
      },
      {
        title: '文档',
        standard: '新同事仅凭文档即可上手。',
        method: '由未参与项目的人员按文档操作。',
        lines: ['用户手册', '管理员手册', '已知限制和遗留问题'],
      },
      {
        title: '账号与归属',
        standard: '所有账号归客户所有，我方保留的权限已约定。',
        method: '按账号清单逐一登录核对。',
        lines: ['账号以客户名义注册', '密码已更换', '我方保留的权限已列明', '授权和合同已移交'],
      },
      {
        title: '运维与支持',
        standard: '出现故障时由谁处理、如何处理均已明确。',
        method: '模拟一次故障，从报修到答复走完整流程。',
        lines: ['双方联系人', '响应时限', '监控和备份运行正常', '维护时间已约定'],
      },
    ],
  },
} as const satisfies CheckSet;
