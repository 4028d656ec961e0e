import { type ProjectSummary, systemScope } from '../../core/access.ts';
import {
  type Command,
  type CommandContext,
  defineCommand,
  type LookContext,
  type Subject,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { ChannelChoice } from '../../core/form.ts';
import { type Audience, openForm, press } from '../../core/message.ts';
import type { PlatformId } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import { inEachLocale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { type Channel, isLinked, type LinkedChannel, type Project } from '../../records/projects/model.ts';
import { projectRecordTexts } from '../../records/projects/texts.ts';
import type { AudienceWatch } from './audience.ts';
import { clientNamed, type ProjectPorts } from './input.ts';
import { channelLine, lines } from './messages.ts';
import { projectTexts } from './texts.ts';

export const setupThing: Thing = {
  name: 'setup',
  title: projectTexts.all('setupThing'),
  aliases: ['set up', '接入'],
  bare: 'new',
  listed: ['slack', 'teams'],
};
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
export const rehearsalThing: Thing = {
  name: 'rehearsal',
  title: projectTexts.all('rehearsalThing'),
  aliases: ['rehearse', '演练'],
  bare: 'new',
};

/** The chosen channel in the store's terms. */
const placeOf = ({ platform, tenant, conversation }: ChannelChoice) => ({
  platform: platform as PlatformId,
  tenant,
  conversation,
});

export type LinkPorts = ProjectPorts & { readonly watch: AudienceWatch };

/** A linked channel as a command's subject. @throws RapportError `missing` for a channel without a project. */
function linked(channel: Channel | undefined): Subject<LinkedChannel> {
  if (isLinked(channel)) return { record: channel, projectIds: [channel.projectId] };
  throw new RapportError('missing', 'not linked', { forPeople: projectTexts.all('notLinked'), field: 'channel' });
}

const channelField = field.channel({ label: projectTexts.all('channel'), aliases: ['频道'] });
const kindField = field.choice({
  label: projectTexts.all('kind'),
  options: [
    { value: 'client', label: projectRecordTexts.all('clientKind'), aliases: ['外部', '客户频道'] },
    { value: 'internal', label: projectRecordTexts.all('internalKind'), aliases: ['内部', '内部频道', 'ours'] },
  ],
  initial: 'client',
  aliases: ['类型', 'audience'],
});

/** Commands for channels and projects: set up, link, unlink, check again, rehearse. */
export function linkCommands(ports: LinkPorts): Command[] {
  const { projects, clients, watch } = ports;

  /**
   * Demands that a channel may be internal. @throws RapportError `refused`, with the reason, if people from outside
   * read in it or its readers are unknown.
   */
  async function demandOurs(context: CommandContext, choice: ChannelChoice): Promise<void> {
    const place = placeOf(choice);
    const known = await projects.channel(context.scope, place);
    if (known?.shared === true)
      throw new RapportError('refused', 'shared channel', {
        forPeople: projectTexts.all('sharedAsInternal'),
        field: 'channel',
      });
    const look = await watch.lookNow(context.scope, place);
    if (look.kind === 'unknown')
      throw new RapportError('refused', 'readers unknown', {
        forPeople: projectTexts.all('unknownAsInternal'),
        field: 'channel',
      });
    if (look.kind === 'outsider') {
      throw new RapportError('refused', 'outsiders inside', {
        forPeople: inEachLocale((locale) => projectTexts(locale).outsiderAsInternal({ who: look.who })),
        field: 'channel',
      });
    }
  }
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

  async function link(
    context: CommandContext,
    request: {
      project: Pick<ProjectSummary, 'projectId' | 'key'>;
      choice: ChannelChoice;
      audience: 'client' | 'internal';
      scope: Parameters<typeof projects.link>[0];
    },
  ) {
    const { choice, audience, project } = request;
    // An existing link is reported before the channel's readers are.
    const place = placeOf(choice);
    const there = await projects.channel(context.scope, place);
    if (isLinked(there) && (there.projectId !== project.projectId || there.audience !== audience))
      throw await projects.linkedAlready(context.scope, there);
    if (audience === 'internal') await demandOurs(context, choice);
    const linked = await projects.link(request.scope, {
      ...place,
      name: choice.name,
      projectId: project.projectId,
      audience,
      by: context.actor.personId,
    });
    // The link is unchanged and no people from outside are in the channel: resume posting.
    if (linked.blocked !== undefined) await projects.unblock(request.scope, linked._id);
    watch.forget(linked._id);
    await context.audit({
      action: 'link new',
      subject: `channel:${linked._id}`,
      after: JSON.stringify({ project: project.key, audience, channel: choice.name }),
    });
    return linked;
  }

  return [
    defineCommand({
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
        if (input.kind === 'internal') await demandOurs(context, input.channel);
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
        await link(context, {
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
    }),
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
        await link(context, { project, choice: input.channel, audience: input.kind, scope });
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
    defineCommand({
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
            [
              rehearsal
                ? texts.rehearsalOn({ project: after.name, where })
                : texts.rehearsalOff({ project: after.name }),
            ],
            [other],
          ),
        );
      },
    }),
  ];
}
