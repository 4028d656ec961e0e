import type { ProjectSummary } from '../../core/access.ts';
import { may } from '../../core/access.ts';
import { assignWords } from '../../core/assign.ts';
import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { isInDirect } from '../../core/replyGuard.ts';
import { splitWords } from '../../core/tokens.ts';
import { calledName, inARow, inEachLocale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { languageOf, type Wording } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { Register } from './define.ts';
import { checkPast, checkPeople, doubtForm, fieldsOf, ownerOf, positionalOf, usualDue } from './inputs.ts';
import { PART_OF, parentIdOf } from './parents.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { stewardName } from './steward.ts';
import { registerTexts } from './texts.ts';
import { completingTime } from './timed.ts';

const AUDIENCES = [
  { value: 'internal', label: registerTexts.all('audienceInternal') },
  { value: 'client', label: registerTexts.all('audienceClient') },
] as const;

/** Input values as the core resolves them; a register's own fields are known only to its declaration. */
export type Given = Readonly<Record<string, unknown>>;
export const textOf = (given: Given, name: string): string | undefined =>
  typeof given[name] === 'string' ? (given[name] as string) : undefined;
export const personOf = (given: Given): string | undefined =>
  (given.owner as { readonly personId: string } | undefined)?.personId;

/** The own fields among input values, as they are stored. `before`: the values that they replace. */
export const storedOf = ({ spec }: Register, given: Given, before: Given = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(spec.fields).flatMap(([name, own]) =>
      given[name] === undefined ? [] : [[name, own.toStored(given[name], before[name])]],
    ),
  );

/** Whether typed words are surely an entry: a sentence may merely begin with the register's word. */
export const isCertain = (words: string): boolean =>
  splitWords(words).some(({ kind, value }) => kind !== 'plain' || /^\p{L}+[:：]\S/u.test(value));

/** That an entry was added, and who sees it. `number`: the client's, if they see it. */
export async function addedText(
  ports: Pick<RegisterPorts, 'directory' | 'people'>,
  context: CommandContext,
  { project, number }: { project: ProjectSummary; number?: string | undefined },
): Promise<string> {
  const texts = registerTexts(context.locale);
  if (number !== undefined) return inARow([texts.added(), texts.clientSees({ number })]);
  if (may(context.actor, 'manage', project, context.clock.now())) return inARow([texts.added(), texts.onlyOurs()]);
  const name = calledName(await stewardName(ports, context.scope, { ...project, locale: context.locale }));
  return inARow([texts.added(), texts.onlyOurs(), texts.managerShares({ name })]);
}

/** Adds an entry. What a manager types in a client's channel is shared at once if the register begins there. */
export function newCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const { spec, kind } = register;
  const replies = createReplies(ports, register);

  /** Who is to see it: the chosen audience, else the place of typed words. */
  function audienceOf({ via, setting }: CommandContext, chosen: string | undefined): 'internal' | 'client' {
    if (chosen === 'client' || chosen === 'internal') return chosen;
    const isInClientChannel = setting.project !== undefined && setting.audience === 'client' && !isInDirect(setting);
    return via === 'text' && isInClientChannel ? spec.begins : 'internal';
  }

  const command: Command = defineCommand({
    thing: register.thing,
    verb: 'new',
    summary: inEachLocale((locale) => registerTexts(locale).newSummary({ one: spec.one[locale] })),
    permission: 'work',
    about: 'project',
    manyLines: true,
    ...completingTime(register, { keepsDate: false }),
    sensitive: spec.begins === 'internal',
    input: {
      ...fieldsOf(register, { isEdit: false }),
      audience: field.choice({
        label: registerTexts.all('audience'),
        options: AUDIENCES,
        aliases: ['可见'],
        optional: true,
      }),
      project: field.project(),
      /** The typed words may be a sentence that only begins with the register's word. */
      unsure: field.text({ label: registerTexts.all('title'), hidden: true, optional: true }),
    },
    positional: positionalOf(register) as [],
    example: spec.example,
    read(words, context) {
      const { values: short, rest } = spec.quick?.(words) ?? { values: {}, rest: words };
      const { values, leftover } = assignWords(command, rest, context);
      const isSure =
        context.isEntry === true || words.trim() === '' || Object.keys(short).length > 0 || isCertain(words);
      return [{ ...values, ...short, ...(isSure ? {} : { unsure: 'yes' }) }, leftover];
    },
    // The form offers the audience that the register usually has.
    prefill: async (_given, context) => ({
      audience: may(context.actor, 'manage', context.project, context.clock.now()) ? spec.begins : 'internal',
    }),
    async run(input: Given, context) {
      const { scope, requestId, project, clock } = context;
      const values = Object.fromEntries(Object.entries(context.given).filter(([name]) => name !== 'unsure'));
      const doubtful = doubtForm(context, values);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      if (context.via === 'text' && input.unsure !== undefined)
        return {
          kind: 'form',
          form: context.form({
            // What was not meant as an entry must not reach the client by a quick Save.
            values: { audience: 'internal', ...values },
            notice: registerTexts(context.locale).isItNew({ one: spec.one[context.locale] }),
          }),
        };
      const mayShare = may(context.actor, 'manage', project, clock.now());
      const audience = mayShare ? audienceOf(context, textOf(input, 'audience')) : 'internal';
      const title = textOf(input, 'title') ?? '';
      const personId = personOf(input);
      const owner = personId === undefined ? undefined : await ownerOf(ports, context, { register, project, personId });
      const typed = textOf(input, PART_OF);
      const parentId = typed === undefined ? undefined : await parentIdOf(ports, context, { register, project, typed });
      const due = textOf(input, 'due');
      checkPast(context, { register, project, due });
      await checkPeople(ports, context, { register, project, given: input });
      const words = { title, by: scope.by, at: clock.now(), from: 1 };
      const wording: Wording = { [languageOf(title)]: words };
      const entry = await entries.add(scope, {
        _id: idFrom(requestId, spec.name),
        projectId: project.projectId,
        kind,
        title,
        note: textOf(input, 'note'),
        due: due ?? usualDue(register, project, context),
        owner,
        parentId,
        details: storedOf(register, input),
        wording: audience === 'client' ? wording : undefined,
      });
      const number = audience === 'client' ? numberOf(entry, kind, project.key) : undefined;
      const said = await addedText(ports, context, { project, number });
      return toCaller(await replies.cardFor(context, { entry, project }, { said: [said] }));
    },
  });
  return command;
}
