/** Links channels to projects, lists and checks the links, and ends them. */

import { systemScope } from '../../core/access.ts';
import {
  type Command,
  defineCommand,
  type LookContext,
  type Subject,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { ChannelChoice } from '../../core/form.ts';
import { openForm, press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Channel, isLinked, type LinkedChannel } from '../../records/projects/model.ts';
import { createLinking, kindField, type LinkPorts, placeOf } from './linking.ts';
import { channelLine, lines } from './messages.ts';
import { projectTexts } from './texts.ts';

export const linkThing: Thing = {
  name: 'link',
  title: projectTexts.all('linkThing'),
  aliases: ['关联'],
  bare: 'new',
  listed: ['slack', 'teams'],
};
export const unlinkThing: Thing = {
  name: 'unlink',
  title: projectTexts.all('unlinkThing'),
  aliases: ['取消关联'],
  bare: 'new',
};

/** A linked channel as a command's subject. @throws RapportError `missing` for a channel without a project. */
function linked(channel: Channel | undefined): Subject<LinkedChannel> {
  if (isLinked(channel)) return { record: channel, projectIds: [channel.projectId] };
  throw new RapportError('missing', 'not linked', { forPeople: projectTexts.all('notLinked'), field: 'channel' });
}

const channelField = field.channel({ label: projectTexts.all('channel'), aliases: ['频道'] });

/** Commands for channels and projects: link, list, check again, unlink. */
export function linkCommands(ports: LinkPorts): Command[] {
  const { projects, watch } = ports;
  const linking = createLinking(ports);

  return [
    defineCommand({
      thing: linkThing,
      verb: 'new',
      summary: projectTexts.all('linkSummary'),
      permission: 'manage',
      about: 'project',
      input: { channel: channelField, kind: kindField, project: field.project() },
      positional: ['channel', 'kind', 'project'],
      example: { en: 'link #acme client project:ACME', 'zh-CN': '关联 #acme 客户 项目:ACME' },
      async run(input, context) {
        const { project, scope } = context;
        await linking.link(context, { project, choice: input.channel, audience: input.kind, scope });
        const texts = projectTexts(context.locale);
        const values = { channel: input.channel.name, project: project.name };
        return toCaller(
          lines(
            'internal',
            [input.kind === 'client' ? texts.linkedClient(values) : texts.linkedInternal(values)],
            [
              {
                kind: 'button',
                label: texts.showTitle({ name: project.name, key: project.key }),
                payload: press('project show', { project: project.key }),
              },
            ],
          ),
        );
      },
    }),
    defineCommand({
      thing: linkThing,
      verb: 'list',
      summary: projectTexts.all('linkListSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, { scope, locale }) {
        const texts = projectTexts(locale);
        const [all, known] = await Promise.all([projects.allChannels(scope), projects.all(scope)]);
        const items = all
          .filter(isLinked)
          .map(
            (one) =>
              `${known.find((project) => project._id === one.projectId)?.key ?? '–'} · ${channelLine(one, locale)}`,
          );
        return toCaller({
          audience: 'internal',
          fallbackText: texts.linksTitle(),
          blocks: [
            { kind: 'heading', text: texts.linksTitle() },
            items.length === 0 ? { kind: 'text', text: texts.noChannels() } : { kind: 'list', items },
            { kind: 'actions', items: [{ kind: 'button', label: texts.linkButton(), payload: openForm('link new') }] },
          ],
        });
      },
    }),
    defineCommand({
      thing: linkThing,
      verb: 'check',
      verbAliases: ['检查'],
      summary: projectTexts.all('linkCheckSummary'),
      permission: 'manage',
      about: {
        async of({ channel }: { readonly channel?: string }, { actor }: LookContext) {
          if (channel === undefined) return undefined;
          return linked(await projects.channelById(systemScope(actor.workspaceId), channel));
        },
      },
      hidden: true,
      input: { channel: field.text({ label: projectTexts.all('channel'), hidden: true }) },
      async run(_input, context) {
        const texts = projectTexts(context.locale);
        const { scope, subject: channel } = context;
        const look = await watch.lookNow(context.scope, channel);
        watch.forget(channel._id);
        if (look.kind !== 'clear') {
          const again = {
            kind: 'button' as const,
            label: texts.checkAgain(),
            payload: press('link check', { channel: channel._id }),
          };
          const still =
            look.kind === 'outsider'
              ? texts.checkedStill({ who: look.who, channel: channel.name })
              : texts.checkedUnknown({ channel: channel.name });
          return updated(lines('internal', [still], [again]));
        }
        await watch.sees(channel);
        await projects.unblock(scope, channel._id);
        await context.audit({
          action: 'link check',
          subject: `channel:${channel._id}`,
          before: JSON.stringify(channel.blocked),
          after: JSON.stringify({ look: look.kind }),
        });
        return updated(lines('internal', [texts.checkedClear({ channel: channel.name })]));
      },
    }),
    defineCommand({
      thing: unlinkThing,
      verb: 'new',
      summary: projectTexts.all('unlinkSummary'),
      permission: 'manage',
      about: {
        async of({ channel }: { readonly channel?: ChannelChoice }, { actor }: LookContext) {
          if (channel === undefined) return undefined;
          return linked(await projects.channel(systemScope(actor.workspaceId), placeOf(channel)));
        },
      },
      input: { channel: channelField },
      positional: ['channel'],
      example: { en: 'unlink #acme', 'zh-CN': '取消关联 #acme' },
      async run(_input, context) {
        const { project, scope, subject: channel } = context;
        await projects.unlink(scope, channel._id);
        await context.audit({
          action: 'unlink new',
          subject: `channel:${channel._id}`,
          before: JSON.stringify({ project: project?.key, audience: channel.audience }),
        });
        const texts = projectTexts(context.locale);
        const again = { channel: `<#${channel.conversation}|${channel.name}>`, project: project?.key ?? '' };
        const button = { kind: 'button' as const, label: texts.linkButton(), payload: openForm('link new', again) };
        return toCaller(lines('internal', [texts.unlinked({ channel: channel.name })], [button]));
      },
    }),
  ];
}
