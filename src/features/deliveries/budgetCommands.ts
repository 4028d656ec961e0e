import { systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { mondayOf, PROFILES, type Profile } from '../../core/delivery/budget.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { isLinked, type Project } from '../../records/projects/model.ts';
import type { DeliveriesDeps } from './access.ts';
import { lines } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

export const budgetThing: Thing = {
  name: 'budget',
  title: deliveriesTexts.all('budgetThing'),
  aliases: ['noise', '消息上限'],
  bare: 'show',
};

const projectField = field.text({
  label: deliveriesTexts.all('project'),
  optional: true,
  maxLength: 80,
  aliases: ['项目'],
});
const profileField = field.choice({
  label: deliveriesTexts.all('profile'),
  options: PROFILES.map((value) => ({ value, label: deliveriesTexts.all(value) })),
  aliases: ['档位'],
});
const refuse = (key: 'whichProject' | 'noSuchProject' | 'notLinked' | 'notYours', inField?: string) =>
  new RapportError(key === 'notYours' ? 'refused' : 'missing', `budget: ${key}`, {
    forPeople: deliveriesTexts.all(key),
    ...(inField === undefined ? {} : { field: inField }),
  });

/** How much is said to a client unasked: for a project, or for one of its channels. */
export function budgetCommands(deps: DeliveriesDeps): Command[] {
  const { clock, projects, profiles, ledger, projectAccess } = deps;

  /** The project that is meant, for whoever runs it. */
  async function managedProject(context: CommandContext, typed: string | undefined): Promise<Project> {
    const here = context.setting.project?.projectId;
    const found =
      typed === undefined
        ? here === undefined
          ? undefined
          : await projects.get(context.scope, here)
        : await projects.find(context.scope, typed);
    if (found === undefined) throw refuse(typed === undefined ? 'whichProject' : 'noSuchProject', 'project');
    const access = await projectAccess(context.scope.workspaceId, found._id);
    if (access === undefined) throw refuse('noSuchProject', 'project');
    try {
      context.authorize('manage', access);
    } catch {
      throw refuse('notYours');
    }
    return found;
  }
  const meaning = (profile: Profile, locale: CommandContext['locale']) => deliveriesTexts(locale)[`${profile}Means`]();

  const show = defineCommand({
    thing: budgetThing,
    verb: 'show',
    summary: deliveriesTexts.all('budgetShowSummary'),
    permission: 'work',
    sensitive: true,
    input: { project: projectField },
    positional: ['project'],
    example: { en: 'budget ACME', 'zh-CN': '消息上限 ACME' },
    async run({ project: typed }, context) {
      const { scope, locale } = context;
      const texts = deliveriesTexts(locale);
      const project = await managedProject(context, typed);
      const channels = (await projects.channelsOf(systemScope(scope.workspaceId, project._id), project._id)).filter(
        (one) => one.audience === 'client',
      );
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
      const chosen = (await profiles.chosen(scope.workspaceId, { project: project._id })) ?? 'light';
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
    permission: 'work',
    sensitive: true,
    input: {
      profile: profileField,
      channel: field.channel({ label: deliveriesTexts.all('channel'), optional: true, aliases: ['频道'] }),
      project: projectField,
    },
    positional: ['profile', 'channel'],
    example: { en: 'budget edit standard project:ACME', 'zh-CN': '消息上限修改 标准 项目:ACME' },
    async run({ profile, channel, project: typed }, context) {
      const { scope, locale } = context;
      const texts = deliveriesTexts(locale);
      if (channel !== undefined) {
        const known = await projects.byConversation(scope, channel.conversation);
        if (!isLinked(known)) throw refuse('notLinked', 'channel');
        await managedProject(context, known.projectId);
      }
      const project = channel === undefined ? await managedProject(context, typed) : undefined;
      const of = channel === undefined ? { project: project?._id ?? '' } : { channel: channel.conversation };
      const before = await profiles.chosen(scope.workspaceId, of);
      await profiles.choose(scope.workspaceId, of, profile);
      await context.audit({
        action: 'budget edit',
        subject: channel === undefined ? `project:${project?._id}` : `channel:${channel.conversation}`,
        ...(before === undefined ? {} : { before }),
        after: profile,
      });
      const place = channel === undefined ? (project?.name ?? '') : `#${channel.name}`;
      return toCaller(lines([texts.budgetFor({ profile: texts[profile](), place, means: meaning(profile, locale) })]));
    },
  });

  return [show, edit];
}
