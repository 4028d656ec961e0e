import { contactMay, type ProjectSummary, systemScope } from '../../core/access.ts';
import type { Line, ListReader, ListSource } from '../../core/lists/list.ts';
import { type Block, type Button, openForm, press, type RichText, type Span } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { detailsOf, type Entry, publishedDetailsOf, publishedWords } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { listOf, refOf } from './access.ts';
import { type CardReader, dayText, entryButtons, stateLabel } from './card.ts';
import { isEverOpen, type Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';
import { dueSpans } from './timed.ts';

const MOST_LINES = 10;
/** The most entries of one list. */
const MOST_ENTRIES = 300;

/** Which entries a list shows. */
export type Which = 'open' | 'all' | 'mine';
const FILTERS = { open: 'showOpen', all: 'showAll', mine: 'showMine' } as const;

function lineText(
  register: Register,
  { entry, project, side }: { entry: Entry; project: ProjectSummary; side: ListReader['side'] },
  reader: CardReader,
): (number: number) => RichText {
  const { locale } = reader;
  const { published } = entry;
  const told =
    side === 'ours' || published === undefined ? undefined : { ...published, ...publishedWords(published, locale) };
  const { title, state, due, ownerId } = told ?? entry;
  const details = told === undefined ? detailsOf(entry) : publishedDetailsOf(entry);
  const badge = told === undefined ? register.spec.badge?.(entry, locale) : undefined;
  const isPast =
    register.kind.open.includes(state) && due !== undefined && due < wallOf(reader.now, project.zone).slice(0, 10);
  // In a state without a turn nothing is late.
  const isOverdue = isPast && (side === 'ours' || register.spec.states[state]?.turn !== 'nobody');
  const date =
    due === undefined
      ? []
      : (dueSpans(register, { due, details }, { reader, zone: project.zone }) ?? [dayText(due, reader)]);
  const rest: Span[][] = [
    ...((register.kind.open[0] ?? register.kind.states[0]) === state ? [] : [[stateLabel(register, state, locale)]]),
    ...(due === undefined ? [] : [[...(isOverdue ? ['⚠️ '] : []), ...date]]),
    ...(ownerId === undefined ? [] : [[reader.nameOf(ownerId) ?? registerTexts(locale).somebody()]]),
  ];
  return (number) => [
    { kind: 'strong', text: `${number}. ${title}` },
    ...(badge === undefined ? [] : [' · ', ...(typeof badge === 'string' ? [badge] : badge)]),
    ` · ${numberOf(entry, register.kind, project.key)}`,
    ...rest.flatMap((part): Span[] => [' · ', ...part]),
  ];
}

/** The line of a published entry for the client, from its snapshot alone. `answers`: with its own buttons. */
export function clientLine(
  register: Register,
  { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  { reader, answers }: { readonly reader: CardReader; readonly answers: boolean },
): Line {
  const { spec } = register;
  const label = registerTexts(reader.locale).open();
  const open: Button = { kind: 'button', label, payload: press(`${spec.name} show`, { number: entry._id }) };
  return {
    ref: refOf(entry),
    text: lineText(register, { entry, project, side: 'client' }, reader),
    actions: [...(answers ? (spec.clientButtons?.(entry, reader.locale) ?? []) : []), open],
  };
}

/** Whether a contact may answer what is asked of their client. */
export async function mayAnswer(
  { people }: Pick<RegisterPorts, 'people'>,
  { workspaceId, personId }: Pick<ListReader, 'workspaceId' | 'personId'>,
): Promise<boolean> {
  const role = (await people.get(systemScope(workspaceId), personId))?.clientRole;
  return role !== undefined && contactMay(role, 'raise');
}

/** The list of a register: a project's entries, or one's own of all projects. A contact gets published entries alone. */
export function registerList(ports: RegisterPorts, register: Register): ListSource {
  const { entries, directory, people, clientAccess } = ports;
  const { spec, kind } = register;
  const readNote = spec.listNote?.(ports, register);

  /** The projects that the list is limited to; undefined: all, for the reader's own entries. */
  async function limits(reader: ListReader, projectId: string | undefined): Promise<readonly string[] | undefined> {
    if (reader.side === 'ours') return projectId === undefined ? undefined : [projectId];
    const theirs = (await clientAccess(reader.workspaceId, reader.personId)) ?? [];
    return theirs.map((project) => project.projectId).filter((id) => projectId === undefined || id === projectId);
  }

  /** A contact's entries by what they were told alone: a change that is not told yet moves and removes no line. */
  async function toldEntries(
    { workspaceId, personId }: ListReader,
    projectIds: readonly string[],
    which: string,
  ): Promise<readonly Entry[]> {
    if (projectIds.length === 0) return [];
    const all = await entries.list(systemScope(workspaceId), { projectIds, kind: kind.name, isPublished: true });
    const order = ({ published, clientNumber = 0 }: Entry) => ({ due: published?.due ?? '9999', clientNumber });
    return all
      .filter(({ published }) => {
        const isWanted = which === 'all' || !isEverOpen(register) || kind.open.includes(published?.state ?? '');
        return isWanted && (which !== 'mine' || published?.ownerId === personId);
      })
      .toSorted((one, other) => {
        const [a, b] = [order(one), order(other)];
        const soonestFirst = a.due === b.due ? a.clientNumber - b.clientNumber : a.due < b.due ? -1 : 1;
        return isEverOpen(register) ? soonestFirst : -soonestFirst;
      })
      .slice(0, MOST_ENTRIES);
  }

  return {
    command: listOf(register),
    most: MOST_LINES,
    async look(reader, { project: projectId, which: asked = 'open' }) {
      const { workspaceId, personId, side, locale } = reader;
      const scope = systemScope(workspaceId);
      const texts = registerTexts(locale);
      // Without an open state there is nothing to leave out: all of them, the newest first.
      const isOver = !isEverOpen(register);
      const which = isOver && asked === 'open' ? 'all' : asked;
      const projectIds = await limits(reader, projectId);
      const found =
        side === 'client'
          ? await toldEntries(reader, projectIds ?? [], which)
          : await entries.list(scope, {
              projectIds,
              kind: kind.name,
              ...(isOver ? { isNewestFirst: true } : which === 'all' ? {} : { isOpen: true }),
              ...(which === 'mine' || projectIds === undefined ? { ownerId: personId } : {}),
              limit: MOST_ENTRIES,
            });
      const ids = [...new Set(found.map((entry) => entry.projectId))];
      const all = await Promise.all(ids.map((id) => directory.project(workspaceId, id)));
      const projects = new Map(all.flatMap((project) => (project === undefined ? [] : [[project.projectId, project]])));
      const nameOf = await people.namesOf(
        scope,
        found.flatMap(({ ownerId, published }) => [ownerId, published?.ownerId].filter((id) => id !== undefined)),
      );
      const shown: CardReader = { ...reader, nameOf };
      const answers = side === 'client' && (await mayAnswer(ports, reader));
      const lines = found.flatMap((entry): Line[] => {
        const project = projects.get(entry.projectId);
        if (project === undefined) return [];
        if (side === 'client') return [clientLine(register, { entry, project }, { reader: shown, answers })];
        const text = lineText(register, { entry, project, side }, shown);
        return [{ ref: refOf(entry), text, actions: entryButtons(register, entry, locale) }];
      });
      const adding = side === 'ours' ? 'new' : spec.raisedByClient === true && answers ? 'raise' : undefined;
      const noted = projectId === undefined ? ids : [projectId];
      const note = side === 'client' || noted.length === 0 ? [] : ((await readNote?.(reader, noted)) ?? []);
      const newButton: Button[] =
        adding === undefined
          ? []
          : [
              {
                kind: 'button',
                label: texts.addOne({ one: spec.one[locale] }),
                payload: openForm(`${spec.name} ${adding}`, projectId === undefined ? {} : { project: projectId }),
              },
            ];
      return {
        audience: side === 'ours' ? 'internal' : 'client',
        lines,
        frame({ shown: count, rest }) {
          const many = spec.title[locale];
          const title = lines.length > 0 ? texts.listTitle({ many, count: lines.length }) : texts.listEmpty({ many });
          const first: Block[] =
            count > 0 || side === 'client'
              ? [{ kind: 'heading', text: title }]
              : [
                  { kind: 'text', text: title },
                  { kind: 'text', text: [`${texts.listEmptyHow()} `, { kind: 'code', text: spec.example[locale] }] },
                ];
          const head = [...first, ...note.map((text): Block => ({ kind: 'context', text }))];
          const others = (['open', 'mine', 'all'] as const).filter(
            (other) => other !== which && side === 'ours' && !(isOver && other === 'open'),
          );
          const about = projectId === undefined ? {} : { project: projectId };
          const filters = others.map(
            (other): Button => ({
              kind: 'button',
              label: isOver && other === 'all' ? texts.showEach() : texts[FILTERS[other]](),
              payload: press(`${spec.name} list`, { ...about, which: other }),
            }),
          );
          const items = [...rest, ...newButton, ...filters];
          return { fallbackText: title, head, foot: items.length === 0 ? [] : [{ kind: 'actions', items }] };
        },
      };
    },
  };
}
