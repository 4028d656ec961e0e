import type { SliceExample } from '../../core/slice.ts';

export const clientExample: SliceExample = {
  internal: (word) => [
    { as: 'manager', command: 'client edit', values: { client: 'Acme', note: `${word} of the client` } },
  ],
  published: [{ as: 'manager', command: 'client edit', values: { client: 'Acme', country: 'DE' } }],
  acts: [
    { as: 'manager', command: 'client new', values: { name: 'Borealis', language: 'en' } },
    { as: 'manager', command: 'contact new', values: { name: 'Di Lund', client: 'Borealis', role: 'viewer' } },
  ],
};
