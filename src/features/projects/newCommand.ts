/** Starts a project, and its client if the workspace has none of that name. */

import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { openForm, press } from '../../core/message.ts';
import { idFrom } from '../../ground/ids.ts';
import { clientNamed, countryOf, detailFields, oursOnly, type ProjectPorts, projectThing } from './input.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

/** The command that starts a project. */
export function newCommand(ports: ProjectPorts): Command {
  const { projects } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'new',
    summary: projectTexts.all('newSummary'),
    permission: 'start',
    sensitive: true,
    input: {
      name: field.text({ label: projectTexts.all('name'), maxLength: 80, aliases: ['名称'] }),
      client: field.text({
        label: projectTexts.all('client'),
        hint: projectTexts.all('clientHint'),
        maxLength: 80,
        aliases: ['客户'],
      }),
      key: field.text({
        label: projectTexts.all('key'),
        hint: projectTexts.all('keyHint'),
        maxLength: 10,
        optional: true,
        aliases: ['代号'],
      }),
      ...detailFields,
    },
    positional: ['name', 'client'],
    example: { en: 'project new "Web shop" client:Acme', 'zh-CN': '项目 新建 “网店” 客户:云禾' },
    async run(input, context) {
      const { scope, actor, locale, zone } = context;
      const country = countryOf(input.country);
      const managerId = await oursOnly(ports, context, input.manager?.personId ?? actor.personId ?? '');
      const client = await clientNamed(ports, context, {
        typed: input.client,
        locale: input.language ?? locale,
        country,
      });
      const { name, key, note } = input;
      const fresh = {
        name,
        key,
        note,
        managerId,
        clientId: client._id,
        locale: input.language ?? client.locale,
        zone: input.zone ?? zone,
      };
      const project = await projects.add(scope, {
        _id: idFrom(context.requestId, 'project'),
        ...fresh,
        country: country ?? client.country,
      });
      await context.audit({
        action: 'project new',
        subject: `project:${project._id}`,
        after: JSON.stringify(project),
      });
      const texts = projectTexts(locale);
      return toCaller(
        lines(
          'internal',
          [texts.added({ name: project.name, key: project.key })],
          [
            {
              kind: 'button',
              label: texts.linkButton(),
              style: 'primary',
              payload: openForm('link new', { project: project.key }),
            },
            { kind: 'button', label: texts.edit(), payload: press('project edit', { project: project.key }) },
          ],
        ),
      );
    },
  });
}
