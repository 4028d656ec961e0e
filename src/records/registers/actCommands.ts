import { type Command, type CommandContext, defineCommand, type LookContext } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { inEachLocale } from '../../ground/i18n.ts';
import type { EntryEvent } from '../entries/collection.ts';
import type { Entry } from '../entries/model.ts';
import { createEntryAccess, type EntryOfProject, numberField } from './access.ts';
import { dayText, stateLabel } from './card.ts';
import type { Register } from './define.ts';
import { doubtForm, ownerOf } from './inputs.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies, type Undoable } from './replies.ts';
import { registerTexts } from './texts.ts';

type ActContext = CommandContext & { readonly subject: EntryOfProject };

/** The summary of a verb, with the register's own word. */
export const summaryOf = (
  { spec }: Register,
  key:
    | 'doneSummary'
    | 'moveSummary'
    | 'assignSummary'
    | 'shareSummary'
    | 'withdrawSummary'
    | 'deleteSummary'
    | 'editSummary',
) => inEachLocale((locale) => registerTexts(locale)[key]({ one: spec.one[locale] }));

/** The verbs that change one entry in one step and can be undone: done, move, assign, delete. */
export function actCommands(ports: RegisterPorts, register: Register): Command[] {
  const { entries } = ports;
  const { spec, thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const number = numberField(register);

  /** Makes the change and answers with its outcome and Undo. */
  async function act(
    context: ActContext,
    how: {
      changes: Undoable;
      event: EntryEvent;
      say: (changed: Entry) => Promise<string> | string;
      isStruck?: boolean;
    },
  ) {
    const { entry, project } = context.subject;
    const changed = await entries.change(context.scope, entry, how);
    const undo = await replies.undoOf(context, entry, how.changes);
    const said = await how.say(changed);
    return replies.outcome(context, { entry: changed, project }, { said, undo, isStruck: how.isStruck ?? false });
  }

  const done = defineCommand({
    thing,
    verb: 'done',
    summary: summaryOf(register, 'doneSummary'),
    permission: 'work',
    about,
    sensitive: true,
    input: { number },
    positional: ['number'],
    async run(_input, context) {
      const { entry, project } = context.subject;
      const texts = registerTexts(context.locale);
      const state = stateLabel(register, spec.done, context.locale);
      if (entry.state === spec.done)
        return replies.outcome(context, { entry, project }, { said: texts.wasDone({ state }), isStruck: true });
      const say = () => texts.isDone({ state });
      return act(context, { changes: { state: spec.done }, event: 'stateChanged', say, isStruck: true });
    },
  });

  const move = (label: NonNullable<typeof spec.due>['label']) =>
    defineCommand({
      thing,
      verb: 'move',
      summary: summaryOf(register, 'moveSummary'),
      permission: 'work',
      about,
      sensitive: true,
      input: { number, due: field.date({ label }) },
      positional: ['number', 'due'],
      prefill: async (_given, { subject }) => (subject?.entry.due === undefined ? {} : { due: subject.entry.due }),
      async run({ due }, context) {
        const doubtful = doubtForm(context);
        if (doubtful !== undefined) return { kind: 'form', form: doubtful };
        const texts = registerTexts(context.locale);
        const reader = await replies.readerOf(context, context.subject.entry);
        const say = () => texts.isMoved({ date: dayText(due, reader) });
        return act(context, { changes: { due }, event: 'moved', say });
      },
    });

  const assign = (owner: NonNullable<typeof spec.owner>) =>
    defineCommand({
      thing,
      verb: 'assign',
      summary: summaryOf(register, 'assignSummary'),
      permission: 'work',
      about,
      sensitive: true,
      input: { number, owner: field.person({ label: owner.label, aliases: [...(owner.aliases ?? [])] }) },
      positional: ['number', 'owner'],
      async run({ owner: person }, context) {
        const { project } = context.subject;
        const { personId, side } = await ownerOf(ports, context, { register, project, personId: person.personId });
        const say = () => registerTexts(context.locale).isAssigned({ name: person.name });
        return act(context, { changes: { ownerId: personId, ownerSide: side }, event: 'assigned', say });
      },
    });

  const remove = defineCommand({
    thing,
    verb: 'delete',
    summary: summaryOf(register, 'deleteSummary'),
    permission: 'work',
    // What the client reads is taken back with it, so it needs the same permission as that.
    about: {
      async of(input: { readonly number?: string }, context: LookContext) {
        const subject = await about.of(input, context);
        const isShared = subject?.record.entry.published !== undefined;
        return subject === undefined || !isShared ? subject : { ...subject, needs: 'manage' as const };
      },
    },
    sensitive: true,
    input: { number },
    positional: ['number'],
    async run(_input, context) {
      const say = () => registerTexts(context.locale).isDeleted();
      // The client must not go on reading what is deleted.
      const changes = { deletedAt: context.clock.now(), published: undefined };
      return act(context, { changes, event: 'deleted', say, isStruck: true });
    },
  });

  return [
    done,
    ...(spec.due === undefined ? [] : [move(spec.due.label)]),
    ...(spec.owner === undefined ? [] : [assign(spec.owner)]),
    remove,
  ];
}
