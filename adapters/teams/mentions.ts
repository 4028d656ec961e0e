import type { Activity } from './activity.ts';

interface Mentioned {
  readonly id: string;
  readonly name: string;
  /** As it stands in the text; not every client sends it. */
  readonly text: string | undefined;
}

// None of the patterns of this file looks past the next tag: what clients send may be a hundred thousand beginnings of
// one.
const TAG = /<at\b[^<>]*>((?:(?!<\/?at\b)[\s\S])*)<\/at>/gi;

const decoded = (text: string) =>
  text
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&apos;/gi, "'")
    .replace(/&#(\d{1,7}|x[\da-f]{1,6});/gi, (entity, code: string) => {
      const point = Number(/^x/i.test(code) ? `0${code}` : code);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity;
    })
    .replace(/&amp;/gi, '&');
/**
 * Names are compared as people see them: an `&` may be written as an entity in the text, in the mention, in both or in
 * neither.
 */
const asSeen = (text: string) =>
  decoded(decoded(text.replace(TAG, '$1')))
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/**
 * What somebody said, with the bot's own mention taken out and other people's as the core's tokens (`<@id|name>`,
 * `<#id|name>` for a channel). Teams sends the tags of mentions in the text and who they are beside it, but not always
 * alike: the entity's text may be missing or escaped differently, a name may come as two mentions, and one person's
 * name may be another's. `called`: whether the bot was mentioned at all.
 */
export function readMentions(activity: Activity): { readonly text: string; readonly called: boolean } {
  const bot = activity.recipient;
  const people = mentionsOf(activity);
  const left = [...people];
  const tags = [...(activity.text ?? '').matchAll(TAG)].length;
  let called = people.some(({ id }) => id === bot.id);

  /** Whom the next tag means: by its text, by its name, or by its place where every tag has its mention. */
  function whose(tag: string, index: number): Mentioned | undefined {
    const seen = asSeen(tag);
    const exact = left.findIndex(
      ({ text, name }) => (text !== undefined && asSeen(text) === seen) || asSeen(name) === seen,
    );
    if (exact !== -1) return left.splice(exact, 1)[0];
    const again = people.find(
      ({ text, name }) => asSeen(name) === seen || (text !== undefined && asSeen(text) === seen),
    );
    return again ?? (people.length === tags ? people[index] : undefined);
  }

  let index = 0;
  const tokened = (activity.text ?? '').replace(TAG, (tag: string, inside: string) => {
    const who = whose(tag, index++);
    const isBot =
      who === undefined ? asSeen(inside) === asSeen(bot.name ?? '') && asSeen(inside) !== '' : who.id === bot.id;
    if (isBot) {
      called = true;
      return ' ';
    }
    return who === undefined ? `@${decoded(inside)}` : tokenOf(who.id, decoded(inside));
  });
  // Some clients leave the tags out; then a mention is the words that it says it is.
  const untagged = left.reduce(
    (words, { id, text: own }) =>
      own === undefined || /<at\b/i.test(own)
        ? words
        : replacedOnce(words, own, id === bot.id ? ' ' : tokenOf(id, own)),
    tokened.replace(/<\/?at\b[^<>]*>/gi, ' '),
  );
  const text = untagged
    .replace(/&nbsp;|\u00a0/gi, ' ')
    .replace(/\u200b/g, '')
    // One name that came as several mentions of one person.
    .replace(/<[@#]([^<>\s|]+)\|[^<>]*>(?:\s*<[@#]\1\|[^<>]*>)+/g, joinedToken)
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
  return { text, called };
}

/** Puts a token for the first such words that are not inside of one already. */
function replacedOnce(text: string, words: string, by: string): string {
  let isDone = false;
  return text
    .split(/(<[@#][^<>]+>)/)
    .map((part, index) => {
      if (isDone || index % 2 === 1 || !part.includes(words)) return part;
      isDone = true;
      return part.replace(words, () => by);
    })
    .join('');
}

/** The name is for people: ids of Teams' tell nobody whom they mean. */
function tokenOf(id: string, name: string): string {
  const label = name.replace(/[<>|]/g, '').replace(/\s+/g, ' ').trim();
  return `<${id.startsWith('19:') ? '#' : '@'}${id}|${label}>`;
}

function joinedToken(tokens: string, id: string): string {
  const names = [...tokens.matchAll(/\|([^<>]*)>/g)].map(([, name = '']) => name);
  return tokenOf(id, [...new Set(names)].join(' '));
}

function mentionsOf({ entities }: Activity): Mentioned[] {
  return (entities ?? []).flatMap(({ type, text, mentioned }) =>
    type === 'mention' && mentioned?.id !== undefined
      ? [{ id: mentioned.id, name: mentioned.name ?? '', text: text || undefined }]
      : [],
  );
}

/**
 * A link as its words with its address, unless they say the same; emoji are pictures that have themselves as their
 * words.
 */
const LINK = /<a\b[^<>]*?\shref="([^"<>]*)"[^<>]*>((?:(?!<\/?a\b)[\s\S])*)<\/a>/gi;
const EMOJI = /<(?:emoji|img)\b[^<>]*?\salt="([^"<>]*)"[^<>]*>(?:<\/emoji>)?/gi;

/** A message's HTML as plain words, for what is tracked from it. */
export function plainText(html: string): string {
  const lines = html
    .replace(LINK, (_, address: string, words: string) => {
      const said = words.replace(/<[^<>]*>/g, '').trim();
      const same = (text: string) => text.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
      return said === '' || same(said) === same(address) ? address.replace(/^mailto:/i, '') : `${said} (${address})`;
    })
    .replace(EMOJI, '$1')
    .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h\d)\b[^<>]*>/gi, '\n')
    .replace(/<(script|style)\b(?:(?!<\/?(?:script|style)\b)[\s\S])*<\/\1>/gi, '')
    .replace(/<[^<>]*>/g, '');
  return decoded(lines)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
