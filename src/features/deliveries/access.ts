import { systemScope } from '../../core/access.ts';
import type { LookContext, Subject } from '../../core/command.ts';
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
 * Shared by the commands: the deliveries that a person may see, look-up of a delivery, and its conversation's name.
 */
export function createDeliveryAccess({ watch, decisions, directory, people, managed, lists }: DeliveriesDeps) {
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

  const placed = (row: Delivery) => directory.placed(row.workspaceId, row.to);
  /** Whether the delivery is the reader's own message. */
  const isOwn = async (readerId: string | undefined, row: Delivery): Promise<boolean> =>
    readerId !== undefined && ownerOf(row, await placed(row)) === readerId;

  const noSuchNumber = () =>
    new RapportError('invalid', 'no such number', {
      forPeople: deliveriesTexts.all('noSuchNumber'),
      field: 'delivery',
    });

  /** The delivery id for a number: from the list last shown in this conversation, else from the current list. */
  async function idOfNumber({ actor, setting }: LookContext, number: number): Promise<string | undefined> {
    if (actor.personId === undefined) throw notYours();
    const reader = { workspaceId: actor.workspaceId, personId: actor.personId, side: actor.standing.side };
    const shown = await lists.numbered(LIST, { ...reader, conversation: listPlaceOf(setting) }, number);
    if (shown === 'nothing') return (await listed(reader)).rows[number - 1]?._id;
    return shown.ref === undefined ? undefined : idIn(shown.ref);
  }

  /**
   * A delivery as a command's subject: its owner, its project's manager and an admin may decide about it.
   * @throws RapportError `missing`.
   */
  async function subjectOf({ actor }: Pick<LookContext, 'actor'>, id: string): Promise<Subject<Delivery>> {
    const row = await decisions.get(actor.workspaceId, id);
    if (row === undefined) throw gone();
    const owner = ownerOf(row, await placed(row));
    return {
      record: row,
      projectIds: row.projectId === undefined ? [] : [row.projectId],
      owners: owner === undefined ? [] : [owner],
      orElse: 'administer',
      refusal: deliveriesTexts.all('notYours'),
    };
  }

  /**
   * The subject of a command whose field `delivery` is a number of the list or a button's id.
   * @throws RapportError `invalid` for an unknown number, `missing`.
   */
  const aboutDelivery = {
    needs: 'manage',
    async of({ delivery: which }: { readonly delivery?: string }, context: LookContext) {
      if (which === undefined) return undefined;
      const number = listNumber(which);
      const id = number === undefined ? which : await idOfNumber(context, number);
      if (id === undefined || !isId(id)) throw noSuchNumber();
      return subjectOf(context, id);
    },
  } as const;

  const placeName = async (
    row: Delivery,
    reader: { readonly locale: Locale; readonly readerId: string | undefined },
  ): Promise<string> => placeText(await placed(row), reader);

  return { listed, isAdmin, subjectOf, aboutDelivery, isOwn, placeName };
}
