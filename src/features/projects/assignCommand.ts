/** Hands a project over to another manager and notifies the new one. */

import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import { oursOnly, type ProjectPorts, projectThing } from './input.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

/** The command that hands a project over to another manager. */
export function assignCommand(ports: ProjectPorts): Command {
  const { projects, tell } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'assign',
    summary: projectTexts.all('assignSummary'),
    permission: 'manage',
    about: 'project',
    sensitive: true,
    input: {
      project: field.project(),
      manager: field.person({ label: projectTexts.all('manager'), aliases: ['项目经理', '经理', 'to'] }),
    },
    positional: ['project', 'manager'],
    async run(input, context) {
      const { scope, project: before } = context;
      const managerId = await oursOnly(ports, context, input.manager.personId);
      const after = await projects.change(scope, before.projectId, { managerId });
      const audit = { action: 'project assign', subject: `project:${after._id}` };
      await context.audit({
        ...audit,
        before: JSON.stringify({ managerId: before.managerId }),
        after: JSON.stringify({ managerId }),
      });
      if (managerId !== context.actor.personId)
        await tell.person(
          { workspaceId: after.workspaceId, personId: managerId, audience: 'internal' },
          ({ locale }) => {
            const texts = projectTexts(locale);
            return lines(
              'internal',
              [texts.handedOverTo({ project: after.name, by: context.actor.name })],
              [
                {
                  kind: 'button',
                  label: texts.showTitle({ name: after.name, key: after.key }),
                  payload: press('project show', { project: after.key }),
                },
              ],
            );
          },
          { key: `assign:${after._id}:revision ${after.revision ?? 0}` },
        );
      return toCaller(
        lines('internal', [projectTexts(context.locale).handedOver({ name: input.manager.name, project: after.name })]),
      );
    },
  });
}
