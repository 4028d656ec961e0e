import { systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type LookContext, type Thing, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Line, type ListReader, type ListSource, pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import { type Block, type Button, press } from '../../core/message.ts';
import { splitWords } from '../../core/tokens.ts';
import { enumerated } from '../../ground/i18n.ts';
import { idIn, refOf } from '../../records/registers/access.ts';
import { dayText, stateLabel } from '../../records/registers/card.ts';
import { byKind } from '../../records/registers/define.ts';
import { readQuery } from '../../records/search/terms.ts';
import { findableWords } from './indexing.ts';
import type { RecordPorts } from './ports.ts';
import { openButton, readerOf, type Seen, seenBy } from './seen.ts';
import { recordTexts } from './texts.ts';

const MOST_LINES = 10;
/** The newest matches; the answer says if there are more. */
const MOST_FOUND = 100;

export const findThing: Thing = {
  name: 'find',
  title: recordTexts.all('findTitle'),
  aliases: ['search', '搜索', '查找'],
  bare: 'show',
};
const COMMAND = 'find show';

/** `project:ACME` among typed words. */
const PROJECT = /(?:^|\s)(?:project|项目)[:：]\s*("[^"]*"|“[^”]*”|\S+)/iu;
const unquoted = (text: string): string => text.replace(/["“”]/g, '').trim();

/** The words and the project of a typed search. Quotation marks stay: they make a phrase. */
function typedSearch(typed: string): { words: string; project: string | undefined } {
  const found = PROJECT.exec(typed);
  if (found === null) return { words: typed.trim(), project: undefined };
  const words = `${typed.slice(0, found.index)} ${typed.slice(found.index + found[0].length)}`.trim();
  return { words, project: unquoted(found[1] ?? '') };
}

/** The list of what was found: title, number and state, newest first. */
export function foundList(ports: RecordPorts): ListSource {
  const { entries, search, directory, clientAccess, registers } = ports;
  const registerOf = byKind(registers);

  /** The projects that are looked through; undefined: all of the workspace. */
  async function limits({ side, workspaceId, personId }: ListReader, projectId: string | undefined) {
    if (side === 'ours') return projectId === undefined ? undefined : [projectId];
    const theirs = (await clientAccess(workspaceId, personId)) ?? [];
    return theirs.map((project) => project.projectId).filter((id) => projectId === undefined || id === projectId);
  }

  /** The found entries, as the reader sees them. */
  async function found(reader: ListReader, words: string, projectId: string | undefined): Promise<readonly Seen[]> {
    const { side, workspaceId } = reader;
    const scope = systemScope(workspaceId);
    const projectIds = await limits(reader, projectId);
    const audience = side === 'ours' ? 'internal' : 'client';
    const hits = await search.find(scope, words, {
      audience,
      ...(projectIds === undefined ? {} : { projectIds }),
      limit: MOST_FOUND,
    });
    const read = await entries.byIds(
      scope,
      hits.map(({ _id }) => idIn(_id).replace(/:client$/, '')),
    );
    const byId = new Map(read.map((entry) => [entry._id, entry]));
    const ids = [...new Set(hits.map((hit) => hit.projectId))];
    const projects = await Promise.all(ids.map((id) => directory.project(workspaceId, id)));
    const query = readQuery(words);
    return hits.flatMap((hit) => {
      const entry = byId.get(idIn(hit._id).replace(/:client$/, ''));
      const register = registerOf.get(hit.kind);
      const project = projects.find((one) => one?.projectId === hit.projectId);
      if (entry === undefined || register === undefined || project === undefined) return [];
      // For a moment a row may be older than its entry: a word that was taken back finds nothing.
      if (!query.matches(findableWords(register, entry, side).join('\n'))) return [];
      return seenBy(reader, { register, entry, project }) ?? [];
    });
  }

  return {
    command: COMMAND,
    most: MOST_LINES,
    async look(reader, { words = '', project: projectId }) {
      const { side, locale, workspaceId } = reader;
      const texts = recordTexts(locale);
      const isOurs = side === 'ours';
      const shown = { ...reader, nameOf: () => undefined };
      const [all, project] = await Promise.all([
        found(reader, words, projectId),
        projectId === undefined ? undefined : directory.project(workspaceId, projectId),
      ]);
      const lines = all.map((seen): Line => {
        const { register, entry, number, title, state, due } = seen;
        const rest = [number, stateLabel(register, state, locale), ...(due === undefined ? [] : [dayText(due, shown)])];
        return {
          ref: refOf(entry),
          text: (line) => [{ kind: 'strong', text: `${line}. ${title}` }, ` · ${rest.join(' · ')}`],
          actions: [openButton(seen, locale)],
        };
      });
      const everywhere: Button[] =
        isOurs && project !== undefined
          ? [{ kind: 'button', label: texts.everywhere(), payload: press(COMMAND, { words, everywhere: 'yes' }) }]
          : [];
      const said = unquoted(words);
      const where = project?.name ?? texts.inAll();
      const kinds = enumerated(
        registers.map(({ spec }) => spec.title[locale]),
        locale,
      );
      const title =
        lines.length === 0
          ? texts.foundNothing({ words: said, where })
          : lines.length < MOST_FOUND
            ? texts.found({ words: said, count: lines.length, where })
            : texts.foundMany({ words: said, count: lines.length, where });
      return {
        audience: isOurs ? 'internal' : 'client',
        lines,
        frame({ shown: count, rest }) {
          const head: Block[] =
            count > 0
              ? [{ kind: 'heading', text: title }]
              : [
                  { kind: 'text', text: title },
                  { kind: 'context', text: isOurs ? texts.lookedThrough({ kinds }) : texts.lookedThroughShared() },
                ];
          const items = [...rest, ...everywhere];
          return { fallbackText: title, head, foot: items.length === 0 ? [] : [{ kind: 'actions', items }] };
        },
      };
    },
  };
}

/** `find "words"`: over everything that the person may see, in the place's project or in all. */
export function findCommand({ lists }: Pick<RecordPorts, 'lists'>, source: ListSource): Command {
  return defineCommand({
    thing: findThing,
    verb: 'show',
    summary: recordTexts.all('findSummary'),
    permission: 'view',
    about: {
      async of(
        { project, everywhere }: { readonly project?: unknown; readonly everywhere?: string },
        { setting }: LookContext,
      ) {
        const isInPlace = setting.project !== undefined && everywhere === undefined;
        return project !== undefined || isInPlace ? ('project' as const) : undefined;
      },
    },
    sensitive: true,
    input: {
      words: field.text({ label: recordTexts.all('words'), hint: recordTexts.all('wordsHint'), maxLength: 200 }),
      project: field.project(),
      everywhere: field.text({ label: recordTexts.all('everywhere'), hidden: true, optional: true }),
      ...pageFields,
    },
    positional: ['words'],
    example: { en: 'find "logo"', 'zh-CN': '搜索 “标志”' },
    read(typed, { side }) {
      const { words, project } = typedSearch(typed);
      // "Find attached the logo" is a contact's own sentence.
      if (side === 'client' && splitWords(words).some(({ kind }) => kind !== 'quoted')) return 'notThis';
      return { ...(words === '' ? {} : { words }), ...(project === undefined ? {} : { project }) };
    },
    async run({ words, everywhere, from, of }, context) {
      const { project } = context;
      const about = {
        words,
        ...(project === undefined ? {} : { project: project.projectId }),
        ...(everywhere === undefined ? {} : { everywhere }),
      };
      const conversation = listPlaceOf(context.setting);
      const message = await lists.show(source, readerOf(context), { conversation, about, from, of });
      return context.via === 'action' && from === undefined ? updated(message) : toCaller(message);
    },
  });
}
