import { z } from 'zod';
import {
  type Command,
  type CommandContext,
  defineCommand,
  type Reply,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { type Decision, decisionButtons, OFFERED } from '../../core/delivery/decisionButtons.ts';
import { type Delivery, delivery as deliveryModel } from '../../core/delivery/outbox.ts';
import { field } from '../../core/fields.ts';
import { undoButton } from '../../core/lists/draw.ts';
import { type ListSource, pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import { press } from '../../core/message.ts';
import type { InstallationRef, PlatformId } from '../../core/platform.ts';
import { changedSince, defineUndo, undoPress } from '../../core/undo.ts';
import { RapportError } from '../../ground/errors.ts';
import { labelled } from '../../ground/i18n.ts';
import { createDeliveryAccess, type DeliveriesDeps, idIn, refOf } from './access.ts';
import { shownAs } from './list.ts';
import { deliveryPage, lines, stateText } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

export const deliveryThing: Thing = {
  name: 'delivery',
  title: deliveriesTexts.all('thing'),
  aliases: ['deliveries', '投递', '消息投递'],
  bare: 'list',
};

/** The state that the undo of a drop restores. */
const dropped = z.strictObject({ state: deliveryModel.shape.state });
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

/** Commands for managers and admins about deliveries: list, show, decide, pause, resume. */
export function deliveryCommands(deps: DeliveriesDeps, source: ListSource): Command[] {
  const { clock, decisions, pauses, workspaces, lists, undos } = deps;
  const { aboutDelivery, subjectOf, placeName } = createDeliveryAccess(deps);
  const placeOf = (row: Delivery, { locale, scope }: CommandContext) =>
    placeName(row, { locale, readerId: scope.personId });
  /** Answers a press by replacing the pressed message, and a typed command by a separate reply. */
  const answered = (
    context: CommandContext,
    message: ReturnType<typeof lines>,
    atLine: Parameters<typeof updated>[1] = {},
  ): Reply => (context.via === 'action' ? updated(message, atLine) : toCaller(message));

  const list = defineCommand({
    thing: deliveryThing,
    verb: 'list',
    summary: deliveriesTexts.all('listSummary'),
    permission: 'work',
    sensitive: true,
    input: pageFields,
    example: { en: 'deliveries', 'zh-CN': '投递' },
    async run({ from, of }, { scope, actor, setting, locale, zone }) {
      if (scope.personId === undefined)
        throw new RapportError('refused', 'deliveries of others', { forPeople: deliveriesTexts.all('notYours') });
      const reader = {
        workspaceId: scope.workspaceId,
        personId: scope.personId,
        side: actor.standing.side,
        locale,
        zone,
        now: clock.now(),
      };
      return toCaller(await lists.show(source, reader, { conversation: listPlaceOf(setting), from, of }));
    },
  });

  const show = defineCommand({
    thing: deliveryThing,
    verb: 'show',
    summary: deliveriesTexts.all('showSummary'),
    permission: 'work',
    sensitive: true,
    about: aboutDelivery,
    input: { delivery: whichField },
    positional: ['delivery'],
    example: { en: 'delivery show 2', 'zh-CN': '投递查看 2' },
    run: async (_input, { subject: row, locale, scope }) =>
      toCaller(deliveryPage(await shownAs(deps, row, { locale, readerId: scope.personId }), locale)),
  });

  /** Creates a decision's command. The buttons of a notice run it with the round in which they were written. */
  function decide(
    decision: Decision,
    how: {
      summary: Parameters<typeof deliveriesTexts.all>[0];
      words?: readonly string[];
      example?: Command['example'];
    },
  ): Command {
    return defineCommand({
      thing: deliveryThing,
      verb: decision,
      ...(how.words === undefined ? { hidden: true } : { verbAliases: how.words }),
      summary: deliveriesTexts.all(how.summary),
      permission: 'work',
      sensitive: true,
      about: aboutDelivery,
      input: { delivery: whichField, round: roundField },
      positional: ['delivery'],
      ...(how.example === undefined ? {} : { example: how.example }),
      async run({ round }, context) {
        const { scope, locale, subject: before } = context;
        const texts = deliveriesTexts(locale);
        const decided = await decisions.decide(scope.workspaceId, decision, {
          id: before._id,
          ...(round === undefined ? {} : { round: Number(round) }),
        });
        if (decided.outcome === 'missing')
          throw new RapportError('missing', 'no such delivery', { forPeople: deliveriesTexts.all('gone') });
        if (decided.outcome === 'decided') {
          const { row } = decided;
          const isOpen = OFFERED[row.state] !== undefined;
          const text = isOpen
            ? texts.notAsked()
            : texts.decidedAlready({ state: stateText({ row, isLate: false }, locale) });
          return answered(
            context,
            lines(
              [labelled(await placeOf(row, context), text, locale)],
              [{ kind: 'button', label: texts.open(), payload: press('delivery show', { delivery: row._id }) }],
            ),
          );
        }
        await context.audit({
          action: `delivery ${decision}`,
          subject: `delivery:${before._id}`,
          before: JSON.stringify({ key: before.key, state: before.state, reason: before.reason }),
          after: JSON.stringify({ state: decided.row.state }),
        });
        const said = labelled(await placeOf(before, context), texts[`done_${decision}`](), locale);
        if (decision !== 'drop') return answered(context, lines([said]));
        const act = {
          requestId: context.requestId,
          subject: refOf(before),
          before: JSON.stringify({ state: before.state }),
        };
        const undo = await undoPress(undos, deliveryThing, scope, act);
        return answered(context, lines([said], [undoButton(undo, locale)]), { undo });
      },
    });
  }

  const undo = defineUndo({
    thing: deliveryThing,
    summary: deliveriesTexts.all('undoSummary'),
    permission: 'work',
    needs: 'manage',
    undos,
    of: (subject, context) => subjectOf(context, idIn(subject)),
    async restore({ subject, before, isAgain, take }, context) {
      const { scope, locale, subject: row } = context;
      if (!isAgain && row.state !== 'dropped') throw changedSince();
      await take();
      const { state } = dropped.parse(JSON.parse(before));
      const restored = (await decisions.takeBackDrop(scope.workspaceId, row._id, state)) ?? row;
      await context.audit({
        action: 'delivery undo',
        subject,
        before: JSON.stringify({ state: row.state }),
        after: JSON.stringify({ state: restored.state }),
      });
      const said = labelled(await placeOf(row, context), deliveriesTexts(locale).isBack(), locale);
      return answered(context, lines([said], decisionButtons(restored.state, restored, locale)));
    },
  });

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

  return [
    list,
    show,
    undo,
    decide('retry', {
      summary: 'retrySummary',
      words: ['重试'],
      example: { en: 'delivery retry 2', 'zh-CN': '投递重试 2' },
    }),
    decide('drop', {
      summary: 'dropSummary',
      words: ['放弃'],
      example: { en: 'delivery drop 2', 'zh-CN': '投递放弃 2' },
    }),
    decide('there', { summary: 'thereSummary' }),
    decide('again', { summary: 'againSummary' }),
    decide('post', { summary: 'postSummary' }),
    decide('wait', { summary: 'waitSummary' }),
    pause,
    resume,
  ];
}
