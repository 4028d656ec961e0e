import { avatar, h, icon } from './dom.ts';
import { unfolding } from './menus.ts';
import { instantTitle, timeOf } from './times.ts';
import type { PersonView, PostView } from './wire.ts';
import { word } from './words.ts';

export interface PostElementOptions {
  /** The reader's zone. */
  readonly zone: string;
  readonly author: PersonView | undefined;
  readonly onReply: (root: PostView) => void;
}

/** The element of one post, without its replies. */
export function postElement(post: PostView, { zone, author, onReply }: PostElementOptions): HTMLElement {
  const at = new Date(post.at);
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
          onclick: () => onReply(post),
        },
        icon('reply'),
      ),
  );
  return item;
}
