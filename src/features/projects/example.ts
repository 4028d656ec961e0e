import type { SliceExample } from '../../core/slice.ts';

export const projectExample: SliceExample = {
  internal: (word) => [
    { as: 'manager', command: 'project edit', values: { project: 'ACME', note: `${word} of the project` } },
    {
      as: 'manager',
      command: 'holiday new',
      values: { dates: '2026-12-23', kind: 'off', name: `${word} day`, project: 'ACME' },
    },
    { as: 'manager', command: 'project import', values: { table: `client,project\n${word} client,${word} site` } },
  ],
  published: [{ as: 'manager', command: 'project edit', values: { project: 'ACME', name: 'Acme store' } }],
  acts: [
    { as: 'manager', command: 'project importnow', button: true },
    { as: 'manager', command: 'project new', values: { name: 'Second shop', client: 'Acme' } },
    { as: 'manager', command: 'holiday delete', values: { dates: '2026-12-23', project: 'ACME' } },
    { as: 'manager', command: 'rehearsal new', values: { state: 'on', project: 'ACME' } },
    {
      as: 'manager',
      command: 'setup new',
      values: { client: 'Borealis', kind: 'client', language: 'en', channel: '<#C-set-up>' },
    },
    { as: 'manager', command: 'link new', values: { channel: '<#C-linked>', kind: 'internal', project: 'OTHER' } },
    { as: 'manager', command: 'unlink new', values: { channel: '#acme' } },
    { as: 'manager', command: 'project assign', values: { project: 'ACME', manager: '@Tom' } },
  ],
  exempt: {
    'project import': { noTrail: 'a table to look at; the record begins with importnow' },
    'link check': { untried: 'looks again at a channel in which posting stopped' },
  },
};
