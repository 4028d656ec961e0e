import { type Scope, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatDay } from '../../core/format.ts';
import { type ListSource, pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';
import { type Entry, publishedWords } from '../../records/entries/model.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Register } from '../../records/registers/define.ts';
import { clientLine, mayAnswer } from '../../records/registers/lists.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { deskTexts } from './texts.ts';

export interface WaitingDeps
  extends Pick<RegisterPorts, 'entries' | 'directory' | 'people' | 'clientAccess' | 'lists'> {
  readonly registers: readonly Register[];
}

const COMMAND = 'desk list';
const MOST_LINES = 10;
/** The most things that the desk names. */
const MOST_NAMED = 2;

/**
 * What a client sees that we wait for from them, over all registers: published entries whose published turn is the
 * client's. The soonest first.
 */
export function createWaiting({ entries, registers, directory, people, clientAccess, lists }: WaitingDeps) {
  async function waitingFor(scope: Scope, projectId: string): Promise<readonly Entry[]> {
    const found = await entries.list(scope, { projectIds: [projectId], waitsForClient: true });
    const dueOf = ({ published }: Entry) => published?.due ?? '9999';
    return found.toSorted((one, other) => (dueOf(one) < dueOf(other) ? -1 : dueOf(one) > dueOf(other) ? 1 : 0));
  }

  /** The line of the desk: how many, and the most urgent ones. Undefined: nothing is waited for. */
  async function summary(
    scope: Scope,
    { project, locale, now }: { readonly project: Project; readonly locale: Locale; readonly now: Date },
  ): Promise<string | undefined> {
    // A closed project waits for nothing.
    const found = project.state === 'closed' ? [] : await waitingFor(scope, project._id);
    if (found.length === 0) return undefined;
    const texts = deskTexts(locale);
    const thisYear = Number(wallOf(now, project.zone).slice(0, 4));
    const named = found.slice(0, MOST_NAMED).flatMap(({ published }) => {
      if (published === undefined) return [];
      const { title } = publishedWords(published, locale);
      const { due } = published;
      return [due === undefined ? title : texts.neededBy({ title, date: formatDay(due, { locale, thisYear }) })];
    });
    const things = named.join(locale === 'en' ? ', ' : '；') + (found.length > named.length ? ' …' : '');
    return texts.waiting({ count: found.length, things });
  }

  const source: ListSource = {
    command: COMMAND,
    most: MOST_LINES,
    async look(reader, { project: projectId = '' }) {
      const { workspaceId, personId, side, locale } = reader;
      const scope = systemScope(workspaceId, projectId);
      const theirs = side === 'ours' ? undefined : ((await clientAccess(workspaceId, personId)) ?? []);
      const isTheirs = theirs === undefined || theirs.some((project) => project.projectId === projectId);
      const project = isTheirs ? await directory.project(workspaceId, projectId) : undefined;
      const found = project === undefined ? [] : await waitingFor(scope, projectId);
      const owners = found.flatMap(({ published }) => published?.ownerId ?? []);
      const shown = { ...reader, nameOf: await people.namesOf(scope, owners) };
      const answers = side === 'client' && (await mayAnswer({ people }, reader));
      const lines = found.flatMap((entry) => {
        const register = registers.find(({ kind }) => kind.name === entry.kind);
        return register === undefined || project === undefined
          ? []
          : [clientLine(register, { entry, project }, { reader: shown, answers })];
      });
      return {
        audience: side === 'ours' ? 'internal' : 'client',
        lines,
        frame({ rest }) {
          const texts = deskTexts(locale);
          const title = lines.length === 0 ? texts.nothingWaits() : texts.waitingTitle({ count: lines.length });
          return {
            fallbackText: title,
            head: [{ kind: lines.length === 0 ? 'text' : 'heading', text: title }],
            foot: rest.length === 0 ? [] : [{ kind: 'actions', items: [...rest] }],
          };
        },
      };
    },
  };

  const command = (thing: Thing): Command =>
    defineCommand({
      thing,
      verb: 'list',
      verbAliases: ['waiting', '待处理', '待办'],
      summary: deskTexts.all('waitingSummary'),
      permission: 'view',
      about: 'project',
      input: { project: field.project(), ...pageFields },
      positional: ['project'],
      example: { en: 'desk waiting', 'zh-CN': '服务台待处理' },
      async run({ from, of }, { actor, scope, setting, locale, zone, clock, project: { projectId } }) {
        const reader = {
          workspaceId: scope.workspaceId,
          personId: actor.personId ?? '',
          side: actor.standing.side,
          locale,
          zone,
          now: clock.now(),
        };
        const about = { project: projectId };
        const message = await lists.show(source, reader, { conversation: listPlaceOf(setting), about, from, of });
        return toCaller(message);
      },
    });

  return { source, command, summary };
}
