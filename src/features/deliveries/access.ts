import { type ProjectAccess, systemScope } from '../../core/access.ts';
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
import type { ListReader } from '../../core/lists/list.ts';
import { type Lists, listPlaceOf } from '../../core/lists/lists.ts';
import { listNumber } from '../../core/tokens.ts';
import type { Undos } from '../../core/undo.ts';
import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { isId } from '../../ground/ids.ts';
import type { People } from '../../records/people/store.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { Workspaces } from '../../records/workspaces/store.ts';
import { deliveriesTexts } from './texts.ts';

export interface DeliveriesDeps {
  readonly clock: Clock;
  readonly lists: Lists;
  readonly undos: Undos;
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
  /** The projects that a person manages, also as a cover. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly Project[]>;
}

/** Maximum deliveries in a list. */
const MOST_LISTED = 100;

/** The command that shows the list; numbers refer to its lines. */
export const LIST = 'delivery list';
/** A delivery's reference in the list, and the id in a reference. */
export const refOf = ({ _id }: Pick<Delivery, '_id'>): string => `delivery:${_id}`;
export const idIn = (ref: string): string => ref.slice('delivery:'.length);

const gone = () =>
  new RapportError('missing', 'no such delivery', { forPeople: deliveriesTexts.all('gone'), field: 'delivery' });
const notYours = () =>
  new RapportError('refused', 'deliveries of others', { forPeople: deliveriesTexts.all('notYours') });

/**
 * Shared by the commands: which deliveries a person may see, which delivery is meant, and the name of its conversation.
 */
export function createDeliveryAccess({
  watch,
  decisions,
  directory,
  people,
  projectAccess,
  managed,
  lists,
}: DeliveriesDeps) {
  /**
   * Returns the projects whose deliveries the reader sees: all (undefined) for an admin, their own for a manager.
   * @throws RapportError `refused` for a person who manages no project.
   */
  async function projectsSeen({
    workspaceId,
    personId,
    side,
  }: Pick<ListReader, 'workspaceId' | 'personId' | 'side'>): Promise<readonly string[] | undefined> {
    if (side !== 'ours') throw notYours();
    if (await isAdmin(workspaceId, personId)) return undefined;
    const mine = await managed(workspaceId, personId);
    if (mine.length === 0) throw notYours();
    return mine.map((one) => one._id);
  }
  const isAdmin = async (workspaceId: string, personId: string) =>
    (await people.get(systemScope(workspaceId), personId))?.role === 'admin';

  /** Unfinished deliveries; those that need a decision come first. */
  async function listed(
    reader: Parameters<typeof projectsSeen>[0],
  ): Promise<{ rows: readonly Delivery[]; projectIds: readonly string[] | undefined }> {
    const projectIds = await projectsSeen(reader);
    return { rows: await watch.open(reader.workspaceId, { projectIds, limit: MOST_LISTED }), projectIds };
  }

  /** Whether the delivery is the reader's own message. */
  async function isOwn(readerId: string | undefined, row: Delivery): Promise<boolean> {
    return readerId !== undefined && ownerOf(row, await directory.placed(row.workspaceId, row.to)) === readerId;
  }

  /**
   * Demands that the actor may decide: the owner, the project's manager, or an admin if there is no project. @throws
   * RapportError `refused`.
   */
  async function demand(context: CommandContext, row: Delivery): Promise<void> {
    if (await isOwn(context.scope.personId, row)) return;
    const project = row.projectId === undefined ? undefined : await projectAccess(row.workspaceId, row.projectId);
    try {
      if (project === undefined) context.authorize('administer');
      else context.authorize('manage', project);
    } catch {
      throw notYours();
    }
  }

  const noSuchNumber = () =>
    new RapportError('invalid', 'no such number', {
      forPeople: deliveriesTexts.all('noSuchNumber'),
      field: 'delivery',
    });

  /** The delivery id for a number: from the list last shown in this conversation, else from the current list. */
  async function idOfNumber({ scope, actor, setting }: CommandContext, number: number): Promise<string | undefined> {
    if (scope.personId === undefined) throw notYours();
    const reader = { workspaceId: scope.workspaceId, personId: scope.personId, side: actor.standing.side };
    const shown = await lists.numbered(LIST, { ...reader, conversation: listPlaceOf(setting) }, number);
    if (shown === 'nothing') return (await listed(reader)).rows[number - 1]?._id;
    return shown.ref === undefined ? undefined : idIn(shown.ref);
  }

  /**
   * A delivery by its number in the list or by a button's id. @throws RapportError `invalid` for an unknown number,
   * `missing`, `refused`.
   */
  async function chosen(context: CommandContext, which: string): Promise<Delivery> {
    const isOurs = context.actor.standing.side === 'ours';
    const number = listNumber(which);
    if (number === undefined && isOurs && !isId(which)) throw noSuchNumber();
    const id = number === undefined ? which : await idOfNumber(context, number);
    if (id === undefined) throw noSuchNumber();
    const row = await decisions.get(context.scope.workspaceId, id);
    // A person without the right to it does not learn that the delivery exists.
    if (row === undefined) throw isOurs ? gone() : notYours();
    await demand(context, row);
    return row;
  }

  const placeName = async (
    row: Delivery,
    reader: { readonly locale: Locale; readonly readerId: string | undefined },
  ): Promise<string> => placeText(await directory.placed(row.workspaceId, row.to), reader);

  return { listed, isAdmin, chosen, demand, isOwn, placeName };
}
