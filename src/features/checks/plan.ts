/** `check plan MS-2`: the checks of a milestone, from a ready-made set or as for another milestone. */

import type { Scope } from '../../core/access.ts';
import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { undoButton } from '../../core/lists/draw.ts';
import { press } from '../../core/message.ts';
import { undoPress } from '../../core/undo.ts';
import { RapportError } from '../../ground/errors.ts';
import { inARow, type LocalizedText } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { detailsOf } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { createEntryAccess, numberField, refOf, startsWithNumber } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import { parentIdOf } from '../../records/registers/parents.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { undoOfAdding } from '../../records/registers/undo.ts';
import { linesOf } from './checklist.ts';
import type { Draft } from './checkSet.ts';
import { CHECK_SETS } from './checkSets.ts';
import { planTexts } from './planTexts.ts';

/**
 * The checks with their ids. Requests at the same time find the same ids, so that they make one set. A check that was
 * deleted, renamed or moved keeps its id, and the next one gets another. `isOwn`: this request has made it before a crash.
 */
async function withIds(
  { entries }: Pick<RegisterPorts, 'entries'>,
  scope: Scope,
  { parentId, drafts }: { readonly parentId: string; readonly drafts: readonly Draft[] },
) {
  const planned: (Draft & { readonly _id: string; readonly isOwn: boolean })[] = [];
  for (const draft of drafts) {
    const { title } = draft;
    const twins = planned.filter((other) => other.title === title).length;
    for (let round = 0; ; round++) {
      const _id = idFrom(parentId, JSON.stringify(['check', title, twins, round]));
      const present = await entries.get(scope, _id);
      const isOwn = present !== undefined && (await entries.hasMade(scope, present, 'added'));
      const isOther = present?.deletedAt !== undefined || present?.title !== title || present.parentId !== parentId;
      if (present !== undefined && !isOwn && isOther) continue;
      planned.push({ ...draft, _id, isOwn });
      break;
    }
  }
  return planned;
}

/** The command that makes the checks of a milestone, as its parts. They are internal until they are shared. */
export function planCommand(ports: RegisterPorts, register: Register): Command {
  const { entries, undos } = ports;
  const { kind, thing } = register;
  const milestoneKind = entries.kindOf('milestone');
  const milestones = { kind: milestoneKind, spec: milestoneKind, thing };
  const { about } = createEntryAccess(ports, milestones);

  const refuse = (at: 'set' | 'as', forPeople: LocalizedText): never => {
    throw new RapportError('invalid', 'no checks to plan', { forPeople, field: at });
  };

  /** The checks of a milestone, in the order of their numbers. */
  const checksOf = async (scope: Scope, { projectId, _id }: { projectId: string; _id: string }) =>
    (await entries.list(scope, { projectIds: [projectId], kind: kind.name, parentId: _id })).toSorted(
      (one, other) => one.number - other.number,
    );

  /** The checks of another milestone, to be made anew. */
  async function copied(scope: Scope, milestone: { projectId: string; _id: string }): Promise<readonly Draft[]> {
    return (await checksOf(scope, milestone)).map((check) => {
      const { standard, method } = detailsOf(check) as Pick<Draft, 'standard' | 'method'>;
      return { title: check.title, standard, method, lines: linesOf(check).map(({ text }) => text) };
    });
  }

  return defineCommand({
    thing,
    verb: 'plan',
    verbAliases: ['安排'],
    summary: planTexts.all('summary'),
    submit: planTexts.all('submit'),
    permission: 'work',
    about,
    sensitive: true,
    input: {
      number: { ...numberField(milestones), label: planTexts.all('milestone') },
      set: field.choice({
        label: planTexts.all('set'),
        options: CHECK_SETS.map(({ value, label, aliases }) => ({ value, label, aliases })),
        optional: true,
      }),
      as: field.text({
        label: planTexts.all('as'),
        hint: planTexts.all('asHint'),
        aliases: ['参照'],
        optional: true,
        maxLength: 40,
      }),
    },
    positional: ['number', 'set'],
    example: { en: 'check plan MS-2 website', 'zh-CN': '检查 安排 MS-2 网站' },
    read: (words) => (startsWithNumber(words, milestones) ? undefined : 'notThis'),
    async run({ set, as }, context) {
      const { scope, requestId, locale, subject } = context;
      const { entry: milestone, project } = subject;
      const { projectId } = project;
      if (set === undefined && as === undefined) {
        if (context.via !== 'form')
          return { kind: 'form', form: context.form({ values: { ...context.given, number: milestone._id } }) };
        refuse('set', planTexts.all('chooseOne'));
      }
      if (set !== undefined && as !== undefined) refuse('as', planTexts.all('chooseOnly'));
      const drafts =
        as === undefined
          ? (CHECK_SETS.find(({ value }) => value === set)?.checks[project.locale] ?? [])
          : await copied(scope, {
              projectId,
              _id: await parentIdOf(ports, context, { register, project, typed: as, at: 'as' }),
            });
      if (drafts.length === 0) refuse('as', planTexts.all('noChecks'));
      const planned = await withIds(ports, scope, { parentId: milestone._id, drafts });
      const own = new Set(planned.filter(({ isOwn }) => isOwn).map(({ _id }) => _id));
      const present = (await checksOf(scope, milestone)).filter(({ _id }) => !own.has(_id));
      const fresh = planned.filter(({ title }) => !present.some((check) => check.title === title));
      const texts = planTexts(locale);
      const called = { number: numberOf(milestone, milestoneKind, project.key), title: milestone.title };
      const ids = fresh.map(({ _id }) => _id);
      const [first] = ids;
      const undo =
        first === undefined
          ? undefined
          : await undoPress(undos, thing, scope, {
              requestId,
              subject: refOf({ _id: first }),
              before: undoOfAdding(ids, context.clock.now()),
            });
      const made = [];
      for (const { _id, title, standard, method, lines } of fresh)
        made.push(
          await entries.add(scope, {
            _id,
            projectId,
            kind,
            title,
            parentId: milestone._id,
            details: { standard, method, lines: lines.map((text) => ({ text, mark: 'open' })) },
          }),
        );
      const there = drafts.length - fresh.length;
      const said = inARow(
        made.length === 0
          ? [texts.noneIsNew(called)]
          : [
              texts.arePlanned({ count: made.length, ...called }),
              ...(there === 0 ? [] : [texts.werePlanned({ count: there })]),
            ],
      );
      const opens = press(`${milestoneKind.name} show`, { number: milestone._id });
      return toCaller({
        audience: 'internal',
        fallbackText: said,
        blocks: [
          { kind: 'text', text: said },
          ...(made.length === 0
            ? []
            : [
                {
                  kind: 'list' as const,
                  items: made.map((check) => `${numberOf(check, kind, project.key)} · ${check.title}`),
                },
              ]),
          {
            kind: 'actions',
            items: [
              ...(undo === undefined ? [] : [undoButton(undo, locale)]),
              {
                kind: 'button',
                label: registerTexts(locale).openNumber({ number: called.number }),
                payload: opens,
              },
            ],
          },
        ],
      });
    },
  });
}
