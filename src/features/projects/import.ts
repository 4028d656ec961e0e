import { type Scope, systemScope } from '../../core/access.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Clients } from '../../records/clients/store.ts';
import { nameKey } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { type ImportRow, readProjects } from './csv.ts';
import { projectTexts } from './texts.ts';

/** The effect of a row: start a project, skip it (the project exists), or skip it because of a problem. */
export interface Planned {
  readonly row: ImportRow;
  readonly outcome: 'ready' | 'there' | 'problem';
  readonly managerId: string;
  readonly says: Readonly<Record<Locale, string>>;
}

/** Looks up the clients and people that the rows name. Changes nothing. */
export async function planImport(
  deps: { projects: Projects; clients: Clients; people: People },
  scope: Scope,
  rows: readonly ImportRow[],
  importer: string,
): Promise<Planned[]> {
  const ours = await deps.people.ours(scope);
  const known = await deps.projects.all(scope);
  const clients = await deps.clients.all(scope);
  return rows.map((row) => {
    const client = clients.find((one) => one.nameKey === nameKey(row.client) || one.key === row.client.toUpperCase());
    const there =
      row.key === undefined
        ? known.find((one) => one.clientId === client?._id && nameKey(one.name) === nameKey(row.project))
        : known.find((one) => one.key === row.key);
    const named =
      row.manager === undefined
        ? []
        : ours.filter((one) => one.nameKey === nameKey(row.manager ?? '') || one.email === row.manager?.toLowerCase());
    const problems = [
      ...row.problems,
      ...(row.manager !== undefined && named.length !== 1
        ? [says((texts) => texts.rowManager({ value: row.manager ?? '' }))]
        : []),
      ...(there !== undefined && there.clientId !== client?._id
        ? [says((texts) => texts.rowOtherClient({ value: there.key }))]
        : []),
    ];
    const managerId = named[0]?._id ?? importer;
    if (problems.length > 0) {
      return {
        row,
        managerId,
        outcome: 'problem',
        says: { en: problems.map((one) => one.en).join(' '), 'zh-CN': problems.map((one) => one['zh-CN']).join('') },
      };
    }
    return there === undefined
      ? { row, managerId, outcome: 'ready', says: projectTexts.all('importOk') }
      : { row, managerId, outcome: 'there', says: projectTexts.all('importThere') };
  });
}

const says = (make: (texts: ReturnType<typeof projectTexts>) => string): Record<Locale, string> => ({
  en: make(projectTexts('en')),
  'zh-CN': make(projectTexts('zh-CN')),
});

type Added = (what: 'client' | 'project', record: { readonly _id: string }) => Promise<void>;

/**
 * Starts the projects of the table that do not exist yet. Idempotent: a repeat, also after a partial failure, starts
 * only the rest. `fallback` gives the language and zone for rows without them. Calls `added` after each project, so
 * that each is on the audit trail.
 */
export async function runImport(
  deps: { projects: Projects; clients: Clients; people: People },
  scope: Scope<'start'>,
  request: { text: string; importer: string; fallback: { locale: Locale; zone: string }; added: Added },
): Promise<Project[]> {
  const table = readProjects(request.text);
  if (!table.ok) return [];
  const started: Project[] = [];
  for (const { row, outcome, managerId } of await planImport(
    deps,
    systemScope(scope.workspaceId),
    table.rows,
    request.importer,
  )) {
    if (outcome !== 'ready') continue;
    const locale = row.locale ?? request.fallback.locale;
    let client = await deps.clients.find(scope, row.client);
    if (client === undefined) {
      client = await deps.clients.add(scope, { name: row.client, locale, country: row.country });
      await request.added('client', client);
    }
    const zone = row.zone ?? request.fallback.zone;
    const project = await deps.projects.add(scope, {
      name: row.project,
      clientId: client._id,
      managerId,
      key: row.key,
      locale,
      zone,
      country: row.country ?? client.country,
    });
    await request.added('project', project);
    started.push(project);
  }
  return started;
}
