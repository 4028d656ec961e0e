import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type Installation,
  InstallProvider,
  type InstallURLOptions,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
} from '@slack/oauth';
import type { SlackOAuthConfig } from '../../src/config/slack.ts';
import { isError, RapportError } from '../../src/ground/errors.ts';
import { LOCALES, type Locale, nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { type SlackCall, sdkOptions } from './api.ts';
import type { SlackInstallations } from './installations.ts';
import { oauthPages, pageHtml, sendPage, setPageHeaders } from './oauthPages.ts';
import { BOT_SCOPES } from './scopes.ts';
import type { Secrets } from './secrets.ts';
import { slackStates } from './store.ts';

export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** The time from the page to Slack and back. */
const STATE_LIVES_MS = 10 * 60_000;
/** The prefix makes browsers refuse the cookie from any other host, and over plain http (RFC 6265bis, 4.1.3.2). */
const COOKIE = '__Host-rapport-install';
const BELONGS_TO = 'slack/oauth state';

/** A finished installation in a team. */
export interface Installed {
  readonly team: string;
  readonly name: string;
  /** The Slack user who did it. */
  readonly user: string;
}

export interface SlackOAuthOptions {
  /** Prepared with `slackStates`. */
  readonly db: Database;
  readonly config: SlackOAuthConfig;
  /** Slack's Web API, with a slash at the end. */
  readonly apiUrl: string;
  readonly call: SlackCall;
  readonly secrets: Secrets;
  readonly installations: Pick<SlackInstallations, 'save'>;
  /** Called after the tokens are saved. Its errors are logged; the installation stands. */
  readonly onInstalled: (installed: Installed) => Promise<void>;
  readonly log: Logger;
}

/** An error on the way to Slack and back, as Slack's redirect names it. */
class FlowError extends Error {}

/**
 * The two addresses for installing Rapport in a team: a page that leads to Slack, and the redirect back. Slack's own
 * InstallProvider does the steps over our stores. A GET of the page changes nothing: the state is sealed, not stored.
 * It works once, for ten minutes, in the browser that began.
 */
export function createSlackOAuth(options: SlackOAuthOptions): RequestListener {
  const { config, log } = options;
  const states = createStates(options);
  const again = `${config.publicUrl}${INSTALL_PATH}`;
  const install: InstallURLOptions = { scopes: [...BOT_SCOPES], redirectUri: `${config.publicUrl}${REDIRECT_PATH}` };
  const authorizationUrl = new URL('/oauth/v2/authorize', options.apiUrl).href;

  const providerIn = (locale: Locale) =>
    new InstallProvider({
      ...{ clientId: config.clientId, clientSecret: config.clientSecret, authorizationUrl, installUrlOptions: install },
      stateStore: {
        generateStateParam: async () => states.issue(),
        verifyStateParam: async (_now, state) => {
          await states.redeem(state);
          return install;
        },
      },
      ...{ stateCookieName: COOKIE, stateCookieExpirationSeconds: STATE_LIVES_MS / 1000 },
      renderHtmlForInstallPath: (url) => pageHtml(oauthPages(locale, again).install(url), locale),
      installationStore: {
        storeInstallation: (installation) => keep(options, installation as Installation),
        fetchInstallation: () =>
          Promise.reject(new RapportError('internal', 'slack: tokens come from the installations')),
      },
      logger: sdkOptions.logger,
      clientOptions: { ...sdkOptions, slackApiUrl: options.apiUrl },
    });
  const providers = new Map(LOCALES.map((locale) => [locale, providerIn(locale)]));

  async function redirected(request: IncomingMessage, response: ServerResponse, locale: Locale): Promise<void> {
    const pages = oauthPages(locale, again);
    const flowError = new URL(request.url ?? '/', config.publicUrl).searchParams.get('error');
    if (flowError === 'access_denied') return sendPage(response, pages.cancelled(), locale);
    if (flowError !== null) throw new FlowError(flowError.replace(/[^\w.-]/g, '').slice(0, 80));
    setPageHeaders(response);
    await providers.get(locale)?.handleCallback(request, response, {
      afterInstallation: async (installation) => {
        if (installation.isEnterpriseInstall !== true && installation.team?.id !== undefined) return true;
        log.warn({ enterprise: installation.enterprise?.id }, 'slack: an organisation-wide installation was refused');
        // A token that is not saved is revoked: otherwise it would stay valid and unmanaged.
        await options.call(installation.bot?.token, 'auth.revoke', {});
        sendPage(response, pages.orgWide(), locale);
        return false;
      },
      successAsync: async (installation) => {
        const { team, appId, user } = installation as Installation<'v2', false>;
        const installed = { team: team.id, name: team.name ?? team.id, user: user.id };
        log.info({ team: installed.team, user: installed.user }, 'slack: Rapport was installed');
        await options
          .onInstalled(installed)
          .catch((error: unknown) =>
            log.error({ err: error, team: installed.team }, 'slack: the follow-up of an installation failed'),
          );
        // Slack's own page beside its API: GovSlack has another.
        sendPage(
          response,
          pages.done(installed.name, new URL(`/app_redirect?app=${appId ?? ''}&team=${team.id}`, options.apiUrl).href),
          locale,
        );
      },
      failureAsync: async (error) => {
        const isStale =
          error instanceof InvalidStateError || error instanceof MissingStateError || error instanceof MissingCodeError;
        if (!isStale) log.error({ error: wordOf(error) }, 'slack: an installation failed');
        sendPage(response, isStale ? pages.stale() : pages.fault(), locale);
      },
    });
  }

  return (request, response) => {
    const locale = nearestLocale(request.headers['accept-language']);
    const path = (request.url ?? '/').split('?', 1)[0];
    const isKnown = path === INSTALL_PATH || path === REDIRECT_PATH;
    if (!isKnown || request.method !== 'GET') {
      response.statusCode = isKnown ? 405 : 404;
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.end(isKnown ? 'Only to be opened in a browser.\n' : 'There is nothing here.\n');
      return;
    }
    setPageHeaders(response);
    const work =
      path === INSTALL_PATH
        ? providers.get(locale)?.handleInstallPath(request, response)
        : redirected(request, response, locale);
    work?.catch((error: unknown) => {
      log.error({ error: wordOf(error) }, 'slack: an installation failed');
      sendPage(response, oauthPages(locale, again).fault(), locale);
    });
  };
}

/** The error for the log, without Slack's answers that errors carry. */
function wordOf(error: unknown): string {
  const word =
    typeof error === 'object' && error !== null && 'data' in error
      ? (error.data as { error?: unknown } | undefined)?.error
      : undefined;
  return typeof word === 'string'
    ? word.slice(0, 80)
    : error instanceof Error
      ? error.message.slice(0, 200)
      : 'unknown';
}

async function keep(
  { installations, db }: SlackOAuthOptions,
  { team, enterprise, bot, user, appId }: Installation,
): Promise<void> {
  if (team === undefined || bot === undefined)
    throw new RapportError('invalid', 'slack: an installation without a team or without a bot');
  await installations.save({
    ...{
      team: team.id,
      name: team.name ?? team.id,
      app: appId ?? '',
      scopes: bot.scopes,
      by: user.id,
      token: bot.token,
    },
    enterprise: enterprise?.id,
    refreshToken: bot.refreshToken,
    // The provider has added the lifetime in seconds to this process's clock.
    expiresInMs: bot.expiresAt === undefined ? undefined : Math.max(0, bot.expiresAt * 1000 - db.now().getTime()),
  });
}

/** The store of states: sealed, so that others cannot make one; each is used once, over all instances. */
function createStates({ db, secrets }: Pick<SlackOAuthOptions, 'db' | 'secrets'>) {
  const taken = db.everywhere(slackStates);
  return {
    issue(): string {
      const until = db.now().getTime() + STATE_LIVES_MS;
      return secrets.seal(`${until} ${randomBytes(16).toString('base64url')}`, BELONGS_TO);
    },
    async redeem(state: string): Promise<void> {
      const now = db.now();
      let until: number;
      try {
        until = Number(secrets.open(state, BELONGS_TO).split(' ')[0]);
      } catch {
        throw new InvalidStateError('not one of ours');
      }
      if (!(until > now.getTime())) throw new InvalidStateError('too old');
      await taken.deleteMany({ expiresAt: { $lte: now } });
      try {
        await taken.insert({ _id: createHash('sha256').update(state).digest('hex'), expiresAt: new Date(until) });
      } catch (error) {
        if (isError(error, 'conflict')) throw new InvalidStateError('used already');
        throw error;
      }
    },
  };
}
