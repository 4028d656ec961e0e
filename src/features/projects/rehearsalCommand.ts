/** Begins and ends the rehearsal of a project. */

import { type Command, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import type { ProjectPorts } from './input.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

export const rehearsalThing: Thing = {
  name: 'rehearsal',
  title: projectTexts.all('rehearsalThing'),
  aliases: ['rehearse', '演练'],
  bare: 'new',
};

/** The command that switches a project's rehearsal on or off. */
export function rehearsalCommand({ projects }: Pick<ProjectPorts, 'projects'>): Command {
  return defineCommand({
    thing: rehearsalThing,
    verb: 'new',
    summary: projectTexts.all('rehearsalSummary'),
    permission: 'manage',
    about: 'project',
    input: {
      state: field.choice({
        label: projectTexts.all('rehearsalThing'),
        options: [
          { value: 'on', label: projectTexts.all('on'), aliases: ['开', '开始', 'yes'] },
          { value: 'off', label: projectTexts.all('off'), aliases: ['关', '结束', 'no'] },
        ],
      }),
      project: field.project(),
    },
    positional: ['state', 'project'],
    example: { en: 'rehearsal on project:ACME', 'zh-CN': '演练 开启 项目:ACME' },
    async run(input, context) {
      const texts = projectTexts(context.locale);
      const { scope } = context;
      const project = await projects.must(scope, context.project.projectId);
      const rehearsal = input.state === 'on';
      const after = await projects.change(scope, project._id, { rehearsal });
      await context.audit({
        action: 'rehearsal new',
        subject: `project:${project._id}`,
        before: JSON.stringify(project.rehearsal),
        after: JSON.stringify(rehearsal),
      });
      const internal = (await projects.channelsOf(context.scope, project._id)).find(
        (one) => one.audience === 'internal' && one.state === 'open' && one.blocked === undefined,
      );
      const where = internal === undefined ? texts.toManager() : texts.toInternal({ channel: internal.name });
      const other = {
        kind: 'button' as const,
        label: rehearsal ? texts.rehearseEnd() : texts.rehearse(),
        payload: press('rehearsal new', { project: after.key, state: rehearsal ? 'off' : 'on' }),
      };
      return toCaller(
        lines(
          'internal',
          [rehearsal ? texts.rehearsalOn({ project: after.name, where }) : texts.rehearsalOff({ project: after.name })],
          [other],
        ),
      );
    },
  });
}
