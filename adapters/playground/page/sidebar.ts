import { avatar, h, icon } from './dom.ts';
import { now, shortDay, timeOf } from './times.ts';
import type { ConversationView, PersonView } from './wire.ts';
import { word } from './words.ts';

export type Move = 'now' | 'hour' | 'slot' | 'monday';

export interface SidebarActions {
  become(person: string): void;
  open(conversation: string): void;
  newChannel(): void;
  newPerson(): void;
  move(to: Move): void;
  close(): void;
}

export interface SidebarView {
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly conversations: readonly ConversationView[];
  readonly current: string;
  /** Conversations with unread messages. */
  readonly unread: ReadonlySet<string>;
  /** Other people with new messages. */
  readonly active: ReadonlySet<string>;
  readonly moved: boolean;
}

/** The person, the conversations and the clock. */
export function createSidebar(actions: SidebarActions) {
  // Created once: a redraw would request it from a server that may be down.
  const logo = h('img', { src: 'icon.svg', alt: '', width: 28, height: 28 });
  const content = h('div', { class: 'sidebar-scroll' });
  const time = h('span', { class: 'clock-time' });
  const day = h('span', { class: 'clock-day' });
  const clock = h('section', { class: 'clock' });
  const element = h('aside', { class: 'sidebar', id: 'sidebar' }, content, clock);
  let view: SidebarView | undefined;
  let shown = '';

  function tick(): void {
    if (view === undefined) return;
    const present = now();
    const zone = view.me.zone;
    const text = `${timeOf(present, zone)}|${shortDay(present, zone)}`;
    if (text === shown) return;
    shown = text;
    time.textContent = timeOf(present, zone);
    day.textContent = shortDay(present, zone);
  }
  setInterval(tick, 1000);

  function person({ id, name, outsider }: PersonView): HTMLElement {
    const mine = id === view?.me.id;
    const news = view?.active.has(id) ?? false;
    return h(
      'li',
      {},
      h(
        'button',
        {
          class: 'row',
          type: 'button',
          'data-person': id,
          'aria-current': mine ? 'true' : undefined,
          onclick: () => actions.become(id),
        },
        avatar(id, name),
        h('span', { class: 'row-name' }, name),
        outsider && h('span', { class: 'badge' }, word('outside')),
        news && h('span', { class: 'dot', role: 'img', 'aria-label': word('hasNew') }),
      ),
    );
  }

  function place({ id, kind, name }: ConversationView): HTMLElement {
    const news = view?.unread.has(id) ?? false;
    return h(
      'li',
      {},
      h(
        'button',
        {
          class: `row row-place${news ? ' row-news' : ''}`,
          type: 'button',
          'data-conversation': id,
          'aria-current': id === view?.current ? 'page' : undefined,
          onclick: () => actions.open(id),
        },
        kind === 'direct' ? avatar('rapport', 'Rapport') : icon('hash'),
        h('span', { class: 'row-name' }, kind === 'direct' ? 'Rapport' : name),
        news && h('span', { class: 'dot', role: 'img', 'aria-label': word('unread') }),
      ),
    );
  }

  const heading = (text: string, add?: { label: string; act: () => void }) =>
    h(
      'div',
      { class: 'side-head' },
      h('h2', {}, text),
      add !== undefined &&
        h(
          'button',
          { class: 'icon-button', type: 'button', 'aria-label': add.label, title: add.label, onclick: () => add.act() },
          icon('plus'),
        ),
    );

  function mover(to: Move, label: string, title: string): HTMLElement {
    return h(
      'button',
      { class: 'button button-small', type: 'button', title, 'data-move': to, onclick: () => actions.move(to) },
      label,
    );
  }

  return {
    element,
    show(next: SidebarView): void {
      const focused = document.activeElement;
      const again =
        focused instanceof HTMLElement && content.contains(focused)
          ? focused.dataset.person !== undefined
            ? `[data-person="${CSS.escape(focused.dataset.person)}"]`
            : focused.dataset.conversation !== undefined
              ? `[data-conversation="${CSS.escape(focused.dataset.conversation)}"]`
              : undefined
          : undefined;
      view = next;
      element.setAttribute('aria-label', word('menu'));
      const ours = next.people.filter(({ side }) => side === 'ours');
      const theirs = next.people.filter(({ side }) => side === 'client');
      const channels = next.conversations.filter(({ kind }) => kind === 'channel');
      content.replaceChildren(
        h(
          'div',
          { class: 'brand' },
          logo,
          h('span', { class: 'brand-name' }, 'Rapport'),
          h('span', { class: 'badge' }, word('playground')),
          h(
            'button',
            {
              class: 'icon-button only-phone',
              type: 'button',
              'aria-label': word('close'),
              onclick: () => actions.close(),
            },
            icon('close'),
          ),
        ),
        h(
          'nav',
          { 'aria-label': word('youAre') },
          heading(word('youAre'), { label: word('newPerson'), act: actions.newPerson }),
          h('ul', {}, ...ours.map(person)),
          ...(theirs.length === 0
            ? []
            : [h('p', { class: 'side-sub' }, word('client')), h('ul', {}, ...theirs.map(person))]),
        ),
        h(
          'nav',
          { 'aria-label': word('channels') },
          heading(word('channels'), { label: word('newChannel'), act: actions.newChannel }),
          channels.length === 0
            ? h('p', { class: 'quiet side-note' }, word('noChannels'))
            : h('ul', {}, ...channels.map(place)),
          h('div', { class: 'side-head' }, h('h2', {}, word('direct'))),
          h('ul', {}, ...next.conversations.filter(({ kind }) => kind === 'direct').map(place)),
        ),
      );
      clock.setAttribute('aria-label', word('clock'));
      clock.replaceChildren(
        h(
          'div',
          { class: 'clock-face' },
          icon('clock'),
          time,
          day,
          next.moved && h('span', { class: 'badge badge-moved' }, word('ahead')),
        ),
        h(
          'div',
          { class: 'clock-moves', role: 'group', 'aria-label': word('clockNote'), title: word('clockNote') },
          mover('hour', word('hour'), word('hour')),
          mover('slot', word('slot'), word('slotTitle')),
          mover('monday', word('monday'), word('mondayTitle')),
          mover('now', word('now'), word('nowTitle')),
        ),
      );
      shown = '';
      tick();
      if (again !== undefined) content.querySelector<HTMLElement>(again)?.focus();
    },
    tick: () => {
      shown = '';
      tick();
    },
  };
}
