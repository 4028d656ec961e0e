import type { ProjectSummary } from '../../core/access.ts';
import type { ListReader } from '../../core/lists/list.ts';
import { type Block, type Button, type Menu, type Message, press, type RichText } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { enumerated } from '../../ground/i18n.ts';
import { listOf } from '../../records/registers/access.ts';
import { dayText } from '../../records/registers/card.ts';
import type { Register } from '../../records/registers/define.ts';
import { progressBar } from '../../records/registers/progress.ts';
import { type Picture, partOf } from './picture.ts';
import { openButton, type Seen, todayIn } from './seen.ts';
import { recordTexts } from './texts.ts';

const MOST = { goals: 3, next: 3, threats: 3, overdue: 5, decisions: 3, waiting: 5 } as const;

interface Status {
  readonly project: ProjectSummary;
  readonly picture: Picture;
  readonly progress: { readonly done: number; readonly all: number };
  /** Whether nothing at all is on record for this reader. */
  readonly isBlank: boolean;
  readonly registers: readonly Register[];
}

/** One entry in a list: its title, number and date. */
export function lineOf(
  { register, entry, number, title, due }: Seen,
  { reader, today, withBadge }: { reader: ListReader; today: string; withBadge: boolean },
): RichText {
  const badge = withBadge ? register.spec.badge?.(entry, reader.locale) : undefined;
  const date = due === undefined ? undefined : dayText(due, { ...reader, nameOf: () => undefined });
  return [
    ...(badge === undefined ? [] : [...(typeof badge === 'string' ? [badge] : badge), ' · ']),
    { kind: 'strong', text: title },
    ` · ${number}`,
    ...(date === undefined ? [] : [` · ${due !== undefined && due < today ? '⚠️ ' : ''}${date}`]),
  ];
}

/** A heading with the first lines below it, and how many more there are. */
function section(title: string, lines: readonly RichText[], most: number, reader: ListReader): Block[] {
  if (lines.length === 0) return [];
  const rest = lines.length - most;
  return [
    { kind: 'text', text: [{ kind: 'strong', text: title }] },
    { kind: 'list', items: lines.slice(0, most) },
    ...(rest > 0 ? [{ kind: 'context' as const, text: recordTexts(reader.locale).more({ count: rest }) }] : []),
  ];
}

/** The titles of the registers with this part in a status. */
const titleOf = (registers: readonly Register[], as: 'steps' | 'threats' | 'goals', { locale }: ListReader): string =>
  enumerated(
    registers.filter((register) => partOf({ register })?.as === as).map(({ spec }) => spec.title[locale]),
    locale,
  );

function stepsBar({ registers, progress: { done, all } }: Status, reader: ListReader): Block[] {
  const text = recordTexts(reader.locale).reached({ done, all });
  return progressBar({ label: titleOf(registers, 'steps', reader), text, value: done, of: all }, reader.locale);
}

/** The progress bars of the goals that have one, the next date first. */
function goalBars({ registers, picture }: Status, reader: ListReader): Block[] {
  const { locale } = reader;
  const bars = picture.goals.flatMap((seen) => {
    const part = partOf(seen);
    return part?.as === 'goals' ? part.bar(seen, `${seen.title} · ${seen.number}`, locale) : [];
  });
  if (bars.length === 0) return [];
  const rest = bars.length - MOST.goals;
  return [
    { kind: 'text', text: [{ kind: 'strong', text: titleOf(registers, 'goals', reader) }] },
    ...bars.slice(0, MOST.goals),
    ...(rest > 0 ? [{ kind: 'context' as const, text: recordTexts(locale).more({ count: rest }) }] : []),
  ];
}

const timelineButton = ({ project }: Pick<Status, 'project'>, { locale }: ListReader): Button => ({
  kind: 'button',
  label: recordTexts(locale).timelineTitle(),
  payload: press('timeline show', { project: project.projectId }),
});

/** The lists of a project, in a menu. */
const listsMenu = ({ project, registers }: Status, { locale }: ListReader): Menu => ({
  kind: 'menu',
  label: recordTexts(locale).lists(),
  options: registers.map((register) => ({
    label: register.spec.title[locale],
    payload: press(listOf(register), { project: project.projectId }),
  })),
});

/** The status for our side: internal words, all entries. */
export function ourStatus(status: Status, reader: ListReader): Message<'internal'> {
  const { project, picture, registers } = status;
  const { locale } = reader;
  const texts = recordTexts(locale);
  const today = todayIn(project, reader.now);
  const line = (withBadge: boolean) => (seen: Seen) => lineOf(seen, { reader, today, withBadge });
  const { next, threats, overdue, toDecide, ours, client, oldest } = picture;
  const title = texts.statusOf({ name: project.name, key: project.key });
  const isEmpty = status.progress.all === 0 && ours.length + client.length === 0;
  const since = oldest === undefined ? '' : wallOf(oldest.entry.createdAt, project.zone).slice(0, 10);
  const turns = [
    texts.turns({ ours: ours.length, client: client.length }),
    ...(oldest === undefined
      ? []
      : [
          texts.oldest({
            what: `${oldest.number} ${oldest.title}`,
            date: dayText(since, { ...reader, nameOf: () => undefined }),
          }),
        ]),
  ];
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(isEmpty
        ? [{ kind: 'text' as const, text: status.isBlank ? texts.nothingYet() : texts.nothingOpen() }]
        : [...stepsBar(status, reader), { kind: 'text' as const, text: turns.join('\n') }]),
      ...goalBars(status, reader),
      ...section(texts.next(), next.map(line(false)), MOST.next, reader),
      ...section(texts.overdue(), overdue.map(line(false)), MOST.overdue, reader),
      ...section(titleOf(registers, 'threats', reader), threats.map(line(true)), MOST.threats, reader),
      ...section(texts.toDecide(), toDecide.map(line(false)), MOST.decisions, reader),
      { kind: 'actions', items: [timelineButton(status, reader), listsMenu(status, reader)] },
    ],
  };
}

/** The status for a contact: published snapshots alone. */
export function clientStatus(
  status: Status & { readonly decided: readonly Seen[] },
  reader: ListReader,
): Message<'client'> {
  const { project, picture, registers, decided } = status;
  const { locale } = reader;
  const texts = recordTexts(locale);
  const today = todayIn(project, reader.now);
  const line = (seen: Seen) => lineOf(seen, { reader, today, withBadge: false });
  const told = (seen: Seen) => seen.entry.published?.at.getTime() ?? 0;
  const waiting = picture.client;
  const title = texts.statusTold({ name: project.name });
  const rest = waiting.length - MOST.waiting;
  const isEmpty = status.progress.all === 0 && picture.ours.length + waiting.length + decided.length === 0;
  return {
    audience: 'client',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(isEmpty
        ? [{ kind: 'text' as const, text: status.isBlank ? texts.nothingShared() : texts.nothingOpen() }]
        : stepsBar(status, reader)),
      ...goalBars(status, reader),
      ...section(texts.next(), picture.next.map(line), MOST.next, reader),
      ...(isEmpty
        ? []
        : [
            {
              kind: 'text' as const,
              text: [
                {
                  kind: 'strong' as const,
                  text: waiting.length === 0 ? texts.waitingNone() : texts.waiting({ count: waiting.length }),
                },
              ],
            },
          ]),
      ...waiting.slice(0, MOST.waiting).flatMap((seen): Block[] => [
        { kind: 'text', text: line(seen) },
        { kind: 'actions', items: [openButton(seen, locale)] },
      ]),
      ...(rest > 0 ? [{ kind: 'context' as const, text: texts.more({ count: rest }) }] : []),
      ...section(titleOf(registers, 'threats', reader), picture.threats.map(line), MOST.threats, reader),
      ...section(
        texts.decided(),
        [...decided]
          .sort((one, other) => told(other) - told(one))
          .slice(0, MOST.decisions)
          .map(line),
        MOST.decisions,
        reader,
      ),
      { kind: 'actions', items: [timelineButton(status, reader), listsMenu(status, reader)] },
    ],
  };
}
