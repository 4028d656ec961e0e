/** How an entry becomes a work item: the command `track` and the button that opens its form. */

import type { Scope } from '../../core/access.ts';
import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, openForm } from '../../core/message.ts';
import { inEachLocale, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { Entries } from '../entries/store.ts';
import { createEntryAccess, numberField } from './access.ts';
import type { ReadCardPart, Register } from './define.ts';
import { doubtForm, ownerOf } from './inputs.ts';
import { createMaking } from './making.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts } from './texts.ts';

const becameIds = ({ links = [] }: Entry): string[] =>
  links.flatMap(({ how, entryId }) => (how === 'became' ? [entryId] : []));

/** The work item that an entry became; a deleted one counts as none. Costs a read for an entry with such a link alone. */
const taskOf = async ({ byIds }: Pick<Entries, 'byIds'>, scope: Scope, entry: Entry): Promise<Entry | undefined> =>
  (await byIds(scope, becameIds(entry))).find(({ kind, deletedAt }) => kind === 'task' && deletedAt === undefined);

/**
 * `track LES-1 "Test first" @Tom Friday`: makes a work item of an entry, which is its parent. Without a title it has the
 * entry's. While the work item exists, no second one is made. Undo takes back both.
 */
export function trackCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const { spec } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const makes = createMaking(ports, register);

  return defineCommand({
    thing: register.thing,
    verb: 'track',
    verbAliases: ['make a work item', '转为任务'],
    summary: inEachLocale((locale) => registerTexts(locale).trackSummary({ one: spec.one[locale] })),
    permission: 'work',
    about,
    sensitive: true,
    input: {
      number: numberField(register),
      title: field.text({ label: registerTexts.all('title'), optional: true }),
      owner: field.person({ label: registerTexts.all('taskOwner'), aliases: ['for'], optional: true }),
      due: field.date({ label: registerTexts.all('taskDue'), aliases: ['by'], optional: true }),
    },
    positional: ['number', 'title', 'owner', 'due'],
    async prefill(_given, context) {
      const { subject } = context;
      if (subject === undefined) return {};
      const { entry } = subject;
      const reader = await replies.readerOf(context, entry);
      const owner = entry.ownerId === undefined ? undefined : reader.nameOf(entry.ownerId);
      return { title: entry.title, ...(owner === undefined || entry.ownerSide !== 'ours' ? {} : { owner }) };
    },
    async run({ title, owner, due }, context) {
      const { scope, subject } = context;
      const { entry, project } = subject;
      const doubtful = doubtForm(context, { ...context.given, number: entry._id });
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const kind = entries.kindOf('task');
      if (!(await entries.hasMade(scope, entry, 'edited'))) {
        const task = await taskOf(entries, scope, entry);
        if (task !== undefined) {
          const said = registerTexts(context.locale).hasTask({ number: numberOf(task, kind, project.key) });
          return replies.outcome(context, subject, { said });
        }
      }
      const whose =
        owner === undefined
          ? undefined
          : await ownerOf(ports, context, {
              register: { spec: { name: kind.name } },
              project,
              personId: owner.personId,
            });
      return makes(context, {
        fresh: { kind, title: title ?? entry.title, parentId: entry._id, owner: whose, due },
        how: 'became',
        event: 'edited',
        said: (number) => registerTexts(context.locale).isTask({ number }),
      });
    },
  });
}

/** The button that opens the form of `track`. `label`: default "Make it a work item". */
export const trackButton = (
  { spec }: Register,
  { _id }: Entry,
  { locale, label = registerTexts.all('makeTask') }: { locale: Locale; label?: LocalizedText | undefined },
): Button => ({ kind: 'button', label: label[locale], payload: openForm(`${spec.name} track`, { number: _id }) });

/** The button on the cards of entries that may become a work item and have none. */
export function trackCard(
  { entries }: Pick<RegisterPorts, 'entries'>,
  register: Register,
  isOffered: (entry: Entry) => boolean,
  label?: LocalizedText,
): ReadCardPart {
  return async ({ scope, locale }, { entry }) => {
    const isOpen = entry.deletedAt === undefined && isOffered(entry);
    const isFree = isOpen && (await taskOf(entries, scope, entry)) === undefined;
    return { blocks: [], buttons: isFree ? [trackButton(register, entry, { locale, label })] : [] };
  };
}
