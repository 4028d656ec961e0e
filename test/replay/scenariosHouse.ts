import type { Scenario } from './scenario.ts';

/** Linked channels, their readers, and the manager's day. */
export const houseScenarios: readonly Scenario[] = [
  {
    name: 'what is ours alone and is said where the client reads is answered to whoever said it',
    steps: [
      {
        who: 'mei',
        mentions: 'project new "Umbrella takeover" client:Acme',
        in: 'acme',
        sees: { mei: ['I do not answer this here, where the client can read. ...'] },
      },
    ],
  },
  {
    name: 'somebody from outside in our channel stops posting there, and manager and admin hear of it',
    steps: [
      {
        who: 'mei',
        brings: 'ana',
        in: 'acme-internal',
        sees: {
          mei: ['I stopped posting in #acme-internal | Ana Lima from outside ... [Check again] ...'],
          root: ['I stopped posting in #acme-internal | Ana Lima from outside ... [Check again] ...'],
        },
      },
      { who: 'mei', takesAway: 'ana', in: 'acme-internal' },
      {
        who: 'mei',
        presses: 'Check again',
        sees: {
          mei: ['=> Nobody from outside is in #acme-internal. Posting goes on.'],
        },
      },
    ],
  },
  {
    name: 'Rapport is taken out of the client’s channel, and the manager hears what to do',
    steps: [
      {
        who: 'tom',
        takesAway: 'rapport',
        in: 'acme',
        sees: { mei: ['#acme of ACME | I was removed from the channel. ...'] },
      },
    ],
  },
  {
    name: 'a manager’s day: what waits, what comes, how the projects stand, and one press less',
    steps: [
      {
        who: 'mei',
        types: 'remind me "Send the invoice" today 11:00',
        sees: { mei: ['I will remind you: | Send the invoice | Next: Mon 23 Nov 11:00 ...'] },
      },
      {
        who: 'mei',
        types: 'remind me "Call Ana" tomorrow 9:30',
        sees: { mei: ['I will remind you: | Call Ana | Next: Tue 24 Nov 09:30 ...'] },
      },
      {
        at: '2026-11-23T12:00:00Z',
        sees: { mei: ['Reminder | Send the invoice | Was meant for Mon 23 Nov 11:00 ...'] },
      },
      {
        who: 'mei',
        types: 'today',
        sees: {
          mei: [
            'Today, Mon 23 Nov | 1 thing waits for you | Send the invoice · was due, not done yet | Coming up | Tue 24 Nov 09:30 · Call Ana | Your projects | ACME Acme shop · active ... [Until tomorrow 9:00] ...',
          ],
        },
      },
      {
        who: 'mei',
        presses: 'Until tomorrow 9:00',
        under: 'Your projects',
        sees: {
          mei: [
            '=> Today, Mon 23 Nov | Nothing waits for you. | Send the invoice ... | Put off. I will remind you again Tue 24 Nov 09:00. | Coming up ... [Undo] ...',
          ],
        },
      },
      {
        who: 'tom',
        types: '待办',
        sees: { tom: ['待办，11月23日（周一） | 目前没有等待您处理的事项。 ...'] },
      },
    ],
  },
  {
    name: 'a project without its client’s channel says so in the day, and a reminder waits until the channel is back',
    steps: [
      {
        who: 'mei',
        types: 'remind #acme "Weekly numbers" every Tuesday 16:00',
        sees: { mei: ['I will remind #acme: | Weekly numbers ...'] },
      },
      {
        who: 'mei',
        types: 'unlink #acme',
        sees: { mei: ['#acme is not linked any more. I post nothing there. [Link a channel]'] },
      },
      {
        who: 'mei',
        types: 'today',
        sees: {
          mei: [
            'Today, Mon 23 Nov | 1 thing waits for you | Acme shop ... | Your projects | ACME Acme shop · active · something wrong with its channels ...',
          ],
        },
      },
      {
        at: '2026-11-24T15:00:00Z',
        sees: { mei: ['I could not deliver your reminder “Weekly numbers” (#acme): ...'] },
      },
      {
        who: 'mei',
        presses: 'Link a channel',
        under: 'is not linked any more',
        sees: {
          mei: [{ form: 'Link a channel to a project', fields: { channel: '#acme', kind: 'client', project: 'ACME' } }],
        },
      },
      { who: 'mei', fills: { kind: 'client' }, sees: { mei: ['... #acme ...'] } },
      {
        who: 'mei',
        types: 'today',
        sees: { mei: ['Today, Tue 24 Nov | ... ACME Acme shop · active · channels in order ...'] },
      },
      { at: '2026-12-01T15:00:00Z', sees: { '#acme': ['Reminder | Weekly numbers'] } },
    ],
  },
  {
    name: 'what was written for us alone is not posted once the client reads in that channel',
    steps: [
      {
        who: 'mei',
        types: 'remind #acme-internal "Raise the price" tomorrow 16:00',
        sees: { mei: ['I will remind #acme-internal: | Raise the price ...'] },
      },
      { who: 'mei', types: 'unlink #acme', sees: { mei: ['#acme is not linked any more. ...'] } },
      { who: 'mei', types: 'unlink #acme-internal', sees: { mei: ['#acme-internal is not linked any more. ...'] } },
      {
        who: 'mei',
        types: 'link #acme-internal client project:ACME',
        sees: { mei: ['... #acme-internal ...'] },
      },
      {
        at: '2026-11-24T15:00:00Z',
        sees: {
          mei: [
            'I could not deliver your reminder “Raise the price” (#acme-internal): the client reads there by now, ...',
          ],
        },
      },
    ],
  },
  {
    name: 'a linked channel is renamed',
    notInPlayground: true,
    steps: [
      { who: 'tom', renames: 'acme', to: 'acme-shop' },
      {
        who: 'mei',
        types: 'project show ACME',
        sees: {
          mei: ['Acme shop (ACME) ... #acme-shop · the client; #acme-internal · only our side ...'],
        },
      },
    ],
  },
  {
    name: 'a linked channel is archived, and what was meant for it comes to the manager',
    notInPlayground: true,
    steps: [
      {
        who: 'mei',
        types: 'remind #acme "Weekly numbers" tomorrow 16:00',
        sees: {
          mei: [
            'I will remind #acme: | Weekly numbers | Next: Tue 24 Nov 16:00 | In New York time: Tue 24 Nov 10:00 ...',
          ],
        },
      },
      { who: 'tom', archives: 'acme', sees: { mei: ['#acme of ACME | The channel was archived. ...'] } },
      {
        at: '2026-11-24T15:00:00Z',
        sees: { mei: ['I could not deliver your reminder “Weekly numbers” (#acme): the channel is gone ...'] },
      },
      {
        who: 'mei',
        types: 'reminders',
        sees: {
          mei: ['1 reminder | 1. Weekly numbers · could not be delivered: the channel is gone ... #acme ...'],
        },
      },
    ],
  },
  {
    name: 'what is meant for us alone is not posted while somebody from outside is there',
    steps: [
      {
        who: 'tom',
        types: 'remind #acme-internal "Plan the week" tomorrow 17:00',
        sees: {
          tom: [
            '好的，我会提醒 #acme-internal： | Plan the week | 下次：11月24日（周二）17:00 | 纽约时间：11月24日（周二）04:00 ...',
          ],
        },
      },
      {
        who: 'tom',
        brings: 'zoe',
        in: 'acme-internal',
        sees: {
          mei: ['I stopped posting in #acme-internal | Zoe Ashe from outside ... [Check again] ...'],
          root: ['I stopped posting in #acme-internal | Zoe Ashe from outside ... [Check again] ...'],
        },
      },
      {
        at: '2026-11-24T09:00:00Z',
        sees: {
          tom: ['您的提醒“Plan the week”（#acme-internal）无法送达：该频道里有外部人员 ...'],
          mei: [
            'Today, Tue 24 Nov | 1 thing waits for you | Posting has stopped in #acme-internal (Acme shop): somebody from outside may read there. | Your projects | ACME Acme shop · active ... [Check again] ...',
          ],
        },
      },
      { who: 'mei', takesAway: 'zoe', in: 'acme-internal' },
      {
        who: 'mei',
        presses: 'Check again',
        sees: {
          mei: [
            '=> Today, Tue 24 Nov | Nothing waits for you. | Posting has stopped ... | Nobody from outside is in #acme-internal. Posting goes on. | Your projects ...',
          ],
        },
      },
    ],
  },
  {
    name: 'in a rehearsal the client’s channel stays silent, and our own shows what would have gone there',
    steps: [
      {
        who: 'mei',
        types: 'rehearsal new ACME',
        sees: {
          mei: [
            {
              form: 'Rehearse: what is for the client goes to our side, marked',
              says: 'A few details are missing. What you gave is filled in.',
              fields: { state: '', project: 'ACME' },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { state: 'on' },
        sees: {
          mei: ['Rehearsal of Acme shop is on: ... #acme-internal ...'],
        },
      },
      {
        who: 'mei',
        types: 'desk post ACME',
        sees: {
          mei: ['This is a rehearsal: ...'],
          '#acme-internal': ['Rehearsal: would have gone to #acme. | Acme × North | Mei Chen runs your project, ...'],
        },
      },
      {
        who: 'mei',
        types: 'remind #acme "Weekly numbers" tomorrow 16:00',
        sees: {
          mei: [
            'I will remind #acme: | Weekly numbers | Next: Tue 24 Nov 16:00 | In New York time: Tue 24 Nov 10:00 ...',
          ],
        },
      },
      {
        at: '2026-11-24T15:00:00Z',
        sees: { '#acme-internal': ['Rehearsal: would have gone to #acme. | Reminder | Weekly numbers'] },
      },
    ],
  },
];
