import { isError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import type { Profile } from './budget.ts';
import { noiseProfiles } from './ledger.ts';

/** The scope of a profile; a channel's profile overrides its project's. */
export type ProfileOf = { readonly project: string } | { readonly channel: string };

export type Profiles = ReturnType<typeof createProfiles>;

/** The noise profiles, by project and by channel. */
export function createProfiles({ db }: { db: Database }) {
  const rows = (workspaceId: string) => db.within(noiseProfiles, { workspaceId });
  const idOf = (workspaceId: string, of: ProfileOf) =>
    'project' in of ? `${workspaceId}/project:${of.project}` : `${workspaceId}/channel:${of.channel}`;
  return {
    /** The profile of a conversation. */
    async of(
      workspaceId: string,
      { projectId, conversation }: { projectId?: string | undefined; conversation: string },
    ): Promise<Profile> {
      const names = [
        idOf(workspaceId, { channel: conversation }),
        ...(projectId === undefined ? [] : [idOf(workspaceId, { project: projectId })]),
      ];
      const found = await rows(workspaceId).find({ _id: { $in: names } });
      return names.flatMap((name) => found.find((choice) => choice._id === name)?.profile ?? [])[0] ?? 'light';
    },
    /** The profile chosen for this scope itself. */
    chosen: async (workspaceId: string, of: ProfileOf): Promise<Profile | undefined> =>
      (await rows(workspaceId).get(idOf(workspaceId, of)))?.profile,
    async choose(workspaceId: string, of: ProfileOf, profile: Profile): Promise<void> {
      const _id = idOf(workspaceId, of);
      try {
        await rows(workspaceId).insert({ _id, workspaceId, profile });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        await rows(workspaceId).findOneAndUpdate({ _id }, { $set: { profile } });
      }
    },
  };
}
