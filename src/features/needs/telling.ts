import { systemScope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { undoButton } from '../../core/lists/draw.ts';
import { type Button, press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import type { EntryOfProject } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { answerNotice } from './messages.ts';
import { needTexts } from './texts.ts';

/** A contact has given what we waited for: their press published it. The stewards are told once, with Undo. */
export function tellsGiven(ports: RegisterPorts, { kind, spec }: Register): Reaction {
  const { entries, directory, people, tell } = ports;
  return reactTo(entries.subject, {
    name: 'need.tellGiven',
    events: ['stateChanged'],
    async run(entry, { _id, by, after, requestId }) {
      const { workspaceId, projectId } = entry;
      const told = JSON.parse(after ?? '{}') as Readonly<Record<string, unknown>>;
      // Our side's own change publishes nothing.
      if (entry.kind !== kind.name || told['published.state'] !== spec.done) return;
      const project = await directory.project(workspaceId, projectId);
      if (project === undefined) return;
      const nameOf = await people.namesOf(systemScope(workspaceId), [by]);
      await tell.stewards(
        { workspaceId, projectId },
        ({ locale }) => {
          const texts = needTexts(locale);
          const named = { number: numberOf(entry, kind, project.key), title: entry.title };
          const undo = requestId === undefined ? undefined : press('need undo', { undo: idFrom(requestId, 'undo') });
          return answerNotice(
            { entry, text: texts.toldGiven({ name: nameOf(by) ?? texts.somebody(), ...named }) },
            { buttons: undo === undefined ? [] : [undoButton(undo, locale)], locale },
          );
        },
        { key: `need:${entry._id}:given:${_id}` },
      );
    },
  });
}

/** An answer that changes nothing before a manager decides. */
interface Passed {
  /** What makes it another answer than an earlier one. */
  readonly parts: readonly (string | undefined)[];
  readonly word: string | undefined;
  readonly text: (reader: Reach<'internal'>, named: { name: string; number: string; title: string }) => string;
  /** `of`: the id of the answer. */
  readonly buttons: (reader: Reach<'internal'>, of: string) => readonly Button[];
}

/** Tells the stewards of an answer; the same one again is told once. @throws RapportError `unavailable` without a reachable steward. */
export function passing({ tell }: Pick<RegisterPorts, 'tell'>, { kind }: Register) {
  return async (
    { actor, subject }: Pick<CommandContext, 'actor'> & { readonly subject: EntryOfProject },
    { parts, word, text, buttons }: Passed,
  ): Promise<void> => {
    const { entry, project } = subject;
    const { workspaceId, projectId } = entry;
    const of = idFrom(JSON.stringify([entry._id, entry.published?.revision, actor.personId, word, ...parts]), 'answer');
    const named = { name: actor.name, number: numberOf(entry, kind, project.key), title: entry.title };
    const told = await tell.stewards(
      { workspaceId, projectId },
      (reader) =>
        answerNotice(
          { entry, text: text(reader, named), word },
          { buttons: buttons(reader, of), locale: reader.locale },
        ),
      { key: `need:${entry._id}:answer:${of}` },
    );
    if (!told.some(({ isTold }) => isTold))
      throw new RapportError('unavailable', 'no steward can be told', { forPeople: needTexts.all('notReached') });
  };
}
