import type { ConversationMember } from '../../src/core/platform.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Address, Connector, RosterEntry } from './connector.ts';
import { ConnectorFault } from './errors.ts';
import { teamsPeople } from './referenceRows.ts';

/** A person as the core needs them: their own tenant, and whether they are a guest or of another organisation. */
export interface Sender {
  readonly user: string;
  readonly tenant: string;
  readonly outsider: boolean;
  readonly name: string;
}

/** A person's tenant does not change, and a guest seldom becomes a member: looked up once a day. */
const FRESH_MS = 24 * 3_600_000;
const REMEMBERED = 5_000;

export type TeamsPeople = ReturnType<typeof createTeamsPeople>;

/**
 * Looks people up. Activities do not say whether a person is a guest, or of which organisation; the roster does. It is
 * read once a day per person and stored, since the tenant is part of a person's identity.
 */
export function createTeamsPeople({
  db,
  connector,
  log,
}: {
  readonly db: Database;
  readonly connector: Connector;
  readonly log: Logger;
}) {
  const rows = db.everywhere(teamsPeople);
  const remembered = new Map<string, Sender & { readonly at: number }>();
  const keyOf = (tenant: string, user: string) => `${tenant} ${user}`;

  async function known(tenant: string, user: string): Promise<(Sender & { at: number }) | undefined> {
    const kept = remembered.get(keyOf(tenant, user));
    if (kept !== undefined) return kept;
    const row = await rows.findOne({ tenant, user });
    return row === undefined
      ? undefined
      : { user, tenant: row.home, outsider: row.outsider, name: row.name, at: row.checkedAt.getTime() };
  }

  async function keep(tenant: string, sender: Sender): Promise<void> {
    const now = db.now();
    const { user, tenant: home, outsider, name } = sender;
    await rows.findOneAndUpdate(
      { tenant, user },
      { $set: { home, outsider, name, checkedAt: now }, $setOnInsert: { _id: keyOf(tenant, user) } },
      { upsert: true },
    );
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(keyOf(tenant, user), { ...sender, at: now.getTime() });
  }

  return {
    /**
     * The person who acted in a conversation. Never guessed: a person of another tenant, taken for ours, would stay a
     * second person in the record.
     * @throws RapportError `unavailable` when Teams does not answer now and nothing is stored.
     */
    async who(address: Address, user: string, toldName: string | undefined): Promise<Sender> {
      const { tenant } = address;
      const before = await known(tenant, user);
      const named = (sender: Sender): Sender => ({ ...sender, name: toldName || sender.name });
      if (before !== undefined && db.now().getTime() - before.at < FRESH_MS) return named(before);
      try {
        const sender = senderOf(await connector.member(address, user), tenant);
        await keep(tenant, sender);
        return named(sender);
      } catch (error) {
        if (!(error instanceof ConnectorFault)) throw error;
        if (before !== undefined) return named(before);
        const isRefused =
          error.kind === 'answered' && (error.status ?? 500) < 500 && ![401, 408, 412, 429].includes(error.status ?? 0);
        if (!isRefused) throw new RapportError('unavailable', `teams: who ${user} is is unknown now: ${error.message}`);
        // They act in a conversation whose roster lacks them: they count as an outsider.
        log.warn(
          { user, detail: error.message },
          'teams: a person outside all rosters acted; they count as an outsider',
        );
        return { user, tenant, outsider: true, name: toldName ?? '' };
      }
    },
    /** A mentioned person. Undefined when the roster lacks them or cannot be read now: then no person is recorded. */
    async mentioned(address: Address, user: string): Promise<Sender | undefined> {
      const before = await known(address.tenant, user);
      if (before !== undefined) return before;
      try {
        const sender = senderOf(await connector.member(address, user), address.tenant);
        await keep(address.tenant, sender);
        return sender;
      } catch (error) {
        if (!(error instanceof ConnectorFault)) throw error;
        log.info({ user, detail: error.message }, 'teams: a mentioned person could not be looked up');
        return undefined;
      }
    },
    /** A person who left is in no roster any more: the stored data is used. */
    async leaver(tenant: string, user: string): Promise<Sender> {
      return (await known(tenant, user)) ?? { user, tenant, outsider: false, name: '' };
    },
  };
}

function senderOf({ id, tenant, guest, name }: RosterEntry, host: string): Sender {
  return { user: id, tenant: tenant ?? host, outsider: guest || (tenant !== undefined && tenant !== host), name };
}

/** A roster entry as the core's member. */
export function memberOf(entry: RosterEntry, host: string): ConversationMember {
  const { user, tenant, outsider, name } = senderOf(entry, host);
  return { user: { platform: 'teams', tenant, user }, name, outsider };
}
