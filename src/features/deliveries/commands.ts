import { z } from 'zod';
import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { type Decision, decisionButtons, OFFERED } from '../../core/delivery/decisionButtons.ts';
import { type Delivery, delivery as deliveryModel } from '../../core/delivery/outbox.ts';
import { field } from '../../core/fields.ts';
import { undoButton } from '../../core/lists/draw.ts';
import { type ListSource, pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import { press } from '../../core/message.ts';
import { changedSince, defineUndo, undoPress } from '../../core/undo.ts';
import { RapportError } from '../../ground/errors.ts';
import { labelled } from '../../ground/i18n.ts';
import { createDeliveryAccess, type DeliveriesDeps, idIn, refOf } from './access.ts';
import { answered, deliveryThing } from './input.ts';
import { shownAs } from './list.ts';
import { deliveryPage, lines, stateText } from './messages.ts';
import { pauseCommands } from './pauseCommands.ts';
import { deliveriesTexts } from './texts.ts';

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

/** Commands for managers and admins about deliveries: list, show, decide, pause, resume. */
export function deliveryCommands(deps: DeliveriesDeps, source: ListSource): Command[] {
  const { clock, decisions, lists, undos } = deps;
  const { aboutDelivery, subjectOf, placeName } = createDeliveryAccess(deps);
  const placeOf = (row: Delivery, { locale, scope }: CommandContext) =>
    placeName(row, { locale, readerId: scope.personId });

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
    ...pauseCommands(deps),
  ];
}
