import { expect, test } from 'vitest';
import { greeting } from './greeting.ts';

const url = 'http://127.0.0.1:3000';

test.each([
  [
    'in the playground one is sent to the page',
    { playground: true, platforms: [] },
    'Open http://127.0.0.1:3000 in a browser',
  ],
  [
    'on a server one is told whom it is there for',
    { playground: false, platforms: ['slack', 'teams'] },
    'running for Slack and Microsoft Teams',
  ],
  [
    'beside Slack the playground is no place to go',
    { playground: true, platforms: ['slack'] },
    'running for Slack, at',
  ],
  [
    'connected to nothing, one is told how to set it up',
    { playground: false, platforms: [] },
    'docs/slack.md or docs/teams.md',
  ],
])('%s', (_what, parts, said) => {
  const text = greeting({ url, ...parts });

  expect(text).toContain(said);
  expect(text.includes('in a browser')).toBe(parts.playground && parts.platforms.length === 0);
});
