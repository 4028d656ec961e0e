import type { Scenario } from './scenario.ts';

const askForLogo = {
  form: 'Set a reminder',
  says: 'A few details are missing. What you gave is filled in.',
  fields: { for: '@Tom Berg', channel: '', text: 'Ask for the logo', when: '', dayOff: '', quiet: '' },
};

/** Reminders: set, shown, changed, postponed, permitted, delayed by the night. */
export const reminderScenarios: readonly Scenario[] = [
  {
    name: 'a reminder is set, comes when it is due, is put off by the menu and done',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Send the invoice" tomorrow 3pm',
        sees: { mei: ['I will remind you: | Send the invoice | Next: Tue 24 Nov 15:00 ...'] },
      },
      {
        who: 'mei',
        types: 'reminders',
        sees: { mei: ['1 reminder | 1. Send the invoice · Tue 24 Nov 15:00 ... [Done] ...'] },
      },
      { at: '2026-11-24T14:00:00Z', sees: { mei: ['Reminder | Send the invoice ... [Done] ...'] } },
      {
        who: 'mei',
        presses: '1 hour',
        sees: { mei: ['=> Send the invoice | Put off. I will remind you again Tue 24 Nov 16:00. [Undo]'] },
      },
      { at: '2026-11-24T15:00:00Z', sees: { mei: ['Reminder | Send the invoice ... [Done] ...'] } },
      { who: 'mei', presses: 'Done', sees: { mei: ['=> Send the invoice | Done. [Undo]'] } },
      {
        who: 'mei',
        types: 'reminders',
        sees: { mei: ['You have no reminders. ...'] },
      },
    ],
  },
  {
    name: 'a reminder goes into one’s own calendar, in both languages',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Status call" every Tuesday 10:00',
        sees: { mei: ['I will remind you: | Status call ...'] },
      },
      {
        who: 'mei',
        types: 'remind calendar 1',
        sees: {
          mei: [
            'Open this file to put the reminder into your calendar. | Later changes to the reminder do not reach your calendar: get the file again then. (file Status call.ics)',
          ],
        },
      },
      { who: 'tom', types: '提醒我 明天上午9点 “打电话”', sees: { tom: ['好的，我会提醒您： | 打电话 ...'] } },
      {
        who: 'tom',
        types: '提醒日历 1',
        sees: {
          tom: [
            '打开此文件，即可将这条提醒添加到您的日历。 | 之后对提醒的修改不会同步到您的日历，届时请重新获取。 (file 打电话.ics)',
          ],
        },
      },
    ],
  },
  {
    name: 'the calendar file comes by the menu of the list, and of what is paused there is none',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Status call" every Tuesday 10:00',
        sees: { mei: ['I will remind you: | Status call ...'] },
      },
      { who: 'mei', types: 'reminders', sees: { mei: ['1 reminder | 1. Status call · Tue 24 Nov 10:00 ...'] } },
      {
        who: 'mei',
        presses: 'Calendar file',
        sees: {
          mei: ['Open this file to put the reminder into your calendar. | Later changes ... (file Status call.ics)'],
        },
      },
      {
        who: 'mei',
        types: 'remind pause 1',
        sees: { mei: ['Status call | Paused. It does not come until you resume it. [Resume]'] },
      },
      {
        who: 'mei',
        types: 'remind calendar 1',
        sees: { mei: ['As it stands this reminder does not come any more, ...'] },
      },
      {
        who: 'mei',
        types: 'remind done 1',
        sees: { mei: ['Status call | Done for this time. It is paused, ... [Resume] [Undo]'] },
      },
      {
        who: 'mei',
        presses: 'Resume',
        sees: { mei: ['=> Status call | Going again. It comes next Tue 24 Nov 10:00.'] },
      },
    ],
  },
  {
    name: 'verbs of a list are verbs of one’s own, in both languages, and another time is given by number',
    steps: [
      {
        who: 'mei',
        types: 'remind cancel the subscription on 1 December 9am',
        sees: { mei: ['I will remind you: | cancel the subscription | Next: Tue 1 Dec 09:00 ...'] },
      },
      {
        who: 'mei',
        types: 'remind move 1 3 December 5pm',
        sees: { mei: ['Changed. I will remind you: | cancel the subscription | Next: Thu 3 Dec 17:00 ...'] },
      },
      {
        who: 'tom',
        types: '提醒取消订阅 12月1日上午9点',
        sees: { tom: ['好的，我会提醒您： | 取消订阅 | 下次：12月1日（周二）09:00 ...'] },
      },
      {
        who: 'tom',
        types: '提醒改期 1 12月3日下午5点',
        sees: { tom: ['已修改。我会提醒您： | 取消订阅 | 下次：12月3日（周四）17:00 ...'] },
      },
      {
        who: 'mei',
        types: 'remind Tom Berg "Check the logs" tomorrow 9am',
        sees: { mei: ['I will remind Tom Berg: | Check the logs ...'] },
      },
    ],
  },
  {
    name: 'a reminder is changed by its form, which says at the field what is wrong',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Send the invoice" tomorrow 3pm',
        sees: { mei: ['I will remind you: | Send the invoice | Next: Tue 24 Nov 15:00 ... [Edit] ...'] },
      },
      {
        who: 'mei',
        presses: 'Edit',
        sees: {
          mei: [
            {
              form: 'Change a reminder',
              fields: { text: 'Send the invoice', when: 'tomorrow 15:00', dayOff: 'keep', quiet: 'keep' },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { text: 'Send both invoices', when: 'sometime soon' },
        sees: {
          mei: [
            {
              form: 'Change a reminder',
              fields: { text: 'Send both invoices', when: 'sometime soon', dayOff: 'keep', quiet: 'keep' },
              wrong: { when: 'I did not understand when. ...' },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { when: 'tomorrow 17:00' },
        sees: { mei: ['Changed. I will remind you: | Send both invoices | Next: Tue 24 Nov 17:00 ... [Edit] ...'] },
      },
      { at: '2026-11-24T16:00:00Z', sees: { mei: ['Reminder | Send both invoices ...'] } },
    ],
  },
  {
    name: 'what is missing becomes a form, and a colleague hears in their own language from whom it is',
    steps: [
      {
        who: 'mei',
        types: 'remind @Tom Berg "Ask for the logo"',
        sees: {
          mei: [askForLogo],
        },
      },
      {
        who: 'mei',
        fills: { when: '' },
        sees: {
          mei: [
            {
              elsewhere: { ...askForLogo, wrong: { when: 'Please fill this in.' } },
              teams: { form: askForLogo.form, fields: askForLogo.fields, wrong: { when: 'Please fill this in.' } },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { when: 'tomorrow 9:00' },
        sees: { mei: ['I will remind Tom Berg: | Ask for the logo | Next: Tue 24 Nov 09:00 ...'] },
      },
      { at: '2026-11-24T08:00:00Z', sees: { tom: ['来自 Mei Chen 的提醒 | Ask for the logo ... [完成] ...'] } },
      { who: 'tom', presses: '完成', sees: { tom: ['=> Ask for the logo | 已完成。 [撤销]'] } },
    ],
  },
  {
    name: 'a form that is put away with something in it can be taken up again',
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
        closes: { text: 'Half a thought' },
        sees: { mei: ['“Set a reminder” was not saved. Your entries are still here. [Continue]'] },
      },
      {
        who: 'mei',
        presses: 'Continue',
        sees: {
          mei: [
            {
              form: 'Set a reminder',
              fields: { for: '', channel: '', text: 'Half a thought', when: '', dayOff: '', quiet: '' },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { when: 'tomorrow 9:00' },
        sees: { mei: ['I will remind you: | Half a thought | Next: Tue 24 Nov 09:00 ...'] },
      },
    ],
  },
  {
    name: 'words that can mean several times set nothing until one says yes',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Call" on 3/4 at 9:00',
        sees: {
          mei: [
            'I can read this in more than one way, so nothing is set yet. ... | Call | Next: Sat 3 Apr 2027 09:00 ... [Yes, set it] ...',
          ],
        },
      },
      {
        who: 'mei',
        types: 'reminders',
        sees: { mei: ['You have no reminders. ...'] },
      },
      {
        who: 'mei',
        presses: 'Yes, set it',
        sees: { mei: ['I will remind you: | Call | Next: Sat 3 Apr 2027 09:00 ...'] },
      },
    ],
  },
  {
    name: 'a member’s reminder for the client waits for the manager’s word, and goes out with it',
    steps: [
      {
        who: 'tom',
        types: 'remind #acme "Weekly numbers" every day 23:00',
        sees: {
          tom: [
            '客户会看到这条提醒，需要项目经理同意。 ... | Weekly numbers | 重复：每天 23:00 | 接下来的时间：11月23日（周一）23:00 · 11月24日（周二）23:00 · 11月25日（周三）23:00 | 纽约时间：11月23日（周一）10:00 · 11月24日（周二）10:00 · 11月25日（周三）10:00 ...',
          ],
          mei: [
            'Tom Berg would like to remind #acme, where the client reads: | Weekly numbers | Repeats: every day at 23:00 (Shanghai time) | The next times: Mon 23 Nov 16:00 · Tue 24 Nov 16:00 · Wed 25 Nov 16:00 | In New York time: Mon 23 Nov 10:00 · Tue 24 Nov 10:00 · Wed 25 Nov 10:00 ... [Allow] ...',
          ],
        },
      },
      {
        who: 'mei',
        presses: 'Allow',
        sees: {
          mei: ['=> Weekly numbers | Allowed. It comes next Mon 23 Nov 16:00.'],
          tom: ['Mei Chen 已同意您在 #acme 的提醒“Weekly numbers”。'],
        },
      },
      { at: '2026-11-23T15:00:00Z', sees: { '#acme': ['Reminder | Weekly numbers'] } },
      {
        who: 'tom',
        types: '提醒列表',
        sees: { tom: ['1 条提醒 | 1. Weekly numbers · 11月24日（周二）23:00 ... 提醒 #acme ...'] },
      },
    ],
  },
  {
    name: 'a member’s reminder for the client is declined, and never posted',
    steps: [
      {
        who: 'tom',
        types: 'remind #acme "Weekly numbers" every day 23:00',
        sees: {
          tom: [
            '客户会看到这条提醒，需要项目经理同意。 ... | Weekly numbers | 重复：每天 23:00 | 接下来的时间：11月23日（周一）23:00 · 11月24日（周二）23:00 · 11月25日（周三）23:00 | 纽约时间：11月23日（周一）10:00 · 11月24日（周二）10:00 · 11月25日（周三）10:00 ...',
          ],
          mei: [
            'Tom Berg would like to remind #acme, where the client reads: | Weekly numbers | Repeats: every day at 23:00 (Shanghai time) | The next times: Mon 23 Nov 16:00 · Tue 24 Nov 16:00 · Wed 25 Nov 16:00 | In New York time: Mon 23 Nov 10:00 · Tue 24 Nov 10:00 · Wed 25 Nov 10:00 ... [Decline] ...',
          ],
        },
      },
      {
        who: 'mei',
        presses: 'Decline',
        sees: {
          mei: ['=> Weekly numbers | Declined. Tom Berg hears of it.'],
          tom: ['Mei Chen 未同意您在 #acme 的提醒“Weekly numbers” ...'],
        },
      },
      { at: '2026-11-25T15:00:00Z' },
    ],
  },
  {
    name: 'in the client’s night a reminder waits for their morning, unless it is told not to',
    steps: [
      {
        who: 'mei',
        types: 'remind #acme "Send the pictures" every Mon 9:00',
        sees: {
          mei: [
            'I will remind #acme: | Send the pictures | Repeats: every Mon at 09:00 | The next times: Mon 30 Nov 15:00 · Mon 7 Dec 15:00 · Mon 14 Dec 15:00 | In New York time: Mon 30 Nov 09:00 · Mon 7 Dec 09:00 · Mon 14 Dec 09:00 | That would be 03:00 for #acme, outside their working hours ... [Even at night] ...',
          ],
        },
      },
      { at: '2026-11-30T08:00:00Z' },
      { at: '2026-11-30T14:00:00Z', sees: { '#acme': ['Reminder | Send the pictures'] } },
      {
        who: 'mei',
        presses: 'Even at night',
        sees: {
          mei: [
            '=> Changed. I will remind #acme: | Send the pictures | Repeats: every Mon at 09:00 | The next times: Mon 7 Dec 09:00 · Mon 14 Dec 09:00 · Mon 21 Dec 09:00 | In New York time: Mon 7 Dec 03:00 · Mon 14 Dec 03:00 · Mon 21 Dec 03:00 ...',
          ],
        },
      },
      { at: '2026-12-07T08:00:00Z', sees: { '#acme': ['Reminder | Send the pictures'] } },
    ],
  },
  {
    name: 'in Chinese: set in one breath, listed, deleted',
    steps: [
      {
        who: 'tom',
        types: '提醒我明天下午3点交报告',
        sees: { tom: ['好的，我会提醒您： | 交报告 | 下次：11月24日（周二）15:00 ... [删除] ...'] },
      },
      { who: 'tom', types: '提醒列表', sees: { tom: ['1 条提醒 | 1. 交报告 · 11月24日（周二）15:00 ... [删除] ...'] } },
      {
        who: 'tom',
        presses: '删除',
        sees: { tom: ['=> 没有剩余的提醒了 | 1. 交报告 ... | 已删除 ... [撤销] [新建提醒]'] },
      },
      { who: 'tom', types: '提醒列表', sees: { tom: ['您还没有提醒。 ...'] } },
    ],
  },
];
