/** The accounts and e-mail addresses that identify a person, and the person behind an event. */

import type { Scope } from '../../core/access.ts';
import type { UserRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import { emailKey, type Identity, identityKey, nameKey, type Person } from './model.ts';
import type { PersonRecords } from './records.ts';
import { personRecordTexts } from './texts.ts';

/** A person as an event shows them. */
export interface Seen extends UserRef {
  readonly via: string;
  readonly name: string;
  readonly locale?: string | undefined;
  readonly zone?: string | undefined;
  /** Their direct conversation, if the event came from there. */
  readonly direct?: string | undefined;
  /** The platform reports their account as deactivated. */
  readonly gone?: boolean | undefined;
}
export interface Known {
  readonly person: Person;
  readonly identity: Identity;
}

const DAY = 86_400_000;

/** The account of a new person, as an event shows it. */
const accountOf = ({ _id: personId, workspaceId }: Person, seen: Seen, now: Date): Identity => ({
  _id: newId(),
  workspaceId,
  personId,
  key: identityKey(seen),
  kind: 'chat',
  platform: seen.platform,
  tenant: seen.tenant,
  user: seen.user,
  via: seen.via,
  ...(seen.direct === undefined ? {} : { direct: seen.direct }),
  ...(seen.locale === undefined ? {} : { platformLocale: seen.locale }),
  ...(seen.zone === undefined ? {} : { platformZone: seen.zone }),
  state: 'active',
  lastSeenAt: now,
});

/** The changes of a known account: an event's data that differ from the stored ones. */
const newlySeen = (identity: Identity, seen: Seen, now: Date): Partial<Identity> => ({
  ...(seen.direct !== undefined && seen.direct !== identity.direct ? { direct: seen.direct } : {}),
  ...(seen.locale !== undefined && seen.locale !== identity.platformLocale ? { platformLocale: seen.locale } : {}),
  ...(seen.zone !== undefined && seen.zone !== identity.platformZone ? { platformZone: seen.zone } : {}),
  ...(Math.abs(now.getTime() - identity.lastSeenAt.getTime()) >= DAY ? { lastSeenAt: now } : {}),
});

/** The accounts of people; see `createAccounts`. */
export type Accounts = ReturnType<typeof createAccounts>;

/** Creates the part of the people store that identifies people by their accounts; see the methods. */
export function createAccounts({ rows, clock }: { rows: PersonRecords; clock: Clock }) {
  const { records, subjects, keys, must, changeAs, bury } = rows;

  /**
   * Links this user of a platform, or this e-mail address, to this person.
   * @throws RapportError `refused` for an unverified address: typing an address must not make a person its owner;
   * `conflict` when another recorded person has this identity (an unconfirmed person gives way).
   */
  async function identify(
    scope: Scope,
    personId: string,
    as:
      | { readonly user: UserRef; readonly via?: string | undefined }
      | { readonly email: string; readonly verified: boolean },
  ): Promise<Identity> {
    if ('email' in as && !as.verified)
      throw new RapportError('refused', 'unverified e-mail', { forPeople: personRecordTexts.all('unverifiedEmail') });
    const key = 'email' in as ? emailKey(as.email) : identityKey(as.user);
    const owner = await must(scope, personId);
    if (owner.leftAt !== undefined)
      throw new RapportError('refused', 'person has left', { forPeople: personRecordTexts.all('hasLeft') });
    const fresh: Identity = {
      _id: newId(),
      workspaceId: scope.workspaceId,
      personId,
      key,
      ...('email' in as
        ? { kind: 'email' }
        : {
            kind: 'chat',
            platform: as.user.platform,
            tenant: as.user.tenant,
            user: as.user.user,
            via: as.via ?? as.user.tenant,
          }),
      state: 'active',
      lastSeenAt: clock.now(),
    };
    try {
      return await keys(scope).insert(fresh);
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
    }
    const taken = await keys(scope).findOne({ key });
    if (taken === undefined) return identify(scope, personId, as);
    if (taken.personId === personId && taken.state === 'active') return taken;
    const holder = await records(scope).get(taken.personId);
    if (holder !== undefined && holder._id !== personId && holder.side !== 'unknown' && holder.leftAt === undefined) {
      throw new RapportError('conflict', `${key} is ${holder._id}`, {
        forPeople: personRecordTexts.all('identityTaken'),
      });
    }
    const moved = await keys(scope).findOneAndUpdate(
      { _id: taken._id, personId: taken.personId },
      { $set: { personId, state: 'active' } },
    );
    if (moved === undefined) return identify(scope, personId, as);
    if (holder !== undefined && holder._id !== personId && holder.side === 'unknown')
      await bury(scope, holder._id, personId);
    return moved;
  }

  /**
   * Records whether the platform has deactivated an account. A person is gone once all their accounts are, and back
   * with the first active one.
   */
  async function keepGone(scope: Scope, { person, identity }: Known, isGone: boolean): Promise<Known> {
    if (isGone === (identity.goneAt !== undefined) && isGone === (person.goneAt !== undefined))
      return { person, identity };
    const now = clock.now();
    const kept =
      (await keys(scope).findOneAndUpdate(
        { _id: identity._id },
        isGone ? { $set: { goneAt: now } } : { $unset: { goneAt: 1 } },
      )) ?? identity;
    const left = await keys(scope).count({
      personId: person._id,
      kind: 'chat',
      state: 'active',
      goneAt: { $exists: false },
    });
    const isAllGone = left === 0;
    return {
      person:
        isAllGone === (person.goneAt !== undefined)
          ? person
          : await changeAs(isAllGone ? 'gone' : 'back', {
              scope,
              id: person._id,
              changes: { goneAt: isAllGone ? now : undefined },
            }),
      identity: kept,
    };
  }

  /** The person of this user, if any, also after they have left. */
  async function byUser(scope: Scope, user: UserRef): Promise<Known | undefined> {
    const identity = await keys(scope).findOne({ key: identityKey(user) });
    const person = identity === undefined ? undefined : await records(scope).get(identity.personId);
    return identity === undefined || person === undefined ? undefined : { identity, person };
  }

  /**
   * Finds the acting person, and stores the event's data: the direct conversation, the day, the platform's language and
   * zone. A new person is recorded as unknown. Writes only on a change.
   */
  async function see(scope: Scope, seen: Seen): Promise<Known> {
    const known = await byUser(scope, seen);
    const now = clock.now();
    if (known === undefined) {
      const document: Person = {
        _id: newId(),
        workspaceId: scope.workspaceId,
        name: seen.name.trim() || seen.user,
        nameKey: nameKey(seen.name || seen.user),
        side: 'unknown',
        createdAt: now,
      };
      let account: Identity | undefined;
      const fresh = async () => {
        account = await keys(scope).insert(accountOf(document, seen, now));
      };
      try {
        const by = { ...scope, by: identityKey(seen) };
        const person = await subjects.insert(by, document, 'seen', fresh);
        return await keepGone(scope, { person, identity: account as unknown as Identity }, seen.gone === true);
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        // Another event of the same person was faster.
        return see(scope, seen);
      }
    }
    const { identity } = known;
    const told = newlySeen(identity, seen, now);
    const seenNow =
      Object.keys(told).length === 0
        ? known
        : {
            ...known,
            identity: (await keys(scope).findOneAndUpdate({ _id: identity._id }, { $set: told })) ?? identity,
          };
    return keepGone(scope, seenNow, seen.gone === true);
  }

  return {
    identify,
    identitiesOf: (scope: Scope, personId: string): Promise<Identity[]> =>
      keys(scope).find({ personId }, { sort: { lastSeenAt: -1 } }),
    byUser,
    /** A person by a platform's bare user id, as in a mention; only if it is unambiguous. */
    async byUserId(scope: Scope, platform: string, user: string): Promise<Known | undefined> {
      const [identity, second] = await keys(scope).find({ platform, user }, { limit: 2 });
      const person =
        identity === undefined || second !== undefined ? undefined : await records(scope).get(identity.personId);
      return identity === undefined || person === undefined ? undefined : { identity, person };
    },
    /** The known people among these users, in one query. */
    async amongUsers(scope: Scope, users: readonly UserRef[]): Promise<Person[]> {
      const found = await keys(scope).find({ key: { $in: users.map(identityKey) } });
      return found.length === 0
        ? []
        : records(scope).find({ _id: { $in: [...new Set(found.map((identity) => identity.personId))] } });
    },
    /** The person of this direct conversation. */
    async byDirect(scope: Scope, platform: string, direct: string): Promise<Known | undefined> {
      const identity = await keys(scope).findOne({ direct, platform });
      const person = identity === undefined ? undefined : await records(scope).get(identity.personId);
      return identity === undefined || person === undefined ? undefined : { identity, person };
    },
    see,
    /** Stores a newly opened direct conversation. */
    async keepDirect(scope: Scope, identityId: string, direct: string): Promise<void> {
      await keys(scope).findOneAndUpdate({ _id: identityId }, { $set: { direct } });
    },
  };
}
