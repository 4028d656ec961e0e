import { LOCALES } from '../ground/i18n.ts';
import { type FrontContext, readFront } from './addressee.ts';
import { amountIn } from './assignAmounts.ts';
import type { Command } from './command.ts';
import { fieldTexts } from './fieldTexts.ts';
import { readFigure } from './figures.ts';
import type { Field, FieldKind, FieldProblem } from './form.ts';
import { DOUBT } from './message.ts';
import type { FormValues } from './platform.ts';
import { type Doubt, doubtMark } from './schedule/doubt.ts';
import { doubtAbout } from './schedule/doubtAbout.ts';
import { findWhen } from './schedule/findWhen.ts';
import { readWhen } from './schedule/phrases.ts';
import { listNumber, splitWords, type Word, withNames } from './tokens.ts';

/**
 * The reading of typed words for a command. `values` have a mark (DOUBT) if the time was not understood in full.
 * `leftover` fits no field; the person is told, and it is never dropped.
 */
export interface Assigned {
  readonly values: FormValues;
  readonly leftover: string | undefined;
  /** Open questions by field, for the person. */
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  /** Words that may hold a name, which only a look-up can tell. Read again with `names`, they are certain. */
  readonly mayName?: string | undefined;
}

/** A remainder without a time phrase. */
const NO_TIME = { phrase: '', isAfterTime: false, isBeforeTime: false, repeats: false };

/** Kinds of fields that take any words. */
const WORDS: readonly FieldKind[] = ['text', 'longText', 'project'];
const normal = (text: string) => text.normalize('NFKC').toLowerCase().trim();
const ME = ['me', 'myself', '我', '自己'];
const HERE = ['here', '这里', '此处', '本频道'];
/** The number of a thing on record: TASK-3, ACME-INT-TASK-3. */
const NUMBERED = /^\p{L}[\p{L}\p{N}-]*-\d+$/u;
type Fields = readonly (readonly [name: string, field: Field<unknown>])[];

/**
 * Assigns typed words to a command's fields: first `key:value`; then words whose form shows their kind (mentions,
 * channels, options, numbers); then quotations, in order, to the text fields; the rest to the first empty field, with a
 * time at its edge to the time field. Never throws.
 */
export function assignWords(command: Command, text: string, context: FrontContext): Assigned {
  const { values: typed, leftover, doubt: unread, ...asked } = assigned(command, text, context);
  const { values, doubt = unread } = dated(command, command.complete?.(typed, context) ?? typed, context);
  // An addressee goes to a field of people; a text field keeps the names that are typed in it.
  const isWords = (name: string) => WORDS.some((kind) => kind === command.input[name]?.kind);
  const readable = Object.entries(values).map(
    ([name, value]) =>
      [name, typeof value === 'string' && isWords(name) ? withNames(value, context.locale) : value] as const,
  );
  const marks = doubt === undefined ? {} : { [DOUBT]: withNames(doubtMark(doubt), context.locale) };
  return {
    ...asked,
    values: { ...Object.fromEntries(readable), ...marks },
    leftover: leftover === undefined ? undefined : withNames(leftover, context.locale),
  };
}

/** The date of a typed value that says more or less than a date, with the doubt; undefined for any other value. */
function doubtfulDate(value: string, context: FrontContext): { date: string; doubt: Doubt } | undefined {
  const when = readWhen(value, context);
  if (!when.ok || when.recurrence.frequency !== 'once') return undefined;
  const code = when.isDayUnsure === true ? 'day' : when.timed === true ? 'dateOnly' : undefined;
  return code === undefined
    ? undefined
    : { date: when.recurrence.anchor.slice(0, 10), doubt: { code, words: value.trim() } };
}

/** The values with each doubtful date as it was read, for the form that asks about the first doubt. */
function dated(
  { input }: Command,
  values: FormValues,
  context: FrontContext,
): { readonly values: FormValues; readonly doubt?: Doubt } {
  const found = Object.entries(values).flatMap(([name, value]) => {
    const doubtful =
      input[name]?.kind === 'date' && typeof value === 'string'
        ? doubtfulDate(value, { ...context, isPast: input[name].isPast })
        : undefined;
    return doubtful === undefined ? [] : [{ name, ...doubtful }];
  });
  const [first] = found;
  if (first === undefined) return { values };
  return {
    values: { ...values, ...Object.fromEntries(found.map(({ name, date }) => [name, date])) },
    doubt: first.doubt,
  };
}

/**
 * The fields for a sentence's addressee: those in front of its text. Only the front of a sentence names it; later names
 * belong to the text.
 */
function addressing(positional: Fields): { person?: string | undefined; channel?: string | undefined } {
  const text = positional.findIndex(([, { kind }]) => kind === 'text' || kind === 'longText');
  const before = positional.slice(0, Math.max(0, text));
  const of = (kind: Field<unknown>['kind']) => before.find(([, field]) => field.kind === kind)?.[0];
  return { person: of('person'), channel: of('channel') };
}

function assigned(
  command: Command,
  text: string,
  context: FrontContext,
): Assigned & { readonly doubt?: Doubt | undefined } {
  const values: Record<string, string> = {};
  const positional: Fields = command.positional.flatMap((name) => {
    const field = command.input[name];
    return field === undefined ? [] : [[name, field] as const];
  });
  const open = (kinds: readonly Field<unknown>['kind'][]): Fields =>
    positional.filter(([name, field]) => values[name] === undefined && kinds.includes(field.kind));

  let words = takeKeys(command, splitWords(text), values);
  if (
    inOrder(
      positional.filter(([name]) => values[name] === undefined),
      words,
      values,
    )
  )
    return { values, leftover: undefined };
  const forWhom = addressing(positional);
  const asked: { problems?: Record<string, FieldProblem>; mayName?: string | undefined } = {};
  const isNamed = () =>
    [forWhom.person, forWhom.channel].some((name) => name !== undefined && values[name] !== undefined);
  if (forWhom.person !== undefined && !isNamed()) {
    const front = readFront(words, context);
    if (front.kind !== 'unsure' && front.mayName !== undefined) asked.mayName = front.mayName;
    if (front.kind === 'unsure') asked.problems = { [forWhom.person]: front.problem };
    const name = front.kind === 'addressee' ? forWhom[front.addressee.kind] : undefined;
    if (front.kind === 'addressee' && name !== undefined) {
      values[name] = front.addressee.value;
      words = [...front.addressee.rest];
    }
  }
  for (const [name, field] of positional) {
    if (values[name] !== undefined || name === forWhom.person || name === forWhom.channel) continue;
    const taken = recognise(field, words);
    if (taken === undefined) continue;
    values[name] = taken.value;
    words = taken.rest;
  }
  // A quotation inside a sentence belongs to the sentence: remind me to review "Q3 report" tomorrow.
  const isSentence = isQuotedInside(words, { isNamed: isNamed() || asked.problems !== undefined, context });
  for (const [name] of isSentence ? [] : open(WORDS)) {
    const quoted = words.find(({ kind }) => kind === 'quoted');
    if (quoted === undefined) break;
    values[name] = quoted.value;
    words = words.filter((word) => word !== quoted);
  }

  /** An addressee is named, so "to" only ties the words to it: remind me to call Ana. */
  const untied = (given: string) =>
    positional.some(([name, { kind }]) => (kind === 'person' || kind === 'channel') && values[name] !== undefined)
      ? given.replace(/^to\s+(?=\p{L})/iu, '')
      : given;
  const rest = joined(text, words);
  const [texts, times] = [open(WORDS), open(['when', 'date'])];
  const [firstText, firstTime] = [texts[0]?.[0], times[0]?.[0]];
  if (rest === '') return { ...asked, values, leftover: undefined };
  const findTime = () => findWhen(rest, { ...context, isPast: times[0]?.[1].isPast });
  if (firstText !== undefined && firstTime !== undefined) {
    const found = findTime();
    if (found !== undefined) values[firstTime] = found.phrase;
    const remaining = found === undefined ? rest : found.rest;
    if (remaining !== '') values[firstText] = untied(remaining);
    return {
      ...asked,
      values,
      leftover: undefined,
      doubt: found === undefined ? doubtAbout({ rest, ...NO_TIME }) : found.doubt,
    };
  }
  // The time stood in front of the command, so the whole rest is text: a repetition in it is asked about.
  const isTimed = firstText !== undefined && Object.values(command.input).some(({ kind }) => kind === 'when');
  const doubt = isTimed ? doubtAbout({ rest, ...NO_TIME }) : undefined;
  const who = isNamed() || asked.problems !== undefined ? undefined : open(['person'])[0]?.[0];
  if (firstTime !== undefined && who !== undefined && words.length > 1) {
    // A person's bare name in front of a quotation: remind Tom "Check the logs" in 2 hours
    const found = findTime();
    if (found !== undefined && found.rest !== '' && found.doubt === undefined && !/\d/.test(found.rest)) {
      values[who] = found.rest;
      values[firstTime] = found.phrase;
      return { ...asked, values, leftover: undefined };
    }
  }
  const target = firstText ?? firstTime ?? positional.find(([name]) => values[name] === undefined)?.[0];
  // A lone full stop behind a complete command carries no content.
  if (target === undefined) return { ...asked, values, leftover: /[^\p{P}\s]/u.test(rest) ? rest : undefined };
  const isShort = ['text', 'project'].includes(command.input[target]?.kind ?? '');
  const foreign = !isTimed && isShort ? words.filter(isForeignKey) : [];
  if (foreign.length > 0) {
    const own = joined(
      text,
      words.filter((word) => !foreign.includes(word)),
    );
    if (own !== '') values[target] = own;
    return { ...asked, values, leftover: joined(text, foreign) };
  }
  const [only] = words;
  values[target] = words.length === 1 && only?.kind === 'quoted' ? only.value : isTimed ? untied(rest) : rest;
  return { ...asked, values, leftover: undefined, doubt };
}

/** With an addressee or "to": whether words other than a time stand in front of the first quotation. */
function isQuotedInside(
  words: readonly Word[],
  { isNamed, context }: { isNamed: boolean; context: FrontContext },
): boolean {
  const quoted = words.findIndex(({ kind }) => kind === 'quoted');
  const before = words
    .slice(0, Math.max(0, quoted))
    .map(({ value }) => value)
    .join(' ');
  if (before === '' || !(isNamed || /^to\b/i.test(before))) return false;
  // A half-understood time is no sentence either.
  const found = findWhen(before, context);
  return found === undefined || (found.rest !== '' && found.doubt === undefined);
}

/**
 * With as many words as fields, and people among them, each word goes to its field, so that `person link "Ana Lima"
 * @ana2` never swaps two people. Not if a mention would become a text, and not with time fields, which take many words.
 */
function inOrder(open: Fields, words: readonly Word[], values: Record<string, string>): boolean {
  const kinds = open.map(([, field]) => field.kind);
  const isFitting =
    kinds.length > 1 &&
    kinds.length === words.length &&
    kinds.includes('person') &&
    kinds.every((kind) => kind === 'person' || kind === 'text' || kind === 'project');
  if (
    !isFitting ||
    words.some(({ kind }, index) => kind === 'channel' || (kind === 'person' && kinds[index] !== 'person'))
  )
    return false;
  open.forEach(([name], index) => {
    values[name] = words[index]?.value ?? '';
  });
  return true;
}

/**
 * `key:value` for names, aliases and labels of the command's own fields; any other colon is part of a word, as in 10:30
 * or https://. A field's name has precedence over the label of another field. Of several fields with a key, the first
 * one that can be the value has it: `for:MS-2` and `for:@Tom`.
 */
function takeKeys(command: Command, words: readonly Word[], values: Record<string, string>): Word[] {
  const names = new Map<string, string[]>();
  const add = (key: string, name: string) => {
    const known = names.get(key) ?? [];
    if (!known.includes(name)) names.set(key, [...known, name]);
  };
  for (const name of Object.keys(command.input)) add(normal(name), name);
  for (const [name, field] of Object.entries(command.input))
    for (const key of [...field.aliases, ...LOCALES.map((locale) => field.label[locale])].map(normal)) add(key, name);
  const rest: Word[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as Word;
    const placeholder = word.kind === 'plain' && /^\[?([^:：]+)[:：]…\]?$/u.exec(word.value);
    // `[project:…]` is a placeholder of a usage line.
    if (placeholder && names.has(normal(placeholder[1] ?? ''))) continue;
    const parts = word.kind === 'plain' ? /^([^:：]+)[:：](.*)$/su.exec(word.value) : null;
    const open = (names.get(normal(parts?.[1] ?? '')) ?? []).filter((name) => values[name] === undefined);
    const next = words[index + 1];
    const inside = parts?.[2] === '' ? undefined : parts?.[2];
    const behind = next !== undefined && (next.start === word.end || next.kind === 'quoted') ? next.value : undefined;
    const value = inside ?? behind;
    if (parts === null || open.length === 0 || value === undefined) {
      rest.push(word);
      continue;
    }
    values[open.find((name) => command.input[name]?.check(value) === undefined) ?? (open[0] as string)] = value;
    if (inside === undefined) index += 1;
  }
  return rest;
}

/** A word whose form shows that it belongs to a field of this kind. */
function recognise(field: Field<unknown>, words: readonly Word[]): { value: string; rest: Word[] } | undefined {
  const take = (word: Word | undefined, value = word?.value ?? '') =>
    word === undefined ? undefined : { value, rest: words.filter((other) => other !== word) };
  switch (field.kind) {
    case 'person': {
      const first = words[0];
      const isSelf = first !== undefined && first.kind === 'plain' && ME.includes(normal(first.value));
      if (isSelf) return take(first, 'me');
      // 我明天下午3点…: no blank between the words
      if (first?.kind === 'plain' && first.value.startsWith('我') && !first.value.startsWith('我们')) {
        return {
          value: 'me',
          rest: [{ ...first, value: first.value.slice(1), start: first.start + 1 }, ...words.slice(1)],
        };
      }
      return take(words.find(({ kind }) => kind === 'person'));
    }
    case 'channel':
      return take(
        words.find(
          ({ kind, value }, index) =>
            kind === 'channel' || (index === 0 && kind === 'plain' && HERE.includes(normal(value))),
        ),
      );
    case 'choice':
    case 'toggle': {
      const known = (field.options ?? [])
        .flatMap(({ value, label, aliases = [] }) => [value, ...LOCALES.map((locale) => label[locale]), ...aliases])
        .map(normal);
      return take(words.find(({ kind, value }) => kind === 'plain' && known.includes(normal(value))));
    }
    case 'number':
      return take(words.find(({ kind, value }) => kind === 'plain' && readFigure(value) !== undefined));
    case 'effort':
    case 'money':
      return amountIn(field, words);
    case 'text':
      // A number in front of the new values: remind edit 2 "Send both" tomorrow, task edit TASK-3 "Send both"
      return field.idByButton &&
        words.length > 1 &&
        words[0]?.kind === 'plain' &&
        (listNumber(words[0].value) !== undefined || (words[1]?.kind === 'quoted' && NUMBERED.test(words[0].value)))
        ? take(words[0])
        : undefined;
    default:
      return undefined;
  }
}

/** `key:ACME` if the command has no such field: it is no part of a name. A web address is no key. */
const isForeignKey = ({ kind, value }: Word): boolean =>
  kind === 'plain' && /^\p{L}[\p{L}\p{N}_-]*[:：](?!\/\/)\S+$/u.test(value);

/** The words as typed, with the blanks between neighbours. */
function joined(text: string, words: readonly Word[]): string {
  let out = '';
  words.forEach((word, index) => {
    const before = words[index - 1];
    const isNeighbour = before !== undefined && text.slice(before.end, word.start).trim() === '';
    out += `${before === undefined ? '' : isNeighbour ? text.slice(before.end, word.start) : ' '}${text.slice(word.start, word.end)}`;
  });
  return out.replace(/^[\s,，、:：]+|\s+$/gu, '');
}

/** A typed command may be shown nowhere else, so its remaining words are quoted in full up to this length. */
const LONGEST_LEFT = 1_000;
/** The notice about words that fit no field: above the form, or above the answer of a command that needed no form. */
export function leftoverNotice(
  words: string,
  locale: (typeof LOCALES)[number],
  above: 'leftover' | 'leftOut' = 'leftover',
): string {
  const shortest = words.length > LONGEST_LEFT ? `${words.slice(0, LONGEST_LEFT - 1)}…` : words;
  return fieldTexts(locale)[above]({ words: shortest });
}
