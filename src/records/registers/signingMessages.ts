/** What a signature freezes, and the messages about it: to the client's channel, to the signer, to the manager. */

import type { ProjectSummary } from '../../core/access.ts';
import { formatDay } from '../../core/format.ts';
import { type Block, type Button, type Message, openForm, press, type RichText } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { enumerated, inARow, type Locale, labelled } from '../../ground/i18n.ts';
import { detailsOf, type Entry, type Published, publishedDetailsOf, publishedWords } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { clientRoleName } from '../people/roles.ts';
import type { Signature, SignatureRequest, Verdict } from '../signatures/model.ts';
import { signatureTexts } from '../signatures/texts.ts';
import type { EntryOfProject } from './access.ts';
import type { Register } from './define.ts';
import { signingTexts } from './signingTexts.ts';

type Kind = SignatureRequest['kind'];

/** The texts of a kind of signature: its title, its question, its buttons and its outcomes. */
const KEYS = {
  baseline: {
    title: 'titleBaseline',
    asks: 'asksBaseline',
    press: { accepted: 'agree', remarks: 'agreeWithRemarks', declined: 'notAgreed' },
    said: { accepted: 'saidAgreed', remarks: 'saidAgreedWithRemarks', declined: 'saidNotAgreed' },
  },
  acceptance: {
    title: 'titleAcceptance',
    asks: 'asksAcceptance',
    press: { accepted: 'accept', remarks: 'acceptWithRemarks', declined: 'notAccepted' },
    said: { accepted: 'saidAccepted', remarks: 'saidAcceptedWithRemarks', declined: 'saidNotAccepted' },
  },
} as const satisfies Record<Kind, object>;

/** An answer in words: "Agreed with remarks". */
export const saidOf = (kind: Kind, verdict: Verdict, locale: Locale): string =>
  signingTexts(locale)[KEYS[kind].said[verdict]]();

/**
 * The text that a signature freezes: the wording, the date and the fields that the client reads, in the project's
 * language. `from`: the published snapshot, or the entry as it would be published now.
 */
export function shownText(
  register: Register,
  { entry, project }: EntryOfProject,
  { kind, from }: { kind: Kind; from: 'published' | 'now' },
): string {
  const { locale, zone } = project;
  const { published } = entry;
  const source = from === 'now' || published === undefined ? nowOf(entry) : published;
  const details = from === 'now' ? detailsOf(entry) : publishedDetailsOf(entry);
  const { title, text } = publishedWords(source, locale);
  const { spec } = register;
  const number = numberOf(entry, register.kind, project.key);
  const own = (spec.seenByClient ?? []).flatMap((name) => {
    const [value, declared] = [details[name], spec.fields[name]];
    if (value === undefined || declared === undefined) return [];
    return [labelled(declared.label[locale], declared.typed(value, { locale, zone, now: new Date(0) }), locale)];
  });
  return [
    signingTexts(locale)[KEYS[kind].title]({ number, title }),
    ...(text === undefined ? [] : [text]),
    ...(spec.due === undefined || source.due === undefined
      ? []
      : [labelled(spec.due.label[locale], formatDay(source.due, { locale }), locale)]),
    ...own,
  ].join('\n');
}

const nowOf = ({ wording = {}, due }: Entry): Pick<Published, 'wording' | 'due'> => ({ wording, due });

/** A request for its reader: the question, the frozen text, what a press means, and the answers. `asker`: a name. */
export function askParts(
  register: Register,
  { entry, project }: EntryOfProject,
  { request, asker, locale }: { request: SignatureRequest; asker: string; locale: Locale },
): { readonly question: string; readonly shown: Block; readonly means: Block; readonly buttons: readonly Button[] } {
  const { kind, shown, hash, _id } = request;
  const texts = signingTexts(locale);
  const input = { number: entry._id, of: _id, hash };
  const { name } = register.spec;
  const labels = KEYS[kind].press;
  const withWords = (verdict: 'remarks' | 'declined'): Button => ({
    kind: 'button',
    label: texts[labels[verdict]](),
    payload: openForm(`${name} answer`, { ...input, verdict }),
  });
  const accepted: Button = {
    kind: 'button',
    label: texts[labels.accepted](),
    style: 'primary',
    payload: press(`${name} answer`, { ...input, verdict: 'accepted' }),
  };
  const lastDay = answerByText(request, { zone: project.zone, locale });
  return {
    question: texts[KEYS[kind].asks]({ name: asker }),
    shown: { kind: 'quote', text: shown },
    means: { kind: 'context', text: inARow([...lastDay, signatureTexts(locale).pressMeans()]) },
    buttons: [accepted, withWords('remarks'), withWords('declined')],
  };
}

/** The request in the client's channel, with its buttons. `approvers`: the names of those who may answer. */
export function askMessage(
  register: Register,
  record: EntryOfProject,
  { request, approvers, asker }: { request: SignatureRequest; approvers: readonly string[]; asker: string },
): Message<'client'> {
  const { locale } = request;
  const { question, shown, means, buttons } = askParts(register, record, { request, asker, locale });
  const names = labelled(clientRoleName('approver', locale), enumerated(approvers, locale), locale);
  return {
    audience: 'client',
    fallbackText: inARow([question, request.shown.split('\n')[0] ?? '']),
    blocks: [
      { kind: 'text', text: question },
      shown,
      { kind: 'context', text: names },
      means,
      { kind: 'actions', items: [...buttons] },
    ],
  };
}

/** The last day for an answer, in words. The request expires at the end of that day in the project's zone. */
function answerByText({ expiresAt }: SignatureRequest, { zone, locale }: { zone: string; locale: Locale }): string[] {
  if (expiresAt === undefined) return [];
  const lastDay = wallOf(new Date(expiresAt.getTime() - 60_000), zone);
  return [signingTexts(locale).answerBy({ date: formatDay(lastDay, { locale }) })];
}

/** An answer with its signer and time, as a line. */
export function answerLine(
  { kind }: Pick<SignatureRequest, 'kind'>,
  { verdict, role, at }: Signature,
  { name, locale }: { name: string; locale: Locale },
): RichText {
  const said = saidOf(kind, verdict, locale);
  const line = signingTexts(locale).byAt({ said, name, role: clientRoleName(role, locale) });
  return [`${line} `, { kind: 'date', at: at.toISOString(), style: 'dateTime' }];
}

/** The request after its answers, or after it was withdrawn: without buttons. */
export function settledMessage(
  request: SignatureRequest,
  nameOf: (personId: string) => string | undefined,
): Message<'client'> {
  const { locale, shown, signatures, state } = request;
  const texts = signingTexts(locale);
  const lines: RichText[] =
    state === 'withdrawn'
      ? [texts.noLongerAsked()]
      : signatures.map((each) => answerLine(request, each, { name: nameOf(each.personId) ?? '', locale }));
  return {
    audience: 'client',
    fallbackText: shown.split('\n')[0] ?? '',
    blocks: [{ kind: 'quote', text: shown }, ...lines.map((text): Block => ({ kind: 'text', text }))],
  };
}

/** The numbered title of an entry for our side. */
export const calledEntry = (register: Register, entry: Entry, project: ProjectSummary) => ({
  number: numberOf(entry, register.kind, project.key),
  title: entry.title,
});

/** To the manager: words about an entry, with a button that opens it. */
export function noticeMessage(
  register: Register,
  { entry }: EntryOfProject,
  {
    said,
    words,
    more = [],
    open,
  }: { said: string; words?: string | undefined; more?: readonly string[]; open: string },
): Message<'internal'> {
  return {
    audience: 'internal',
    fallbackText: inARow([said, ...(words === undefined ? [] : [words])]),
    blocks: [
      { kind: 'text', text: said },
      ...(words === undefined ? [] : [{ kind: 'quote' as const, text: words }]),
      ...more.map((text): Block => ({ kind: 'context', text })),
      {
        kind: 'actions',
        items: [{ kind: 'button', label: open, payload: press(`${register.spec.name} show`, { number: entry._id }) }],
      },
    ],
  };
}
