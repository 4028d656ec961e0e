/** The screens of Teams' people: the cards that they can press, the forms that they have open, and what changes. */
import { checkCard } from '../checkers/adaptiveCard.ts';
import { channel, own, type Where } from '../teams/client.ts';
import type { Posted } from '../teams/fakeConnector.ts';
import { canRead } from './agency.ts';
import type { Seen } from './driver.ts';
import { readCard } from './readCard.ts';
import type { Viewer, Who } from './scenario.ts';
import { formSight, isForm, type Press, pressOn } from './teamsCards.ts';
import { CHANNEL_NAMES, conversationOf } from './teamsClients.ts';

type Fields = Readonly<Record<string, unknown>>;
/** A form may be longer than a message. */
const FORM_BYTES = 80 * 1024;

/** A usable card, and its place. `message` is undefined for a dialog. */
export interface Held {
  readonly to: Viewer;
  readonly card: unknown;
  readonly where: Where;
  readonly message: string | undefined;
}

function readerOf(post: Posted): Viewer {
  const [conversation = ''] = post.conversation.split(';messageid=');
  if (post.only !== undefined) return post.only as Who;
  const name = CHANNEL_NAMES.find((one) => conversationOf(one) === conversation);
  return name === undefined ? (conversation.slice(2) as Who) : `#${name}`;
}
function whereOf(post: Posted): Where {
  const [conversation = '', thread] = post.conversation.split(';messageid=');
  return conversation.startsWith('D-') ? own(conversation.slice(2)) : channel(conversation, thread);
}

/** `posts`: the bot's messages in their present state. */
export function createTeamsScreens(posts: readonly Posted[]) {
  const seen: Seen[] = [];
  /** The pressable cards, newest last; an updated card is in it once. */
  const shelf: Held[] = [];
  const forms = new Map<Who, Held & { readonly title: string | undefined }>();
  const states = new Map<string, number>();
  /** Messages that are forms now. */
  const inline = new Set<string>();

  /** A form or a message on a person's screen. */
  function shows(held: Held, look: { title?: string | undefined; changed?: boolean } = {}): void {
    const problems = checkCard(held.card, { bytes: FORM_BYTES });
    if (problems.length > 0) throw new Error(problems.join('; '));
    const ofForm = held.message !== undefined && inline.delete(held.message);
    if (isForm(held.card) && !held.to.startsWith('#')) {
      if (held.message !== undefined) inline.add(held.message);
      forms.set(held.to as Who, { ...held, title: look.title });
      seen.push({ to: held.to, form: formSight(held.card, look.title) });
      return;
    }
    if (held.message !== undefined) {
      const before = shelf.findIndex(({ message }) => message === held.message);
      if (before !== -1) shelf.splice(before, 1);
    }
    shelf.push(held);
    seen.push({
      to: held.to,
      shown: readCard(held.card),
      ...(look.changed === true ? { changed: true } : {}),
      ...(ofForm ? { ofForm } : {}),
    });
  }

  /** Only the acting person sees the answer to an invoke. */
  function answered(who: Who, json: Fields | undefined, from: Held | undefined): void {
    const task = json?.task as { type: string; value: unknown } | undefined;
    const where = from?.where ?? own(who);
    const note = (text: unknown) => void seen.push({ to: who, note: String(text) });
    const { type = '', value } = (json ?? {}) as { type?: string; value?: unknown };
    if (task?.type === 'message') note(task.value);
    else if (task?.type === 'continue') {
      const { title, card } = task.value as { title: string; card: { content: unknown } };
      shows({ to: who, card: card.content, where, message: undefined }, { title });
    } else if (type === 'application/vnd.microsoft.activity.message' && value !== '') note(value);
    else if (type === 'application/vnd.microsoft.error') note(`failed: ${(value as { message: string }).message}`);
    else if (type === 'application/vnd.microsoft.card.adaptive') {
      const edited = posts.find(({ id }) => id === from?.message);
      // The public state of the card is reported when it is read.
      const isForAll = edited !== undefined && JSON.stringify(edited.card) === JSON.stringify(value);
      if (!isForAll) shows({ to: who, card: value, where, message: from?.message }, { changed: true });
    }
  }

  /** Shows the messages that were posted or edited since the last call. */
  function readPosts(): void {
    for (const post of posts) {
      const before = states.get(post.id);
      if (before === post.edits) continue;
      states.set(post.id, post.edits);
      shows(
        { to: readerOf(post), card: post.card, where: whereOf(post), message: post.id },
        { changed: before !== undefined },
      );
    }
  }

  /** The newest card that offers the person this label under this text, with the action of the label. */
  function offered(who: Who, label: string, under: string): { held: Held; press: Press } {
    for (const held of [...shelf].reverse()) {
      const press = pressOn(held.card, label);
      const isUnder = readCard(held.card).lines.join(' ').includes(under);
      if (canRead(who, held.to) && press !== undefined && isUnder) return { held, press };
    }
    throw new Error(`${who} sees no "${label}"`);
  }

  /** Takes the open form off the person's screen. */
  function takeForm(who: Who) {
    const form = forms.get(who);
    if (form === undefined) throw new Error(`${who} has no form open`);
    forms.delete(who);
    return form;
  }

  return { answered, readPosts, offered, takeForm, look: () => seen.splice(0) };
}
