import type { SliceExample } from '../../core/slice.ts';

export const reminderExample: SliceExample = {
  internal: (word) => [
    { as: 'member', command: 'reminder new', values: { text: `${word} to look at`, when: 'tomorrow 9:00' } },
  ],
  published: [
    {
      as: 'manager',
      command: 'reminder new',
      values: { channel: '#acme', text: 'Send the pictures', when: 'tomorrow 9:00' },
    },
  ],
  acts: [
    { as: 'approver', command: 'reminder new', values: { text: 'Sign', when: 'tomorrow 9:00' } },
    // A client would read these, so the manager is asked.
    { as: 'member', command: 'reminder new', values: { channel: '#acme', text: 'Logo', when: 'tomorrow 9:00' } },
    { as: 'manager', command: 'reminder allow', button: true },
    { as: 'member', command: 'reminder new', values: { channel: '#acme', text: 'Icon', when: 'tomorrow 9:00' } },
    { as: 'manager', command: 'reminder refuse', button: true },
    { as: 'admin', command: 'reminder new', values: { text: 'Assets', when: 'every Monday 9:00' } },
    { as: 'admin', command: 'reminder snooze', values: { reminder: '1', by: '1h' } },
    { as: 'admin', command: 'reminder skip', values: { reminder: '1' } },
    { as: 'admin', command: 'reminder pause', values: { reminder: '1' } },
    { as: 'admin', command: 'reminder resume', values: { reminder: '1' } },
    { as: 'admin', command: 'reminder edit', values: { reminder: '1', text: 'All assets' } },
    { as: 'admin', command: 'reminder now', values: { reminder: '1' } },
    { as: 'admin', command: 'reminder done', values: { reminder: '1' } },
    { as: 'admin', command: 'reminder undo', button: true },
    { as: 'admin', command: 'reminder assign', values: { reminder: '1', to: '@Tom' } },
    { as: 'member', command: 'reminder delete', values: { reminder: '1' } },
  ],
};
