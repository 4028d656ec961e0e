import { type ProjectSummary, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Block, type Button, type Message, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { listOf } from '../../records/registers/access.ts';
import { type CardReader, dayText } from '../../records/registers/card.ts';
import type { ReadListNote, Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { type Quarter, quarterBefore, quarterOf, quarterParts, readQuarter } from './quarters.ts';
import { extraOf, sumOf, sumText, worthOf } from './sums.ts';
import { extraTexts } from './texts.ts';

/** More lines would not be read; the list has all of them. */
const MOST_LINES = 20;

const quarterText = (quarter: Quarter, locale: Locale): string => extraTexts(locale).quarterName(quarterParts(quarter));
/** Whether an extra was given in a quarter, by the date of its project. */
export const isIn = ({ due }: Entry, quarter: Quarter): boolean => due !== undefined && quarterOf(due) === quarter;
const presentQuarter = ({ zone }: Pick<ProjectSummary, 'zone'>, now: Date): Quarter => quarterOf(wallOf(now, zone));

const listButton = (register: Register, projectId: string, locale: Locale): Button => ({
  kind: 'button',
  label: extraTexts(locale).openList(),
  payload: press(listOf(register), { project: projectId }),
});

/** A notice of a sum, with a button to the list. */
export function sumNotice(
  register: Register,
  {
    project,
    extras,
    quarter,
  }: { project: { projectId: string; name: string }; extras: readonly Entry[]; quarter?: Quarter },
  locale: Locale,
): Message<'internal'> {
  const texts = extraTexts(locale);
  const text =
    quarter === undefined
      ? texts.toldClosed({ project: project.name })
      : texts.toldQuarter({ project: project.name, quarter: quarterText(quarter, locale) });
  return {
    audience: 'internal',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'text', text: [{ kind: 'strong', text: sumText(sumOf(extras), locale) }] },
      { kind: 'actions', items: [listButton(register, project.projectId, locale)] },
    ],
  };
}

/** The sums under the head of the list: this quarter, by each project's date, and in all. */
export function listSums({ entries, directory }: RegisterPorts, { kind }: Register): ReadListNote {
  return async ({ workspaceId, locale, now }, projectIds) => {
    const [extras, projects] = await Promise.all([
      entries.list(systemScope(workspaceId), { projectIds, kind: kind.name }),
      Promise.all(projectIds.map((id) => directory.project(workspaceId, id))),
    ]);
    if (extras.length === 0) return [];
    const present = new Map(
      projects.flatMap((project) => (project === undefined ? [] : [[project.projectId, presentQuarter(project, now)]])),
    );
    const texts = extraTexts(locale);
    const recent = extras.filter((extra) => {
      const quarter = present.get(extra.projectId);
      return quarter !== undefined && isIn(extra, quarter);
    });
    return [
      labelled(texts.thisQuarter(), sumText(sumOf(recent), locale), locale),
      labelled(texts.inAll(), sumText(sumOf(extras), locale), locale),
    ];
  };
}

/** Sums up the extras of one quarter of a project, for our side, with the extras in it. */
export function sumCommand({ entries }: RegisterPorts, register: Register): Command {
  const { kind, thing } = register;

  function blocksOf(extras: readonly Entry[], project: ProjectSummary, reader: CardReader): Block[] {
    const { locale } = reader;
    const lines = extras.slice(0, MOST_LINES).map((extra) => {
      const { effort: minutes = 0, money } = extraOf(extra);
      const worth = worthOf({ minutes, money: money === undefined ? [] : [money] }, locale);
      const day = extra.due === undefined ? [] : [dayText(extra.due, reader)];
      return [extra.title, numberOf(extra, kind, project.key), ...day, ...worth].join(' · ');
    });
    const rest = extras.length - lines.length;
    return [
      { kind: 'text', text: [{ kind: 'strong', text: sumText(sumOf(extras), locale) }] },
      { kind: 'list', items: rest === 0 ? lines : [...lines, extraTexts(locale).more({ count: rest })] },
    ];
  }

  return defineCommand({
    thing,
    verb: 'sum',
    verbAliases: ['汇总'],
    summary: extraTexts.all('sumSummary'),
    permission: 'work',
    about: 'project',
    sensitive: true,
    input: {
      quarter: field.text({
        label: extraTexts.all('quarter'),
        hint: extraTexts.all('quarterHint'),
        maxLength: 40,
        optional: true,
      }),
      project: field.project(),
    },
    positional: ['quarter'],
    example: { en: 'extra sum Q3', 'zh-CN': '增值 汇总 三季度' },
    async run({ quarter: typed }, { scope, locale, zone, clock, project, via }) {
      const now = clock.now();
      const quarter =
        typed === undefined ? presentQuarter(project, now) : readQuarter(typed, wallOf(now, project.zone).slice(0, 10));
      if (quarter === undefined)
        throw new RapportError('invalid', `no quarter: ${typed}`, {
          forPeople: extraTexts.all('notAQuarter'),
          field: 'quarter',
        });
      const { projectId } = project;
      const all = await entries.list(scope, { projectIds: [projectId], kind: kind.name });
      const extras = all.filter((extra) => isIn(extra, quarter));
      const texts = extraTexts(locale);
      const named = { quarter: quarterText(quarter, locale) };
      const title = extras.length === 0 ? texts.sumNone(named) : texts.sumTitle(named);
      const reader = { locale, zone, now, nameOf: () => undefined };
      const before = press('extra sum', { project: projectId, quarter: quarterBefore(quarter) });
      const message: Message<'internal'> = {
        audience: 'internal',
        fallbackText: title,
        blocks: [
          extras.length === 0 ? { kind: 'text', text: title } : { kind: 'heading', text: title },
          ...(extras.length === 0 ? [] : blocksOf(extras, project, reader)),
          {
            kind: 'actions',
            items: [
              { kind: 'button', label: texts.quarterBefore(), payload: before },
              listButton(register, projectId, locale),
            ],
          },
        ],
      };
      return via === 'action' ? updated(message) : toCaller(message);
    },
  });
}
