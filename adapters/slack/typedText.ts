const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const decoded = (text: string) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
/** What somebody typed as if it were a mention: it looks as it did, and means nobody. */
const literal = (text: string) => text.replace(/<(?=[@#])/g, '<\u2060');
const MENTION = /^[@#][UWCG]\w*$/;

/**
 * What a token in angle brackets stands for, as somebody typed it; mentions of people and channels stay tokens, which
 * the core reads.
 */
function tokenText(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? '' : inside.slice(bar + 1);
  if (MENTION.test(target)) return label === '' ? `<${target}>` : `<${target}|${nameIn(decoded(label))}>`;
  if (target.startsWith('!date^')) return decoded(label);
  if (target.startsWith('!subteam^')) return decoded(label || '@group');
  if (target.startsWith('!')) return `@${decoded(label || target.slice(1)).replace(/^@/, '')}`;
  const url = decoded(target);
  const typed = decoded(label);
  // Slack makes links out of what people type: "acme.com" comes as <http://acme.com|acme.com>.
  if (typed === '' || typed === url) return url;
  const isSame =
    url === `mailto:${typed}` ||
    url === `tel:${typed}` ||
    url.replace(/^https?:\/\//, '').replace(/\/$/, '') === typed.replace(/\/$/, '');
  return isSame ? typed : `${typed} (${url})`;
}

/**
 * Slack's way of writing text, back to what the person typed: `<@U1|ana> see <http://acme.com|acme.com> &amp; co`
 * becomes `<@U1|ana> see acme.com & co`.
 */
export function typedText(slackText: string): string {
  let text = '';
  let plain = '';
  // What is typed beside a token may make up a mention with what stands in it, so that all of it is looked at as one.
  for (const piece of slackText.split(/(<[^<>\n]+>)/)) {
    const inside = /^<([^<>\n]+)>$/.exec(piece)?.[1];
    if (inside !== undefined && MENTION.test(inside.split('|', 1)[0] ?? '')) {
      text += literal(plain) + tokenText(inside);
      plain = '';
    } else plain += inside === undefined ? decoded(piece) : tokenText(inside);
  }
  return text + literal(plain);
}

/** The words around the first mention of the bot, which only calls it. */
export function withoutCall(slackText: string, botUser: string | undefined): string {
  if (botUser === undefined) return slackText.trim();
  const call = new RegExp(`\\s*<@${botUser}(?:\\|[^<>]*)?>[,:，：]?\\s*`, 'u');
  return slackText.replace(call, ' ').trim();
}

/** A name, as it may stand in a mention's token. */
const nameIn = (name: string) => name.replace(/[|<>\s]+/g, ' ').trim();

/** Enough for any sentence; a list of the whole team is no mention of anybody. */
const MOST_MENTIONED = 10;

/** The channels that texts name by their id alone. */
export function unnamedChannelsIn(texts: readonly string[]): string[] {
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/<#([CG][A-Z0-9]+)>/g)].map(([, id]) => id ?? ''))),
  ].slice(0, MOST_MENTIONED);
}

/** The users whom texts mention. */
export function mentionedIn(texts: readonly string[]): string[] {
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, user]) => user ?? '')),
    ),
  ].slice(0, MOST_MENTIONED);
}

/**
 * The mentions of these people and channels with their names in them, `<@U1>` as `<@U1|Ana Lima>`: Slack tells ids
 * only, and words that are kept must be read by people, on other platforms too. A name that comes along already stays.
 * `names` is by user and by channel.
 */
export function withLabels(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/<([@#])([UWCG][A-Z0-9]+)\|?>/g, (token, sign: string, id: string) => {
    const name = nameIn(names.get(id) ?? '');
    return name ? `<${sign}${id}|${name}>` : token;
  });
}
