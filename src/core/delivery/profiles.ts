import { isError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import type { Profile } from './budget.ts';
import { noiseProfiles } from './ledger.ts';

/** What a profile is chosen for; a channel's own choice wins over its project's. */
export type ProfileOf = { readonly project: string } | { readonly channel: string };

export type Profiles = ReturnType<typeof createProfiles>;

/** How much is said unasked, by project and by channel. */
export function createProfiles({ db }: { db: Database }) {
  const rows = (workspaceId: string) => db.within(noiseProfiles, { workspaceId });
  const idOf = (workspaceId: string, of: ProfileOf) =>
    'project' in of ? `${workspaceId}/project:${of.project}` : `${workspaceId}/channel:${of.channel}`;
  return {
    /** What holds in a conversation. */
    async of(
      workspaceId: string,
      { projectId, conversation }: { projectId?: string | undefined; conversation: string },
    ): Promise<Profile> {
      const names = [
        idOf(workspaceId, { channel: conversation }),
        ...(projectId === undefined ? [] : [idOf(workspaceId, { project: projectId })]),
      ];
      const found = await rows(workspaceId).find({ _id: { $in: names } });
      return names.flatMap((name) => found.find((one) => one._id === name)?.profile ?? [])[0] ?? 'light';
    },
    /** What was chosen there itself. */
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
