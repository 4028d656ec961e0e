import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import { inARow } from '../../ground/i18n.ts';
import { publishedWords } from '../../records/entries/model.ts';
import { createEntryAccess, type EntryOfProject, numberField } from '../../records/registers/access.ts';
import { answerTexts } from '../../records/registers/answerTexts.ts';
import { dayText, stateLabel } from '../../records/registers/card.ts';
import type { Register } from '../../records/registers/define.ts';
import { ownerOf } from '../../records/registers/inputs.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies, type Undoable } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { plainForClient } from './messages.ts';
import { needTexts } from './texts.ts';

type DecideContext = CommandContext & { readonly subject: EntryOfProject };

/** The manager's buttons under a contact's answer: take it, or keep ours. The contact hears of it. */
export function deciding(ports: RegisterPorts, register: Register): Command[] {
  const { entries, people, tell } = ports;
  const { thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const hidden = {
    number: numberField(register),
    /** The contact who answered, and the id of their answer. */
    asker: field.text({ label: needTexts.all('from'), hidden: true }),
    of: field.text({ label: answerTexts.all('word'), hidden: true }),
  };

  /** Why there is nothing to decide any more: it was settled or taken back meanwhile. */
  function overText({ subject: { entry }, locale }: DecideContext): string | undefined {
    if (entry.published === undefined) return needTexts(locale).isTakenBack();
    if (entry.isOpen) return undefined;
    return registerTexts(locale).wasDone({ state: stateLabel(register, entry.state, locale) });
  }

  /** Answers the contact, once for each decision, and returns for our side whether they were told. */
  async function answer(
    { scope, locale, subject }: DecideContext,
    { asker, of, how }: { asker: string; of: string; how: 'take' | 'keep' },
    say: (reader: Reach<'client'>, title: string) => string,
  ): Promise<string> {
    const { entry } = subject;
    const { workspaceId, projectId } = entry;
    const nameOf = await people.namesOf(scope, [asker]);
    const told = await tell.person(
      { workspaceId, personId: asker, audience: 'client' },
      (reader) => plainForClient(say(reader, publishedWords(entry.published ?? { wording: {} }, reader.locale).title)),
      { key: `need:${entry._id}:answer:${of}:${how}`, noise: 'answer', projectId },
    );
    const texts = needTexts(locale);
    const name = nameOf(asker) ?? answerTexts(locale).somebody();
    return told.isTold ? texts.isTaken({ name }) : texts.isUntold({ name });
  }

  const take = defineCommand({
    thing,
    verb: 'take',
    summary: needTexts.all('takeSummary'),
    permission: 'manage',
    hidden: true,
    about,
    sensitive: true,
    input: {
      ...hidden,
      due: field.date({ label: needTexts.all('until'), hidden: true, optional: true }),
      owner: field.person({ label: needTexts.all('from'), hidden: true, optional: true }),
    },
    async run({ asker, of, due, owner: person }, context) {
      const { entry, project } = context.subject;
      const over = overText(context);
      if (over !== undefined) return replies.outcome(context, context.subject, { said: over });
      const reader = await replies.readerOf(context, entry);
      const owner =
        person === undefined
          ? undefined
          : await ownerOf(ports, context, { register, project, personId: person.personId });
      const changes: Undoable = {
        ...(due === undefined ? {} : { due }),
        ...(owner === undefined ? {} : { ownerId: owner.personId, ownerSide: owner.side }),
      };
      const isNew =
        (due ?? entry.published?.due) !== entry.published?.due ||
        (owner?.personId ?? entry.published?.ownerId) !== entry.published?.ownerId;
      const event = due === undefined ? 'assigned' : 'moved';
      const make = () => entries.change(context.scope, entry, { changes, event, publishes: 'changes' });
      const { entry: changed, undo } =
        isNew || (await entries.hasMade(context.scope, entry, event))
          ? await replies.undoable(context, entry, { changes: { ...changes, published: undefined }, event, make })
          : { entry, undo: undefined };
      const told = await answer(context, { asker, of, how: 'take' }, ({ locale, zone }, title) =>
        due === undefined
          ? needTexts(locale).ownerTaken({ title, name: person?.name ?? '' })
          : needTexts(locale).dateTaken({ title, date: dayText(due, { ...reader, locale, zone }) }),
      );
      const texts = registerTexts(context.locale);
      const done =
        due === undefined
          ? texts.isAssigned({ name: person?.name ?? '' })
          : texts.isMoved({ date: dayText(due, reader) });
      return replies.outcome(context, { entry: changed, project }, { said: inARow([done, told]), undo });
    },
  });

  const keep = defineCommand({
    thing,
    verb: 'keep',
    summary: needTexts.all('keepSummary'),
    permission: 'manage',
    hidden: true,
    about,
    sensitive: true,
    input: hidden,
    async run({ asker, of }, context) {
      const { entry } = context.subject;
      const over = overText(context);
      if (over !== undefined) return replies.outcome(context, context.subject, { said: over });
      const reader = await replies.readerOf(context, entry);
      // What the client knows stays.
      const due = entry.published?.due;
      const told = await answer(context, { asker, of, how: 'keep' }, ({ locale, zone }, title) =>
        due === undefined
          ? needTexts(locale).undatedKept({ title })
          : needTexts(locale).dateKept({ title, date: dayText(due, { ...reader, locale, zone }) }),
      );
      const texts = needTexts(context.locale);
      const kept = texts.isKept({ date: due === undefined ? texts.noDate() : dayText(due, reader) });
      return replies.outcome(context, context.subject, { said: inARow([kept, told]) });
    },
  });

  return [take, keep];
}
