import type { SliceExample } from '../../core/slice.ts';

export const contactMessageExample: SliceExample = {
  internal: { none: 'a client’s own words; what our side answers is for them' },
  published: [{ as: 'approver', command: 'words new', values: { sort: 'problem', text: 'The cart is empty' } }],
  acts: [
    { as: 'manager', command: 'words edit', button: true, values: { sort: 'change' } },
    { as: 'manager', command: 'words assign', button: true, values: { to: '@Tom' } },
    { as: 'manager', command: 'words done', button: true },
    { as: 'manager', command: 'words undo', button: true },
    { as: 'member', command: 'words reply', button: true, values: { text: 'Soon.' } },
    { as: 'manager', command: 'words refuse', button: true },
    { as: 'member', command: 'words reply', button: true, values: { text: 'We look at it.' } },
    { as: 'manager', command: 'words allow', button: true },
    { as: 'stranger', command: 'words new', values: { sort: 'question', text: 'When?' } },
    { as: 'manager', command: 'words reply', button: true, values: { text: 'Tomorrow.' } },
  ],
  exempt: { 'words sort': { untried: 'asks about words that somebody typed freely' } },
};
