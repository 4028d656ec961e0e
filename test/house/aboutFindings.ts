import type { Permission } from '../../src/core/access.ts';
import type { Command } from '../../src/core/command.ts';
import { READING_VERBS } from '../../src/core/verbs.ts';

/** Permissions to read and to ask: none of them is enough to change a project. */
const LOOKING: ReadonlySet<Permission> = new Set(['greet', 'view', 'ask', 'ownThings']);
const CALLED_PROJECT = new Set(['project', '项目']);

/** Commands that need a permission to look alone, with the reason. */
const OWN: Readonly<Record<string, string>> = {
  'words sort': 'a contact sorts their own message; its look-up finds no other one',
  'milestone seen': 'everybody of the client says that they have seen a change; only their own answer is stored',
};

/** Commands that take a thing's id and are about none, with the reason. */
export const WITHOUT: Readonly<Record<string, string>> = {
  'brief show': 'a client belongs to the workspace: the declared permission decides',
  'client edit': 'a client belongs to the workspace: the declared permission decides',
  'contact new': 'a client belongs to the workspace: the declared permission decides',
  'project importnow': 'the look-up finds drafts of the actor alone',
  'away accept': 'the look-up finds requests to the actor alone',
  'away decline': 'the look-up finds requests to the actor alone',
};

/** Whether one of its fields names a project, regardless of the field's kind. */
function namesProject({ input }: Command): boolean {
  return Object.entries(input).some(
    ([name, { kind, label, aliases }]) =>
      kind === 'project' ||
      [name, label.en, label['zh-CN'], ...aliases].some((word) => CALLED_PROJECT.has(word.toLowerCase())),
  );
}

/**
 * Commands that bypass their declared permission on a project: those that name one without being about it, and those
 * that change one with a read permission.
 */
export function projectFindings(commands: readonly Command[]): string[] {
  return commands.flatMap((command) => {
    const { name, about, verb, permission } = command;
    if (about === undefined) return namesProject(command) ? [`${name} names a project and is not about it`] : [];
    const needed = (about === 'project' ? undefined : about.needs) ?? permission;
    return !READING_VERBS.has(verb) && LOOKING.has(needed) && OWN[name] === undefined
      ? [`${name} changes a project with ${needed}`]
      : [];
  });
}

/** Whether one of its fields names a thing: a channel, or by an id that a button carries. */
const namesThing = ({ input }: Command): boolean =>
  Object.values(input).some(
    ({ kind, idByButton, hidden, required }) =>
      kind === 'channel' || (kind === 'text' && (idByButton || (hidden && required))),
  );

/** Commands that take a thing without being about it. Their checks would be written by hand, or forgotten. */
export const thingFindings = (commands: readonly Command[]): string[] =>
  commands
    .filter((command) => namesThing(command) && command.about === undefined)
    .map(({ name }) => `${name} names a thing and is not about it`);
