import type { Scenario } from './scenario.ts';

/** What the client's people see and do. */
export const clientScenarios: readonly Scenario[] = [
  {
    name: 'the client desk is posted, and a contact reports a problem by its button',
    steps: [
      {
        who: 'mei',
        types: 'desk new ACME',
        sees: {
          mei: ['The client desk stands in #acme.'],
          '#acme': [
            'Acme × North | Mei Chen runs your project, Mon–Fri 09:00–18:00 (New York time). I read only mentions, messages to me and button presses. [Report a problem] [Ask Mei] [More]',
          ],
        },
      },
      { who: 'ana', presses: 'Report a problem', sees: { ana: [{ form: 'Write to the team', fields: { sort: 'problem', text: '' } }] } },
      {
        who: 'ana',
        fills: { text: 'The checkout is down' },
        sees: {
          ana: ['The checkout is down | Thank you. Mei Chen has it now and will answer you here.'],
          mei: ['Ana Lima wrote to me, and says it is: Problem | The checkout is down [Seen to]'],
        },
      },
      { who: 'mei', presses: 'Seen to', sees: { mei: ['=> The checkout is down | Seen to.'] } },
    ],
  },
  {
    name: 'at the desk everybody is asked in their own language, and may change it',
    steps: [
      {
        who: 'mei',
        types: 'desk new ACME',
        sees: {
          mei: ['The client desk stands in #acme.'],
          '#acme': [
            'Acme × North | Mei Chen runs your project, Mon–Fri 09:00–18:00 (New York time). I read only mentions, messages to me and button presses. [Report a problem] [Ask Mei] [More]',
          ],
        },
      },
      { who: 'li', presses: 'Ask Mei', sees: { li: [{ form: '给团队留言', fields: { sort: 'question', text: '' } }] } },
      {
        who: 'li',
        fills: { text: '标志什么时候需要？' },
        sees: {
          li: ['标志什么时候需要？ | 谢谢。已转给Mei Chen，会在这里答复您。'],
          mei: ['李文静 wrote to me, and says it is: Question | 标志什么时候需要？ [Seen to]'],
        },
      },
      { who: 'ana', presses: '中文', sees: { ana: ['已保存。今后我会用中文与您交流，时间按 America/New_York 显示。'] } },
      { who: 'ana', types: 'reminders', sees: { ana: ['您还没有提醒。可以这样新建： | 提醒我 明天下午3点 “交报告” [新建提醒]'] } },
    ],
  },
  {
    name: 'a contact’s own words are kept and asked about, and the manager has them with one press',
    steps: [
      {
        who: 'ana',
        mentions: 'the checkout is down!!',
        in: 'acme',
        sees: { ana: ['I have kept your words: | the checkout is down!! | What is it? [Problem] [Question] [Change]'] },
      },
      {
        who: 'ana',
        presses: 'Problem',
        sees: {
          ana: ['=> the checkout is down!! | Thank you. Mei Chen has it now and will answer you here.'],
          mei: ['Ana Lima wrote to me, and says it is: Problem | the checkout is down!! [Seen to]'],
        },
      },
      { who: 'mei', presses: 'Seen to', sees: { mei: ['=> the checkout is down!! | Seen to.'] } },
    ],
  },
  {
    name: 'the same in Chinese, written to Rapport alone',
    steps: [
      { who: 'li', types: '网站打不开了！', sees: { li: ['您的留言已保存： | 网站打不开了！ | 这是： [问题] [咨询] [变更]'] } },
      {
        who: 'li',
        presses: '问题',
        sees: {
          li: ['=> 网站打不开了！ | 谢谢。已转给Mei Chen，会在这里答复您。'],
          mei: ['李文静 wrote to me, and says it is: Problem | 网站打不开了！ [Seen to]'],
        },
      },
    ],
  },
  {
    name: 'a contact reminds themselves, and nobody else',
    steps: [
      {
        who: 'ana',
        types: 'remind #acme "Send us the pictures" tomorrow 9:00',
        sees: { ana: ['You can set reminders for yourself. For others, ask the project manager.'] },
      },
      {
        who: 'ana',
        types: 'remind me "Look at the draft" tomorrow 10:00',
        sees: { ana: ['I will remind you: | Look at the draft | Next: Tue 24 Nov 10:00 [Edit] [Delete]'] },
      },
      { at: '2026-11-24T15:00:00Z', sees: { ana: ['Reminder | Look at the draft [Done] [Snooze]'] } },
    ],
  },
  {
    name: 'whoever nobody knows may say something in the client’s channel, and gets nothing of ours',
    steps: [
      {
        who: 'zoe',
        mentions: 'project list',
        in: 'acme',
        sees: {
          zoe: ['I have kept your words: | project list | What is it? [Problem] [Question] [Change]'],
          mei: [
            'Who is Zoe Ashe? | Zoe Ashe wrote to me or joined #acme (Acme shop). Until you say otherwise they can read and ask there, nothing more. | Contributor: raises problems and answers. Approver: also acknowledges plans and signs changes. [Contributor] [Approver] [Viewer] [Not a contact]',
          ],
        },
      },
      {
        who: 'zoe',
        mentions: 'remind me "Take over" tomorrow 9:00',
        in: 'acme',
        sees: { zoe: ['I have kept your words: | remind me "Take over" tomorrow 9:00 | What is it? [Problem] [Question] [Change]'] },
      },
      { who: 'zoe', types: 'today', sees: { zoe: ['I have kept your words: | today | What is it? [Problem] [Question] [Change]'] } },
    ],
  },
  {
    name: 'somebody new is made a contact with one press, and may do more from then on',
    steps: [
      {
        who: 'zoe',
        mentions: 'the logo is broken',
        in: 'acme',
        sees: {
          zoe: ['I have kept your words: | the logo is broken | What is it? [Problem] [Question] [Change]'],
          mei: [
            'Who is Zoe Ashe? | Zoe Ashe wrote to me or joined #acme (Acme shop). Until you say otherwise they can read and ask there, nothing more. | Contributor: raises problems and answers. Approver: also acknowledges plans and signs changes. [Contributor] [Approver] [Viewer] [Not a contact]',
          ],
        },
      },
      { who: 'mei', presses: 'Contributor', sees: { mei: ['=> Zoe Ashe is a contact of Acme now: Contributor. [Approver] [Viewer] [Not a contact]'] } },
      {
        who: 'zoe',
        types: 'remind me "Send the logo" tomorrow 9:00',
        sees: { zoe: ['I will remind you: | Send the logo | Next: Tue 24 Nov 09:00 [Edit] [Delete]'] },
      },
    ],
  },
  {
    name: 'whatever is written is read as it was written, and does nothing',
    steps: [
      {
        who: 'mei',
        types: 'reminder new',
        sees: { mei: [{ form: 'Set a reminder', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } }] },
      },
      {
        who: 'mei',
        fills: { text: 'See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1>', channel: '#acme', when: 'tomorrow 16:00' },
        sees: {
          mei: [
            'I will remind #acme: | See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1> | Next: Tue 24 Nov 16:00 | In New York time: Tue 24 Nov 10:00 [Edit] [Delete]',
          ],
        },
      },
      { at: '2026-11-24T15:00:00Z', sees: { '#acme': ['Reminder | See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1>'] } },
    ],
  },
  {
    name: 'what one person alone is shown about a channel counts in that channel, also by the form behind it',
    steps: [
      {
        who: 'mei',
        types: 'desk',
        in: 'acme',
        sees: {
          mei: [
            'Acme × North | Mei Chen runs your project, Mon–Fri 09:00–18:00 (New York time). I read only mentions, messages to me and button presses. [Report a problem] [Ask Mei] [More]',
          ],
        },
      },
      { who: 'mei', presses: 'Report a problem', sees: { mei: [{ form: 'Write to the team', fields: { sort: 'problem', text: '' } }] } },
      {
        who: 'mei',
        fills: { text: 'Ana rang: the checkout is down' },
        sees: {
          mei: [
            'Ana rang: the checkout is down | Thank you. Mei Chen has it now and will answer you here.',
            'Mei Chen wrote to me, and says it is: Problem | Ana rang: the checkout is down [Seen to]',
          ],
        },
      },
    ],
  },
  {
    name: 'a command typed where the client reads is answered to whoever typed it',
    steps: [
      {
        who: 'mei',
        types: 'reminders',
        in: 'acme',
        sees: { mei: ['You have no reminders. Set one like this: | remind me "Send the invoice" tomorrow 3pm [New reminder]'] },
      },
      {
        who: 'mei',
        presses: 'New reminder',
        sees: { mei: [{ form: 'Set a reminder', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } }] },
      },
      {
        who: 'mei',
        fills: { text: 'Send the logo', when: 'tomorrow 16:00' },
        sees: { mei: ['I will remind you: | Send the logo | Next: Tue 24 Nov 16:00 [Edit] [Delete]'] },
      },
    ],
  },
];
