import { type ProjectSummary, systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type Thing, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { ListReader } from '../../core/lists/list.ts';
import type { Entry } from '../../records/entries/model.ts';
import { byKind, type Register } from '../../records/registers/define.ts';
import { isReached, partOf, pictureOf } from './picture.ts';
import type { RecordPorts } from './ports.ts';
import { readerOf, readProject, type Seen, seenBy, todayIn } from './seen.ts';
import { clientStatus, ourStatus } from './statusCards.ts';
import { recordTexts } from './texts.ts';

/** Closed decisions, by number: the last told ones are among them. */
const LAST_DECISIONS = 20;

export const statusThing: Thing = {
  name: 'status',
  title: recordTexts.all('statusTitle'),
  aliases: ['状态', '进度'],
  bare: 'show',
};

/**
 * What the status of a project is made of. For our side the open entries, for a contact those that are open as they were
 * told; and for both all steps. Each is found by an index, so that closed entries cost nothing.
 */
async function entriesFor({ entries, registers }: RecordPorts, reader: ListReader, { projectId }: ProjectSummary) {
  const scope = systemScope(reader.workspaceId, projectId);
  const here = { projectIds: [projectId] };
  const kindsOf = (as: 'steps' | 'decisions') =>
    registers.filter((register) => partOf({ register })?.as === as).map(({ kind }) => kind.name);
  const all = async (lists: readonly Promise<Entry[]>[]) => (await Promise.all(lists)).flat();
  const isOurs = reader.side === 'ours';
  const [open, otherSteps, decided] = await Promise.all([
    entries.list(scope, { ...here, ...(isOurs ? { isOpen: true } : { isToldOpen: true as const }) }),
    all(
      kindsOf('steps').map((kind) =>
        entries.list(scope, { ...here, kind, ...(isOurs ? { isOpen: false } : { isPublished: true as const }) }),
      ),
    ),
    isOurs
      ? []
      : all(
          kindsOf('decisions').map((kind) =>
            entries.list(scope, {
              ...here,
              kind,
              isPublished: true,
              isNewestFirst: true,
              limit: LAST_DECISIONS,
            }),
          ),
        ),
  ]);
  const known = new Set(open.map(({ _id }) => _id));
  return { open, steps: [...open, ...otherSteps.filter(({ _id }) => !known.has(_id))], decided };
}

async function anyEntry({ entries }: RecordPorts, { workspaceId, side }: ListReader, { projectId }: ProjectSummary) {
  const told = side === 'ours' ? {} : { isPublished: true as const };
  const found = await entries.list(systemScope(workspaceId, projectId), { projectIds: [projectId], ...told, limit: 1 });
  return found[0];
}

/** The state of a project in one card, for each side by what it may see. */
export function statusCommand(ports: RecordPorts): Command {
  const registerOf = byKind(ports.registers);

  async function card(context: CommandContext, project: ProjectSummary) {
    const reader = readerOf(context);
    const { side } = reader;
    const found = await entriesFor(ports, reader, project);
    const see = (all: readonly Entry[]): readonly Seen[] =>
      all.flatMap((entry) => {
        const register: Register | undefined = registerOf.get(entry.kind);
        return register === undefined ? [] : (seenBy(reader, { register, entry, project }) ?? []);
      });
    const steps = see(found.steps).flatMap((seen) => isReached(seen) ?? []);
    const picture = pictureOf(see(found.open), { side, todayOf: () => todayIn(project, reader.now) });
    // Entries that are closed and no step: read only where nothing else is known.
    const isBlank =
      [...found.open, ...found.steps, ...found.decided].length === 0 &&
      (await anyEntry(ports, reader, project)) === undefined;
    const progress = { done: steps.filter((isDone) => isDone).length, all: steps.length };
    if (side === 'ours') return ourStatus({ project, picture, progress, isBlank, registers: ports.registers }, reader);
    const decided = see(found.decided).filter((seen) => {
      const part = partOf(seen);
      return part?.as === 'decisions' && part.decided.includes(seen.state);
    });
    return clientStatus({ project, picture, progress, isBlank, decided, registers: ports.registers }, reader);
  }

  return defineCommand({
    thing: statusThing,
    verb: 'show',
    summary: recordTexts.all('statusSummary'),
    permission: 'view',
    about: 'project',
    sensitive: true,
    input: { project: field.project() },
    positional: ['project'],
    example: { en: 'status ACME', 'zh-CN': '状态 ACME' },
    read: readProject,
    async run(_input, context) {
      const message = await card(context, context.project);
      return context.via === 'action' ? updated(message) : toCaller(message);
    },
  });
}
