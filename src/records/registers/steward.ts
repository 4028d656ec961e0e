import { type ProjectSummary, systemScope } from '../../core/access.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

/** The full name of the person who is told about a project: its manager, or the cover while the manager is away. */
export async function stewardName(
  { directory, people }: Pick<RegisterPorts, 'directory' | 'people'>,
  { workspaceId }: { readonly workspaceId: string },
  { projectId, locale }: Pick<ProjectSummary, 'projectId'> & { readonly locale: Locale },
): Promise<string> {
  const [personId] = await directory.stewards(workspaceId, projectId);
  const steward = personId === undefined ? undefined : await people.get(systemScope(workspaceId), personId);
  return steward?.name ?? registerTexts(locale).somebody();
}
