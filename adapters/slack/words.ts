const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const decoded = (text: string) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

/** What a token in angle brackets stands for, as somebody typed it; mentions of people and channels stay tokens, which the core reads. */
function tokenText(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? '' : inside.slice(bar + 1);
  if (/^[@#][UWCG]\w*$/.test(target)) return label === '' ? `<${target}>` : `<${target}|${decoded(label)}>`;
  if (target.startsWith('!date^')) return decoded(label);
  if (target.startsWith('!subteam^')) return decoded(label || '@group');
  if (target.startsWith('!')) return `@${decoded(label || target.slice(1)).replace(/^@/, '')}`;
  const url = decoded(target);
  const typed = decoded(label);
  // Slack makes links out of what people type: "acme.com" comes as <http://acme.com|acme.com>.
  if (typed === '' || typed === url) return url;
  const isSame = url === `mailto:${typed}` || url === `tel:${typed}` || url.replace(/^https?:\/\//, '').replace(/\/$/, '') === typed.replace(/\/$/, '');
  return isSame ? typed : `${typed} (${url})`;
}

/** Slack's way of writing text, back to what the person typed: `<@U1|ana> see <http://acme.com|acme.com> &amp; co` becomes `<@U1|ana> see acme.com & co`. */
export function typedText(slackText: string): string {
  return slackText.replace(/<([^<>\n]+)>|&(?:lt|gt|amp);/g, (whole, inside: string | undefined) => (inside === undefined ? decoded(whole) : tokenText(inside)));
}

/** The words around the first mention of the bot, which only calls it. */
export function withoutCall(slackText: string, botUser: string | undefined): string {
  if (botUser === undefined) return slackText.trim();
  const call = new RegExp(`\\s*<@${botUser}(?:\\|[^<>]*)?>[,:，：]?\\s*`, 'u');
  return slackText.replace(call, ' ').trim();
}

/** Enough for any sentence; a list of the whole team is no mention of anybody. */
const MOST_MENTIONED = 10;

/** The channels that texts name by their id alone. */
export function unnamedChannelsIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/<#([CG][A-Z0-9]+)>/g)].map(([, id]) => id ?? '')))].slice(0, MOST_MENTIONED);
}

/** The users whom texts mention. */
export function mentionedIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, user]) => user ?? '')))].slice(0, MOST_MENTIONED);
}

/**
 * The mentions of these people and channels with their names in them, `<@U1>` as `<@U1|Ana Lima>`: Slack tells ids only, and words that are kept must be read by
 * people, on other platforms too. A name that comes along already stays. `names` is by user and by channel.
 */
export function withLabels(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/<([@#])([UWCG][A-Z0-9]+)\|?>/g, (token, sign: string, id: string) => {
    const name = names
      .get(id)
      ?.replace(/[|<>\s]+/g, ' ')
      .trim();
    return name ? `<${sign}${id}|${name}>` : token;
  });
}
