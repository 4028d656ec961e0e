import type { ProjectAccess } from '../../core/access.ts';
import type { Clock } from '../../core/clock.ts';
import type { CommandContext } from '../../core/command.ts';
import { placeText } from '../../core/delivery/compose.ts';
import type { Decisions } from '../../core/delivery/decisions.ts';
import type { DeliveryWatch } from '../../core/delivery/figures.ts';
import type { Ledger } from '../../core/delivery/ledger.ts';
import type { Delivery } from '../../core/delivery/outbox.ts';
import { ownerOf } from '../../core/delivery/owners.ts';
import type { Pauses } from '../../core/delivery/pauses.ts';
import type { Profiles } from '../../core/delivery/profiles.ts';
import type { Directory } from '../../core/directory.ts';
import { RapportError } from '../../core/errors.ts';
import type { Locale } from '../../core/i18n.ts';
import { isId } from '../../core/ids.ts';
import { listNumber } from '../../core/words.ts';
import type { People } from '../people/index.ts';
import type { Project, Projects } from '../projects/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { deliveriesTexts } from './texts.ts';

export interface DeliveriesDeps {
  readonly clock: Clock;
  readonly watch: DeliveryWatch;
  readonly decisions: Decisions;
  readonly pauses: Pauses;
  readonly profiles: Profiles;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly people: People;
  readonly projects: Projects;
  readonly workspaces: Workspaces;
  readonly projectAccess: (workspaceId: string, projectId: string) => Promise<ProjectAccess | undefined>;
  /** The projects that somebody runs, also as the cover of who is away. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly Project[]>;
}

/** More than anybody reads in one message. */
export const MOST_LISTED = 15;

const gone = () => new RapportError('missing', 'no such delivery', { forPeople: deliveriesTexts.all('gone'), field: 'delivery' });
const notYours = () => new RapportError('refused', 'deliveries of others', { forPeople: deliveriesTexts.all('notYours') });

/** What the commands share: which deliveries somebody may see, which one is meant, and how its place is called. */
export function createDesk({ watch, decisions, directory, projectAccess, managed }: DeliveriesDeps) {
  /** An admin sees the workspace's, a manager those of their projects. Undefined: all. @throws RapportError `refused` for whoever runs nothing. */
  async function projectsSeen({ actor, scope }: CommandContext): Promise<readonly string[] | undefined> {
    if (actor.standing.side === 'ours' && actor.standing.role === 'admin') return undefined;
    const mine = actor.standing.side !== 'ours' || scope.personId === undefined ? [] : await managed(scope.workspaceId, scope.personId);
    if (mine.length === 0) throw notYours();
    return mine.map((one) => one._id);
  }

  /** What is not done with, what needs somebody's word first. */
  async function listed(context: CommandContext): Promise<{ rows: readonly Delivery[]; projectIds: readonly string[] | undefined }> {
    const projectIds = await projectsSeen(context);
    return { rows: await watch.open(context.scope.workspaceId, { projectIds, limit: MOST_LISTED }), projectIds };
  }

  /** Whether it is the message of whoever asks. */
  async function isOwn({ scope }: CommandContext, row: Delivery): Promise<boolean> {
    return scope.personId !== undefined && ownerOf(row, await directory.placed(row.workspaceId, row.to)) === scope.personId;
  }

  /** Whoever may decide: its owner, the project's manager, and the admins where there is none. */
  async function demand(context: CommandContext, row: Delivery): Promise<void> {
    if (await isOwn(context, row)) return;
    const project = row.projectId === undefined ? undefined : await projectAccess(row.workspaceId, row.projectId);
    try {
      if (project === undefined) context.authorize('administer');
      else context.authorize('manage', project);
    } catch {
      throw notYours();
    }
  }

  /** A delivery by its number in the list, or by the id that a button carries. */
  async function chosen(context: CommandContext, which: string): Promise<Delivery> {
    const number = listNumber(which);
    const noSuchNumber = () => new RapportError('invalid', 'no such number', { forPeople: deliveriesTexts.all('noSuchNumber'), field: 'delivery' });
    if (number === undefined) {
      if (context.actor.standing.side === 'ours' && !isId(which)) throw noSuchNumber();
      const row = await decisions.get(context.scope.workspaceId, which);
      // Whose it is not is told nothing of it, not even that it is there.
      if (row === undefined) throw context.actor.standing.side === 'ours' ? gone() : notYours();
      await demand(context, row);
      return row;
    }
    const row = (await listed(context)).rows[number - 1];
    if (row === undefined) throw noSuchNumber();
    return row;
  }

  const placeName = async (row: Delivery, reader: { readonly locale: Locale; readonly readerId: string | undefined }): Promise<string> =>
    placeText(await directory.placed(row.workspaceId, row.to), reader);

  return { listed, chosen, demand, isOwn, placeName };
}
