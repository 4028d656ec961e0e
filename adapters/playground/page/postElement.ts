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
  /** Undefined: this person has no shortcuts. */
  readonly onTrack: ((post: PostView, control: HTMLElement) => void) | undefined;
}

/** The element of one post, without its replies. */
export function postElement(post: PostView, { zone, author, onReply, onTrack }: PostElementOptions): HTMLElement {
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
    h(
      'div',
      { class: 'post-tools' },
      onTrack !== undefined &&
        post.from !== 'rapport' &&
        tool('track', icon('track'), (control) => onTrack(post, control)),
      !post.whisper && post.thread === undefined && tool('reply', icon('reply'), () => onReply(post)),
    ),
  );
  return item;
}

/** A button that appears on a post under the pointer or the focus. */
function tool(name: 'track' | 'reply', drawn: SVGElement, onPress: (control: HTMLElement) => void): HTMLElement {
  const button: HTMLElement = h(
    'button',
    {
      class: `icon-button post-tool post-${name}`,
      type: 'button',
      title: word(name),
      'aria-label': word(name),
      onclick: () => onPress(button),
    },
    drawn,
  );
  return button;
}
