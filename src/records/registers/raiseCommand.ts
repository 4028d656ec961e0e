import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Fields } from '../../core/form.ts';
import { press } from '../../core/message.ts';
import { calledName, inARow, inEachLocale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { languageOf, type Wording } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { Register } from './define.ts';
import { doubtForm, TITLE_LENGTH } from './inputs.ts';
import { isCertain, storedOf, textOf } from './newCommand.ts';
import { notice } from './notices.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { stewardName } from './steward.ts';
import { registerTexts } from './texts.ts';

type Given = Readonly<Record<string, unknown>>;

/** The fields that a contact fills in: what they may read of an entry, and nothing else. */
function fieldsFor({ spec }: Register): Fields {
  const seen = (spec.seenByClient ?? []).map((name) => [name, spec.fields[name]] as const);
  return {
    title: field.text({ label: registerTexts.all('title'), maxLength: TITLE_LENGTH }),
    ...(spec.due === undefined ? {} : { due: field.date({ label: spec.due.label, optional: true }) }),
    ...Object.fromEntries(seen.flatMap(([name, own]) => (own === undefined ? [] : [[name, own]]))),
    more: field.longText({ label: registerTexts.all('moreWords'), aliases: ['补充'], optional: true }),
    project: field.project(),
  };
}

/**
 * Adds an entry of a contact: it is theirs to see at once, in their words, and the stewards are told once. A contact's
 * words that merely begin like the register stay a message to the team.
 */
export function raiseCommand(ports: RegisterPorts, register: Register): Command {
  const { entries, tell } = ports;
  const { spec, kind, thing } = register;
  const replies = createReplies(ports, register);

  return defineCommand({
    thing,
    verb: 'raise',
    contactVerb: 'new',
    summary: inEachLocale((locale) => registerTexts(locale).newSummary({ one: spec.one[locale] })),
    permission: 'raise',
    about: 'project',
    hidden: true,
    input: fieldsFor(register),
    positional: (spec.due === undefined ? ['title'] : ['title', 'due']) as readonly string[] as [],
    read: (words) => (words.trim() === '' || isCertain(words) ? undefined : 'notThis'),
    async run(input: Given, context) {
      const { scope, requestId, project, locale, actor, clock } = context;
      const doubtful = doubtForm(context);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      // The button may stand in a channel: our side has its own form.
      if (actor.standing.side === 'ours')
        return { kind: 'form', form: context.form({ command: `${spec.name} new`, values: context.given }) };
      const title = textOf(input, 'title') ?? '';
      const more = textOf(input, 'more');
      const said = { title, ...(more === undefined ? {} : { text: more }), by: scope.by, at: clock.now(), from: 1 };
      const wording: Wording = { [languageOf(`${title} ${more ?? ''}`)]: said };
      const entry = await entries.add(scope, {
        _id: idFrom(requestId, spec.name),
        projectId: project.projectId,
        kind,
        title,
        note: more,
        due: textOf(input, 'due'),
        details: storedOf(register, input),
        wording,
      });
      const number = numberOf(entry, kind, project.key);
      const told = await tell.stewards(
        { workspaceId: scope.workspaceId, projectId: project.projectId },
        (reader) => {
          const texts = registerTexts(reader.locale);
          const raised = texts.wasRaised({ name: actor.name, one: spec.one[reader.locale], number, title });
          const payload = press(`${spec.name} show`, { number: entry._id });
          return notice([raised], [{ kind: 'button', label: texts.open(), payload }]);
        },
        { key: `raised:${entry._id}` },
      );
      const texts = registerTexts(locale);
      const name = calledName(await stewardName(ports, scope, { ...project, locale }));
      const isKnown = told.some(({ isTold }) => isTold);
      const thanks = inARow([texts.isRaised({ number }), ...(isKnown ? [texts.raisedFor({ name })] : [])]);
      return toCaller(await replies.cardFor(context, { entry, project }, { said: [thanks] }));
    },
  });
}
