/** Links a channel to a project, and checks that an internal channel has no external readers. */

import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { ChannelChoice } from '../../core/form.ts';
import type { PlatformId } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import { inEachLocale } from '../../ground/i18n.ts';
import { isLinked } from '../../records/projects/model.ts';
import { projectRecordTexts } from '../../records/projects/texts.ts';
import type { AudienceWatch } from './audience.ts';
import type { ProjectPorts } from './input.ts';
import { projectTexts } from './texts.ts';

/** The chosen channel in the store's terms. */
export const placeOf = ({ platform, tenant, conversation }: ChannelChoice) => ({
  platform: platform as PlatformId,
  tenant,
  conversation,
});

export type LinkPorts = ProjectPorts & { readonly watch: AudienceWatch };

/** The audience of the channel: the client or only our side. */
export const kindField = field.choice({
  label: projectTexts.all('kind'),
  options: [
    { value: 'client', label: projectRecordTexts.all('clientKind'), aliases: ['外部', '客户频道'] },
    { value: 'internal', label: projectRecordTexts.all('internalKind'), aliases: ['内部', '内部频道', 'ours'] },
  ],
  initial: 'client',
  aliases: ['类型', 'audience'],
});

/** The checks and the act of linking a channel, for set-up and link. */
export function createLinking({ projects, watch }: Pick<LinkPorts, 'projects' | 'watch'>) {
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

  return { demandOurs, link };
}
