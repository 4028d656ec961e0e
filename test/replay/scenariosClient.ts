import type { Scenario } from './scenario.ts';

/** Scenarios of the client's people. */
export const clientScenarios: readonly Scenario[] = [
  {
    name: 'the client desk is posted, and a contact reports a problem by its button',
    steps: [
      {
        who: 'mei',
        types: 'desk post ACME',
        sees: {
          mei: ['The client desk is posted in #acme ...'],
          '#acme': ['Acme × North | Mei Chen runs your project, ... [Report a problem] ...'],
        },
      },
      {
        who: 'ana',
        presses: 'Report a problem',
        sees: { ana: [{ form: 'Write to the team', fields: { sort: 'problem', text: '' } }] },
      },
      {
        who: 'ana',
        fills: { text: 'The checkout is down' },
        sees: {
          ana: ['The checkout is down | Thank you. Mei Chen has it now ...'],
          mei: ['Ana Lima wrote (Acme shop, Problem): | The checkout is down | #acme ... [Done]'],
        },
      },
      {
        who: 'mei',
        presses: 'Done',
        sees: { mei: ['=> Ana Lima wrote (Acme shop, Problem): | The checkout is down | #acme ... | Done: Mei Chen'] },
      },
    ],
  },
  {
    name: 'at the desk everybody is asked in their own language, and may change it',
    steps: [
      {
        who: 'mei',
        types: 'desk post ACME',
        sees: {
          mei: ['The client desk is posted in #acme ...'],
          '#acme': ['Acme × North | Mei Chen runs your project, ... [Ask Mei] ...'],
        },
      },
      { who: 'li', presses: 'Ask Mei', sees: { li: [{ form: '给团队留言', fields: { sort: 'question', text: '' } }] } },
      {
        who: 'li',
        fills: { text: '标志什么时候需要？' },
        sees: {
          li: ['标志什么时候需要？ | 谢谢。已转给 Mei Chen ...'],
          mei: ['李文静 wrote (Acme shop, Question): | 标志什么时候需要？ ...'],
        },
      },
      { who: 'ana', presses: '中文', sees: { ana: ['已保存。今后我会用中文与您交流 ...'] } },
      { who: 'ana', types: 'reminders', sees: { ana: ['您还没有提醒。 ...'] } },
    ],
  },
  {
    name: 'a contact’s own words are kept and asked about, and the manager has them with one press',
    steps: [
      {
        who: 'ana',
        mentions: 'the checkout is down!!',
        in: 'acme',
        sees: {
          ana: [
            'Thanks, Mei has this. Is it a problem, a question or a change? | the checkout is down!! [Problem] ...',
          ],
        },
      },
      {
        who: 'ana',
        presses: 'Problem',
        sees: {
          ana: ['=> the checkout is down!! | Thank you. Mei Chen has it now ...'],
          mei: [
            'Ana Lima wrote (Acme shop, Problem): | the checkout is down!! | #acme ... [Done] (leads to the message)',
          ],
        },
      },
      {
        who: 'mei',
        presses: 'Done',
        sees: {
          mei: [
            '=> Ana Lima wrote (Acme shop, Problem): | the checkout is down!! | #acme ... | Done: Mei Chen (leads to the message)',
          ],
        },
      },
    ],
  },
  {
    name: 'the same in Chinese, written to Rapport alone',
    steps: [
      {
        who: 'li',
        types: '网站打不开了！',
        sees: { li: ['谢谢，已转给 Mei。这是问题、咨询还是变更？ | 网站打不开了！ [问题] ...'] },
      },
      {
        who: 'li',
        presses: '问题',
        sees: {
          li: ['=> 网站打不开了！ | 谢谢。已转给 Mei Chen ...'],
          mei: ['李文静 wrote (Acme shop, Problem): | 网站打不开了！ ...'],
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
        sees: { ana: ['You can set reminders for yourself. ...'] },
      },
      {
        who: 'ana',
        types: 'remind me "Look at the draft" tomorrow 10:00',
        sees: { ana: ['I will remind you: | Look at the draft | Next: Tue 24 Nov 10:00 ...'] },
      },
      { at: '2026-11-24T15:00:00Z', sees: { ana: ['Reminder | Look at the draft ...'] } },
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
          zoe: ['Thanks, Mei has this. Is it a problem, a question or a change? | project list [Problem] ...'],
          mei: ['Who is Zoe Ashe? ... #acme ...'],
        },
      },
      {
        who: 'zoe',
        mentions: 'remind me "Take over" tomorrow 9:00',
        in: 'acme',
        sees: {
          zoe: [
            'Thanks, Mei has this. Is it a problem, a question or a change? | remind me "Take over" tomorrow 9:00 [Problem] ...',
          ],
        },
      },
      {
        who: 'zoe',
        types: 'today',
        sees: { zoe: ['Thanks, Root has this. Is it a problem, a question or a change? | today [Problem] ...'] },
      },
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
          zoe: ['Thanks, Mei has this. Is it a problem, a question or a change? | the logo is broken [Problem] ...'],
          mei: ['Who is Zoe Ashe? ... #acme ... [Contributor] ...'],
        },
      },
      { who: 'mei', presses: 'Contributor', sees: { mei: ['=> Zoe Ashe is a contact of Acme now: Contributor. ...'] } },
      {
        who: 'zoe',
        types: 'remind me "Send the logo" tomorrow 9:00',
        sees: { zoe: ['I will remind you: | Send the logo | Next: Tue 24 Nov 09:00 ...'] },
      },
    ],
  },
  {
    name: 'whatever is written is read as it was written, and does nothing',
    steps: [
      {
        who: 'mei',
        types: 'reminder new',
        sees: {
          mei: [
            { form: 'Set a reminder', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } },
          ],
        },
      },
      {
        who: 'mei',
        fills: {
          text: 'See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1>',
          channel: '#acme',
          when: 'tomorrow 16:00',
        },
        sees: {
          mei: [
            'I will remind #acme: | See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1> | Next: Tue 24 Nov 16:00 | In New York time: Tue 24 Nov 10:00 ...',
          ],
        },
      },
      {
        at: '2026-11-24T15:00:00Z',
        sees: {
          '#acme': ['Reminder | See <!channel> *now* <at>Mei</at> [x](https://example.com) & {{DATE}} :tada: <@U1>'],
        },
      },
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
          mei: ['Acme × North | Mei Chen runs your project, ... [Report a problem] ...'],
        },
      },
      {
        who: 'mei',
        presses: 'Report a problem',
        sees: { mei: [{ form: 'Write to the team', fields: { sort: 'problem', text: '' } }] },
      },
      {
        who: 'mei',
        fills: { text: 'Ana rang: the checkout is down' },
        sees: {
          mei: [
            'Ana rang: the checkout is down | Thank you. Mei Chen has it now ...',
            'Mei Chen wrote (Acme shop, Problem): | Ana rang: the checkout is down ...',
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
        sees: { mei: ['You have no reminders. ... [New reminder]'] },
      },
      {
        who: 'mei',
        presses: 'New reminder',
        sees: {
          mei: [
            { form: 'Set a reminder', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } },
          ],
        },
      },
      {
        who: 'mei',
        fills: { text: 'Send the logo', when: 'tomorrow 16:00' },
        sees: { mei: ['I will remind you: | Send the logo | Next: Tue 24 Nov 16:00 ...'] },
      },
    ],
  },
];
