import { type OurRole, type Scope, systemScope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import type { InstallationRef, UserRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { LOCALES, type Locale } from '../../ground/i18n.ts';
import { idFrom, newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { CODE_LIFETIME, hashCode, makeCode, type Person } from '../people/model.ts';
import type { People } from '../people/store.ts';
import { connectCode, type Installation, installation, type Workspace, workspace } from './model.ts';
import { workspaceRecordTexts } from './texts.ts';

// These three are looked up before a workspace is known, or are the workspace itself: so not "within" one.
export const workspaces = keptCollection({
  name: 'workspaces',
  model: workspace,
  tenancy: 'installation',
  remembered: true,
  indexes: [],
  retention: { kept: 'the workspace itself' },
  person: { none: 'ids of its admins, from whom whoever leaves is taken' },
});
export const installations = keptCollection({
  name: 'installations',
  model: installation,
  tenancy: 'installation',
  remembered: true,
  indexes: [{ keys: { platform: 1, tenant: 1 }, unique: true }, { keys: { workspaceId: 1 } }],
  retention: { kept: 'which team or tenant belongs to the workspace' },
  person: { none: 'the id of the person who connected it' },
});
export const connectCodes = keptCollection({
  name: 'connectCodes',
  model: connectCode,
  tenancy: 'installation',
  indexes: [{ keys: { hash: 1 }, unique: true }, { keys: { expiresAt: 1 } }],
  retention: { by: 'expiresAt', days: 1 },
  person: {
    title: { en: 'Codes to connect a platform', 'zh-CN': '连接平台的代码' },
    find: ({ workspaceId, personIds }) => ({ workspaceId, personId: { $in: [...personIds] } }),
    export: () => undefined,
    erase: 'delete',
  },
});

export type Workspaces = ReturnType<typeof createWorkspaces>;

/**
 * True once an installation outside the playground is connected: from then on, acting as any person is more than a
 * trial. `db` is prepared with `installations`.
 */
export async function hasRealInstallation(db: Database): Promise<boolean> {
  return (
    (await db.everywhere(installations).findOne({ platform: { $ne: 'playground' }, state: 'connected' })) !== undefined
  );
}

/** True while a workspace has its placeholder name: no platform gave another one. */
export const isUnnamed = ({ name }: Pick<Workspace, 'name'>): boolean =>
  LOCALES.some((locale) => workspaceRecordTexts(locale).ourWorkspace() === name);

/** There is one first workspace: a second concurrent request finds it taken. */
const FIRST = idFrom('rapport', 'first workspace');

/** Creates the store of workspaces, their installations and our people's roles; see the methods. */
export function createWorkspaces({ db, clock, people }: { db: Database; clock: Clock; people: People }) {
  const records = db.everywhere(workspaces);
  const places = db.everywhere(installations);
  const codes = db.everywhere(connectCodes);

  async function attach(
    scope: Scope<'administer' | 'system'>,
    ref: InstallationRef,
    options: { orgWide?: boolean; by?: string } = {},
  ): Promise<Installation> {
    if (options.orgWide === true)
      throw new RapportError('refused', 'org-wide installation', {
        forPeople: workspaceRecordTexts.all('orgWideRefused'),
      });
    const set = {
      workspaceId: scope.workspaceId,
      state: 'connected' as const,
      connectedAt: clock.now(),
      ...(options.by === undefined ? {} : { connectedBy: options.by }),
    };
    try {
      return await places.insert({ _id: newId(), platform: ref.platform, tenant: ref.tenant, ...set });
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
    }
    // Its own workspace may connect it again after it was removed. Another one never may, because its people and
    // channels are recorded here.
    const again = await places.findOneAndUpdate(
      { platform: ref.platform, tenant: ref.tenant, workspaceId: scope.workspaceId },
      { $set: { state: 'connected' } },
    );
    if (again !== undefined) return again;
    throw new RapportError('conflict', `${ref.platform}/${ref.tenant} belongs to another workspace`, {
      forPeople: workspaceRecordTexts.all('alreadyConnected'),
    });
  }

  /**
   * Removes a person from the admins' guard, before they lose the role or leave. @throws RapportError `refused` for the
   * last one.
   */
  async function giveUpAdmin(scope: Scope, personId: string): Promise<void> {
    const changed = await records.findOneAndUpdate(
      { _id: scope.workspaceId, $and: [{ adminIds: personId }, { adminIds: { $not: { $size: 1 } } }] },
      { $pull: { adminIds: personId } },
    );
    if (changed !== undefined) return;
    const now = await records.get(scope.workspaceId);
    if (now?.adminIds.includes(personId) === true)
      throw new RapportError('refused', 'last admin', { forPeople: workspaceRecordTexts.all('lastAdmin') });
  }
  people.onLeaving((scope, person) => giveUpAdmin(scope, person._id));

  /** True until an installation outside the playground has ever been connected. */
  const isUnfounded = async (): Promise<boolean> =>
    (await places.findOne({ platform: { $ne: 'playground' } })) === undefined;

  return {
    isUnfounded,
    /**
     * The first installation of a new Rapport creates its workspace, with the installing person as the admin, because
     * no person could issue a code yet. Undefined if a workspace exists already. A repetition by the same person
     * continues where it ended.
     */
    async found(fresh: {
      installation: InstallationRef;
      name: string;
      admin: { name: string; locale?: Locale; zone?: string; user: UserRef };
    }): Promise<Workspace | undefined> {
      if (!(await isUnfounded())) return undefined;
      const { installation, admin } = fresh;
      const { user, ...person } = admin;
      const adminId = idFrom(`${user.platform}/${user.tenant}/${user.user}`, 'first admin');
      const scope = systemScope(FIRST);
      const { locale = 'en', zone = 'UTC' } = person;
      const founding = {
        _id: FIRST,
        name: fresh.name.trim(),
        locale,
        zone,
        adminIds: [adminId],
        createdAt: clock.now(),
      };
      const made = await records
        .insert(founding)
        .catch((error: unknown) => (isError(error, 'conflict') ? records.get(FIRST) : Promise.reject(error)));
      if (made?.adminIds.includes(adminId) !== true) return undefined;
      await people.add(scope, { _id: adminId, ...person, side: { kind: 'ours', role: 'admin' } });
      await people.identify(scope, adminId, { user, via: installation.tenant });
      await attach(scope, installation, { by: adminId });
      return made;
    },
    /**
     * Creates a workspace with its first admin. For the operator and the sample data: on a platform only the first
     * installation may create one, by `found`.
     */
    async create(fresh: {
      name: string;
      locale?: Locale;
      zone?: string;
      admin: { name: string; locale?: Locale; zone?: string; identities?: readonly (UserRef & { via?: string })[] };
    }): Promise<{ workspace: Workspace; admin: Person }> {
      const _id = newId();
      const admin = await people.add(systemScope(_id), { ...fresh.admin, side: { kind: 'ours', role: 'admin' } });
      const made = await records.insert({
        _id,
        name: fresh.name.trim(),
        locale: fresh.locale ?? fresh.admin.locale ?? 'en',
        zone: fresh.zone ?? fresh.admin.zone ?? 'UTC',
        adminIds: [admin._id],
        createdAt: clock.now(),
      });
      return { workspace: made, admin };
    },
    get: (scope: Scope): Promise<Workspace | undefined> => records.get(scope.workspaceId),
    /** All workspaces: for start-up and scheduled work. */
    all: (): Promise<Workspace[]> => records.find({}),
    /** The workspace connection of an installation; undefined while there is none. */
    async byInstallation(ref: InstallationRef): Promise<Installation | undefined> {
      const found = await places.findOne({ platform: ref.platform, tenant: ref.tenant });
      return found?.state === 'connected' ? found : undefined;
    },
    installationsOf: (scope: Scope): Promise<Installation[]> => places.find({ workspaceId: scope.workspaceId }),
    /**
     * Connects an installation without a code: for the operator and the sample data. @throws RapportError `refused`
     * org-wide, `conflict` when another workspace has it.
     */
    attach,
    /** The platform reports that it was removed, or its tokens were revoked. Recorded data stays. */
    async remove(ref: InstallationRef): Promise<Installation | undefined> {
      return places.findOneAndUpdate(
        { platform: ref.platform, tenant: ref.tenant, state: 'connected' },
        { $set: { state: 'removed' } },
      );
    },
    /** The platform reports that it is back. */
    restore: (ref: InstallationRef): Promise<Installation | undefined> =>
      places.findOneAndUpdate(
        { platform: ref.platform, tenant: ref.tenant, state: 'removed' },
        { $set: { state: 'connected' } },
      ),
    /**
     * A code with which this admin connects one more installation within a quarter of an hour. Their older codes become
     * invalid.
     */
    async issueCode(scope: Scope<'administer'>, personId: string): Promise<{ code: string; expiresAt: Date }> {
      const code = makeCode();
      const expiresAt = new Date(clock.now().getTime() + CODE_LIFETIME);
      await codes.deleteMany({ workspaceId: scope.workspaceId, personId });
      await codes.insert({ _id: newId(), workspaceId: scope.workspaceId, personId, hash: hashCode(code), expiresAt });
      return { code, expiresAt };
    },
    /**
     * Connects an installation by an admin's code; the person who types it is identified as that admin. The code works
     * once.
     * @throws RapportError `refused` for an org-wide Grid installation and for a code that is wrong, used or expired;
     * `conflict` when another workspace has the installation.
     */
    async connect(request: {
      code: string;
      installation: InstallationRef;
      orgWide?: boolean;
      user?: UserRef;
    }): Promise<{ workspace: Workspace; personId: string }> {
      // Checked before the code is used up, so that the admin can use it again.
      if (request.orgWide === true)
        throw new RapportError('refused', 'org-wide installation', {
          forPeople: workspaceRecordTexts.all('orgWideRefused'),
        });
      const now = clock.now();
      const used = await codes.findOneAndUpdate(
        { hash: hashCode(request.code), usedAt: { $exists: false }, expiresAt: { $gt: now } },
        { $set: { usedAt: now } },
      );
      const found = used === undefined ? undefined : await records.get(used.workspaceId);
      // The admin may have lost the role since.
      if (used === undefined || found === undefined || !found.adminIds.includes(used.personId)) {
        throw new RapportError('refused', 'connect code not valid', {
          forPeople: workspaceRecordTexts.all('codeInvalid'),
        });
      }
      const scope = systemScope(used.workspaceId);
      await attach(scope, request.installation, { by: used.personId });
      if (request.user !== undefined)
        await people.identify(scope, used.personId, { user: request.user, via: request.installation.tenant });
      return { workspace: found, personId: used.personId };
    },
    /**
     * Gives one of our people a role, or makes an unplaced person one of ours.
     * @throws RapportError `refused` for the last admin, `invalid` for a client's contact.
     */
    async setRole(scope: Scope<'administer' | 'system'>, personId: string, role: OurRole): Promise<Person> {
      const before = await people.must(scope, personId);
      if (before.side === 'client' || before.leftAt !== undefined) {
        throw new RapportError('invalid', `${personId} is not ours`, {
          forPeople: workspaceRecordTexts.all('notOurs'),
        });
      }
      if (before.role === 'admin' && role !== 'admin') await giveUpAdmin(scope, personId);
      const after = await people.change(scope, personId, { side: 'ours', role, notContact: undefined });
      // After the role, so that the guard never counts a person who is no admin.
      if (role === 'admin')
        await records.findOneAndUpdate({ _id: scope.workspaceId }, { $addToSet: { adminIds: personId } });
      return after;
    },
  };
}
