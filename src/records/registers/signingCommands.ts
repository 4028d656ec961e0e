/** The commands of a register with signatures: to ask, to answer, to print. */

import { may, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type Reply, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { fileBlock, fileName } from '../../core/files.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { type Block, type Button, type Message, press } from '../../core/message.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { resolveWall } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { inEachLocale, type Locale } from '../../ground/i18n.ts';
import { detailsOf } from '../entries/model.ts';
import { numberText } from '../entries/numbers.ts';
import type { SignatureRequest } from '../signatures/model.ts';
import { printSignature } from '../signatures/print.ts';
import { createEntryAccess, type EntryOfProject, numberField, refOf } from './access.ts';
import type { ReadCardPart, Register } from './define.ts';
import { doubtForm } from './inputs.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { createAnswering, createAsking } from './signing.ts';
import { type Asking, createSigningEffects } from './signingEffects.ts';
import { askParts, saidOf, shownText } from './signingMessages.ts';
import { signingTexts } from './signingTexts.ts';
import { registerTexts } from './texts.ts';

const WORDS = {
  baseline: {
    verb: 'agree',
    verbAliases: ['agreement', '确认', '请客户确认'],
    summary: 'agreeSummary',
    label: 'askAgreement',
  },
  acceptance: {
    verb: 'accept',
    verbAliases: ['acceptance', '验收', '请客户验收'],
    summary: 'acceptSummary',
    label: 'askAcceptance',
  },
} as const;

const VERDICTS = [
  { value: 'accepted', label: signingTexts.all('agree') },
  { value: 'remarks', label: signingTexts.all('agreeWithRemarks') },
  { value: 'declined', label: signingTexts.all('notAgreed') },
] as const;

const line = <A extends 'client' | 'internal'>(audience: A, text: string): Message<A> => ({
  audience,
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});

/** The commands of a register with these signatures. */
export function signingCommands(ports: RegisterPorts, register: Register, askings: readonly Asking[]): Command[] {
  const { signatures, people, parties, fileLinks, clock } = ports;
  const { spec, thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const ask = createAsking(ports, register, askings);
  const sign = createAnswering(ports, register, askings);
  const number = numberField(register);
  const summaryOf = (key: 'agreeSummary' | 'acceptSummary' | 'printSummary') =>
    inEachLocale((locale) => signingTexts(locale)[key]({ one: spec.one[locale] }));

  /** The end of a day in the project's zone. @throws RapportError `invalid` (field `until`) for a past one. */
  function expiryOf(until: string | undefined, zone: string): Date | undefined {
    if (until === undefined) return undefined;
    const end = resolveWall(`${isoOf(dayOf(until) + 1)}T00:00`, zone);
    if (end > clock.now()) return end;
    throw new RapportError('invalid', 'the last day is over', {
      forPeople: signingTexts.all('untilPassed'),
      field: 'until',
    });
  }

  const askCommand = (asking: Asking): Command => {
    const { verb, verbAliases, summary } = WORDS[asking.kind];
    return defineCommand({
      thing,
      verb,
      verbAliases,
      summary: summaryOf(summary),
      permission: 'manage',
      about,
      sensitive: true,
      input: {
        number,
        until: field.date({ label: signingTexts.all('until'), aliases: ['by', '截止'], optional: true }),
      },
      positional: ['number', 'until'],
      async run({ until }, context): Promise<Reply> {
        const doubtful = doubtForm(context);
        if (doubtful !== undefined) return { kind: 'form', form: doubtful };
        const { subject: record, locale } = context;
        const expiresAt = expiryOf(until, record.project.zone);
        const asked = await ask(context, { record, asking, expiresAt });
        if ('refusal' in asked) return replies.outcome(context, record, { said: asked.refusal[locale] });
        const texts = signingTexts(locale);
        const said = asked.isNew ? texts.isAsked({ channel: `#${asked.channel.replace(/^#/, '')}` }) : texts.wasAsked();
        return replies.outcome(context, asked.record, { said });
      },
    });
  };

  const answer = defineCommand({
    thing,
    verb: 'answer',
    summary: signingTexts.all('answerSummary'),
    permission: 'approve',
    hidden: true,
    about,
    input: {
      number,
      of: field.text({ label: signingTexts.all('answer'), hidden: true }),
      hash: field.text({ label: signingTexts.all('answer'), hidden: true }),
      verdict: field.choice({ label: signingTexts.all('answer'), options: VERDICTS, hidden: true }),
      words: field.longText({ label: signingTexts.all('words'), optional: true }),
    },
    async intro({ verdict }, { locale }) {
      const texts = signingTexts(locale);
      return verdict === 'declined' ? texts.declineIntro() : texts.remarksIntro();
    },
    async run({ of, hash, verdict, words }, context): Promise<Reply> {
      return toCaller(line('client', await sign(context, context.subject, { of, hash, verdict, words })));
    },
  });

  const print = defineCommand({
    thing,
    verb: 'print',
    verbAliases: ['打印'],
    summary: summaryOf('printSummary'),
    permission: 'work',
    about,
    sensitive: true,
    input: { number },
    positional: ['number'],
    async run(_input, { subject: { entry, project }, scope, locale, actor }): Promise<Reply> {
      const texts = signingTexts(locale);
      const request = (await signatures.of(scope, refOf(entry))).at(-1);
      if (request === undefined) return toCaller(line('internal', texts.nothingToPrint()));
      const ids = [request.askedBy, request.withdrawn?.by, ...request.signatures.map(({ personId }) => personId)];
      const known = ids.filter((id) => id !== undefined);
      const nameOf = await people.namesOf(scope, known);
      const content = printSignature(request, {
        locale: request.locale,
        project,
        parties: await parties(scope.workspaceId, project.clientId),
        nameOf: (id) => nameOf(id) ?? id,
      });
      const signed = numberText(project.key, 'SIG', 'client', request.number);
      const name = fileName(`${signed} ${content.split('\n')[0]}`, { ending: 'txt', otherwise: signed });
      const whose = { workspaceId: scope.workspaceId, personId: actor.personId ?? '' };
      const message = line('internal', texts.printed());
      const block = await fileBlock(fileLinks, { name, mediaType: 'text/plain', content }, whose);
      return toCaller({ ...message, blocks: [...message.blocks, block] });
    },
  });

  return [...askings.map(askCommand), answer, print];
}

/** What the signer wrote with the last answer: remarks, or why it is not accepted. */
function lastWords(requests: readonly SignatureRequest[], locale: Locale): Block[] {
  const last = requests.at(-1);
  const answer = last?.signatures.at(-1);
  if (last === undefined || answer?.words === undefined) return [];
  const said = saidOf(last.kind, answer.verdict, locale);
  return [
    { kind: 'context', text: [`${said} · `, { kind: 'date', at: answer.at.toISOString(), style: 'dateTime' }] },
    { kind: 'quote', text: answer.words },
  ];
}

/** The part of our side's card: an open request as a line, else the words of the last answer, and the buttons to ask and to print. */
export function signingCard(ports: RegisterPorts, register: Register, askings: readonly Asking[]): ReadCardPart {
  const { spec } = register;
  const askButtons = (record: EntryOfProject, locale: Locale): Button[] =>
    askings
      // What the client has not been told cannot be asked about: the card offers to tell it.
      .filter(
        ({ kind, from }) =>
          from.includes(record.entry.state) &&
          shownText(register, record, { kind, from: 'now' }) ===
            shownText(register, record, { kind, from: 'published' }),
      )
      .map(({ kind }) => ({
        kind: 'button',
        label: signingTexts(locale)[WORDS[kind].label](),
        payload: press(`${spec.name} ${WORDS[kind].verb}`, { number: record.entry._id }),
      }));
  return async ({ scope, locale }, { entry, project }) => {
    const isShared = entry.published !== undefined;
    if (!isShared && detailsOf(entry).signatureId === undefined) return { blocks: [], buttons: [] };
    const requests = await ports.signatures.of(scope, refOf(entry));
    const texts = signingTexts(locale);
    const open = requests.find(({ state }) => state === 'asked');
    const blocks: Block[] =
      open === undefined
        ? lastWords(requests, locale)
        : [
            {
              kind: 'context',
              text: [`${texts.waitsSince()} `, { kind: 'date', at: open.askedAt.toISOString(), style: 'dateTime' }],
            },
          ];
    const printed: Button = {
      kind: 'button',
      label: texts.print(),
      payload: press(`${spec.name} print`, { number: entry._id }),
    };
    const asks = isShared && open === undefined ? askButtons({ entry, project }, locale) : [];
    return { blocks, buttons: [...asks, ...(requests.length === 0 ? [] : [printed])] };
  };
}

/** The part of an approver's own card while a signature is asked of them: what they sign, and the answers. */
export function signingClientCard(ports: RegisterPorts, register: Register, askings: readonly Asking[]): ReadCardPart {
  const { signatures, people } = ports;
  const { isCurrent } = createSigningEffects(ports, register, askings);
  return async ({ scope, actor, locale, clock }, record) => {
    const none = { blocks: [], buttons: [] };
    if (!may(actor, 'approve', record.project, clock.now())) return none;
    const requests = await signatures.of(scope, refOf(record.entry));
    const request = requests.find(({ state }) => state === 'asked');
    if (request === undefined || !isCurrent(record, request)) return none;
    const asker = (await people.get(scope, request.askedBy))?.name ?? registerTexts(locale).somebody();
    const { question, shown, means, buttons } = askParts(register, record, { request, asker, locale });
    return { blocks: [{ kind: 'text', text: question }, shown, means], buttons };
  };
}

/** Withdraws requests that a change has made outdated: they must not be signed any more. */
export function withdrawOutdated(ports: RegisterPorts, register: Register, askings: readonly Asking[]): Reaction {
  const { entries, directory } = ports;
  const effects = createSigningEffects(ports, register, askings);
  return reactTo(entries.subject, {
    name: `${register.spec.name}.withdrawOutdated`,
    events: ['edited', 'stateChanged', 'moved', 'published', 'withdrawn', 'deleted', 'restored'],
    async run(entry) {
      if (entry.kind !== register.kind.name) return;
      const project = await directory.project(entry.workspaceId, entry.projectId);
      if (project === undefined) return;
      await effects.withdrawOutdated(systemScope(entry.workspaceId, entry.projectId), { entry, project });
    },
  });
}
