import type { CompletionView, ConversationView, PersonView } from './wire.ts';

/** A suggestion of the composer. */
export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  /** Replaces the text from `from` up to the caret. */
  readonly from: number;
  readonly text: string;
  /** Accepted by Enter too, not only by Tab or after an arrow: the text before it is not a finished word. */
  readonly eager: boolean;
}

export interface Known {
  readonly conversation: ConversationView;
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly channels: readonly ConversationView[];
  readonly completions: readonly CompletionView[];
}

const AT_MOST = 8;
const starts = (words: string, typed: string) => words.toLowerCase().startsWith(typed.toLowerCase());

/** The text for the bot: everything after `/rapport `, `@Rapport ` or, in a direct conversation, from the start. */
export function botWords(
  text: string,
  { conversation, me }: Pick<Known, 'conversation' | 'me'>,
): { at: number; words: string } | undefined {
  const called = /^\s*(?:[/／]rapport|[@＠]rapport[,:，：]?)\s+/iu.exec(text);
  if (called !== null)
    return /^\s*[/／]/u.test(text) && me.outsider
      ? undefined
      : { at: called[0].length, words: text.slice(called[0].length) };
  if (conversation.kind === 'direct' && !/^\s*[/／@＠]/u.test(text)) return { at: 0, words: text };
  return undefined;
}

/** The command at the start of the text: its usage is shown below the box. */
export function currentCommand(text: string, known: Known): CompletionView | undefined {
  const bot = botWords(text, known);
  if (bot === undefined) return undefined;
  const fits = known.completions.filter(({ words }) => starts(`${bot.words} `, `${words} `));
  return fits.sort((one, other) => other.words.length - one.words.length)[0];
}

/** The suggestions for the text before the caret. */
export function suggest(before: string, known: Known): Suggestion[] {
  const { conversation, me, people, channels, completions } = known;
  const slash = /^\s*([/／]\w*)$/u.exec(before);
  if (slash !== null) {
    const typed = (slash[1] ?? '').replace('／', '/');
    return me.outsider || !starts('/rapport', typed)
      ? []
      : [{ label: '/rapport', detail: 'Rapport', from: before.length - typed.length, text: '/rapport ', eager: true }];
  }
  const named = /(?:^|[^\p{Script=Latin}\p{N}_])([@＠#＃])([^@＠#＃\n"“「]{0,40})$/u.exec(before);
  if (named !== null) {
    const [, sign = '@', typed = ''] = named;
    const from = before.length - typed.length - 1;
    const plain = sign === '@' || sign === '＠' ? '@' : '#';
    const inside = (person: PersonView) => (conversation.members.includes(person.id) ? 0 : 1);
    const names =
      plain === '#'
        ? channels.filter(({ kind }) => kind === 'channel').map(({ name }) => ({ name, detail: '' }))
        : [
            ...(conversation.kind === 'channel' ? [{ name: 'Rapport', detail: '' }] : []),
            ...[...people]
              .sort((one, other) => inside(one) - inside(other))
              .map(({ name, zone }) => ({ name, detail: zone })),
          ];
    const found = names.filter(
      ({ name }) => starts(name, typed) || (typed !== '' && name.split(/\s+/).some((part) => starts(part, typed))),
    );
    // A complete name needs no suggestion: Enter sends.
    const eager = !found.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    if (found.length > 0)
      return found
        .slice(0, AT_MOST)
        .map(({ name, detail }) => ({ label: `${plain}${name}`, detail, from, text: `${plain}${name} `, eager }));
  }
  const bot = botWords(before, known);
  if (bot === undefined || (bot.at === 0 && bot.words.trim() === '')) return [];
  return completions
    .filter(({ words }) => starts(words, bot.words) && words.toLowerCase() !== bot.words.trim().toLowerCase())
    .slice(0, AT_MOST)
    .map(({ words, usage, summary }) => ({
      label: usage,
      detail: summary,
      from: bot.at,
      text: `${words} `,
      eager: false,
    }));
}
