import { type Reply, toCaller } from '../../core/command.ts';
import { isError } from '../../core/errors.ts';
import { nearestLocale } from '../../core/i18n.ts';
import type { EventOf } from '../../core/platform.ts';
import type { EventContext, Slice } from '../../core/slice.ts';
import type { People } from '../people/index.ts';
import { connectThing, roleThing, workspaceCommands } from './commands.ts';
import { connectCodes, installations, type Workspaces, workspaces as workspaceRecords } from './store.ts';
import { workspaceTexts } from './texts.ts';

/** `connect K7F2-9QX4-M3TD` in either language, with or without the command's slash. */
const CONNECT = /^\s*(?:\/?rapport\s+)?(?:connect|连接)(?:\s+new)?\s+(\S.*)$/i;

/**
 * Workspaces. Besides its commands it answers where nobody is known yet: in an installation that is connected to no workspace, the only thing that
 * can be said is the code that connects it.
 */
export function workspacesSlice(deps: { workspaces: Workspaces; people: People }): Slice {
  const { workspaces } = deps;

  async function connectHere(event: EventOf<'command' | 'mention' | 'directMessage'>, { actor }: EventContext): Promise<Reply | undefined> {
    if (actor !== undefined) return undefined;
    const texts = workspaceTexts(nearestLocale(event.from.locale));
    // Nobody's channel: an answer that only names the way in, and is seen by whoever asked alone.
    const say = (text: string): Reply => toCaller({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] });
    const code = CONNECT.exec(event.text)?.[1];
    if (code === undefined) return say(texts.notConnected());
    try {
      const user = { platform: event.installation.platform, tenant: event.from.tenant, user: event.from.user };
      const { workspace } = await workspaces.connect({ code, installation: event.installation, user });
      return say(texts.connected({ workspace: workspace.name }));
    } catch (error) {
      const told = (isError(error, 'refused') || isError(error, 'conflict')) && error.forPeople !== undefined;
      if (!told) throw error;
      return say(error.forPeople[nearestLocale(event.from.locale)]);
    }
  }
  const removed = async (event: EventOf<'uninstalled' | 'tokensRevoked'>): Promise<undefined> => {
    await workspaces.remove(event.installation);
  };

  return {
    name: 'workspaces',
    things: [connectThing, roleThing],
    commands: workspaceCommands(deps),
    jobs: [],
    collections: [workspaceRecords, installations, connectCodes],
    on: {
      command: connectHere,
      mention: connectHere,
      directMessage: connectHere,
      uninstalled: removed,
      tokensRevoked: removed,
      installed: async (event) => {
        await workspaces.restore(event.installation);
        return undefined;
      },
    },
  };
}
