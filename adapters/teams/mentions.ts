import type { Activity } from './activity.ts';

interface Mentioned {
  readonly id: string;
  readonly name: string;
  /** The text as it stands in the message; not every client sends it. */
  readonly text: string | undefined;
}

// No pattern of this file reads past the next tag: a client may send a hundred thousand opening tags.
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
/** Names are compared as displayed: an `&` may be an entity in the text, in the mention, in both or in neither. */
const asSeen = (text: string) =>
  decoded(decoded(text.replace(TAG, '$1')))
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/**
 * The typed text without the bot's mention, and with other mentions as the core's tokens (`<@id|name>`, `<#id|name>`
 * for a channel). Teams sends tags in the text and the mentioned people beside it, but not consistently: the entity's
 * text may be missing or escaped differently, a name may come as two mentions, and two people may share a name.
 * `called`: whether the bot was mentioned.
 */
export function readMentions(activity: Activity): { readonly text: string; readonly called: boolean } {
  const bot = activity.recipient;
  const people = mentionsOf(activity);
  const left = [...people];
  const tags = [...(activity.text ?? '').matchAll(TAG)].length;
  let called = people.some(({ id }) => id === bot.id);

  /** The mention behind the next tag: by its text, by its name, or by its position when every tag has a mention. */
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
  // Some clients leave out the tags; then a mention is found by its text.
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
    // One person's name that came as several mentions.
    .replace(/<[@#]([^<>\s|]+)\|[^<>]*>(?:\s*<[@#]\1\|[^<>]*>)+/g, joinedToken)
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
  return { text, called };
}

/** Replaces the first such text that is not inside a token. */
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

/** The name is for people: Teams' ids mean nothing to them. */
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
 * A link as its text with its address, unless they are the same; an emoji is a picture with itself as alternative text.
 */
const LINK = /<a\b[^<>]*?\shref="([^"<>]*)"[^<>]*>((?:(?!<\/?a\b)[\s\S])*)<\/a>/gi;
const EMOJI = /<(?:emoji|img)\b[^<>]*?\salt="([^"<>]*)"[^<>]*>(?:<\/emoji>)?/gi;

/** A message's HTML as plain text, for tracking it. */
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
