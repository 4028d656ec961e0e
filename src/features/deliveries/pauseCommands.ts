import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import type { InstallationRef, PlatformId } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import type { DeliveriesDeps } from './access.ts';
import { answered, deliveryThing } from './input.ts';
import { lines } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

const PLATFORMS: readonly PlatformId[] = ['slack', 'teams', 'playground'];
const platformField = field.choice({
  label: deliveriesTexts.all('platform'),
  options: PLATFORMS.map((value) => ({ value, label: deliveriesTexts.all(value) })),
  optional: true,
  aliases: ['平台'],
});

/** Commands for admins that stop all posts to a platform for a while: pause and resume. */
export function pauseCommands({ pauses, workspaces }: Pick<DeliveriesDeps, 'pauses' | 'workspaces'>): Command[] {
  /** The installations that a word names: those of a platform, or the current one. */
  async function installationsOf(
    context: CommandContext,
    platform: PlatformId | undefined,
  ): Promise<readonly InstallationRef[]> {
    const wanted = platform ?? context.setting.installation.platform;
    const connected = (await workspaces.installationsOf(context.scope)).filter(
      (one) => one.state === 'connected' && one.platform === wanted,
    );
    const meant =
      platform === undefined
        ? connected.filter((one) => one.tenant === context.setting.installation.tenant)
        : connected;
    if (meant.length === 0)
      throw new RapportError('missing', 'not connected', {
        forPeople: deliveriesTexts.all('notConnected'),
        field: 'platform',
      });
    return meant.map((one) => ({ platform: one.platform, tenant: one.tenant }));
  }

  const pause = defineCommand({
    thing: deliveryThing,
    verb: 'pause',
    verbAliases: ['暂停'],
    summary: deliveriesTexts.all('pauseSummary'),
    permission: 'administer',
    sensitive: true,
    input: { platform: platformField },
    positional: ['platform'],
    example: { en: 'deliveries pause Slack', 'zh-CN': '投递暂停 Slack' },
    async run({ platform }, context) {
      const texts = deliveriesTexts(context.locale);
      const installations = await installationsOf(context, platform);
      for (const one of installations)
        await pauses.pause(one, { workspaceId: context.scope.workspaceId, name: context.actor.name });
      await context.audit({
        action: 'delivery pause',
        subject: `workspace:${context.scope.workspaceId}`,
        after: JSON.stringify(installations),
      });
      const name = texts[installations[0]?.platform ?? 'playground']();
      const button = {
        kind: 'button' as const,
        label: texts.resume(),
        payload: press('delivery resume', { platform: installations[0]?.platform ?? '' }),
      };
      return answered(context, lines([texts.isPaused({ platform: name })], [button]));
    },
  });

  const resume = defineCommand({
    thing: deliveryThing,
    verb: 'resume',
    verbAliases: ['恢复', '继续'],
    summary: deliveriesTexts.all('resumeSummary'),
    permission: 'administer',
    sensitive: true,
    input: { platform: platformField },
    positional: ['platform'],
    example: { en: 'deliveries resume Slack', 'zh-CN': '投递恢复 Slack' },
    async run({ platform }, context) {
      const texts = deliveriesTexts(context.locale);
      const installations = await installationsOf(context, platform);
      const lifted = [];
      for (const one of installations) if (await pauses.resume(one, context.scope.workspaceId)) lifted.push(one);
      const name = { platform: texts[installations[0]?.platform ?? 'playground']() };
      if (lifted.length === 0) return answered(context, lines([texts.wasNotPaused(name)]));
      await context.audit({
        action: 'delivery resume',
        subject: `workspace:${context.scope.workspaceId}`,
        after: JSON.stringify(lifted),
      });
      return answered(context, lines([texts.isResumed(name)]));
    },
  });

  return [pause, resume];
}
