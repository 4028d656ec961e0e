/** A signature as a readable text by itself: for the export, and to print with a block for signature and seal. */

import { formatDay } from '../../core/format.ts';
import { timeOf } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import { numberText } from '../entries/numbers.ts';
import { clientRoleName } from '../people/roles.ts';
import type { Signature, SignatureRequest, Verdict } from './model.ts';
import { signatureTexts } from './texts.ts';

/** The names on the printed form, and its language. */
export interface PrintOptions {
  readonly locale: Locale;
  readonly project: { readonly key: string; readonly name: string; readonly zone: string };
  /** Our side's and the client's organisation. */
  readonly parties: { readonly ours: string; readonly theirs: string };
  /** A person's name by id; after an erasure the mark in its place. */
  readonly nameOf: (personId: string) => string;
}

const LINE = '-'.repeat(72);

/** The key of a verdict's text. */
const VERDICT_TEXTS = {
  accepted: 'accepted',
  remarks: 'acceptedWithRemarks',
  declined: 'notAccepted',
} as const satisfies Record<Verdict, string>;

/** `Mon 23 Nov 2026 13:00 (Berlin time)`, `2026年11月23日（周一）13:00（柏林时间）`. */
function instantWords(at: Date, { locale, project: { zone } }: PrintOptions): string {
  const [wall, name] = [wallOf(at, zone), zoneName(zone, locale)];
  return locale === 'en'
    ? `${formatDay(wall, { locale })} ${timeOf(wall)} (${name})`
    : `${formatDay(wall, { locale })}${timeOf(wall)}（${name}）`;
}

/** One answer. Further lines of its words are indented, so that none of them reads like another answer. */
function answerLines({ personId, role, verdict, words, at, place }: Signature, index: number, options: PrintOptions) {
  const { locale, nameOf } = options;
  const texts = signatureTexts(locale);
  const said = { index: index + 1, name: nameOf(personId), role: clientRoleName(role, locale) };
  const parts = [
    labelled(texts.at(), instantWords(at, options), locale),
    labelled(texts.place(), place, locale),
    ...(words === undefined
      ? []
      : [labelled(texts.words(), words.split(/\r\n|\p{Zl}|\p{Zp}|[\n\v\f\r\u0085]/u).join('\n      '), locale)]),
  ];
  return [texts.answer({ ...said, verdict: texts[VERDICT_TEXTS[verdict]]() }), ...parts.map((part) => `   ${part}`)];
}

/**
 * A request with its answers as plain text. The frozen text stands between two lines, unchanged, so that its hash can
 * be checked.
 */
export function printSignature(request: SignatureRequest, options: PrintOptions): string {
  const { locale, project, parties, nameOf } = options;
  const texts = signatureTexts(locale);
  const { kind, number, state, askedBy, askedAt, expiresAt, withdrawn, shown, hash, needs, signatures } = request;
  const byAt = (personId: string, at: Date) => texts.byAt({ name: nameOf(personId), at: instantWords(at, options) });
  const fields: readonly (readonly [label: string, value: string | undefined])[] = [
    [texts.number(), numberText(project.key, 'SIG', 'client', number)],
    [texts.project(), texts.projectWithKey({ name: project.name, key: project.key })],
    [texts.theirs(), parties.theirs],
    [texts.ours(), parties.ours],
    [texts.askedBy(), byAt(askedBy, askedAt)],
    [texts.expiresAt(), expiresAt === undefined ? undefined : instantWords(expiresAt, options)],
    [texts.outcome(), texts[state]()],
    [texts.withdrawnBy(), withdrawn === undefined ? undefined : byAt(withdrawn.by, withdrawn.at)],
  ];
  const answers = signatures.flatMap((signature, index) => answerLines(signature, index, options));
  return [
    texts[kind](),
    '',
    ...fields.flatMap(([label, value]) => (value === undefined ? [] : [labelled(label, value, locale)])),
    '',
    request.locale === 'en' ? texts.shownInEnglish() : texts.shownInChinese(),
    LINE,
    shown,
    LINE,
    labelled(texts.hash(), hash, locale),
    '',
    texts.answers({ count: needs }),
    ...(answers.length === 0 ? [texts.noAnswers()] : answers),
    '',
    texts.record(),
    '',
    texts.seal(),
    ...[parties.theirs, parties.ours].flatMap((name) => ['', texts.for({ name }), texts.signHere()]),
    '',
  ].join('\n');
}
