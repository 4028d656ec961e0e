/** The entry that another one is a part of: its field in forms and typed words, and the look-up of its number. */

import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Field } from '../../core/form.ts';
import { RapportError } from '../../ground/errors.ts';
import { inEachLocale, type LocalizedText } from '../../ground/i18n.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf, readNumber } from '../entries/numbers.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

/** The name of the field in forms and commands. */
export const PART_OF = 'partOf';

/** The number of any entry: `MS-2`, `ACME-INT-MS-2`. A mention or a name is none, so that they may share a key. */
const ANY_NUMBER = /^(?:[A-Z][A-Z0-9]{1,9}-)?(?:INT-)?[A-Z]{2,9}-\d{1,9}$/iu;

/** The field `for:MS-2` of a register with `partOf`. */
export function partOfField(): Field<string | undefined> {
  const own = field.text({
    label: registerTexts.all('partOf'),
    hint: registerTexts.all('partOfHint'),
    aliases: ['for', '属于'],
    optional: true,
    maxLength: 40,
  });
  return {
    ...own,
    check(raw) {
      const problem = own.check(raw);
      const typed = typeof raw === 'string' ? raw.normalize('NFKC').trim() : '';
      if (problem !== undefined || typed === '' || ANY_NUMBER.test(typed)) return problem;
      return { code: 'custom', text: registerTexts.all('partOfNumber') };
    },
  };
}

/** The number of the entry that this one is a part of, as its form shows it. */
export async function parentNumber(
  { entries }: Pick<RegisterPorts, 'entries'>,
  { scope }: Pick<CommandContext, 'scope'>,
  { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
): Promise<string | undefined> {
  const parent = entry.parentId === undefined ? undefined : await entries.get(scope, entry.parentId);
  return parent === undefined ? undefined : numberOf(parent, entries.kindOf(parent.kind), project.key);
}

/**
 * The id of the entry with a typed number, which a new or changed entry of the register is to be a part of. Both sides'
 * numbers are read; the client's comes first, as everywhere. @throws RapportError `invalid` (field `at`) for an
 * unknown or deleted one, and for a kind that has no such parts.
 */
export async function parentIdOf(
  { entries, directory }: Pick<RegisterPorts, 'entries' | 'directory'>,
  { scope, actor }: Pick<CommandContext, 'scope' | 'actor'>,
  {
    register,
    project,
    typed,
    at = PART_OF,
  }: { register: Register; project: ProjectSummary; typed: string; at?: string },
): Promise<string> {
  const refuse = (forPeople: LocalizedText): never => {
    throw new RapportError('invalid', `nothing can be a part of ${typed}`, { forPeople, field: at });
  };
  for (const name of register.kind.partOf) {
    const kind = entries.kindOf(name);
    const read = readNumber(typed, kind);
    if (read === undefined) continue;
    const { key, isInternal, value } = read;
    // The project may have had another key.
    const isHere =
      key === undefined ||
      key === project.key ||
      (await directory.findProject(actor, key))?.projectId === project.projectId;
    const look = (audience: 'client' | 'internal') =>
      entries.byNumber(scope, { projectIds: [project.projectId], kind: name, audience, number: value });
    const theirs = isInternal || !isHere ? [] : await look('client');
    const [parent] = theirs.length > 0 || !isHere ? theirs : await look('internal');
    if (parent === undefined)
      return refuse(inEachLocale((locale) => registerTexts(locale).noSuchParent({ number: typed, key: project.key })));
    if (parent.deletedAt === undefined) return parent._id;
    const number = numberOf(parent, kind, project.key);
    return refuse(inEachLocale((locale) => registerTexts(locale).wasDeleted({ number })));
  }
  return refuse(registerTexts.all('partOfNumber'));
}
