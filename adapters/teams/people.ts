import type { ConversationMember } from '../../src/core/platform.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Address, Connector, RosterEntry } from './connector.ts';
import { ConnectorFault } from './errors.ts';
import { teamsPeople } from './references.ts';

/** Who somebody is to us: their own tenant, and whether they are a guest or of another organisation. */
export interface Sender {
  readonly user: string;
  readonly tenant: string;
  readonly outsider: boolean;
  readonly name: string;
}

/** A person's tenant does not change, and a guest seldom becomes a member: asked anew once a day. */
const FRESH_MS = 24 * 3_600_000;
const REMEMBERED = 5_000;

export type TeamsPeople = ReturnType<typeof createTeamsPeople>;

/**
 * Who is who. Activities do not say whether somebody is a guest or of which organisation: the roster of the
 * conversation does. It is asked once a day per person, and what it said is kept, since a person's tenant is part of
 * who they are in the record.
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
     * Who acted in a conversation. Nobody is guessed at: somebody of another tenant, taken for one of ours, would be
     * another person in the record for ever.
     * @throws RapportError `unavailable` when Teams does not say now and nothing is known of them.
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
        if (!isRefused)
          throw new RapportError('unavailable', `teams: who ${user} is cannot be told now: ${error.message}`);
        // Not in the roster of a conversation in which they act: nothing speaks for their being one of ours.
        log.warn(
          { user, detail: error.message },
          'teams: somebody who is in no roster acted; they count as from outside',
        );
        return { user, tenant, outsider: true, name: toldName ?? '' };
      }
    },
    /**
     * Somebody whom others mention. Undefined when the roster does not have them, or cannot be had now: then nobody is
     * put on record for them.
     */
    async mentioned(address: Address, user: string): Promise<Sender | undefined> {
      const before = await known(address.tenant, user);
      if (before !== undefined) return before;
      try {
        const sender = senderOf(await connector.member(address, user), address.tenant);
        await keep(address.tenant, sender);
        return sender;
      } catch (error) {
        if (!(error instanceof ConnectorFault)) throw error;
        log.info({ user, detail: error.message }, 'teams: who is mentioned could not be told');
        return undefined;
      }
    },
    /** Somebody who has left is in no roster any more: what is known of them. */
    async leaver(tenant: string, user: string): Promise<Sender> {
      return (await known(tenant, user)) ?? { user, tenant, outsider: false, name: '' };
    },
  };
}

function senderOf({ id, tenant, guest, name }: RosterEntry, host: string): Sender {
  return { user: id, tenant: tenant ?? host, outsider: guest || (tenant !== undefined && tenant !== host), name };
}

/** A roster entry as the core sees it. */
export function memberOf(entry: RosterEntry, host: string): ConversationMember {
  const { user, tenant, outsider, name } = senderOf(entry, host);
  return { user: { platform: 'teams', tenant, user }, name, outsider };
}
