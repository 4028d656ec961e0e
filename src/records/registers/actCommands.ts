import { type Command, defineCommand, emptied, type LookContext, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, press } from '../../core/message.ts';
import { inEachLocale, labelled } from '../../ground/i18n.ts';
import { detailsOf } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { createEntryAccess, numberField } from './access.ts';
import { stateLabel } from './card.ts';
import { questionOf, sureField } from './confirming.ts';
import { isEverOpen, type Register } from './define.ts';
import { checkPast, datedValues, doubtForm, ownerOf } from './inputs.ts';
import { type Given, storedOf, textOf } from './newCommand.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts, withArticle } from './texts.ts';
import { completingTime, dueText } from './timed.ts';

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
) => inEachLocale((locale) => registerTexts(locale)[key]({ one: withArticle(spec.one[locale]) }));

/** The verbs that change one entry in one step and can be undone: done, those of its states, move, assign, delete. */
export function actCommands(ports: RegisterPorts, register: Register): Command[] {
  const { entries } = ports;
  const { spec, thing, kind } = register;
  const { about, aboutDeletedToo, byNumber } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const number = numberField(register);

  /** A verb that sets a state. */
  const sets = (state: string, words: Pick<Command, 'verb' | 'verbAliases' | 'summary'>) =>
    defineCommand({
      ...byNumber,
      ...words,
      input: { ...byNumber.input, ...sureField(register) },
      async run(input: { readonly sure?: unknown }, context) {
        const { entry, project } = context.subject;
        const texts = registerTexts(context.locale);
        const label = stateLabel(register, state, context.locale);
        const isStruck = spec.states[state]?.turn === undefined;
        if (entry.state === state && !(await entries.hasMade(context.scope, entry, 'stateChanged')))
          return replies.outcome(context, { entry, project }, { said: texts.wasDone({ state: label }), isStruck });
        // A change that is refused is not asked about first.
        replies.allowed(context, entry, { changes: { state }, event: 'stateChanged' });
        const question = input.sure === true ? undefined : questionOf(register, entry, { state }, context.locale);
        if (question !== undefined) {
          const payload = press(`${spec.name} ${words.verb}`, { number: entry._id, sure: 'yes' });
          const yes: Button = { kind: 'button', label: texts.setAnyway({ state: label }), style: 'primary', payload };
          return toCaller(await replies.cardFor(context, { entry, project }, { said: [question], first: [yes] }));
        }
        const said = texts.isDone({ state: label });
        return replies.act(context, { changes: { state }, event: 'stateChanged', said, isStruck });
      },
    });

  const done = {
    ...sets(spec.done, { verb: 'done', summary: summaryOf(register, 'doneSummary') }),
    // Nothing is left to finish: the answer says so, and help does not offer it.
    ...(isEverOpen(register) ? {} : { hidden: true }),
  };
  const ownVerbs = Object.entries(spec.states).flatMap(([state, { label, verb }]) =>
    verb === undefined
      ? []
      : [
          sets(state, {
            verb: verb.name,
            verbAliases: verb.aliases,
            summary: inEachLocale((locale) =>
              registerTexts(locale).stateSummary({ one: withArticle(spec.one[locale]), state: label[locale] }),
            ),
          }),
        ],
  );

  /** Moves the date; for entries with a time of day also that, or that alone: a typed time keeps the date. */
  const move = ({ label, time, isPast }: NonNullable<typeof spec.due>) => {
    const timeField = time === undefined ? undefined : spec.fields[time];
    return defineCommand({
      thing,
      verb: 'move',
      summary: summaryOf(register, 'moveSummary'),
      permission: 'work',
      about,
      sensitive: true,
      ...completingTime(register, { keepsDate: true }),
      input: {
        number,
        due: field.date({ label, isPast, optional: time !== undefined }),
        ...(time === undefined || timeField === undefined ? {} : { [time]: timeField }),
        ...spec.rules?.fields,
      },
      positional: ['number', 'due'],
      prefill: async (_given, { subject }) => (subject === undefined ? {} : datedValues(register, subject.entry)),
      async run(input: Given, context) {
        const { entry } = context.subject;
        const doubtful = doubtForm(context);
        if (doubtful !== undefined) return { kind: 'form', form: doubtful };
        const due = textOf(input, 'due');
        const details = {
          ...storedOf(register, input),
          ...Object.fromEntries(emptied(context, time === undefined ? [] : [time]).map((name) => [name, undefined])),
        };
        // Asked for if nothing is typed to move it to, or the date is emptied.
        const isTimeAlone = Object.keys(details).length > 0 && entry.due !== undefined;
        if (due === undefined && (context.via === 'form' || !isTimeAlone)) {
          const values = { ...datedValues(register, entry), ...context.given };
          if (context.via === 'text') return { kind: 'form', form: context.form({ values }) };
          return { kind: 'invalid', form: context.form({ values, problems: { due: { code: 'required' } } }) };
        }
        checkPast(context, { register, project: context.subject.project, due });
        const after = { due: due ?? entry.due, details: { ...detailsOf(entry), ...details } };
        const reader = await replies.readerOf(context, entry);
        const texts = registerTexts(context.locale);
        const date = dueText(register, after, reader) ?? texts.noDate();
        // The date of something that has happened is corrected, not moved.
        const said = isPast === true ? labelled(label[context.locale], date, context.locale) : texts.isMoved({ date });
        const changes = { ...(due === undefined ? {} : { due }), ...(time === undefined ? {} : { details }) };
        return replies.act(context, { changes, event: 'moved', said });
      },
    });
  };

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
        const said = registerTexts(context.locale).isAssigned({ name: person.name });
        return replies.act(context, { changes: { ownerId: personId, ownerSide: side }, event: 'assigned', said });
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
        const subject = await aboutDeletedToo.of(input, context);
        const isShared = subject?.record.entry.published !== undefined;
        return subject === undefined || !isShared ? subject : { ...subject, needs: 'manage' as const };
      },
    },
    sensitive: true,
    input: { number },
    positional: ['number'],
    async run(_input, context) {
      const { entry, project } = context.subject;
      const texts = registerTexts(context.locale);
      if (entry.deletedAt !== undefined && !(await entries.hasMade(context.scope, entry, 'deleted'))) {
        const wasDeleted = texts.wasDeleted({ number: numberOf(entry, kind, project.key) });
        return replies.outcome(context, context.subject, { said: wasDeleted, isStruck: true });
      }
      const said = texts.isDeleted();
      // The client must not go on reading what is deleted.
      const changes = { deletedAt: context.clock.now(), published: undefined };
      return replies.act(context, { changes, event: 'deleted', said, isStruck: true });
    },
  });

  return [
    done,
    ...ownVerbs,
    ...(spec.due === undefined ? [] : [move(spec.due)]),
    ...(spec.owner === undefined ? [] : [assign(spec.owner)]),
    remove,
  ];
}
