/** An addressee that a sentence's form shows, without a known name. */

import { type Addressee, cut, ME, MOST_NAME_WORDS, normal, OWNS, trimmed, US } from './addresseeWords.ts';
import { findWhen } from './schedule/findWhen.ts';
import type { WhenContext } from './schedule/when.ts';
import type { Word } from './tokens.ts';

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
export function toldBy(words: readonly Word[], context: WhenContext): Addressee | undefined {
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
