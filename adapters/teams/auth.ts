import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder';
import type { TeamsApp } from '../../src/config/teams.ts';
import { RapportError } from '../../src/ground/errors.ts';

type AuthenticationParameters = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;
/** The HTTP client of the SDK's requests. */
export type Transport = NonNullable<NonNullable<AuthenticationParameters[4]>['httpClient']>;
/** The source of our tokens. */
export type CredentialsFactory = NonNullable<AuthenticationParameters[1]>;

export interface AuthenticationOptions {
  /** Undefined: no authentication, neither of Teams nor of us. The caller then accepts this machine only. */
  readonly app: TeamsApp | undefined;
  readonly transport: Transport;
  /** For tests: other keys than Microsoft's, and another token source. */
  readonly openIdMetadataUrl?: string | undefined;
  readonly credentials?: CredentialsFactory | undefined;
}

export interface Authentication {
  readonly adapter: CloudAdapter;
  /** Empty without authentication. */
  readonly appId: string;
  /**
   * Settles when a request comes from Teams' connector and is meant for this bot. @throws RapportError `refused` when
   * it does not; `unavailable` when Microsoft's keys cannot be fetched now.
   */
  check(
    activity: { readonly channelId: string; readonly serviceUrl: string },
    authorization: string | undefined,
  ): Promise<void>;
  /**
   * Gets a token once, so that a wrong secret is reported at the start and not with the first answer to a client.
   * `unreachable`: Microsoft did not answer.
   * @throws RapportError `refused` when Microsoft knows no such app or secret.
   */
  signIn(): Promise<{ readonly outcome: 'signedIn' } | { readonly outcome: 'unreachable'; readonly error: unknown }>;
}

/**
 * The issuer of tokens for requests to bots. The SDK would also accept tokens that the bot got for itself, as the old
 * desktop emulator sent them; those carry no serviceUrl.
 */
const CONNECTOR = 'https://api.botframework.com';
export const AUDIENCE = 'https://api.botframework.com';

const LOGIN = 'https://login.microsoftonline.com/botframework.com';
const SIGN_IN_MS = 10_000;
/** OAuth's error codes for an unknown client or a wrong secret. */
const REFUSALS: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_tenant',
]);

/** Microsoft's public cloud, in the SDK's terms; the SDK wants all settings when one differs. */
const publicCloud = (openIdMetadataUrl: string) => ({
  ToChannelFromBotLoginUrl: LOGIN,
  ToChannelFromBotOAuthScope: AUDIENCE,
  ToBotFromChannelTokenIssuer: CONNECTOR,
  OAuthUrl: 'https://api.botframework.com',
  ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
  ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
  CallerId: 'urn:botframework:azure',
});

/**
 * Authentication in both directions: which requests are trusted, and which tokens ours carry. Only this file and
 * connector.ts use the SDK.
 */
export function createAuthentication({
  app,
  transport,
  openIdMetadataUrl,
  credentials,
}: AuthenticationOptions): Authentication {
  const settings =
    app === undefined
      ? {}
      : {
          MicrosoftAppId: app.appId,
          MicrosoftAppType: app.type === 'UserAssignedMSI' ? 'UserAssignedMsi' : app.type,
          ...('password' in app ? { MicrosoftAppPassword: app.password } : {}),
          ...('tenantId' in app ? { MicrosoftAppTenantId: app.tenantId } : {}),
        };
  const factory = credentials ?? new ConfigurationServiceClientCredentialFactory(settings);
  const trust = new ConfigurationBotFrameworkAuthentication(
    { ...settings, ...(openIdMetadataUrl === undefined ? {} : publicCloud(openIdMetadataUrl)) },
    factory,
    undefined,
    undefined,
    { httpClient: transport },
  );

  return {
    adapter: new CloudAdapter(trust),
    appId: app?.appId ?? '',
    async check(activity, authorization) {
      if (app === undefined) return;
      const identity = await trust
        .authenticateRequest(activity as Activity, authorization ?? '')
        .catch((error: unknown) => {
          if (isRefusal(error))
            throw new RapportError('refused', 'teams: the request is not signed by Teams for this bot', {
              cause: error,
            });
          throw new RapportError('unavailable', 'teams: the signature of a request cannot be checked now', {
            cause: error,
          });
        });
      const issuer = identity.claimsIdentity.getClaimValue('iss');
      if (issuer !== CONNECTOR)
        throw new RapportError('refused', `teams: a token of ${String(issuer)}, which is not Teams’ issuer`);
    },
    async signIn() {
      if (app === undefined) return { outcome: 'signedIn' };
      try {
        const own = await factory.createCredentials(app.appId, AUDIENCE, LOGIN, true);
        await within(SIGN_IN_MS, own.signRequest({ headers: { set: () => undefined } } as never));
        return { outcome: 'signedIn' };
      } catch (error) {
        const code =
          typeof error === 'object' && error !== null && 'errorCode' in error ? String(error.errorCode) : undefined;
        if (code !== undefined && REFUSALS.has(code)) {
          throw new RapportError(
            'refused',
            `Microsoft does not let the Teams app in (${code}): check MICROSOFT_APP_ID, _PASSWORD, _TENANT_ID and _TYPE`,
            {
              cause: error,
            },
          );
        }
        return { outcome: 'unreachable', error };
      }
    },
  };
}

/**
 * The SDK throws its own error with a status, or jsonwebtoken's. Any other error comes from fetching Microsoft's keys.
 */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('statusCode' in error) return error.statusCode === 401;
  return ['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError', 'SyntaxError'].includes(error.name);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
