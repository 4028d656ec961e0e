import { expect, test } from 'vitest';
import { type Known, suggest } from './page/completion.ts';

const person = (id: string, name: string) => ({
  id,
  name,
  side: 'ours' as const,
  outsider: false,
  locale: 'en' as const,
  zone: 'Europe/Berlin',
});
const channel = (id: string, name: string) => ({
  id,
  kind: 'channel' as const,
  name,
  members: ['mei', 'ana'],
  bot: true,
  latest: undefined,
});
const mei = person('mei', 'Mei Chen');
const known: Known = {
  conversation: channel('C-acme', 'acme'),
  me: mei,
  people: [mei, person('ana', 'Ana Lima'), person('an', 'Ana')],
  channels: [channel('C-acme', 'acme'), channel('C-internal', 'acme-internal')],
  completions: [],
};
const offered = (typed: string) =>
  suggest(typed, known).map(({ text, eager }) => `${text.trim()}${eager ? ' (Enter)' : ''}`);

test('Enter completes a partial name; after a complete name it sends', () => {
  expect(offered('person show @mei c')).toEqual(['@Mei Chen (Enter)']);
  expect(offered('person show @mei chen')).toEqual(['@Mei Chen']);
  expect(offered('hello #ac')).toEqual(['#acme (Enter)', '#acme-internal (Enter)']);
  expect(offered('hello #acme')).toEqual(['#acme', '#acme-internal']);
  expect(offered('hello @ana')).toEqual(['@Ana Lima', '@Ana']);
});
