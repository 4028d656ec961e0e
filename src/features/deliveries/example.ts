import type { SliceExample } from '../../core/slice.ts';

const untried = 'decides about a delivery that a platform refused';

export const deliveryExample: SliceExample = {
  internal: { none: 'deliveries are the core’s' },
  published: [],
  acts: [
    { as: 'admin', command: 'delivery pause' },
    { as: 'admin', command: 'delivery resume', button: true },
    { as: 'manager', command: 'budget edit', values: { profile: 'off', project: 'ACME' } },
  ],
  exempt: {
    'delivery retry': { untried },
    'delivery drop': { untried },
    'delivery there': { untried },
    'delivery again': { untried },
    'delivery post': { untried },
    'delivery wait': { untried },
    'delivery undo': { untried },
  },
};
