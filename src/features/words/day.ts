import { systemScope } from '../../core/access.ts';
import type { Slice } from '../../core/slice.ts';
import { assigneeText, lineButtons, wroteLine } from './messages.ts';
import { itemsOf, type KeptWords } from './model.ts';
import type { Words } from './store.ts';
import type { TellingDeps } from './telling.ts';

export interface DayDeps extends Pick<TellingDeps, 'directory' | 'projects'> {
  readonly words: Words;
  /** The projects that somebody runs now. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly { readonly _id: string; readonly name: string; readonly clientId: string }[]>;
}

/** What contacts wrote and nobody has seen to, in the list of whoever runs the project; where it has none, of those who hear of it. */
export function wordsDay({ words, managed, directory, projects: projectsOf }: DayDeps): NonNullable<Slice['day']> {
  return async ({ workspaceId, personId, side, locale }) => {
    if (side !== 'ours') return [];
    const scope = systemScope(workspaceId);
    const [projects, stewards] = await Promise.all([managed(workspaceId, personId), directory.stewards(workspaceId, undefined)]);
    const names = new Map(projects.map(({ _id, name }) => [_id, name]));
    const clients = new Set(projects.map(({ clientId }) => clientId));
    const isTheirs = ({ clientId }: KeptWords) => stewards.includes(personId) || (clientId !== undefined && clients.has(clientId));
    const [own, ofNoProject, handed] = await Promise.all([
      projects.length === 0 ? [] : words.open(scope, [...names.keys()]),
      words.openOfNoProject(scope),
      words.openOf(scope, personId),
    ]);
    const all = [...own, ...ofNoProject.filter(isTheirs), ...handed];
    const once = [...new Map(all.map((one) => [one._id, one])).values()];
    for (const { projectId } of handed) {
      const project = projectId === undefined || names.has(projectId) ? undefined : await projectsOf.get(scope, projectId);
      if (project !== undefined) names.set(project._id, project.name);
    }
    return itemsOf(once).map((item) => ({
      section: 'waiting' as const,
      projectId: item.first.projectId,
      at: item.first.at,
      text: [
        wroteLine(item, item.first.projectId === undefined ? undefined : names.get(item.first.projectId), locale),
        locale === 'en' ? ' ' : '',
        { kind: 'strong' as const, text: item.words.map(({ text }) => text).join(' · ') },
        ...(item.first.assignee === undefined || item.first.assignee.personId === personId ? [] : [` · ${assigneeText(item, locale)}`]),
      ],
      buttons: lineButtons(item, locale),
    }));
  };
}
