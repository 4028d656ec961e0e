import { isError, RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import type { SlackCall, SlackTokens } from './api.ts';
import { createRotation } from './rotation.ts';
import { missingScopes } from './scopes.ts';
import type { Secrets } from './secrets.ts';
import { type SlackInstallation, slackInstallations } from './store.ts';

/** The data that Slack gives at an installation. */
export interface FreshInstallation extends Pick<SlackInstallation, 'name' | 'enterprise' | 'app' | 'scopes' | 'by'> {
  readonly team: string;
  readonly token: string;
  readonly refreshToken?: string | undefined;
  readonly expiresInMs?: number | undefined;
}

/** The teams with Rapport installed: the team of the environment, and those installed by OAuth. */
export interface SlackInstallations extends SlackTokens {
  /**
   * Must be called first: asks Slack for the team of the environment's token, and re-encrypts rows under the newest
   * key.
   * @throws RapportError for operators when Slack refuses that token (`refused`) or does not answer (`unavailable`).
   */
  start(): Promise<{ readonly team: string; readonly name: string } | undefined>;
  /** Saves a team's tokens and replaces earlier ones. */
  save(fresh: FreshInstallation): Promise<void>;
  /**
   * Slack reported an uninstallation or revoked tokens: deletes them. False when the token still works: the report is
   * an old one, and Rapport has been installed again since. @throws RapportError `unavailable` when Slack does not
   * answer now: nothing is deleted, and Slack sends the report again.
   */
  ended(team: string): Promise<boolean>;
  /** The name of the environment's team. A team installed by OAuth has stored its own. */
  nameOf(team: string): string | undefined;
  /** A team installed by OAuth. */
  get(team: string): Promise<SlackInstallation | undefined>;
}

export interface InstallationsOptions {
  /** Prepared with `slackInstallations`. */
  readonly db: Database;
  readonly call: SlackCall;
  /** The token of the environment's team. */
  readonly botToken: string | undefined;
  /** Undefined when OAuth is not configured. */
  readonly oauth: { readonly clientId: string; readonly clientSecret: string; readonly secrets: Secrets } | undefined;
  readonly log: Logger;
}

/**
 * How long a team's token is used before the database is read again. It bounds how long another instance's
 * uninstallation stays unseen.
 */
const KEPT_MS = 60_000;

export function createSlackInstallations({ db, call, botToken, oauth, log }: InstallationsOptions): SlackInstallations {
  const rows = db.everywhere(slackInstallations);
  const kept = new Map<string, { token: string; until: number }>();
  const rotation = oauth === undefined ? undefined : createRotation({ db, call, ...oauth, log });
  let own: { team: string; token: string; name: string | undefined } | undefined;

  async function read(team: string, refused?: string): Promise<string | undefined> {
    const row = oauth === undefined ? undefined : await rows.get(team);
    if (row === undefined || rotation === undefined) return undefined;
    const { token, until } = await rotation.tokenOf(row, refused);
    kept.set(team, {
      token,
      until: Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, db.now().getTime() + KEPT_MS),
    });
    return token;
  }

  async function reseal(secrets: Secrets): Promise<void> {
    let renewed = 0;
    for (const row of await rows.find({})) {
      try {
        // Opened even when nothing changes: a wrong key is reported at the start, not with the first message that
        // cannot be sent.
        const plain = secrets.open(row.sealed, `slack/${row._id}`);
        if (!secrets.isOld(row.sealed)) continue;
        const sealed = secrets.seal(plain, `slack/${row._id}`);
        // A concurrent renewal has used the newest key already.
        await rows.findOneAndUpdate({ _id: row._id, sealed: row.sealed }, { $set: { sealed } });
        renewed += 1;
      } catch (error) {
        if (!isError(error, 'internal')) throw error;
        log.error(
          { err: error, team: row._id },
          'slack: the token of a team cannot be read: restore its key in ENCRYPTION_KEYS, or let the team add Rapport again; until then the team gets no posts',
        );
      }
    }
    if (renewed > 0) log.info({ teams: renewed }, 'slack: tokens are encrypted with the newest key now');
  }

  /** Warns of teams installed by an earlier version: new scopes need their consent. */
  async function warnOfOldOnes(): Promise<void> {
    for (const { _id: team, scopes } of await rows.find({})) {
      const missing = missingScopes(scopes);
      if (missing.length > 0)
        log.warn({ team, missing }, 'slack: a team has granted fewer scopes than needed; it must add Rapport again');
    }
  }

  return {
    async start() {
      if (oauth !== undefined) {
        await reseal(oauth.secrets);
        await warnOfOldOnes();
      }
      if (botToken === undefined) return undefined;
      const answer = await call(botToken, 'auth.test', {});
      if (!answer.ok) {
        const why = answer.detail === undefined ? answer.error : `${answer.error} (${answer.detail})`;
        if (answer.fault !== 'refused') throw new RapportError('unavailable', `Slack cannot be reached: ${why}`);
        throw new RapportError(
          'refused',
          `Slack refuses SLACK_BOT_TOKEN: ${why}. Install the app to the team again and copy its Bot User OAuth Token.`,
        );
      }
      const { team_id: team, team: name } = answer.body;
      if (typeof team !== 'string')
        throw new RapportError(
          'refused',
          'SLACK_BOT_TOKEN belongs to no team: Rapport is installed in one team at a time',
        );
      own = { team, token: botToken, name: typeof name === 'string' && name !== '' ? name : undefined };
      return { team, name: own.name ?? team };
    },
    async of(team) {
      if (own?.team === team) return own.token;
      const known = kept.get(team);
      if (known !== undefined && known.until > db.now().getTime()) return known.token;
      return read(team);
    },
    async other(team, refused) {
      if (own?.team === team) return undefined;
      kept.delete(team);
      const token = await read(team, refused);
      return token === refused ? undefined : token;
    },
    async save({ team, token, refreshToken, expiresInMs, ...fresh }) {
      if (oauth === undefined) throw new RapportError('internal', 'slack: an installation without OAuth');
      const now = db.now();
      const sealed = oauth.secrets.seal(JSON.stringify({ token, refreshToken }), `slack/${team}`);
      const { enterprise, ...always } = fresh;
      await rows.findOneAndUpdate(
        { _id: team },
        {
          $set: {
            ...always,
            ...{ sealed, at: now },
            ...(enterprise === undefined ? {} : { enterprise }),
            ...(expiresInMs === undefined ? {} : { expiresAt: new Date(now.getTime() + expiresInMs) }),
          },
          $unset: {
            lease: '',
            ...(enterprise === undefined ? { enterprise: '' } : {}),
            ...(expiresInMs === undefined ? { expiresAt: '' } : {}),
          },
        },
        { upsert: true },
      );
      kept.delete(team);
    },
    async ended(team) {
      kept.delete(team);
      // The environment's team may also be installed by OAuth. Both tokens end, or neither.
      const row = await rows.get(team);
      const rowToken = row === undefined ? undefined : rotation?.peek(row);
      for (const token of new Set([own?.team === team ? own.token : undefined, rowToken])) {
        if (token === undefined) continue;
        const answer = await call(token, 'auth.test', {});
        if (answer.ok) return false;
        // No answer says nothing about the token. Deleting now could lose a working one.
        if (answer.fault !== 'refused')
          throw new RapportError('unavailable', `slack: whether ${team} has ended is unknown: ${answer.error}`);
        // Merely expired: refresh it, the team is still installed.
        if (answer.error === 'token_expired' && row !== undefined && token === rowToken && rotation !== undefined) {
          const { token: renewed } = await rotation.tokenOf(row, token);
          if (renewed !== token) return false;
        }
      }
      // Tokens that were saved meanwhile stay.
      if (row !== undefined) await rows.deleteMany({ _id: team, sealed: row.sealed });
      return true;
    },
    nameOf: (team) => (own?.team === team ? own.name : undefined),
    get: (team) => rows.get(team),
  };
}
