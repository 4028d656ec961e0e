/** The bar above the messages: the conversation's name, its members, and the page's shortcuts. */
import { shortcuts } from './dialogs.ts';
import { avatar, h, icon } from './dom.ts';
import { session } from './session.ts';
import { counted, word } from './words.ts';

interface HeaderActs {
  /** Opens the sidebar on a phone. */
  openSidebar(): void;
  addRapport(): void;
  askMembers(): void;
}

export interface Header {
  readonly element: HTMLElement;
  /** Draws the current conversation's bar, and sets the document's title. */
  draw(): void;
}

/** Makes the bar, empty until it is drawn. */
export function createHeader(acts: HeaderActs): Header {
  const element = h('header', { class: 'bar' });

  function draw(): void {
    if (session.current === undefined || session.start === undefined) return;
    const { kind, name, bot } = session.current;
    const inside = session.start.people.filter(({ id }) => session.current?.members.includes(id));
    document.title = `${kind === 'direct' ? 'Rapport' : `#${name}`} · Rapport`;
    const parts = [
      h(
        'button',
        {
          class: 'icon-button only-phone',
          type: 'button',
          'aria-label': word('menu'),
          'aria-controls': 'sidebar',
          'aria-expanded': 'false',
          onclick: () => acts.openSidebar(),
        },
        icon('menu'),
      ),
      h(
        'h1',
        {},
        kind === 'direct' ? avatar('rapport', 'Rapport') : icon('hash'),
        h('span', {}, kind === 'direct' ? 'Rapport' : name),
      ),
      h('span', { class: 'spring' }),
      kind === 'channel' &&
        !bot &&
        h(
          'button',
          {
            class: 'button button-primary button-small',
            type: 'button',
            onclick: () => acts.addRapport(),
          },
          word('addRapport'),
        ),
      kind === 'channel' &&
        h(
          'button',
          {
            class: 'button faces',
            type: 'button',
            title: inside.map((person) => person.name).join(', '),
            onclick: () => acts.askMembers(),
          },
          ...inside.slice(0, 4).map((person) => avatar(person.id, person.name)),
          h('span', { class: 'faces-count', 'aria-hidden': 'true' }, String(inside.length)),
          h('span', { class: 'unseen' }, counted('members', inside.length)),
        ),
      h(
        'button',
        {
          class: 'icon-button',
          type: 'button',
          'aria-label': word('shortcuts'),
          title: word('shortcuts'),
          onclick: () => shortcuts(),
        },
        icon('help'),
      ),
    ];
    element.replaceChildren(...parts.filter((part) => part !== false));
  }

  return { element, draw };
}
