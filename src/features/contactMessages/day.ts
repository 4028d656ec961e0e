import { systemScope } from '../../core/access.ts';
import type { Slice } from '../../core/slice.ts';
import { assigneeText, lineButtons, wroteLine } from './messages.ts';
import { type ContactMessage, type Item, itemsOf } from './model.ts';
import type { ContactMessageStore } from './store.ts';
import type { TellingDeps } from './telling.ts';

export interface DayDeps extends Pick<TellingDeps, 'directory' | 'projects'> {
  readonly contactMessages: ContactMessageStore;
  /** Returns the projects that a person manages now. */
  readonly managed: (
    workspaceId: string,
    personId: string,
  ) => Promise<readonly { readonly _id: string; readonly name: string; readonly clientId: string }[]>;
}

/**
 * The open items of a person. They include items of the projects that the person manages and items assigned to them. An
 * item without a project counts for the managers of its client's projects and for the admins.
 */
export async function openItems(
  { contactMessages, managed, directory }: Pick<DayDeps, 'contactMessages' | 'managed' | 'directory'>,
  { workspaceId, personId }: { workspaceId: string; personId: string },
): Promise<Item[]> {
  const scope = systemScope(workspaceId);
  const [projects, stewards] = await Promise.all([
    managed(workspaceId, personId),
    directory.stewards(workspaceId, undefined),
  ]);
  const clients = new Set(projects.map(({ clientId }) => clientId));
  const isTheirs = ({ clientId }: ContactMessage) =>
    stewards.includes(personId) || (clientId !== undefined && clients.has(clientId));
  const projectIds = projects.map(({ _id }) => _id);
  const open = await contactMessages.open(scope, { projectIds, assigneeId: personId });
  return itemsOf(
    open.filter(
      (one) =>
        one.assignee?.personId === personId ||
        (one.projectId === undefined ? isTheirs(one) : projectIds.includes(one.projectId)),
    ),
  );
}

/** The open items as lines of a person's day. */
export function contactMessageDay(deps: DayDeps): NonNullable<Slice['day']> {
  return async ({ workspaceId, personId, side, locale }) => {
    if (side !== 'ours') return [];
    const items = await openItems(deps, { workspaceId, personId });
    const ids = [...new Set(items.flatMap(({ first }) => first.projectId ?? []))];
    const projects = await Promise.all(ids.map((id) => deps.projects.get(systemScope(workspaceId), id)));
    const names = new Map(
      projects.flatMap((project) => (project === undefined ? [] : [[project._id, project.name] as const])),
    );
    return items.map((item) => ({
      section: 'waiting' as const,
      projectId: item.first.projectId,
      ref: `words:${item.first._id}`,
      at: item.first.at,
      text: [
        wroteLine(item, item.first.projectId === undefined ? undefined : names.get(item.first.projectId), locale),
        locale === 'en' ? ' ' : '',
        { kind: 'strong' as const, text: item.messages.map(({ text }) => text).join(' · ') },
        ...(item.first.assignee === undefined || item.first.assignee.personId === personId
          ? []
          : [` · ${assigneeText(item, locale)}`]),
      ],
      buttons: lineButtons(item, locale),
    }));
  };
}
