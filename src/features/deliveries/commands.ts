import { type Command, type CommandContext, defineCommand, type Reply, type Thing, toCaller, updated } from '../../core/command.ts';
import { type Decision, OFFERED } from '../../core/delivery/decisionButtons.ts';
import type { Delivery } from '../../core/delivery/outbox.ts';
import { RapportError } from '../../core/errors.ts';
import { field } from '../../core/fields.ts';
import { labelled } from '../../core/i18n.ts';
import { press } from '../../core/message.ts';
import type { InstallationRef, PlatformId } from '../../core/platform.ts';
import { createDesk, type DeliveriesDeps } from './desk.ts';
import { deliveryList, deliveryPage, lines, type Shown, stateText } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

export const deliveryThing: Thing = { name: 'delivery', title: deliveriesTexts.all('thing'), aliases: ['deliveries', '投递', '消息投递'], bare: 'list' };

const LATE_MS = 300_000;
const whichField = field.text({
  label: deliveriesTexts.all('which'),
  hint: deliveriesTexts.all('whichHint'),
  idByButton: true,
  maxLength: 30,
  aliases: ['哪一条'],
});
const roundField = field.text({ label: deliveriesTexts.all('which'), hidden: true, optional: true });
const PLATFORMS: readonly PlatformId[] = ['slack', 'teams', 'playground'];
const platformField = field.choice({
  label: deliveriesTexts.all('platform'),
  options: PLATFORMS.map((value) => ({ value, label: deliveriesTexts.all(value) })),
  optional: true,
  aliases: ['平台'],
});

/** What managers and admins do with messages on their way: look, decide, pause, go on. */
export function deliveryCommands(deps: DeliveriesDeps): Command[] {
  const { clock, watch, decisions, pauses, workspaces } = deps;
  const { listed, chosen, demand, isOwn, placeName } = createDesk(deps);
  const isLate = (row: Delivery) => row.state === 'waiting' && clock.now().getTime() - row.notBefore.getTime() > LATE_MS;
  const placeOf = (row: Delivery, { locale, scope }: CommandContext) => placeName(row, { locale, readerId: scope.personId });
  const shownAs = async (row: Delivery, context: CommandContext): Promise<Shown> => {
    const [place, isOwner] = await Promise.all([placeOf(row, context), isOwn(context, row)]);
    return { row, place, isOwner, isLate: isLate(row) };
  };
  /** The answer takes the place of what was pressed; what was typed is answered beside it. */
  const answered = (context: CommandContext, message: ReturnType<typeof lines>): Reply => (context.via === 'action' ? updated(message) : toCaller(message));

  const list = defineCommand({
    thing: deliveryThing,
    verb: 'list',
    summary: deliveriesTexts.all('listSummary'),
    permission: 'work',
    sensitive: true,
    input: {},
    example: { en: 'deliveries', 'zh-CN': '投递' },
    async run(_input, context) {
      const { scope, actor, locale } = context;
      const { rows, projectIds } = await listed(context);
      const [figures, paused] = await Promise.all([watch.figures(scope.workspaceId, projectIds), pauses.list(scope.workspaceId)]);
      const isAdmin = actor.standing.side === 'ours' && actor.standing.role === 'admin';
      const texts = deliveriesTexts(locale);
      const told = paused.map(({ platform, byName }) => ({
        text: texts.pausedBy({ platform: texts[platform](), name: byName }),
        button: isAdmin
          ? { kind: 'button' as const, label: labelled(texts.resume(), texts[platform](), locale), payload: press('delivery resume', { platform }) }
          : undefined,
      }));
      const parked = figures.dead + figures.unknown + figures.held;
      return toCaller(
        deliveryList(await Promise.all(rows.map((row) => shownAs(row, context))), {
          counts: { ...figures, parked },
          pauses: told,
          more: Math.max(0, parked + figures.waiting + figures.paused + figures.sending - rows.length),
          locale,
        }),
      );
    },
  });

  const show = defineCommand({
    thing: deliveryThing,
    verb: 'show',
    summary: deliveriesTexts.all('showSummary'),
    permission: 'work',
    sensitive: true,
    input: { delivery: whichField },
    positional: ['delivery'],
    example: { en: 'delivery show 2', 'zh-CN': '投递查看 2' },
    run: async ({ delivery }, context) => toCaller(deliveryPage(await shownAs(await chosen(context, delivery), context), context.locale)),
  });

  /** A command per decision: the buttons under a notice run it, with the round that they were written in. */
  function decide(
    decision: Decision,
    how: { summary: Parameters<typeof deliveriesTexts.all>[0]; words?: readonly string[]; example?: Command['example'] },
  ): Command {
    return defineCommand({
      thing: deliveryThing,
      verb: decision,
      ...(how.words === undefined ? { hidden: true } : { verbAliases: how.words }),
      summary: deliveriesTexts.all(how.summary),
      permission: 'work',
      sensitive: true,
      input: { delivery: whichField, round: roundField },
      positional: ['delivery'],
      ...(how.example === undefined ? {} : { example: how.example }),
      async run({ delivery, round }, context) {
        const { scope, locale } = context;
        const texts = deliveriesTexts(locale);
        const before = await chosen(context, delivery);
        await demand(context, before);
        const decided = await decisions.decide(scope.workspaceId, decision, { id: before._id, ...(round === undefined ? {} : { round: Number(round) }) });
        if (decided.outcome === 'missing') throw new RapportError('missing', 'no such delivery', { forPeople: deliveriesTexts.all('gone') });
        if (decided.outcome === 'decided') {
          const { row } = decided;
          const isOpen = OFFERED[row.state] !== undefined;
          const text = isOpen ? texts.notAsked() : texts.decidedAlready({ state: stateText({ row, isLate: false }, locale) });
          return answered(context, lines([text], [{ kind: 'button', label: texts.open(), payload: press('delivery show', { delivery: row._id }) }]));
        }
        await context.audit({
          action: `delivery ${decision}`,
          subject: `delivery:${before._id}`,
          before: JSON.stringify({ key: before.key, state: before.state, reason: before.reason }),
          after: JSON.stringify({ state: decided.row.state }),
        });
        return answered(context, lines([labelled(await placeOf(before, context), texts[`done_${decision}`](), locale)]));
      },
    });
  }

  /** The installations that a word means: those of a platform, or the one where it is said. */
  async function installationsOf(context: CommandContext, platform: PlatformId | undefined): Promise<readonly InstallationRef[]> {
    const wanted = platform ?? context.setting.installation.platform;
    const connected = (await workspaces.installationsOf(context.scope)).filter((one) => one.state === 'connected' && one.platform === wanted);
    const meant = platform === undefined ? connected.filter((one) => one.tenant === context.setting.installation.tenant) : connected;
    if (meant.length === 0) throw new RapportError('missing', 'not connected', { forPeople: deliveriesTexts.all('notConnected'), field: 'platform' });
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
      for (const one of installations) await pauses.pause(one, { workspaceId: context.scope.workspaceId, name: context.actor.name });
      await context.audit({ action: 'delivery pause', subject: `workspace:${context.scope.workspaceId}`, after: JSON.stringify(installations) });
      const name = texts[installations[0]?.platform ?? 'playground']();
      const button = { kind: 'button' as const, label: texts.resume(), payload: press('delivery resume', { platform: installations[0]?.platform ?? '' }) };
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
      await context.audit({ action: 'delivery resume', subject: `workspace:${context.scope.workspaceId}`, after: JSON.stringify(lifted) });
      return answered(context, lines([texts.isResumed(name)]));
    },
  });

  return [
    list,
    show,
    decide('retry', { summary: 'retrySummary', words: ['重试'], example: { en: 'delivery retry 2', 'zh-CN': '投递重试 2' } }),
    decide('drop', { summary: 'dropSummary', words: ['放弃'], example: { en: 'delivery drop 2', 'zh-CN': '投递放弃 2' } }),
    decide('there', { summary: 'thereSummary' }),
    decide('again', { summary: 'againSummary' }),
    decide('post', { summary: 'postSummary' }),
    decide('wait', { summary: 'waitSummary' }),
    pause,
    resume,
  ];
}
