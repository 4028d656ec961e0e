import type { App } from './app.ts';

const NAMES: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Microsoft Teams' };

/**
 * The text for the person who started the process: where to go next. Without the playground there is no page to open.
 */
export function greeting({ url, playground, platforms }: Pick<App, 'url' | 'playground' | 'platforms'>): string {
  if (platforms.length > 0) {
    const names = platforms.map((id) => NAMES[id] ?? id).join(' and ');
    return `Rapport is running for ${names}, at ${url}; Ctrl+C stops it.\n`;
  }
  if (playground) return `Rapport is running. Open ${url} in a browser; Ctrl+C stops it.\n`;
  return [
    `Rapport is running at ${url}, but nobody can reach it: neither Slack nor Microsoft Teams is set up, and there is no playground.`,
    'Set one up as docs/slack.md or docs/teams.md says; npm run doctor tells what is missing. Ctrl+C stops it.\n',
  ].join('\n');
}
