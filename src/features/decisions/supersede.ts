import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { LocalizedText } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { readNumber } from '../../records/entries/numbers.ts';
import { createEntryAccess, type EntryOfProject, numberField } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import { createLinking, createMaking } from '../../records/registers/making.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { decisionTexts } from './texts.ts';

const refused = (forPeople: LocalizedText) =>
  new RapportError('invalid', 'no replacement', { forPeople, field: 'title' });

/** Replaces a decision by a new one, or by a present one with its number; both cards show the other. */
export function supersedeCommand(ports: RegisterPorts, register: Register): Command {
  const { about, numbered } = createEntryAccess(ports, register);
  const makes = createMaking(ports, register);
  const links = createLinking(ports, register);

  /** The present decision that the words name; undefined for the title of a new one. @throws RapportError `invalid`. */
  async function presentOne(
    typed: string,
    context: CommandContext & { readonly subject: EntryOfProject },
  ): Promise<Entry | undefined> {
    if (readNumber(typed, register.kind) === undefined) return undefined;
    const { entry } = context.subject;
    const found = await numbered(context, typed).catch((error: unknown) => {
      if (!isError(error, 'missing')) throw error;
      throw refused(decisionTexts.all('noSuchDecision'));
    });
    const { entry: other } = found;
    if (other._id === entry._id) throw refused(decisionTexts.all('notItself'));
    if (other.projectId !== entry.projectId || other.deletedAt !== undefined)
      throw refused(decisionTexts.all('noSuchDecision'));
    if (other.state === 'superseded') throw refused(decisionTexts.all('isOutOfUse'));
    return other;
  }
  return defineCommand({
    thing: register.thing,
    verb: 'supersede',
    verbAliases: ['replace', '取代', '替代'],
    summary: decisionTexts.all('supersedeSummary'),
    permission: 'work',
    about,
    sensitive: true,
    input: {
      number: numberField(register),
      title: field.text({ label: decisionTexts.all('newDecision'), aliases: ['by', '改为'] }),
      reason: field.longText({ label: decisionTexts.all('reason'), aliases: ['why', '理由'], optional: true }),
    },
    positional: ['number', 'title'],
    async run({ title, reason }, context) {
      const { entry } = context.subject;
      const isMade = await ports.entries.hasMade(context.scope, entry, 'stateChanged');
      if (entry.state === 'superseded' && !isMade)
        throw new RapportError('conflict', `${entry._id} is superseded`, {
          forPeople: decisionTexts.all('wasReplaced'),
        });
      const how = { how: 'supersededBy', state: 'superseded', event: 'stateChanged' } as const;
      const said = (number: string) => decisionTexts(context.locale).isReplaced({ number });
      const other = await presentOne(title, context);
      if (other !== undefined) return links(context, { ...how, other, back: 'supersedes', said });
      return makes(context, {
        ...how,
        fresh: {
          kind: register.kind,
          title,
          details: { reason },
          links: [{ how: 'supersedes', entryId: entry._id }],
        },
        said,
      });
    },
  });
}
