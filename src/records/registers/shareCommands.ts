import { type Command, type CommandContext, defineCommand, emptied, type Reply } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { FieldProblem } from '../../core/form.ts';
import type { FormValues } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import { enumerated, inARow, inEachLocale, LOCALES, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import type { KindOf } from '../entries/kinds.ts';
import { type Entry, languageOf, staleIn, untold, type Wording } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { createEntryAccess, type EntryOfProject, numberField } from './access.ts';
import { summaryOf } from './actCommands.ts';
import { dayText, stateLabel } from './card.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts } from './texts.ts';

/** The fields of a wording's form, by language. */
const FIELDS = { en: { title: 'en', text: 'enMore' }, 'zh-CN': { title: 'zh', text: 'zhMore' } } as const;
/** That the client's language is needed. */
const needed = (of: Locale): LocalizedText =>
  inEachLocale((locale) => {
    const texts = registerTexts(locale);
    return texts.needsWording({ language: of === 'en' ? texts.english() : texts.chinese() });
  });

/** The most contacts who are named as the readers. */
const MOST_NAMES = 5;

/** The wording that a form begins with: the stored one, else our own words in their language. */
function suggested({ title, wording = {} }: Entry): FormValues {
  return Object.fromEntries(
    LOCALES.flatMap((locale) => {
      const known = wording[locale];
      if (known === undefined) return languageOf(title) === locale ? [[FIELDS[locale].title, title]] : [];
      const more = known.text === undefined ? [] : [[FIELDS[locale].text, known.text]];
      return [[FIELDS[locale].title, known.title], ...more];
    }),
  );
}

/** Whether the client reads all of it already, in these words: their timeline tells nothing twice. */
function isTold(entry: Entry, wording: Wording, kindOf: KindOf): boolean {
  const { published } = entry;
  if (published === undefined || staleIn(entry).length > 0 || untold(entry, kindOf).length > 0) return false;
  return LOCALES.every((locale) => {
    const [now, before] = [wording[locale], published.wording[locale]];
    return now?.title === before?.title && now?.text === before?.text;
  });
}

/** Publishes an entry with its wording, and takes it back: the two acts that change what a client reads. */
export function shareCommands(ports: RegisterPorts, register: Register): Command[] {
  const { entries, people } = ports;
  const { kind, thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const number = numberField(register);

  /** The wording after the form: what it gives is new, what it leaves out stays, what it empties goes. */
  function wordingAfter(context: CommandContext, entry: Entry, given: FormValues): Wording {
    const { scope, clock } = context;
    const gone = new Set(
      emptied(
        context,
        Object.values(FIELDS).flatMap(({ title, text }) => [title, text]),
      ),
    );
    return Object.fromEntries(
      LOCALES.flatMap((locale) => {
        const names = FIELDS[locale];
        const before = entry.wording?.[locale];
        const value = (name: string, stored: string | undefined) =>
          gone.has(name) ? undefined : ((given[name] as string | undefined) ?? stored);
        const title = value(names.title, before?.title);
        const text = value(names.text, before?.text);
        if (title === undefined || title === '') return [];
        const isNew = given[names.title] !== undefined || before === undefined;
        const words = { title, ...(text === undefined || text === '' ? {} : { text }) };
        const author = isNew
          ? { by: scope.by, at: clock.now(), from: entry.wordsRevision }
          : { by: before.by, at: before.at, from: before.from };
        return [[locale, { ...words, ...author }]];
      }),
    );
  }

  /** What the person has to know before they publish: who reads what, and from when. */
  async function noticeOf({ scope, locale }: Pick<CommandContext, 'scope' | 'locale'>, { project }: EntryOfProject) {
    const texts = registerTexts(locale);
    const contacts = await people.contactsOf(scope, project.clientId);
    const { spec } = register;
    const seen = [
      texts.state(),
      ...[spec.due, spec.owner].flatMap((shared) => (shared === undefined ? [] : [shared.label[locale]])),
      ...kind.seenByClient.flatMap((name) => spec.fields[name]?.label[locale] ?? []),
    ];
    const fields = enumerated(seen, locale);
    const names = enumerated(
      contacts.map(({ name }) => name),
      locale,
    );
    const who =
      contacts.length === 0
        ? texts.nobodySees({ fields })
        : contacts.length <= MOST_NAMES
          ? texts.whoSees({ names, fields })
          : texts.manySee({ count: contacts.length, fields });
    return inARow([who, texts.staysInternal()]);
  }

  /** The state and date that sharing would tell, in words. */
  async function nowOf(context: CommandContext, entry: Entry): Promise<string> {
    const state = stateLabel(register, entry.state, context.locale);
    const reader = await replies.readerOf(context, entry);
    return enumerated([state, ...(entry.due === undefined ? [] : [dayText(entry.due, reader)])], context.locale);
  }

  /** What is missing or outdated in the form, at its field. */
  function gapsIn({ entry, project }: EntryOfProject, wording: Wording, values: FormValues) {
    const custom = (text: LocalizedText): FieldProblem => ({ code: 'custom', text });
    const { title } = FIELDS[project.locale];
    const problems: Record<string, FieldProblem> = {};
    if (wording[project.locale] === undefined)
      problems[title] = custom(
        values[title] === undefined ? needed(project.locale) : registerTexts.all('fromOurWords'),
      );
    for (const locale of staleIn({ ...entry, wording }))
      problems[FIELDS[locale].title] = custom(
        inEachLocale((reader) => registerTexts(reader).wordingStaleNow({ title: entry.title })),
      );
    return problems;
  }

  const share = defineCommand({
    thing,
    verb: 'share',
    summary: summaryOf(register, 'shareSummary'),
    submit: registerTexts.all('share'),
    permission: 'manage',
    about,
    sensitive: true,
    input: {
      number,
      en: field.text({ label: registerTexts.all('wordingEn'), aliases: ['english', '英文'], optional: true }),
      enMore: field.longText({ label: registerTexts.all('moreEn'), aliases: ['英文补充'], optional: true }),
      zh: field.text({ label: registerTexts.all('wordingZh'), aliases: ['chinese', '中文'], optional: true }),
      zhMore: field.longText({ label: registerTexts.all('moreZh'), aliases: ['中文补充'], optional: true }),
      /** The revision that the person saw, on the card or in the form. */
      seen: field.number({ label: registerTexts.all('number'), hidden: true, optional: true }),
      /** A button that asks for the form, with what is missing in it. */
      look: field.toggle({ label: registerTexts.all('share'), hidden: true, optional: true }),
    },
    positional: ['number'],
    prefill: async (_given, { subject }) =>
      subject === undefined ? {} : { ...suggested(subject.entry), seen: String(subject.entry.revision ?? 0) },
    intro: async (_given, context) => (context.subject === undefined ? undefined : noticeOf(context, context.subject)),
    async run(input, context): Promise<Reply> {
      const { entry, project } = context.subject;
      const texts = registerTexts(context.locale);
      const { number: _number, look, seen, ...given } = input;
      const words = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as FormValues;
      const wording = wordingAfter(context, entry, words);
      const isMissing = wording[project.locale] === undefined;
      // Without an approved wording in the client's language, or with an outdated one, a person looks at it first.
      const isReady = !isMissing && staleIn({ ...entry, wording }).length === 0;
      const isOutdated =
        seen !== undefined && seen !== entry.revision && !(await entries.hasMade(context.scope, entry, 'published'));
      if (isOutdated || (context.via !== 'form' && (look === true || !isReady))) {
        const values = { ...suggested(entry), ...words, seen: String(entry.revision ?? 0) };
        const problems = gapsIn(context.subject, wording, values);
        const notice = inARow([
          ...(isOutdated ? [texts.changedSinceSeen({ now: await nowOf(context, entry) })] : []),
          await noticeOf(context, context.subject),
        ]);
        const form = context.form({ values: { ...values, number: entry._id }, problems, notice });
        return { kind: context.via === 'form' ? 'invalid' : 'form', form };
      }
      if (isMissing)
        throw new RapportError('invalid', `no wording in ${project.locale}`, {
          forPeople: needed(project.locale),
          field: FIELDS[project.locale].title,
        });
      if (isTold(entry, wording, entries.kindOf) && !(await entries.hasMade(context.scope, entry, 'published'))) {
        const said = texts.wasShared({ number: numberOf(entry, kind, project.key) });
        return replies.outcome(context, { entry, project }, { said });
      }
      replies.allowed(context, entry, { changes: {}, event: 'published' });
      const { entry: changed, undo } = await replies.undoable(context, entry, {
        changes: { published: undefined },
        event: 'published',
        make: () => entries.publish(context.scope, entry, wording),
      });
      const said = texts.isShared({ number: numberOf(changed, kind, project.key) });
      return replies.outcome(context, { entry: changed, project }, { said, undo });
    },
  });

  return [share, withdrawCommand(ports, register)];
}

/** Takes an entry back: the client no longer reads it. */
function withdrawCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineCommand({
    thing: register.thing,
    verb: 'withdraw',
    verbAliases: ['unshare', 'take back', '撤回', '取消公开'],
    summary: summaryOf(register, 'withdrawSummary'),
    permission: 'manage',
    about,
    sensitive: true,
    input: { number: numberField(register) },
    positional: ['number'],
    async run(_input, context) {
      const { entry, project } = context.subject;
      const texts = registerTexts(context.locale);
      if (entry.published === undefined && !(await entries.hasMade(context.scope, entry, 'withdrawn')))
        return replies.outcome(context, { entry, project }, { said: texts.notPublished() });
      const { entry: changed, undo } = await replies.undoable(context, entry, {
        changes: { published: undefined },
        event: 'withdrawn',
        make: () => entries.withdraw(context.scope, entry),
      });
      return replies.outcome(context, { entry: changed, project }, { said: texts.isWithdrawn(), undo });
    },
  });
}
