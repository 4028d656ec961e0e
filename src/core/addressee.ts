import { type Found, nameAt } from './addresseeName.ts';
import { toldBy } from './addresseeTold.ts';
import { type Addressee, bare, cut, HAN, LINK, ME, normal, spoken, TIED, US } from './addresseeWords.ts';
import type { FieldProblem } from './form.ts';
import { findWhen } from './schedule/findWhen.ts';
import { readWhen } from './schedule/phrases.ts';
import type { WhenContext } from './schedule/when.ts';
import type { Word } from './tokens.ts';

/** The reading of a sentence's front. `unsure`: the words may name the addressee or be part of the subject. */
export type Front =
  | { readonly kind: 'addressee'; readonly addressee: Addressee; readonly mayName?: string | undefined }
  | { readonly kind: 'unsure'; readonly problem: FieldProblem }
  /** No sign names an addressee. These words may hold a name, which a look-up can tell. */
  | { readonly kind: 'open'; readonly mayName: string | undefined };

export interface FrontContext extends WhenContext {
  /** Names of people that the speaker may name, once they were looked up: see `mayName`. */
  readonly names?: readonly string[] | undefined;
}

const HERE = new Set(['here', '这里', '此处', '本频道']);
/** 我们 and similar words without a blank behind them. 我们的合同 and 我们公司 belong to the subject; 大家庭 is another word. */
const US_GLUED = /^(?:我们|咱们|大家(?!庭)|各位|所有人)(?!的|公司|部门|客户|产品|网站|官网)/u;
const TEAM =
  /^(?:(?:(?:all|both|the two|the three) of us|us (?:all|both|two)|(?:the |our )?(?:whole |entire )?team|all|the channel|this channel)(?=\s+(?:to|that|about|of)\s))/iu;

/**
 * Finds a sentence's addressee, at its front or right behind a time that stands there: `remind tomorrow 9am @Tom to
 * call`.
 */
export function readFront(words: readonly Word[], context: FrontContext): Front {
  const atFront = frontAt(words, context);
  if (atFront.kind !== 'open') return atFront;
  const behind = behindTime(words, context);
  if (behind === 0) return atFront;
  const later = frontAt(words.slice(behind), context);
  if (later.kind !== 'addressee')
    return later.kind === 'unsure' ? later : { kind: 'open', mayName: later.mayName ?? atFront.mayName };
  const { addressee } = later;
  return { ...later, addressee: { ...addressee, rest: [...words.slice(0, behind), ...addressee.rest] } };
}

/** The number of words at the front that are quotations or a time; 0 if there are none, or no other words. */
function behindTime(words: readonly Word[], context: FrontContext): number {
  let longest = 0;
  for (let end = 1; end < Math.min(words.length, 12); end += 1) {
    const { kind } = words[end - 1] as Word;
    if (kind === 'person' || kind === 'channel') break;
    const time = words
      .slice(0, end)
      .filter((word) => word.kind === 'plain')
      .map(({ value }) => value)
      .join(' ');
    if (time === '' || readWhen(time, context).ok) longest = end;
  }
  return longest;
}

function frontAt(all: readonly Word[], context: FrontContext): Front {
  const words = withoutSoftener(all);
  const first = words[0];
  if (first === undefined) return { kind: 'open', mayName: undefined };
  const longer = wholeMention(words, context);
  const signed = longer?.addressee ?? signedAt(words);
  if (signed !== undefined) return { kind: 'addressee', addressee: alsoFor(signed, context), mayName: longer?.mayName };
  if (first.kind !== 'plain') return { kind: 'open', mayName: undefined };
  return named(words, context);
}

/** `reminder for Tom`, 提醒一下李静: words that only lead to the addressee. */
function withoutSoftener(words: readonly Word[]): readonly Word[] {
  const [first, second] = words;
  if (first?.kind !== 'plain') return words;
  if (normal(first.value) === 'for' && second !== undefined) return words.slice(1);
  const soft = /^(?:一下|下(?=我|$))/u.exec(first.value)?.[0];
  return soft === undefined ? words : [...cut(first, soft.length), ...words.slice(1)];
}

/** An addressee that is named by a sign: me, a mention, here, us. */
function signedAt(words: readonly Word[]): Addressee | undefined {
  const first = words[0] as Word;
  const rest = words.slice(1);
  if (first.kind === 'person' || first.kind === 'channel') return { kind: first.kind, value: first.value, rest };
  if (first.kind !== 'plain') return undefined;
  const word = bare(first.value);
  if (ME.has(word)) return { kind: 'person', value: 'me', rest };
  if (HERE.has(word)) return { kind: 'channel', value: word, rest };
  // "US invoices" are no people of ours.
  const isCountry = first.value === 'US' && !TIED.test(rest[0]?.value ?? '');
  if (US.has(word) && !isCountry) return { kind: 'channel', value: word, rest };
  const glued = US_GLUED.exec(first.value)?.[0];
  if (glued !== undefined) return { kind: 'channel', value: glued, rest: [...cut(first, glued.length), ...rest] };
  if (first.value.startsWith('我') && !first.value.startsWith('我们'))
    return { kind: 'person', value: 'me', rest: [...cut(first, 1), ...rest] };
  const team = TEAM.exec(spoken(words))?.[0];
  return team === undefined ? undefined : { kind: 'channel', value: 'us', rest: words.slice(team.split(' ').length) };
}

/** `@Tom Berg`, typed by hand: the mention's word ends at the blank, but the name may continue. */
function wholeMention(
  words: readonly Word[],
  { names }: FrontContext,
): { addressee?: Addressee; mayName?: string } | undefined {
  const [first, second] = words;
  if (
    first?.kind !== 'person' ||
    !/^[@＠]/u.test(first.value) ||
    second?.kind !== 'plain' ||
    !/^\p{Lu}/u.test(second.value)
  )
    return undefined;
  const asSaid: readonly Word[] = [{ ...first, kind: 'plain', value: first.value.slice(1) }, ...words.slice(1)];
  if (names === undefined) return { mayName: spoken(asSaid) };
  const found = nameAt(asSaid, names);
  return found?.isSure ? { addressee: { kind: 'person', value: found.name, rest: found.rest } } : undefined;
}

/** A second addressee beside the first. A field takes one and reports a value with both. */
function alsoFor(addressee: Addressee, context: FrontContext): Addressee {
  const [next, after] = addressee.rest;
  if (next === undefined) return addressee;
  const both = (other: Addressee): Addressee =>
    alsoFor({ ...addressee, value: `${addressee.value}, ${other.value}`, rest: other.rest }, context);
  if (next.kind === addressee.kind || (next.kind !== 'plain' && next.kind !== 'quoted' && after?.kind === 'quoted')) {
    return both({ kind: addressee.kind, value: next.value, rest: addressee.rest.slice(1) });
  }
  const link = next.kind === 'plain' ? LINK.exec(next.value)?.[0] : undefined;
  if (link === undefined) return addressee;
  const behind = [...cut(next, link.length), ...addressee.rest.slice(1)];
  if (behind.length === 0) return addressee;
  const front = frontAt(behind, context);
  return front.kind === 'addressee' ? both(front.addressee) : addressee;
}

function named(words: readonly Word[], context: FrontContext): Front {
  const found = context.names === undefined ? undefined : nameAt(words, context.names);
  if (found !== undefined) {
    const isMeant = found.isSure || isTied(found, words, context);
    if (!isMeant) return { kind: 'unsure', problem: { code: 'whoIsMeant', parameters: { name: found.name } } };
    return { kind: 'addressee', addressee: alsoFor({ kind: 'person', value: found.name, rest: found.rest }, context) };
  }
  const told = toldBy(words, context);
  if (told !== undefined) return { kind: 'addressee', addressee: alsoFor(told, context) };
  const [first] = words;
  const mayBe =
    first !== undefined &&
    /^\p{L}/u.test(first.value) &&
    !TIED.test(first.value) &&
    findWhen(first.value, context) === undefined;
  return { kind: 'open', mayName: mayBe ? spoken(words) : undefined };
}

/**
 * Whether the words behind a name show that it is an addressee: Ana to sign, Ana: sign, Ana tomorrow at 10 to sign, Ana
 * "Sign".
 */
function isTied({ name, rest }: Found, words: readonly Word[], context: FrontContext): boolean {
  const [next] = rest;
  // Among Chinese words, a word in Latin letters can only be a name.
  if (next === undefined || next.kind === 'quoted' || (HAN.test(next.value.charAt(0)) && !HAN.test(name))) return true;
  const last = words[words.length - rest.length - 1];
  if (last !== undefined && (/[,，:：]$/u.test(last.value) || LINK.test(next.value))) return true;
  const said = spoken(rest, 60);
  if (TIED.test(said)) return true;
  const left = findWhen(said, context)?.rest;
  return left !== undefined && said !== left && (left === '' || TIED.test(left));
}
