import { avatar, h, icon } from './dom.ts';
import { dayOf, dayTitle, instantTitle, timeOf } from './times.ts';
import type { ConversationView, PersonView, PostView } from './wire.ts';
import { counted, word } from './words.ts';

/** Posts by one person within this time are grouped under one name; the bot's posts stand alone. */
const TOGETHER_MS = 5 * 60_000;

export interface LogActions {
  press(post: PostView, payload: unknown, control: HTMLElement): void;
  reply(root: PostView): void;
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

/**
 * A menu as buttons that unfold: on a closed select, an arrow key would press options in passing. The first option is
 * the menu's name.
 */
function unfolding(menu: HTMLSelectElement): HTMLElement {
  const entries = [...menu.options]
    .slice(1)
    .map((option) => h('button', { type: 'button', 'data-payload': option.dataset.payload }, option.label));
  return h(
    'details',
    { class: 'menu' },
    h('summary', {}, menu.options[0]?.label ?? '', icon('chevron')),
    h('div', { class: 'menu-entries' }, ...entries),
  );
}

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

  function postElement(post: PostView): HTMLElement {
    const zone = me?.zone ?? 'UTC';
    const at = new Date(post.at);
    const author = people.find(({ id }) => id === post.from);
    const body = h('div', { class: 'post-html' });
    // Only the server's renderer makes this HTML, and it escapes all text that people wrote.
    body.innerHTML = post.html;
    for (const menu of body.querySelectorAll<HTMLSelectElement>('select.menu')) menu.replaceWith(unfolding(menu));
    const badge = post.from === 'rapport' ? word('app') : author?.outsider ? word('outside') : undefined;
    const item = h(
      'li',
      {
        class: `post${post.from === 'rapport' ? ' post-bot' : ''}${post.whisper ? ' post-whisper' : ''}`,
        'data-id': post.id,
        tabindex: '-1',
      },
      avatar(post.from, post.fromName),
      h(
        'div',
        { class: 'post-main' },
        h(
          'div',
          { class: 'post-head' },
          h('span', { class: 'post-name' }, post.fromName),
          badge !== undefined && h('span', { class: 'badge' }, badge),
          h('time', { datetime: post.at, title: instantTitle(at, zone) }, timeOf(at, zone)),
          post.edited && h('span', { class: 'edited' }, word('edited')),
        ),
        post.whisper && h('p', { class: 'whisper-note' }, icon('eye'), word('whisper')),
        body,
        h('div', { class: 'post-foot' }),
        h('ol', { class: 'replies' }),
      ),
      !post.whisper &&
        post.thread === undefined &&
        h(
          'button',
          {
            class: 'icon-button post-reply',
            type: 'button',
            title: word('reply'),
            'aria-label': word('reply'),
            onclick: () => actions.reply(post),
          },
          icon('reply'),
        ),
    );
    return item;
  }

  /** Keeps replies under their roots, day lines between days, and posts of one author together. */
  function arrange(): void {
    for (const line of list.querySelectorAll('.day')) line.remove();
    let before: PostView | undefined;
    let lastDay: string | undefined;
    for (const item of list.querySelectorAll<HTMLElement>(':scope > .post')) {
      const post = posts.get(item.dataset.id ?? '');
      if (post === undefined) continue;
      const day = dayOf(new Date(post.at), me?.zone ?? 'UTC');
      if (day !== lastDay)
        item.before(h('li', { class: 'day' }, h('span', {}, dayTitle(new Date(post.at), me?.zone ?? 'UTC'))));
      const together =
        day === lastDay &&
        before?.from === post.from &&
        post.from !== 'rapport' &&
        before.whisper === post.whisper &&
        Math.abs(Date.parse(post.at) - Date.parse(before.at)) < TOGETHER_MS;
      item.classList.toggle('post-more', together);
      lastDay = day;
      before = post;
      const replies = item.querySelectorAll('.replies > .post').length;
      item
        .querySelector('.post-foot')
        ?.replaceChildren(...(replies === 0 ? [] : [h('span', { class: 'reply-count' }, counted('replies', replies))]));
      // The next author's post after replies gets its name again.
      if (replies > 0) before = undefined;
    }
  }

  function insert(post: PostView, made: HTMLElement): void {
    const root = post.thread === undefined ? undefined : elements.get(post.thread);
    const home = root?.querySelector<HTMLElement>('.replies') ?? list;
    const next = [...home.children].find(
      (child): child is HTMLElement =>
        child instanceof HTMLElement && child.dataset.id !== undefined && child.dataset.id > post.id,
    );
    home.insertBefore(made, next ?? null);
  }

  element.addEventListener('click', (event) => {
    const control = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-payload]') : null;
    const post = posts.get(control?.closest<HTMLElement>('.post')?.dataset.id ?? '');
    for (const menu of element.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
      if (!(event.target instanceof Node && menu.querySelector('summary')?.contains(event.target))) menu.open = false;
    }
    // Opened by script, so that the menu is in its place from the first moment.
    const closed =
      event.target instanceof Element
        ? event.target.closest('summary')?.closest<HTMLDetailsElement>('details.menu:not([open])')
        : null;
    if (closed != null) {
      event.preventDefault();
      closed.open = true;
      place(closed);
    }
    if (control !== null && post !== undefined)
      actions.press(post, JSON.parse(control.dataset.payload ?? 'null'), control);
  });

  /** Unfolds to the side with more room, above or below: the messages do not move. */
  function place(menu: HTMLDetailsElement): void {
    const entries = menu.querySelector<HTMLElement>('.menu-entries');
    const [around, own] = [element.getBoundingClientRect(), menu.getBoundingClientRect()];
    const [above, below] = [own.top - around.top, around.bottom - own.bottom];
    if (entries === null) return;
    const up = below < entries.scrollHeight + 12 && above > below;
    menu.classList.toggle('menu-up', up);
    entries.style.maxHeight = `${Math.max(120, (up ? above : below) - 12)}px`;
  }

  element.addEventListener('keydown', (event) => {
    const menu =
      event.key === 'Escape' && event.target instanceof Element
        ? event.target.closest<HTMLDetailsElement>('details.menu[open]')
        : null;
    if (menu === null) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary')?.focus();
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
        const made = postElement(post);
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
      arrange();
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
