/** Lists the projects and shows one of them. */

import { may } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { accessTo, type Project } from '../../records/projects/model.ts';
import { type ProjectPorts, projectThing } from './input.ts';
import { projectList, projectPage } from './messages.ts';
import { projectTexts } from './texts.ts';

async function page({ clients, people, projects }: ProjectPorts, context: CommandContext, project: Project) {
  const [client, manager, channels] = await Promise.all([
    clients.get(context.scope, project.clientId),
    people.get(context.scope, project.managerId),
    projects.channelsOf(context.scope, project._id),
  ]);
  const mayManage = may(context.actor, 'manage', accessTo(project, manager), context.clock.now());
  return projectPage(
    { project, client: client?.name ?? '–', manager: manager?.name ?? '–', channels, mayManage },
    context.locale,
  );
}

/** The command that lists all projects with client and manager. */
export function listCommand(ports: ProjectPorts): Command {
  const { projects, clients, people } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'list',
    summary: projectTexts.all('listSummary'),
    permission: 'work',
    sensitive: true,
    input: {},
    async run(_input, { scope, actor, locale }) {
      const [all, organisations, ours] = await Promise.all([
        projects.all(scope),
        clients.all(scope),
        people.all(scope),
      ]);
      const rows = all.map((project) => ({
        project,
        client: organisations.find((one) => one._id === project.clientId)?.name ?? '–',
        manager: ours.find((one) => one._id === project.managerId)?.name ?? '–',
      }));
      const mayStart =
        actor.standing.side === 'ours' && (actor.standing.role === 'admin' || actor.standing.role === 'manager');
      return toCaller(projectList(rows, mayStart, locale));
    },
  });
}

/** The command that shows a project's page. */
export function showCommand(ports: ProjectPorts): Command {
  const { projects } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'show',
    summary: projectTexts.all('showSummary'),
    permission: 'work',
    about: 'project',
    sensitive: true,
    input: { project: field.project() },
    positional: ['project'],
    run: async (_input, context) =>
      toCaller(await page(ports, context, await projects.must(context.scope, context.project.projectId))),
  });
}
