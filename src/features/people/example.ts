import type { SliceExample } from '../../core/slice.ts';

export const peopleExample: SliceExample = {
  internal: (word) => [
    {
      as: 'manager',
      command: 'contact new',
      values: { name: 'Dee Park', client: 'Acme', role: 'viewer', note: `${word} of a person` },
    },
  ],
  published: [{ as: 'approver', command: 'me edit', values: { language: 'en', zone: 'Europe/Berlin' } }],
  acts: [
    { as: 'approver', command: 'me edit', values: { language: 'zh-CN' } },
    { as: 'approver', command: 'me link' },
    { as: 'approver', command: 'me exportfile' },
    { as: 'member', command: 'away new', values: { from: '2026-12-01', until: '2026-12-04', cover: '@Mei' } },
    { as: 'member', command: 'away done' },
    // A person whom nobody has placed.
    { as: 'stranger', command: 'words new', values: { sort: 'question', text: 'When?' } },
    { as: 'manager', command: 'person confirm', button: true, values: { as: 'viewer' } },
    { as: 'manager', command: 'person link', values: { person: '@zoe', to: '@Ana' } },
    { as: 'admin', command: 'person leave', values: { person: '@Dora' } },
    { as: 'admin', command: 'person erase', values: { person: 'Tom Berg' } },
    { as: 'admin', command: 'person erasenow', button: true },
  ],
  exempt: {
    'me exportfile': { noChange: 'it only reads' },
    'person erase': { noChange: 'it shows what would go', noTrail: 'it shows what would go' },
  },
};
