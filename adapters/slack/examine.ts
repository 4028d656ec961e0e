import type { EncryptionKey } from '../../src/config/encryptionKeys.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import type { Database } from '../../src/store/collection.ts';
import type { SlackFault } from './answers.ts';
import { createSlackCall, type SlackCall } from './api.ts';
import { EVENT_SCOPES, missingScopes, SCOPES, type Scope } from './scopes.ts';
import { createSecrets } from './secrets.ts';
import { slackCollections, slackInstallations } from './store.ts';

/** One finding about the connection to Slack, for operators. */
export interface SlackFinding {
  readonly state: 'ok' | 'note' | 'fault';
  readonly text: string;
  readonly fix?: string;
}

type Mode = SlackConfig['receive']['mode'];
/** The manifest for Socket Mode would turn Socket Mode on and stop all requests. */
const MANIFESTS: Readonly<Record<Mode, string>> = {
  socket: 'manifests/slack/manifest.yaml',
  http: 'manifests/slack/manifest.http.yaml (with your address in it)',
};
const reinstall = (mode: Mode) =>
  `paste ${MANIFESTS[mode]} under App Manifest in the app’s settings and save, then press Reinstall under Install App`;

/** The events that need the missing scopes, as the app’s settings call them. */
const unheard = (missing: readonly Scope[]): string[] =>
  Object.entries(EVENT_SCOPES).flatMap(([event, scopes]) =>
    scopes.length > 0 && scopes.every((scope) => missing.includes(scope))
      ? [event === 'message' ? 'message.im' : event]
      : [],
  );

/** Findings about missing scopes: which, what for, and which events do not arrive without them. */
function lacking(whose: string, granted: readonly string[], fix: string): SlackFinding[] {
  const missing = missingScopes(granted);
  if (missing.length === 0) return [];
  const reasons = missing.map((scope) => `${scope} (${SCOPES[scope]})`).join('; ');
  const events = unheard(missing);
  const silence = events.length === 0 ? '' : `. Slack therefore does not send: ${events.join(', ')}`;
  return [
    {
      state: 'fault',
      text: `${whose} lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${reasons}${silence}`,
      fix,
    },
  ];
}

function unanswered({ fault, error, detail }: SlackFault, apiUrl: string): SlackFinding {
  if (fault === 'rateLimited')
    return { state: 'note', text: 'Slack wants to be asked less often just now; ask again in a minute' };
  return {
    state: 'fault',
    text: `${apiUrl} cannot be reached: ${error}${detail === undefined ? '' : ` (${detail})`}`,
    fix: 'let this machine reach that address by https: look at DNS, firewall and proxy, and at SLACK_API_URL if it is set',
  };
}

interface Asking {
  readonly call: SlackCall;
  readonly apiUrl: string;
  readonly mode: Mode;
}

/** Checks the bot's token with Slack; also gives the bot's id. */
async function botFindings(
  { call, apiUrl, mode }: Asking,
  token: string,
): Promise<{ readonly findings: SlackFinding[]; readonly bot?: string }> {
  const answer = await call(token, 'auth.test', {});
  if (!answer.ok) {
    if (answer.fault !== 'refused') return { findings: [unanswered(answer, apiUrl)] };
    const fix =
      'press Reinstall under Install App in the app’s settings, and copy the Bot User OAuth Token into SLACK_BOT_TOKEN';
    return { findings: [{ state: 'fault', text: `Slack refuses SLACK_BOT_TOKEN: ${answer.error}`, fix }] };
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
  if (bot === undefined)
    return {
      findings: [
        {
          state: 'fault',
          text: 'SLACK_BOT_TOKEN is a person’s token, not a bot’s',
          fix: 'copy the Bot User OAuth Token (xoxb-)',
        },
      ],
    };
  const scopes = lacking('SLACK_BOT_TOKEN', metadata?.scopes ?? [], reinstall(mode));
  return { findings: [{ state: 'ok', text: `in the team ${team ?? '?'} as ${user ?? '?'}` }, ...scopes], bot };
}

const NEW_APP_TOKEN =
  'under Basic Information, App-Level Tokens, press Generate Token and Scopes, add connections:write, and copy it into SLACK_APP_TOKEN';
/** The remedy for an error code of an app-level token. For any other code: make a new token. */
const APP_TOKEN_FIXES: Readonly<Record<string, string>> = {
  missing_scope: `it lacks connections:write, and a token gets no more scopes later: ${NEW_APP_TOKEN}`,
  link_disabled: 'turn Socket Mode on in the app’s settings, or leave SLACK_APP_TOKEN out and set SLACK_SIGNING_SECRET',
};

/** Asks for a connection address, which stays unused and expires by itself. */
async function appFindings({ call, apiUrl }: Asking, token: string): Promise<SlackFinding[]> {
  const answer = await call(token, 'apps.connections.open', {});
  if (answer.ok) return [{ state: 'ok', text: 'Socket Mode takes our connection' }];
  if (answer.fault !== 'refused') return [unanswered(answer, apiUrl)];
  return [
    {
      state: 'fault',
      text: `Slack refuses SLACK_APP_TOKEN: ${answer.error}`,
      fix: APP_TOKEN_FIXES[answer.error] ?? NEW_APP_TOKEN,
    },
  ];
}

/**
 * Slack accepts tokens of two different apps without an error; then events of one app never arrive through the other.
 * An app-level token names its app.
 */
async function sameApp(
  { call }: Asking,
  { botToken, bot, appToken }: { botToken: string; bot: string; appToken: string },
): Promise<SlackFinding[]> {
  const named = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken)?.[1];
  const answer = await call(botToken, 'bots.info', { bot });
  const app = answer.ok ? (answer.body.bot as { app_id?: unknown } | undefined)?.app_id : undefined;
  if (named === undefined || typeof app !== 'string' || app === named) return [];
  const text = `SLACK_APP_TOKEN belongs to the app ${named} and SLACK_BOT_TOKEN to the app ${app}: Rapport would never hear of anything`;
  return [
    { state: 'fault', text, fix: `copy both tokens from the settings of one app: https://api.slack.com/apps/${app}` },
  ];
}

/** Checks the configuration by asking Slack. Never throws. */
export async function examineSlack({ botToken, receive, oauth, apiUrl }: SlackConfig): Promise<SlackFinding[]> {
  const asking: Asking = { call: createSlackCall({ apiUrl }), apiUrl, mode: receive.mode };
  const own = botToken === undefined ? { findings: [] } : await botFindings(asking, botToken);
  const findings = [...own.findings];
  if (receive.mode === 'socket') {
    const { appToken } = receive;
    findings.push(...(await appFindings(asking, appToken)));
    if (botToken !== undefined && own.bot !== undefined)
      findings.push(...(await sameApp(asking, { botToken, bot: own.bot, appToken })));
  } else {
    const where = `requests come to ${oauth === undefined ? '/slack/events at your address' : `${oauth.publicUrl}/slack/events`}`;
    findings.push({
      state: 'note',
      text: `${where}; whether SLACK_SIGNING_SECRET is right shows with the first one: a wrong one is answered 401`,
    });
  }
  if (oauth !== undefined)
    findings.push({ state: 'note', text: `teams add Rapport at ${oauth.publicUrl}/slack/install` });
  const compare = `compare Event Subscriptions in the app’s settings with ${MANIFESTS[receive.mode]}`;
  findings.push({
    state: 'note',
    text: `Slack tells nobody which events an app is subscribed to; should Rapport not hear of something, ${compare}`,
  });
  // Both tokens can give the same finding: it is shown once.
  return findings.filter(({ text }, index) => findings.findIndex((one) => one.text === text) === index);
}

/** Checks the teams installed by OAuth from their stored rows. `keys` come from ENCRYPTION_KEYS. */
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
