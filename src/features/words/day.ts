import { systemScope } from '../../core/access.ts';
import type { Slice } from '../../core/slice.ts';
import { itemButtons, wroteLine } from './messages.ts';
import { itemsOf, type KeptWords } from './model.ts';
import type { Words } from './store.ts';
import type { TellingDeps } from './telling.ts';

export interface DayDeps extends Pick<TellingDeps, 'directory' | 'projects'> {
  readonly words: Words;
  /** The projects that somebody runs now. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly { readonly _id: string; readonly name: string; readonly clientId: string }[]>;
}

/** What contacts wrote and nobody has seen to, in the list of whoever runs the project; where it has none, of those who hear of it. */
export function wordsDay({ words, managed, directory }: DayDeps): NonNullable<Slice['day']> {
  return async ({ workspaceId, personId, side, locale }) => {
    if (side !== 'ours') return [];
    const scope = systemScope(workspaceId);
    const [projects, stewards] = await Promise.all([managed(workspaceId, personId), directory.stewards(workspaceId, undefined)]);
    const names = new Map(projects.map(({ _id, name }) => [_id, name]));
    const clients = new Set(projects.map(({ clientId }) => clientId));
    const isTheirs = ({ clientId }: KeptWords) => stewards.includes(personId) || (clientId !== undefined && clients.has(clientId));
    const [own, ofNoProject] = await Promise.all([projects.length === 0 ? [] : words.open(scope, [...names.keys()]), words.openOfNoProject(scope)]);
    return itemsOf([...own, ...ofNoProject.filter(isTheirs)]).map((item) => ({
      section: 'waiting' as const,
      at: item.first.at,
      text: [
        wroteLine(item, item.first.projectId === undefined ? undefined : names.get(item.first.projectId), locale),
        locale === 'en' ? ' ' : '',
        { kind: 'strong' as const, text: item.words.map(({ text }) => text).join(' · ') },
      ],
      buttons: itemButtons(item, locale),
    }));
  };
}
