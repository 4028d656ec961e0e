import type { SliceExample } from '../../core/slice.ts';

export const coverExample: SliceExample = {
  internal: { none: 'dates, and who covers' },
  published: [
    { as: 'member', command: 'away new', values: { from: '2026-12-07', until: '2026-12-09', cover: '@Mei' } },
  ],
  acts: [
    { as: 'manager', command: 'away accept', button: true },
    { as: 'manager', command: 'away decline', button: true },
  ],
};
