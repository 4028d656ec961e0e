import type { Scenario } from './scenario.ts';

/** A channel becomes a project: by its set-up, by text, by forms. */
export const setupScenarios: readonly Scenario[] = [
  {
    name: 'Rapport is brought into a channel, which becomes a project, rehearsed first',
    steps: [
      {
        who: 'mei',
        brings: 'rapport',
        in: 'launch',
        sees: {
          mei: ['I am in #launch now | ... client Launch; who reads there: the client; English; ... [Set it up] ...'],
        },
      },
      {
        who: 'mei',
        presses: 'Set it up',
        sees: {
          mei: [
            { form: 'Set up a channel as a project', fields: { client: 'Launch', kind: 'client', language: 'en' } },
          ],
        },
      },
      {
        who: 'mei',
        fills: { client: 'Borealis' },
        sees: {
          mei: ['Borealis (BORE) is ready. ... #launch ... [Rehearse] ...'],
        },
      },
      {
        who: 'mei',
        presses: 'Rehearse',
        sees: { mei: ['Rehearsal of Borealis is on: ...'] },
      },
      {
        who: 'mei',
        types: 'project list',
        sees: {
          mei: [
            {
              elsewhere:
                'Projects | Key | Name | Client | Manager | State | ACME | Acme shop | Acme | Mei Chen | active | BORE | Borealis | Borealis | Mei Chen | active ...',
              teams:
                'Projects | ACME Acme shop | Client: Acme · Manager: Mei Chen · State: active | BORE Borealis | Client: Borealis · Manager: Mei Chen · State: active ...',
            },
          ],
        },
      },
    ],
  },
  {
    name: 'a channel becomes a project by words alone',
    steps: [
      { who: 'mei', brings: 'rapport', in: 'launch', sees: { mei: ['I am in #launch now ...'] } },
      {
        who: 'mei',
        types: 'setup Beta client English',
        in: 'launch',
        sees: { mei: ['Beta (BETA) is ready. ... #launch ...'] },
      },
    ],
  },
  {
    name: 'a channel becomes a project by the form that words open there',
    steps: [
      { who: 'mei', brings: 'rapport', in: 'launch', sees: { mei: ['I am in #launch now ...'] } },
      {
        who: 'mei',
        types: 'setup Beta',
        in: 'launch',
        sees: {
          mei: [
            {
              elsewhere: {
                form: 'Set up a channel as a project',
                says: 'A few details are missing. ...',
                fields: { client: 'Beta', kind: 'client', language: '' },
              },
              // It may be in her own chat; then it names its channel.
              teams: {
                form: 'Set up a channel as a project',
                says: '... A few details are missing. ...',
                fields: { client: 'Beta', kind: 'client', language: '' },
              },
            },
          ],
        },
      },
      { who: 'mei', fills: { language: 'en' }, sees: { mei: ['Beta (BETA) is ready. ... #launch ...'] } },
    ],
  },
  {
    name: 'to Rapport alone, the form asks which channel becomes a project',
    steps: [
      { who: 'mei', brings: 'rapport', in: 'launch', sees: { mei: ['I am in #launch now ...'] } },
      {
        who: 'mei',
        types: 'setup Beta client English',
        sees: {
          mei: [
            {
              form: 'Set up a channel as a project',
              says: '...',
              fields: { client: 'Beta', kind: 'client', language: 'en', channel: '' },
            },
          ],
        },
      },
      { who: 'mei', fills: { channel: '#launch' }, sees: { mei: ['Beta (BETA) is ready. ... #launch ...'] } },
    ],
  },
  {
    name: 'a form that is sent again does nothing again, and answers with what the first one did',
    steps: [
      {
        who: 'mei',
        types: 'client new',
        sees: { mei: [{ form: '...', fields: { name: '', key: '', language: '', country: '', note: '' } }] },
      },
      { who: 'mei', fills: { name: 'Borealis' }, sees: { mei: ['... Borealis ...'] } },
      {
        who: 'mei',
        sendsAgain: true,
        sees: { mei: [{ elsewhere: '... Borealis ...', teams: '=> ... Borealis ...' }] },
      },
      {
        who: 'mei',
        types: 'reminder new',
        sees: { mei: [{ form: '...', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } }] },
      },
      { who: 'mei', fills: { text: 'Assets', when: 'tomorrow 9:00' }, sees: { mei: ['I will remind you ...'] } },
      {
        who: 'mei',
        sendsAgain: true,
        sees: { mei: [{ elsewhere: 'I will remind you ...', teams: '=> I will remind you ...' }] },
      },
      { who: 'mei', types: 'client list', sees: { mei: ['Clients ... Acme ... Borealis ...'] } },
      { who: 'mei', types: 'reminders', sees: { mei: ['1 reminder ...'] } },
    ],
  },
  {
    name: 'every kind of field can be filled in and sent',
    steps: [
      {
        who: 'mei',
        types: 'me edit',
        sees: { mei: [{ form: 'Your language and time zone', fields: { language: 'en', zone: 'Europe/Berlin' } }] },
      },
      { who: 'mei', fills: { language: 'en', zone: 'Europe/Paris' }, sees: { mei: ['...Paris...'] } },
      { who: 'mei', types: 'away', sees: { mei: [{ form: '...', fields: { from: '', until: '', cover: '' } }] } },
      {
        who: 'mei',
        fills: { from: '2026-12-24', until: '2026-12-31', cover: '@Tom Berg' },
        sees: { mei: ['...'], tom: ['Mei Chen ...'] },
      },
      { who: 'mei', types: 'today edit', sees: { mei: [{ form: '...', fields: { morning: '', at: '09:00' } }] } },
      { who: 'mei', fills: { morning: 'on', at: '08:30' }, sees: { mei: ['...'] } },
      {
        who: 'mei',
        types: 'client new',
        sees: { mei: [{ form: '...', fields: { name: '', key: '', language: '', country: '', note: '' } }] },
      },
      { who: 'mei', fills: { name: 'Borealis', note: 'Short mails' }, sees: { mei: ['...Borealis...'] } },
      { who: 'mei', types: 'unlink', sees: { mei: [{ form: '...', fields: { channel: '' } }] } },
      { who: 'mei', fills: { channel: '#acme' }, sees: { mei: ['...'] } },
      {
        who: 'mei',
        types: 'reminder new',
        sees: { mei: [{ form: '...', fields: { for: '', channel: '', text: '', when: '', dayOff: '', quiet: '' } }] },
      },
      { who: 'mei', fills: { text: 'Assets', when: 'tomorrow 9:00' }, sees: { mei: ['...'] } },
    ],
  },
  {
    name: 'whoever may not start a project is told so, in their own language',
    steps: [{ who: 'tom', types: 'project new', sees: { tom: ['只有项目经理和管理员可以新建客户、联系人和项目。'] } }],
  },
];
