import type { FieldProblem } from './form.ts';
import { findWhen } from './schedule/findWhen.ts';
import { readWhen } from './schedule/phrases.ts';
import type { WhenContext } from './schedule/when.ts';
import type { Word } from './tokens.ts';

/**
 * The person or channel that a sentence is for, named at its front: `me`, `@Tom`, `#acme`, `us`, a name. Later names
 * belong to the words.
 */
export interface Addressee {
  readonly kind: 'person' | 'channel';
  /** The field's raw value. */
  readonly value: string;
  readonly rest: readonly Word[];
}

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

const ME = new Set(['me', 'myself', '我', '自己']);
const HERE = new Set(['here', '这里', '此处', '本频道']);
/** All readers of the place. */
const US = new Set(['us', 'everyone', 'everybody', '我们', '咱们', '大家', '各位', '所有人']);
/** 我们 and similar words without a blank behind them. 我们的合同 and 我们公司 belong to the subject; 大家庭 is another word. */
const US_GLUED = /^(?:我们|咱们|大家(?!庭)|各位|所有人)(?!的|公司|部门|客户|产品|网站|官网)/u;
const TEAM =
  /^(?:(?:(?:all|both|the two|the three) of us|us (?:all|both|two)|(?:the |our )?(?:whole |entire )?team|all|the channel|this channel)(?=\s+(?:to|that|about|of)\s))/iu;
/** Ties a sentence to its addressee: remind Ana to …, remind Ana: … */
const TIED = /^(?:(?:not\s+)?to|that|about|of)(?=\s|$)/iu;
/** Joins a second addressee to the first. 和 does not: 提醒李静和Tom开会 means that she meets him. */
const LINK = /^(?:and$|&|\+|[及、])/iu;
const HAN = /\p{Script=Han}/u;
/** Endings of a possessive name: Ana's contract, 李静的合同. */
const POSSESSIVE = /['’]s?$/iu;
const OWNS = /^(?:的|们|家(?![\p{P}\s]|$)|公司)/u;
const MOST_NAME_WORDS = 5;

const normal = (text: string) => text.normalize('NFKC').toLowerCase().trim();
const bare = (text: string) => normal(text).replace(/[,，:：;；、]+$/u, '');

/** The word without its first `length` characters; empty if none are left. */
const cut = (word: Word, length: number): Word[] =>
  word.value.length <= length ? [] : [{ ...word, value: word.value.slice(length), start: word.start + length }];

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

/** The plain words at the front, joined by single blanks. */
function spoken(words: readonly Word[], most = MOST_NAME_WORDS + 3): string {
  const end = words.findIndex(({ kind }) => kind !== 'plain');
  return words
    .slice(0, Math.min(end < 0 ? words.length : end, most))
    .map(({ value }) => value)
    .join(' ');
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

interface Found {
  readonly name: string;
  readonly rest: readonly Word[];
  /** No other reading is possible. */
  readonly isSure: boolean;
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

/**
 * A known name at the front: full or first name; in Chinese also without a blank behind it. A possessive name is none.
 */
function nameAt(words: readonly Word[], names: readonly string[]): Found | undefined {
  const known = names.map((name) => ({ name, key: normal(name).replace(/\s+/g, ' ') }));
  const glued = gluedName(words, known);
  if (glued !== undefined) return glued === 'possessive' ? undefined : glued;
  const plain = words.slice(0, MOST_NAME_WORDS);
  const most = plain.findIndex(({ kind }) => kind !== 'plain');
  for (let count = most < 0 ? plain.length : most; count > 0; count -= 1) {
    const said = bare(spoken(words, count));
    const whole = known.filter(({ key }) => key === said || key === said.replace(/^@/, ''));
    const firsts = count === 1 && whole.length === 0 ? known.filter(({ key }) => key.startsWith(`${said} `)) : [];
    const meant = [...whole, ...firsts];
    const rest = words.slice(count);
    if (meant.length > 0)
      return {
        name: meant.length === 1 ? (meant[0]?.name ?? said) : said,
        rest,
        isSure: whole.length > 0 && count > 1,
      };
    const owner = said.replace(POSSESSIVE, '');
    if (owner !== said && known.some(({ key }) => key === owner || key.startsWith(`${owner} `))) return undefined;
  }
  return undefined;
}

/** 李静签合同, Ana签合同, Tom Berg明天签: a name with the rest of the sentence directly behind it. */
function gluedName(
  words: readonly Word[],
  known: readonly { name: string; key: string }[],
): Found | 'possessive' | undefined {
  const said = spoken(words);
  const lower = said.toLowerCase();
  const fits = known.flatMap(({ name, key }) => {
    const isHan = HAN.test(key.slice(-1));
    // A given name of two characters stands for the full name.
    const given = isHan && /^\p{Script=Han}{3,4}$/u.test(key) ? [key.slice(-2)] : [];
    const first = !isHan && key.includes(' ') ? [key.slice(0, key.indexOf(' '))] : [];
    return [key, ...given, ...first]
      .filter((form) => form.length > 1 && lower.startsWith(form) && (isHan || HAN.test(said.charAt(form.length))))
      .map((form) => ({ name, form, isWhole: form === key }));
  });
  const longest = Math.max(0, ...fits.map(({ form }) => form.length));
  const best = fits.filter(({ form }) => form.length === longest);
  const [only] = best;
  if (only === undefined) return undefined;
  if (OWNS.test(said.slice(longest))) return 'possessive';
  const people = [...new Set(best.map(({ name }) => name))];
  const spared = only.form.split(' ').length - 1;
  const last = words[spared] as Word;
  const rest = [...cut(last, only.form.slice(only.form.lastIndexOf(' ') + 1).length), ...words.slice(spared + 1)];
  return {
    name: people.length === 1 ? only.name : only.form,
    rest: trimmed(rest),
    isSure: best.every(({ isWhole }) => isWhole),
  };
}

const trimmed = ([first, ...rest]: readonly Word[]): readonly Word[] => {
  const mark = first === undefined ? undefined : /^[，,：:]+/u.exec(first.value)?.[0];
  return first === undefined ? [] : [...(mark === undefined ? [first] : cut(first, mark.length)), ...rest];
};

/** Words before "to" that are no person: reply to the mails, not to forget. */
const NOBODY = new Set(
  (
    'not how when where what who which why whether about it this that again back always and or need needs have has want try due up on in off out over next ready time plan ' +
    'prepare continue forget is are be reply respond answer talk speak listen write go come get return move switch upgrade submit add connect migrate deploy sync email mail ' +
    'post publish send text message call ping report push apply refer pay attend agree invite invitation welcome link upload import export commit check hand give bring take ' +
    'drive walk travel fly look start begin learn remember stick adjust transfer forward convert change log sign subscribe stay ship sell thank thanks access response close'
  ).split(' '),
);
const SURNAME =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严武戴莫孔汤';
/** 李总, 王经理; 小王 and 老李, but not 小程序 nor 周总结. */
const CHINESE_TITLE = new RegExp(
  `^(?:[${SURNAME}](?:总(?![结监部体计额价数会是裁括之共])|经理|先生|女士|小姐|老师|主任|工(?=[\\u4e00-\\u9fff])(?!作|程|资|人|具|期|单|厂))|[小老][王李张刘陈杨黄赵吴徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾蔡])`,
  'u',
);

/**
 * An addressee that is recognized by the sentence's form, not by a known name: remind Bob to sign, remind the client to
 * pay, 提醒李总签字. The person is asked who it is.
 */
function toldBy(words: readonly Word[], context: FrontContext): Addressee | undefined {
  const first = words[0] as Word;
  const title = CHINESE_TITLE.exec(first.value)?.[0];
  if (title !== undefined && !OWNS.test(first.value.slice(title.length)))
    return { kind: 'person', value: title, rest: trimmed([...cut(first, title.length), ...words.slice(1)]) };
  const to = words.slice(0, MOST_NAME_WORDS).findIndex(({ kind, value }) => kind === 'plain' && normal(value) === 'to');
  const behind = words[to + 1];
  // "to" ties a verb to a person; in "reply to Ana", "go to the bank" it gives the direction.
  const isVerb =
    behind?.kind === 'plain' &&
    /^\p{Ll}/u.test(behind.value) &&
    !/^(?:the|an?|my|our|your|his|her|him|their|them|us|me|it|this|that|all|every\w*)$/.test(behind.value);
  if (to < 1 || !isVerb) return undefined;
  const who = words.slice(0, to).map(({ value }) => value);
  const isOne = who.length === 1 && /^\p{L}[\p{L}'’.-]*$/u.test(who[0] ?? '') && !NOBODY.has(normal(who[0] ?? ''));
  const isProper = who.length > 1 && who.every((word) => /^\p{Lu}/u.test(word)) && !NOBODY.has(normal(who[0] ?? ''));
  const isRole = who.length > 1 && /^(?:the|our|my|your|his|her|their|\p{L}+['’]s)$/iu.test(who[0] ?? '');
  const [one = '', and = '', other = ''] = who;
  const isPair =
    who.length === 3 &&
    /^(?:and|&)$/i.test(and) &&
    !NOBODY.has(normal(one)) &&
    (ME.has(normal(other)) || US.has(normal(other)));
  // Two addressees at once: remind Bob and us to sign. The field reports a value with both.
  if (isPair && /^\p{L}/u.test(one)) return { kind: 'person', value: `${one}, ${other}`, rest: words.slice(to) };
  const said = who.join(' ');
  if (!(isOne || isProper || isRole) || findWhen(said, context) !== undefined) return undefined;
  return { kind: 'person', value: said, rest: words.slice(to) };
}
