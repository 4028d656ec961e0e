import type { EncryptionKey } from '../../src/encryptionKeys.ts';
import type { SlackConfig } from '../../src/slackConfig.ts';
import type { Database } from '../../src/store/collection.ts';
import type { SlackFault } from './answers.ts';
import { createSlackCall, type SlackCall } from './api.ts';
import { EVENT_SCOPES, missingScopes, SCOPES, type Scope } from './scopes.ts';
import { createSecrets } from './secrets.ts';
import { slackCollections, slackInstallations } from './store.ts';

/** One thing about the connection to Slack, for operators. */
export interface SlackFinding {
  readonly state: 'ok' | 'note' | 'fault';
  readonly text: string;
  readonly fix?: string;
}

const REINSTALL = 'paste manifests/slack/manifest.yaml under App Manifest in the app’s settings, then install the app again and copy its token';

const unheard = (missing: readonly Scope[]): string[] =>
  Object.entries(EVENT_SCOPES).flatMap(([event, scopes]) => (scopes.length > 0 && scopes.every((scope) => missing.includes(scope)) ? [event] : []));

/** What missing scopes mean: which they are, what for, and which events do not come without them. */
function lacking(whose: string, granted: readonly string[], fix: string): SlackFinding[] {
  const missing = missingScopes(granted);
  if (missing.length === 0) return [];
  const reasons = missing.map((scope) => `${scope} (${SCOPES[scope]})`).join('; ');
  const events = unheard(missing);
  return [{ state: 'fault', text: `${whose} lacks ${reasons}${events.length === 0 ? '' : `. Without it no ${events.join(', ')} comes`}`, fix }];
}

function unanswered({ fault, error }: SlackFault, refused: SlackFinding): SlackFinding {
  if (fault === 'refused') return refused;
  return {
    state: 'fault',
    text: `Slack cannot be reached: ${error}`,
    fix: 'let this machine reach slack.com by https, and look at SLACK_API_URL if it is set',
  };
}

async function botFindings(call: SlackCall, token: string): Promise<SlackFinding[]> {
  const answer = await call(token, 'auth.test', {});
  if (!answer.ok) {
    const text = `Slack refuses SLACK_BOT_TOKEN: ${answer.error}`;
    return [unanswered(answer, { state: 'fault', text, fix: 'install the app to the team again and copy the Bot User OAuth Token' })];
  }
  const {
    team,
    user,
    bot_id: bot,
    response_metadata: metadata,
  } = answer.body as {
    team?: string;
    user?: string;
    bot_id?: string;
    response_metadata?: { scopes?: string[] };
  };
  if (bot === undefined) return [{ state: 'fault', text: 'SLACK_BOT_TOKEN is a person’s token, not a bot’s', fix: 'copy the Bot User OAuth Token (xoxb-)' }];
  return [{ state: 'ok', text: `in the team ${team ?? '?'} as ${user ?? '?'}` }, ...lacking('SLACK_BOT_TOKEN', metadata?.scopes ?? [], REINSTALL)];
}

/** Asks for an address to connect to, which nobody uses then: it ends by itself. */
async function appFindings(call: SlackCall, token: string): Promise<SlackFinding[]> {
  const answer = await call(token, 'apps.connections.open', {});
  if (answer.ok) return [{ state: 'ok', text: 'Socket Mode takes our connection' }];
  const text = `Slack refuses SLACK_APP_TOKEN: ${answer.error}`;
  const fix = 'turn Socket Mode on, and make an app-level token with connections:write under Basic Information';
  return [unanswered(answer, { state: 'fault', text, fix })];
}

/** Looks over what is configured, by asking Slack. Never throws. */
export async function examineSlack({ botToken, receive, oauth, apiUrl }: SlackConfig): Promise<SlackFinding[]> {
  const call = createSlackCall({ apiUrl });
  const findings = [
    ...(botToken === undefined ? [] : await botFindings(call, botToken)),
    ...(receive.mode === 'socket' ? await appFindings(call, receive.appToken) : []),
  ];
  if (receive.mode === 'http')
    findings.push({ state: 'note', text: 'requests come to /slack/events; whether the signing secret is right shows with the first one' });
  if (oauth !== undefined) findings.push({ state: 'note', text: `teams add Rapport at ${oauth.publicUrl}/slack/install` });
  findings.push({ state: 'note', text: 'Slack tells nobody which events an app is subscribed to: compare them with manifests/slack/manifest.yaml' });
  return findings;
}

/** Looks over the teams that came by OAuth, by what is kept of them; `keys` are those of ENCRYPTION_KEYS. */
export async function examineSlackTeams(db: Database, keys: readonly EncryptionKey[]): Promise<SlackFinding[]> {
  await db.prepare(slackCollections);
  const secrets = createSecrets(keys);
  const again = 'have somebody of that team add Rapport again';
  const teams = await db.everywhere(slackInstallations).find({});
  return teams.flatMap(({ _id, name, scopes, sealed }): SlackFinding[] => {
    const scopeFindings = lacking(`the team ${name}`, scopes, again);
    try {
      secrets.open(sealed, `slack/${_id}`);
      return scopeFindings;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const fix = `put the key back into ENCRYPTION_KEYS (behind the first one it opens what is old), or ${again}`;
      return [{ state: 'fault', text: `the team ${name} cannot be written to: ${why}`, fix }, ...scopeFindings];
    }
  });
}
