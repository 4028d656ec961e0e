import { type ClientRole, type OurRole, type Scope, systemScope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import { defineSubject, pendingIndex, type SubjectEntity } from '../../core/history/subject.ts';
import { erasedMark, keptCollection, type Subject } from '../../core/kept.ts';
import type { UserRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database, Update } from '../../store/collection.ts';
import {
  CODE_LIFETIME,
  emailKey,
  hashCode,
  type Identity,
  identity,
  identityKey,
  linkCode,
  makeCode,
  nameKey,
  type Person,
  person,
} from './model.ts';
import { personRecordTexts } from './texts.ts';

/**
 * The remaining record of an erased person: that they existed, on which side, and until when. `leftAt` stays, so that
 * checks for people who left still work.
 */
const blankPerson = (row: Person, subject: Subject): Update => ({
  $set: {
    name: erasedMark(subject),
    nameKey: nameKey(erasedMark(subject)),
    leftAt: row.leftAt ?? subject.at,
    erasedAt: row.erasedAt ?? subject.at,
  },
  $unset: Object.fromEntries(
    ['note', 'email', 'locale', 'zone', 'away', 'askedAt', 'askedIn', 'notContact', 'goneAt'].map((key) => [key, '']),
  ),
});

export const people = keptCollection({
  name: 'people',
  model: person,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, nameKey: 1 } },
    { keys: { workspaceId: 1, clientId: 1 } },
    { keys: { workspaceId: 1, side: 1, role: 1 } },
    pendingIndex,
  ],
  retention: { kept: 'history and the audit trail name people by this record' },
  person: {
    title: { en: 'Their record', 'zh-CN': '个人资料' },
    find: ({ personIds }) => ({ _id: { $in: [...personIds] } }),
    // The note and the unverified address are our side's own words: a client's person does not get them.
    export: ({ name, side, role, clientRole, email, locale, zone, away, createdAt, note }) => ({
      ...{ name, side, role: role ?? clientRole, language: locale, zone, away, since: createdAt },
      ...(side === 'ours' ? { email, note } : {}),
    }),
    erase: blankPerson,
    stays: { en: 'the id stays, with the date and nothing else', 'zh-CN': '仅保留编号和日期' },
    isLast: true,
  },
});
/**
 * `seen`: on record because of something that they did, linked to no role yet. `unplaced`: a manager is to say who they
 * are. `absenceChanged`: when they are away, or who covers. `gone`, `back`: the platforms deactivated all accounts, or
 * not any more.
 */
export const personSubject = defineSubject({
  kind: 'person',
  collection: people,
  events: ['created', 'seen', 'changed', 'unplaced', 'absenceChanged', 'left', 'gone', 'back', 'merged', 'erased'],
  told: [
    'side',
    'role',
    'clientId',
    'clientRole',
    'locale',
    'zone',
    'away',
    'askedIn',
    'notContact',
    'leftAt',
    'goneAt',
    'mergedInto',
  ],
  marks: ['askedAt'],
});
export type PersonEvent = (typeof personSubject.events)[number];
export const identities = keptCollection({
  name: 'identities',
  model: identity,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, key: 1 }, unique: true },
    { keys: { workspaceId: 1, personId: 1 } },
    { keys: { workspaceId: 1, user: 1 }, where: { user: { $exists: true } } },
    { keys: { workspaceId: 1, direct: 1 }, where: { direct: { $exists: true } } },
  ],
  retention: { kept: 'how a person is known again' },
  person: {
    title: { en: 'Their accounts', 'zh-CN': '账号' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ key, platformLocale, platformZone, lastSeenAt, state }) => ({
      ...{ account: key, language: platformLocale, zone: platformZone, lastSeen: lastSeenAt, state },
    }),
    erase: 'delete',
    isLast: true,
  },
});
export const linkCodes = keptCollection({
  name: 'linkCodes',
  model: linkCode,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, hash: 1 }, unique: true }, { keys: { expiresAt: 1 } }],
  retention: { by: 'expiresAt', days: 1 },
  person: {
    title: { en: 'Codes to link an account', 'zh-CN': '关联账号的代码' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: () => undefined,
    erase: 'delete',
  },
});

/**
 * A person to be added. `identities` are users of platforms; `via` the installation's tenant, where it is not theirs.
 */
export interface NewPerson {
  /** Set for a retryable request (`idFrom`): a retry finds the first record. */
  readonly _id?: string;
  readonly name: string;
  readonly side:
    | { readonly kind: 'ours'; readonly role: OurRole }
    | { readonly kind: 'client'; readonly clientId: string; readonly role: ClientRole };
  readonly identities?: readonly (UserRef & { readonly via?: string })[];
  readonly email?: string | undefined;
  readonly locale?: Locale | undefined;
  readonly zone?: string | undefined;
}

/** A person as an event shows them. */
export interface Seen extends UserRef {
  readonly via: string;
  readonly name: string;
  readonly locale?: string | undefined;
  readonly zone?: string | undefined;
  /** Their direct conversation, when the event came from there. */
  readonly direct?: string | undefined;
  /** The platform says that their account is deactivated. */
  readonly gone?: boolean | undefined;
}
export interface Known {
  readonly person: Person;
  readonly identity: Identity;
}

type Change = Partial<Omit<Person, 'createdAt' | 'version' | keyof SubjectEntity>>;
/** May object before a person leaves. @throws RapportError `refused`. */
export type LeavingListener = (scope: Scope<'system'>, leaving: Person) => Promise<void>;

const DAY = 86_400_000;

/** People and their identities. Everything is inside the scope's workspace. */
export type People = ReturnType<typeof createPeople>;

/** Makes the door to people; see the methods. */
export function createPeople({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const records = (scope: Scope) => db.within(people, scope);
  const subjects = histories.store(personSubject);
  const keys = (scope: Scope) => db.within(identities, scope);
  const codes = (scope: Scope) => db.within(linkCodes, scope);
  const leavingListeners: LeavingListener[] = [];

  async function must(scope: Scope, id: string): Promise<Person> {
    const found = await records(scope).get(id);
    if (found === undefined)
      throw new RapportError('missing', `no person ${id}`, { forPeople: personRecordTexts.all('noSuchPerson') });
    return found;
  }

  /** Changes a person; `undefined` unsets. @throws RapportError `missing`. */
  const change = (scope: Scope, id: string, changes: Change): Promise<Person> =>
    changeAs('away' in changes ? 'absenceChanged' : 'changed', { scope, id, changes });

  async function changeAs(
    event: PersonEvent,
    { scope, id, changes }: { scope: Scope; id: string; changes: Change },
  ): Promise<Person> {
    const all = changes.name === undefined ? changes : { ...changes, nameKey: nameKey(changes.name) };
    const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const unset = Object.fromEntries(
      Object.entries(all).flatMap(([key, value]) => (value === undefined ? [[key, 1]] : [])),
    );
    const update = {
      ...(Object.keys(set).length > 0 ? { $set: set } : {}),
      ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
    };
    return (await subjects.change(scope, { _id: id }, update, event)) ?? must(scope, id);
  }

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
   * Keeps whether the platform has deactivated an account; a person is gone with the last of theirs, and back with the
   * first.
   */
  async function keepGone(scope: Scope, { person: who, identity: one }: Known, isGone: boolean): Promise<Known> {
    if (isGone === (one.goneAt !== undefined) && isGone === (who.goneAt !== undefined))
      return { person: who, identity: one };
    const now = clock.now();
    const kept =
      (await keys(scope).findOneAndUpdate(
        { _id: one._id },
        isGone ? { $set: { goneAt: now } } : { $unset: { goneAt: 1 } },
      )) ?? one;
    const left = await keys(scope).count({
      personId: who._id,
      kind: 'chat',
      state: 'active',
      goneAt: { $exists: false },
    });
    const isAllGone = left === 0;
    return {
      person:
        isAllGone === (who.goneAt !== undefined)
          ? who
          : await changeAs(isAllGone ? 'gone' : 'back', {
              scope,
              id: who._id,
              changes: { goneAt: isAllGone ? now : undefined },
            }),
      identity: kept,
    };
  }

  const ours = (scope: Scope): Promise<Person[]> =>
    records(scope).find({ side: 'ours', leftAt: { $exists: false } }, { sort: { nameKey: 1 } });

  /** Removes a record that turned out to be another person's, once it has no identity left. */
  async function bury(scope: Scope, id: string, into: string): Promise<void> {
    if ((await keys(scope).count({ personId: id })) > 0) return;
    await changeAs('merged', { scope, id, changes: { mergedInto: into, leftAt: clock.now() } });
  }

  return {
    /**
     * Adds a person of our side or a client's contact, with their users. @throws RapportError `conflict` for a user of
     * another person.
     */
    async add(scope: Scope, fresh: NewPerson): Promise<Person> {
      const { side } = fresh;
      const before = fresh._id === undefined ? undefined : await records(scope).get(fresh._id);
      if (before !== undefined) return before;
      const document: Person = {
        _id: fresh._id ?? newId(),
        workspaceId: scope.workspaceId,
        name: fresh.name.trim(),
        nameKey: nameKey(fresh.name),
        side: side.kind,
        ...(side.kind === 'ours' ? { role: side.role } : { clientId: side.clientId, clientRole: side.role }),
        ...(fresh.email === undefined ? {} : { email: fresh.email.trim().toLowerCase() }),
        ...(fresh.locale === undefined ? {} : { locale: fresh.locale }),
        ...(fresh.zone === undefined ? {} : { zone: fresh.zone }),
        createdAt: clock.now(),
      };
      return subjects.insert(scope, document, 'created', async ({ _id }) => {
        try {
          for (const { platform, tenant, user, via } of fresh.identities ?? [])
            await identify(scope, _id, { user: { platform, tenant, user }, via });
        } catch (error) {
          // A person without some of the accounts would be half a person.
          await keys(scope).deleteMany({ personId: _id });
          throw error;
        }
      });
    },
    get: (scope: Scope, id: string): Promise<Person | undefined> => records(scope).get(id),
    /** The person with all that rows may name them by, for exporting and erasing. @throws RapportError `missing`. */
    async subjectOf(scope: Scope, id: string): Promise<Subject> {
      const { side, name, workspaceId } = await must(scope, id);
      const personIds = [id];
      // Records that were merged into theirs, and into those.
      for (const each of personIds)
        personIds.push(...(await records(scope).find({ mergedInto: each })).map(({ _id }) => _id));
      const accounts = await keys(scope).find({ personId: { $in: personIds } });
      return {
        ...{ workspaceId, side, personIds, name, at: clock.now() },
        users: accounts.flatMap(({ platform, tenant, user }) =>
          platform && tenant && user ? [{ platform, tenant, user }] : [],
        ),
        directs: accounts.flatMap(({ platform, direct }) =>
          platform && direct ? [{ platform, conversation: direct }] : [],
        ),
      };
    },
    must,
    change,
    identify,
    /** Everybody who has not left, by name. */
    all: (scope: Scope): Promise<Person[]> =>
      records(scope).find({ leftAt: { $exists: false } }, { sort: { nameKey: 1 } }),
    /** Our side, by name. */
    ours,
    /** Read as our side, which a request has mostly read already. */
    admins: async (scope: Scope): Promise<Person[]> => (await ours(scope)).filter(({ role }) => role === 'admin'),
    /** A client's contacts, by name. */
    contactsOf: (scope: Scope, clientId: string): Promise<Person[]> =>
      records(scope).find({ clientId, side: 'client', leftAt: { $exists: false } }, { sort: { nameKey: 1 } }),
    named: (scope: Scope, name: string): Promise<Person[]> =>
      records(scope).find({ nameKey: nameKey(name), leftAt: { $exists: false } }),
    /** People of this name who have left. */
    leftNamed: (scope: Scope, name: string): Promise<Person[]> =>
      records(scope).find({ nameKey: nameKey(name), leftAt: { $exists: true } }),
    identitiesOf: (scope: Scope, personId: string): Promise<Identity[]> =>
      keys(scope).find({ personId }, { sort: { lastSeenAt: -1 } }),
    /** The person of this user, if any; also one who has left. */
    async byUser(scope: Scope, user: UserRef): Promise<Known | undefined> {
      const found = await keys(scope).findOne({ key: identityKey(user) });
      const who = found === undefined ? undefined : await records(scope).get(found.personId);
      return found === undefined || who === undefined ? undefined : { identity: found, person: who };
    },
    /** A person by a platform's bare user id, as a mention has it; only when it is unambiguous. */
    async byUserId(scope: Scope, platform: string, user: string): Promise<Known | undefined> {
      const [found, second] = await keys(scope).find({ platform, user }, { limit: 2 });
      const who = found === undefined || second !== undefined ? undefined : await records(scope).get(found.personId);
      return found === undefined || who === undefined ? undefined : { identity: found, person: who };
    },
    /** Those of these users who are known, in one question. */
    async amongUsers(scope: Scope, users: readonly UserRef[]): Promise<Person[]> {
      const found = await keys(scope).find({ key: { $in: users.map(identityKey) } });
      return found.length === 0
        ? []
        : records(scope).find({ _id: { $in: [...new Set(found.map((one) => one.personId))] } });
    },
    /** Whose direct conversation this is. */
    async byDirect(scope: Scope, platform: string, direct: string): Promise<Known | undefined> {
      const found = await keys(scope).findOne({ direct, platform });
      const who = found === undefined ? undefined : await records(scope).get(found.personId);
      return found === undefined || who === undefined ? undefined : { identity: found, person: who };
    },
    /**
     * Finds the acting person, and stores the event's data: the direct conversation, the day, the platform's language
     * and zone. A new person is recorded as unknown. Writes only on a change.
     */
    async see(scope: Scope, seen: Seen): Promise<Known> {
      const known = await this.byUser(scope, seen);
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
          account = await keys(scope).insert({
            _id: newId(),
            workspaceId: scope.workspaceId,
            personId: document._id,
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
        };
        try {
          const by = { ...scope, by: identityKey(seen) };
          const person = await subjects.insert(by, document, 'seen', fresh);
          return await keepGone(scope, { person, identity: account as unknown as Identity }, seen.gone === true);
        } catch (error) {
          if (!isError(error, 'conflict')) throw error;
          // Another event of the same person was quicker.
          return this.see(scope, seen);
        }
      }
      const { identity: one } = known;
      const told = {
        ...(seen.direct !== undefined && seen.direct !== one.direct ? { direct: seen.direct } : {}),
        ...(seen.locale !== undefined && seen.locale !== one.platformLocale ? { platformLocale: seen.locale } : {}),
        ...(seen.zone !== undefined && seen.zone !== one.platformZone ? { platformZone: seen.zone } : {}),
        ...(Math.abs(now.getTime() - one.lastSeenAt.getTime()) >= DAY ? { lastSeenAt: now } : {}),
      };
      const seenNow =
        Object.keys(told).length === 0
          ? known
          : { ...known, identity: (await keys(scope).findOneAndUpdate({ _id: one._id }, { $set: told })) ?? one };
      return keepGone(scope, seenNow, seen.gone === true);
    },
    /** Keeps a direct conversation that was opened. */
    async keepDirect(scope: Scope, identityId: string, direct: string): Promise<void> {
      await keys(scope).findOneAndUpdate({ _id: identityId }, { $set: { direct } });
    },
    /** A code that this person types on another platform within a quarter of an hour. Older codes of theirs die. */
    async issueCode(scope: Scope, personId: string): Promise<{ code: string; expiresAt: Date }> {
      const code = makeCode();
      const expiresAt = new Date(clock.now().getTime() + CODE_LIFETIME);
      await codes(scope).deleteMany({ personId });
      await codes(scope).insert({
        _id: newId(),
        workspaceId: scope.workspaceId,
        personId,
        hash: hashCode(code),
        expiresAt,
      });
      return { code, expiresAt };
    },
    /**
     * Uses a code: whoever types it is the person who got it. Works once.
     * @throws RapportError `refused` for a code that is wrong, used or too old (one answer for all three), `conflict`
     * when the user is somebody else.
     */
    async redeemCode(scope: Scope, typed: string, user: UserRef, via: string): Promise<Person> {
      const now = clock.now();
      const used = await codes(scope).findOneAndUpdate(
        { hash: hashCode(typed), usedAt: { $exists: false }, expiresAt: { $gt: now } },
        { $set: { usedAt: now } },
      );
      if (used === undefined)
        throw new RapportError('refused', 'code not valid', { forPeople: personRecordTexts.all('codeInvalid') });
      await identify(scope, used.personId, { user, via });
      return must(scope, used.personId);
    },
    /**
     * Two records are one human: `from`'s identities become `into`'s, and `from` ends. @throws RapportError `invalid`
     * over two sides, or for oneself.
     */
    async merge(scope: Scope, from: string, into: string): Promise<Person> {
      const [source, target] = [await must(scope, from), await must(scope, into)];
      const sameSide =
        source.side === 'unknown' || (source.side === target.side && source.clientId === target.clientId);
      if (
        from === into ||
        !sameSide ||
        target.leftAt !== undefined ||
        target.side === 'unknown' ||
        source.role === 'admin'
      ) {
        throw new RapportError('invalid', `cannot merge ${from} into ${into}`, {
          forPeople: personRecordTexts.all('cannotLink'),
        });
      }
      await keys(scope).updateMany({ personId: from }, { $set: { personId: into } });
      await bury(scope, from, into);
      return target;
    },
    /**
     * A person leaves: the identities stop, the absence ends; reactions to `left` hand over what was theirs. May be
     * repeated.
     * @throws RapportError `refused` when a listener objects, as for the last admin.
     */
    async leave(scope: Scope, id: string): Promise<Person> {
      const before = await must(scope, id);
      for (const listener of leavingListeners) await listener(systemScope(scope.workspaceId), before);
      await keys(scope).updateMany({ personId: id }, { $set: { state: 'stopped' } });
      await codes(scope).deleteMany({ personId: id });
      for (const covered of await records(scope).find({ 'away.coverId': id })) {
        if (covered.away !== undefined)
          await change(scope, covered._id, { away: { from: covered.away.from, until: covered.away.until } });
      }
      if (before.leftAt !== undefined) return before;
      return changeAs('left', { scope, id, changes: { leftAt: clock.now(), away: undefined } });
    },
    /** Registers an objection: called before a person leaves, and may throw `refused`. */
    onLeaving(listener: LeavingListener): void {
      leavingListeners.push(listener);
    },
    /** People about whom the managers of these projects were asked and have not said anything. */
    unplaced: (scope: Scope, projectIds: readonly string[]): Promise<Person[]> =>
      records(scope).find(
        {
          side: 'unknown',
          askedIn: { $in: [...projectIds] },
          notContact: { $exists: false },
          leftAt: { $exists: false },
        },
        { sort: { askedAt: 1, _id: 1 } },
      ),
    /** A person without a role acted in the client's channel of a project: its manager is to say who they are. */
    async needsPlace(scope: Scope, id: string, projectId: string): Promise<void> {
      const unasked = { _id: id, askedAt: { $exists: false } };
      await subjects.change(scope, unasked, { $set: { askedIn: projectId } }, 'unplaced');
    },
    /** The manager was asked who this is; set after the question is safely in the outbox. */
    async markAsked(scope: Scope, id: string): Promise<void> {
      await subjects.mark(scope, { _id: id, askedAt: { $exists: false } }, { $set: { askedAt: clock.now() } });
    },
  };
}
