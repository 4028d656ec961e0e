import { systemScope } from '../../core/access.ts';
import {
  type Command,
  type CommandContext,
  defineCommand,
  type LookContext,
  type Subject,
  type Thing,
  toCaller,
} from '../../core/command.ts';
import { mondayOf, PROFILES, type Profile } from '../../core/delivery/budget.ts';
import { field } from '../../core/fields.ts';
import type { ChannelChoice } from '../../core/form.ts';
import { press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { isLinked } from '../../records/projects/model.ts';
import type { DeliveriesDeps } from './access.ts';
import { lines } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

export const budgetThing: Thing = {
  name: 'budget',
  title: deliveriesTexts.all('budgetThing'),
  aliases: ['noise', '消息上限'],
  bare: 'show',
};

const profileField = field.choice({
  label: deliveriesTexts.all('profile'),
  options: PROFILES.map((value) => ({ value, label: deliveriesTexts.all(value) })),
  aliases: ['档位'],
});
/** Commands for the noise budget of a project or of one of its channels. */
export function budgetCommands(deps: DeliveriesDeps): Command[] {
  const { clock, projects, profiles, ledger } = deps;

  /** The named channel, else the project. */
  const aboutBudget = {
    async of(
      { channel }: { readonly channel?: ChannelChoice | undefined },
      { actor }: LookContext,
    ): Promise<Subject<ChannelChoice> | 'project'> {
      if (channel === undefined) return 'project';
      const linked = await projects.byConversation(systemScope(actor.workspaceId), channel.conversation);
      if (isLinked(linked)) return { record: channel, projectIds: [linked.projectId] };
      throw new RapportError('missing', 'budget: not linked', {
        forPeople: deliveriesTexts.all('notLinked'),
        field: 'channel',
      });
    },
  };
  const meaning = (profile: Profile, locale: CommandContext['locale']) => deliveriesTexts(locale)[`${profile}Means`]();

  const show = defineCommand({
    thing: budgetThing,
    verb: 'show',
    summary: deliveriesTexts.all('budgetShowSummary'),
    permission: 'manage',
    about: 'project',
    sensitive: true,
    input: { project: field.project() },
    positional: ['project'],
    example: { en: 'budget ACME', 'zh-CN': '消息上限 ACME' },
    async run(_input, context) {
      const { scope, locale, project } = context;
      const texts = deliveriesTexts(locale);
      const channels = (await projects.channelsOf(scope, project.projectId)).filter((one) => one.audience === 'client');
      const today = wallOf(clock.now(), project.zone).slice(0, 10);
      const used = await Promise.all(
        channels.map(async (one) => {
          const spent = (await ledger.spent(`${one.platform}/${one.tenant}/${one.conversation}`)).filter(
            ({ rode }) => rode !== true,
          );
          const week = spent.filter(({ date }) => mondayOf(date) === mondayOf(today)).length;
          const own = await profiles.chosen(scope.workspaceId, { channel: one.conversation });
          const line = texts.budgetUsed({
            channel: `#${one.name}`,
            today: spent.filter(({ date }) => date === today).length,
            week,
          });
          return own === undefined ? line : `${line} · ${texts[own]()}`;
        }),
      );
      const chosen = (await profiles.chosen(scope.workspaceId, { project: project.projectId })) ?? 'light';
      const others = PROFILES.filter((one) => one !== chosen);
      return toCaller(
        lines(
          [
            texts.budgetTitle({ project: project.name }),
            texts.budgetNow({ profile: texts[chosen](), means: meaning(chosen, locale) }),
            ...used,
          ],
          others.map((profile) => ({
            kind: 'button',
            label: texts[profile](),
            payload: press('budget edit', { profile, project: project.key }),
          })),
        ),
      );
    },
  });

  const edit = defineCommand({
    thing: budgetThing,
    verb: 'edit',
    summary: deliveriesTexts.all('budgetEditSummary'),
    permission: 'manage',
    about: aboutBudget,
    sensitive: true,
    input: {
      profile: profileField,
      channel: field.channel({ label: deliveriesTexts.all('channel'), optional: true, aliases: ['频道'] }),
      project: field.project(),
    },
    positional: ['profile', 'channel'],
    example: { en: 'budget edit standard project:ACME', 'zh-CN': '消息上限修改 标准 项目:ACME' },
    async run({ profile }, context) {
      const { scope, locale, project, subject: channel } = context;
      const texts = deliveriesTexts(locale);
      const of = channel === undefined ? { project: project?.projectId ?? '' } : { channel: channel.conversation };
      const before = await profiles.chosen(scope.workspaceId, of);
      await profiles.choose(scope.workspaceId, of, profile);
      await context.audit({
        action: 'budget edit',
        subject: channel === undefined ? `project:${project?.projectId}` : `channel:${channel.conversation}`,
        ...(before === undefined ? {} : { before }),
        after: profile,
      });
      const place = channel === undefined ? (project?.name ?? '') : `#${channel.name}`;
      return toCaller(lines([texts.budgetFor({ profile: texts[profile](), place, means: meaning(profile, locale) })]));
    },
  });

  return [show, edit];
}
