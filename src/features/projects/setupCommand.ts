/** Sets up a channel in one step: its client, its project and the link. */

import { systemScope } from '../../core/access.ts';
import {
  type Command,
  defineCommand,
  type LookContext,
  type Subject,
  type Thing,
  toCaller,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { ChannelChoice } from '../../core/form.ts';
import { type Audience, press } from '../../core/message.ts';
import { idFrom } from '../../ground/ids.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { isLinked, type Project } from '../../records/projects/model.ts';
import { clientNamed } from './input.ts';
import { createLinking, kindField, type LinkPorts, placeOf } from './linking.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

export const setupThing: Thing = {
  name: 'setup',
  title: projectTexts.all('setupThing'),
  aliases: ['set up', '接入'],
  bare: 'new',
  listed: ['slack', 'teams'],
};

/** The command that sets up a channel for a client. */
export function setupCommand(ports: LinkPorts): Command {
  const { projects, clients } = ports;
  const linking = createLinking(ports);

  /**
   * The client's only project without such a channel on this platform. Undefined for none or several: then a new
   * project starts.
   */
  async function waitingProject(
    { client: typed, kind, channel }: { client?: string; kind?: Audience; channel?: ChannelChoice },
    { actor }: LookContext,
  ): Promise<Subject<Project | undefined>> {
    const none = { record: undefined, projectIds: [], orElse: 'start' } as const;
    const scope = systemScope(actor.workspaceId);
    const client = typed === undefined ? undefined : await clients.find(scope, typed);
    if (client === undefined || channel === undefined) return none;
    const running = (await projects.ofClient(scope, client._id)).filter(({ state }) => state !== 'closed');
    const waiting: Project[] = [];
    for (const project of running) {
      const channels = await projects.channelsOf(scope, project._id);
      if (!channels.some(({ audience, platform }) => audience === kind && platform === channel.platform))
        waiting.push(project);
    }
    const [only, ...more] = waiting;
    return only === undefined || more.length > 0 ? none : { record: only, projectIds: [only._id] };
  }

  return defineCommand({
    thing: setupThing,
    verb: 'new',
    summary: projectTexts.all('setupSummary'),
    permission: 'start',
    about: { needs: 'manage', of: waitingProject },
    input: {
      client: field.text({
        label: projectTexts.all('client'),
        hint: projectTexts.all('clientHint'),
        maxLength: 80,
        aliases: ['客户'],
      }),
      kind: kindField,
      language: field.choice({ label: projectTexts.all('language'), options: LANGUAGE_OPTIONS, aliases: ['语言'] }),
      channel: field.channel({
        label: projectTexts.all('channel'),
        hidden: true,
        initial: 'here',
        aliases: ['频道'],
      }),
      zone: field.zone({ label: projectTexts.all('zone'), hidden: true, optional: true, aliases: ['时区'] }),
    },
    positional: ['client', 'kind', 'language'],
    example: { en: 'setup Acme client English', 'zh-CN': '接入 云禾 客户 中文' },
    /** The card stays visible after the set-up. A second press reports the existing link before the form opens. */
    async prefill({ channel }, context) {
      const { installation } = context.setting;
      const there =
        typeof channel === 'string'
          ? await projects.channel(context.scope, { ...installation, conversation: channel })
          : undefined;
      if (isLinked(there)) throw await projects.linkedAlready(context.scope, there);
      return {};
    },
    async run(input, context) {
      const { scope, actor, locale, subject: waiting } = context;
      const texts = projectTexts(locale);
      const client = await clientNamed(ports, context, { typed: input.client, locale: input.language });
      // Check before creating the project: a later refusal would leave a project without its channel.
      if (input.kind === 'internal') await linking.demandOurs(context, input.channel);
      const ownId = idFrom(context.requestId, 'project');
      const there = await projects.channel(scope, placeOf(input.channel));
      if (isLinked(there) && there.projectId !== ownId) throw await projects.linkedAlready(scope, there);
      const project =
        waiting ??
        (await projects.add(scope, {
          _id: ownId,
          name: client.name,
          clientId: client._id,
          managerId: actor.personId ?? '',
          locale: input.language,
          zone: input.zone ?? context.zone,
          country: client.country,
        }));
      if (waiting === undefined)
        await context.audit({
          action: 'setup new',
          subject: `project:${project._id}`,
          after: JSON.stringify(project),
        });
      await linking.link(context, {
        project: { projectId: project._id, key: project.key },
        choice: input.channel,
        audience: input.kind,
        scope,
      });
      const ready = texts.ready({ name: project.name, key: project.key, client: client.name });
      const where =
        input.kind === 'client'
          ? texts.readyClient({ channel: input.channel.name })
          : texts.readyInternal({ channel: input.channel.name });
      return toCaller(
        lines(
          'internal',
          [ready, where],
          [
            {
              kind: 'button',
              label: texts.showTitle({ name: project.name, key: project.key }),
              style: 'primary',
              payload: press('project show', { project: project.key }),
            },
            ...(input.kind === 'client'
              ? [
                  {
                    kind: 'button' as const,
                    label: texts.postDesk(),
                    payload: press('desk post', { project: project.key }),
                  },
                ]
              : []),
            {
              kind: 'button',
              label: texts.rehearse(),
              payload: press('rehearsal new', { project: project.key, state: 'on' }),
            },
          ],
        ),
      );
    },
  });
}
