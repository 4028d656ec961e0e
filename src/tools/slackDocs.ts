import { manifestYaml, oneClickUrl, slackManifest } from '../../adapters/slack/manifest.ts';
import { SCOPES } from '../../adapters/slack/scopes.ts';
import type { Registry } from '../core/registry.ts';
import { RapportError } from '../ground/errors.ts';

/** The folder of the manifests, in the package. */
export const SLACK_FOLDER = 'manifests/slack';
export const SLACK_DOCS = 'docs/slack.md';
const EXAMPLE_URL = 'https://rapport.example.com';

/** The checked-in manifests: for Socket Mode, and for requests to an address. */
export function slackFiles(registry: Registry): { path: string; text: string }[] {
  return [
    {
      path: `${SLACK_FOLDER}/manifest.yaml`,
      text: manifestYaml(
        slackManifest(registry, { mode: 'socket' }),
        'Socket Mode: no address of yours needs to be public.',
      ),
    },
    {
      path: `${SLACK_FOLDER}/manifest.http.yaml`,
      text: manifestYaml(
        slackManifest(registry, { mode: 'http', publicUrl: EXAMPLE_URL }),
        `Requests over HTTP, and installation by any team: put your PUBLIC_URL in the place of ${EXAMPLE_URL}.`,
      ),
    },
  ];
}

/** docs/slack.md with its generated parts. @throws RapportError `internal` when a place for one is missing. */
export function slackDocs(text: string, registry: Registry): string {
  const rows = Object.entries(SCOPES).map(([scope, reason]) => `| \`${scope}\` | ${reason} |`);
  const parts = {
    link: `[**Create the app in Slack**](${oneClickUrl(slackManifest(registry, { mode: 'socket' }))})`,
    scopes: ['| scope | what for |', '|---|---|', ...rows].join('\n'),
  };
  return Object.entries(parts).reduce((whole, [name, part]) => {
    const place = new RegExp(`^( *)<!-- generated: ${name} -->\n[\\s\\S]*?<!-- end -->`, 'm');
    if (!place.test(whole))
      throw new RapportError('internal', `${SLACK_DOCS} has no place for the generated part ${name}`);
    const lines = (indent: string) =>
      [`<!-- generated: ${name} -->`, ...part.split('\n'), '<!-- end -->'].map((line) => indent + line).join('\n');
    return whole.replace(place, (_, indent: string) => lines(indent));
  }, text);
}
