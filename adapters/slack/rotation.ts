import { z } from 'zod';
import { claim } from '../../src/core/claim.ts';
import { isError, RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import type { SlackCall } from './api.ts';
import type { Secrets } from './secrets.ts';
import { type SlackInstallation, slackInstallations } from './store.ts';

const pair = z.object({ token: z.string(), refreshToken: z.string().optional() });
const renewal = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number().positive() });

/** Slack's tokens live 12 hours. Renewing two hours early leaves time for an outage of Slack's. */
const RENEW_BEFORE_MS = 2 * 3_600_000;
/** Also the pause after a failed renewal. */
const LEASE_MS = 15_000;
const RENEW_TIMEOUT_MS = 4_000;
/** How long a caller with an expired token waits for the instance that renews it. */
const WAIT = { everyMs: 100, times: 40 };

export interface Rotation {
  /**
   * A team's token, renewed when it expires soon or when Slack has refused it. `until`: ask again from then on.
   * @throws RapportError `unavailable` when it has expired and could not be renewed, `internal` when the stored one
   * cannot be read.
   */
  tokenOf(
    row: SlackInstallation,
    refused?: string,
  ): Promise<{ readonly token: string; readonly until: Date | undefined }>;
  /** The stored token without renewal; undefined when it cannot be read. */
  peek(row: SlackInstallation): string | undefined;
}

export interface RotationOptions {
  readonly db: Database;
  readonly call: SlackCall;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly secrets: Secrets;
  readonly log: Logger;
}

/**
 * Renews tokens of apps with token rotation. The refresh token works once, so only the holder of the row's lease may
 * use it. Other instances go on with the old token, which stays valid beside the new one, or wait when it has expired.
 */
export function createRotation({ db, call, clientId, clientSecret, secrets, log }: RotationOptions): Rotation {
  const rows = db.everywhere(slackInstallations);
  const underWay = new Map<string, Promise<SlackInstallation | undefined>>();
  const opened = (row: SlackInstallation) => pair.parse(JSON.parse(secrets.open(row.sealed, `slack/${row._id}`)));
  const dueAt = (row: SlackInstallation) =>
    row.expiresAt === undefined ? undefined : new Date(row.expiresAt.getTime() - RENEW_BEFORE_MS);

  /** The row with its new token; undefined when another instance holds the lease, or Slack gave none. */
  async function renew(row: SlackInstallation, refreshToken: string): Promise<SlackInstallation | undefined> {
    const { rows: mine } = await claim(rows, {
      due: { _id: row._id, sealed: row.sealed },
      sort: { _id: 1 },
      limit: 1,
      leaseMs: LEASE_MS,
      now: () => db.now(),
    });
    const [held] = mine;
    if (held === undefined) return undefined;
    const question = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    };
    const answer = await call(undefined, 'oauth.v2.access', question, { timeoutMs: RENEW_TIMEOUT_MS });
    const read = renewal.safeParse(answer.ok ? answer.body : undefined);
    if (!read.success) {
      log.error(
        { team: row._id, error: answer.ok ? 'an answer without tokens' : answer.error },
        'slack: the token of a team could not be renewed; retrying',
      );
      return undefined;
    }
    const { access_token: token, refresh_token, expires_in } = read.data;
    const sealed = secrets.seal(JSON.stringify({ token, refreshToken: refresh_token }), `slack/${row._id}`);
    const expiresAt = new Date(db.now().getTime() + expires_in * 1000);
    const write = () =>
      rows.findOneAndUpdate(
        { _id: row._id, 'lease.token': held.lease.token },
        { $set: { sealed, expiresAt }, $unset: { lease: '' } },
      );
    // The old pair is invalid from now on, so a failing write is retried once.
    return (
      (await write().catch((error: unknown) => (isError(error, 'unavailable') ? write() : Promise.reject(error)))) ??
      rows.get(row._id)
    );
  }

  function renewOnce(row: SlackInstallation, refreshToken: string): Promise<SlackInstallation | undefined> {
    const running = underWay.get(row._id);
    if (running !== undefined) return running;
    const mine = renew(row, refreshToken).finally(() => underWay.delete(row._id));
    underWay.set(row._id, mine);
    return mine;
  }

  /** Waits for another instance's renewal. */
  async function awaitOther(row: SlackInstallation): Promise<SlackInstallation | undefined> {
    for (let time = 0; time < WAIT.times; time += 1) {
      await new Promise((resolve) => setTimeout(resolve, WAIT.everyMs));
      const now = await rows.get(row._id);
      if (now === undefined || now.sealed !== row.sealed) return now;
    }
    return undefined;
  }

  return {
    async tokenOf(row, refused) {
      const { token, refreshToken } = opened(row);
      const due = dueAt(row);
      const isDue = due !== undefined && due <= db.now();
      if (refreshToken === undefined || (!isDue && token !== refused)) return { token, until: due };
      const hasEnded = token === refused || (row.expiresAt !== undefined && row.expiresAt <= db.now());
      const renewed = (await renewOnce(row, refreshToken)) ?? (hasEnded ? await awaitOther(row) : undefined);
      if (renewed !== undefined) return { token: opened(renewed).token, until: dueAt(renewed) };
      if (!hasEnded) return { token, until: new Date(db.now().getTime() + LEASE_MS) };
      if (token === refused) return { token, until: undefined };
      throw new RapportError('unavailable', `slack: the token of ${row._id} has expired and could not be renewed yet`);
    },
    peek(row) {
      try {
        return opened(row).token;
      } catch {
        return undefined;
      }
    },
  };
}
