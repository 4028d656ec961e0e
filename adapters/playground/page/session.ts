import { Declined, Offline } from './api.ts';
import type { Known } from './completion.ts';
import type { ConversationView, PersonView, PostView, StartView } from './wire.ts';
import { word } from './words.ts';

/** The current person and conversation: the page's only state. Nothing else runs before `start` is read. */
export const session: {
  start: StartView | undefined;
  current: ConversationView | undefined;
  thread: PostView | undefined;
} = {
  start: undefined,
  current: undefined,
  thread: undefined,
};

export const me = (): PersonView => session.start?.me as PersonView;
export const known = (): Known => ({
  conversation: session.current as ConversationView,
  me: me(),
  people: session.start?.people ?? [],
  channels: session.start?.conversations ?? [],
  completions: session.start?.completions ?? [],
});
/** The key of a draft: person and conversation. */
export const draftKey = () => `${me().id}/${session.current?.id ?? ''}`;

/** An error as a text for the person. */
export function textOf(error: unknown): string {
  if (error instanceof Declined) return error.message;
  return word(error instanceof Offline ? 'notSent' : 'failed');
}
/** Rethrows an error with a text for the person. */
export const told = (error: unknown): never => {
  throw new Declined({ problem: textOf(error), field: error instanceof Declined ? error.field : undefined });
};

const seenKey = (conversation: string) => `seen:${me().id}/${conversation}`;
/** The newest post that this person has seen in a conversation, in this browser. */
export const seen = (conversation: string) => localStorage.getItem(seenKey(conversation)) ?? '';
export function see(conversation: string, post: string): void {
  if (post > seen(conversation)) localStorage.setItem(seenKey(conversation), post);
}
