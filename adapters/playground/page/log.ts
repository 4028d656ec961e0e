import { arrange } from './arrange.ts';
import { h } from './dom.ts';
import { followMenus } from './menus.ts';
import { postElement } from './postElement.ts';
import type { ConversationView, PersonView, PostView } from './wire.ts';
import { word } from './words.ts';

export interface LogActions {
  press(post: PostView, payload: unknown, control: HTMLElement): void;
  reply(root: PostView): void;
  track(post: PostView, control: HTMLElement): void;
}

/**
 * The messages of the open conversation. Each post is one element, replaced on a change, so that the focus and the
 * screen reader's position stay.
 */
export interface Log {
  readonly element: HTMLElement;
  /** Switches to another conversation. */
  show(conversation: ConversationView, me: PersonView, people: readonly PersonView[]): void;
  /** Adds or replaces posts. `quiet`: older ones, neither read aloud nor scrolled to. */
  put(posts: readonly PostView[], options: { quiet: boolean }): void;
  /** Sets the content above the first post: a beginning, or a button for earlier ones. */
  top(...nodes: Node[]): void;
  working(on: boolean): void;
  oldest(): string | undefined;
  /** Scrolls to a post; false when it is not loaded. */
  reveal(id: string): boolean;
  toEnd(): void;
}

/** Makes the log; see `Log`. */
export function createLog(actions: LogActions): Log {
  const above = h('div', { class: 'log-top' });
  const list = h('ol', { class: 'posts' });
  const live = h('div', { role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' }, list);
  const busy = h('p', { class: 'working', role: 'status' });
  const element = h('div', { class: 'log', tabindex: '0', role: 'region' }, above, live, busy);
  let posts = new Map<string, PostView>();
  let elements = new Map<string, HTMLElement>();
  let me: PersonView | undefined;
  let people: readonly PersonView[] = [];

  const zone = () => me?.zone ?? 'UTC';
  const atEnd = () => element.scrollHeight - element.scrollTop - element.clientHeight < 80;
  const toEnd = () => {
    element.scrollTop = element.scrollHeight;
  };
  // Pictures load after their message: a view at the end stays at the end.
  let following = true;
  element.addEventListener('scroll', () => {
    following = atEnd();
  });
  new ResizeObserver(() => {
    if (following) toEnd();
  }).observe(list);

  function insert(post: PostView, made: HTMLElement): void {
    const root = post.thread === undefined ? undefined : elements.get(post.thread);
    const home = root?.querySelector<HTMLElement>('.replies') ?? list;
    const next = [...home.children].find(
      (child): child is HTMLElement =>
        child instanceof HTMLElement && child.dataset.id !== undefined && child.dataset.id > post.id,
    );
    home.insertBefore(made, next ?? null);
  }

  followMenus(element);
  element.addEventListener('click', (event) => {
    const control = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-payload]') : null;
    const post = posts.get(control?.closest<HTMLElement>('.post')?.dataset.id ?? '');
    if (control !== null && post !== undefined)
      actions.press(post, JSON.parse(control.dataset.payload ?? 'null'), control);
  });

  return {
    element,
    show(conversation, person, everybody) {
      me = person;
      people = everybody;
      posts = new Map();
      elements = new Map();
      list.replaceChildren();
      above.replaceChildren();
      element.setAttribute(
        'aria-label',
        word('log', { name: conversation.kind === 'direct' ? 'Rapport' : `#${conversation.name}` }),
      );
    },
    put(added, { quiet }) {
      const follow = quiet || atEnd();
      live.setAttribute('aria-busy', String(quiet));
      const appeared: HTMLElement[] = [];
      for (const post of added) {
        const old = elements.get(post.id);
        const known = posts.get(post.id);
        posts.set(post.id, post);
        if (
          old !== undefined &&
          known !== undefined &&
          known.html === post.html &&
          known.edited === post.edited &&
          quiet
        )
          continue;
        const author = people.find(({ id }) => id === post.from);
        const onTrack = me?.outsider === true ? undefined : actions.track;
        const made = postElement(post, { zone: zone(), author, onReply: actions.reply, onTrack });
        elements.set(post.id, made);
        if (old === undefined) {
          insert(post, made);
          if (!quiet) appeared.push(made);
        } else {
          const focused = old.contains(document.activeElement);
          made.querySelector('.replies')?.replaceWith(old.querySelector('.replies') ?? '');
          old.replaceWith(made);
          if (focused) made.focus();
          if (!quiet) made.classList.add('post-changed');
        }
      }
      // Replies may arrive before their root when older posts are loaded.
      for (const item of list.querySelectorAll<HTMLElement>(':scope > .post')) {
        const post = posts.get(item.dataset.id ?? '');
        if (post?.thread !== undefined && elements.has(post.thread)) insert(post, item);
      }
      arrange(list, posts, zone());
      for (const item of appeared) item.classList.add('post-new');
      live.setAttribute('aria-busy', 'false');
      if (follow || added.some((post) => !quiet && post.from === me?.id)) toEnd();
    },
    top: (...nodes) => above.replaceChildren(...nodes),
    working(on) {
      busy.replaceChildren(
        ...(on ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), word('working')] : []),
      );
      if (on && atEnd()) toEnd();
    },
    oldest: () => [...posts.keys()].sort()[0],
    reveal(id) {
      const item = elements.get(id);
      if (item === undefined) return false;
      following = false;
      item.scrollIntoView({ block: 'center' });
      item.classList.add('post-changed');
      item.focus({ preventScroll: true });
      return true;
    },
    toEnd,
  };
}
