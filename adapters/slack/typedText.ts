const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const decoded = (text: string) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
/** Escapes text typed in the form of a mention. It looks the same but is no mention. */
const literal = (text: string) => text.replace(/<(?=[@#])/g, '<\u2060');
const MENTION = /^[@#][UWCG]\w*$/;

/**
 * The text that a person typed for a token in angle brackets. Mentions of people and channels stay tokens, which the
 * core reads.
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
  // Slack makes links of typed text: "acme.com" comes as <http://acme.com|acme.com>.
  if (typed === '' || typed === url) return url;
  const isSame =
    url === `mailto:${typed}` ||
    url === `tel:${typed}` ||
    url.replace(/^https?:\/\//, '').replace(/\/$/, '') === typed.replace(/\/$/, '');
  return isSame ? typed : `${typed} (${url})`;
}

/**
 * Slack's encoded text as the person typed it: `<@U1|ana> see <http://acme.com|acme.com> &amp; co` becomes `<@U1|ana>
 * see acme.com & co`.
 */
export function typedText(slackText: string): string {
  let text = '';
  let plain = '';
  // Text beside a token may form a mention together with it, so both are read as one.
  for (const piece of slackText.split(/(<[^<>\n]+>)/)) {
    const inside = /^<([^<>\n]+)>$/.exec(piece)?.[1];
    if (inside !== undefined && MENTION.test(inside.split('|', 1)[0] ?? '')) {
      text += literal(plain) + tokenText(inside);
      plain = '';
    } else plain += inside === undefined ? decoded(piece) : tokenText(inside);
  }
  return text + literal(plain);
}

/** The text around the first mention of the bot, which is only the address. */
export function withoutCall(slackText: string, botUser: string | undefined): string {
  if (botUser === undefined) return slackText.trim();
  const call = new RegExp(`\\s*<@${botUser}(?:\\|[^<>]*)?>[,:，：]?\\s*`, 'u');
  return slackText.replace(call, ' ').trim();
}

/** A name that is safe inside a mention's token. */
const nameIn = (name: string) => name.replace(/[|<>\s]+/g, ' ').trim();

/** Enough for any sentence; a list of the whole team is not a mention. */
const MOST_MENTIONED = 10;

/** The channels that texts name by id alone. */
export function unnamedChannelsIn(texts: readonly string[]): string[] {
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/<#([CG][A-Z0-9]+)>/g)].map(([, id]) => id ?? ''))),
  ].slice(0, MOST_MENTIONED);
}

/** The users that texts mention. */
export function mentionedIn(texts: readonly string[]): string[] {
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, user]) => user ?? '')),
    ),
  ].slice(0, MOST_MENTIONED);
}

/**
 * Mentions with names in them: `<@U1>` becomes `<@U1|Ana Lima>`. Slack sends ids only, and stored words are read by
 * people, on other platforms too. An existing name stays. `names` is by user and by channel.
 */
export function withLabels(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/<([@#])([UWCG][A-Z0-9]+)\|?>/g, (token, sign: string, id: string) => {
    const name = nameIn(names.get(id) ?? '');
    return name ? `<${sign}${id}|${name}>` : token;
  });
}
