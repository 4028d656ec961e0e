import { h } from './dom.ts';
import { dayOf, dayTitle } from './times.ts';
import type { PostView } from './wire.ts';
import { counted } from './words.ts';

/** Posts by one person within this time are grouped under one name; the bot's posts stand alone. */
const TOGETHER_MS = 5 * 60_000;

/** Keeps replies under their roots, day lines between days, and posts of one author together. */
export function arrange(list: HTMLElement, posts: ReadonlyMap<string, PostView>, zone: string): void {
  for (const line of list.querySelectorAll('.day')) line.remove();
  let before: PostView | undefined;
  let lastDay: string | undefined;
  for (const item of list.querySelectorAll<HTMLElement>(':scope > .post')) {
    const post = posts.get(item.dataset.id ?? '');
    if (post === undefined) continue;
    const day = dayOf(new Date(post.at), zone);
    if (day !== lastDay) item.before(h('li', { class: 'day' }, h('span', {}, dayTitle(new Date(post.at), zone))));
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
