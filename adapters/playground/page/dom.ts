type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/**
 * Makes an element. Keys starting with `on` are listeners, true is a bare attribute, undefined and false leave it out.
 * Text is text, never HTML.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

const drawings: Readonly<Record<string, string>> = {
  hash: 'M6.5 3 5 15M12.5 3 11 15M3 6.5h12M2.5 11.5h12',
  plus: 'M9 3.5v11M3.5 9h11',
  people:
    'M6.5 9a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM1.5 15c.3-2.7 2.3-4.2 5-4.2s4.7 1.5 5 4.2M12 3.7a2.6 2.6 0 0 1 0 5M13.3 11c1.9.4 3 1.8 3.2 4',
  send: 'M15.5 2.5 8 10M15.5 2.5l-4.7 13-2.8-5.5-5.5-2.8z',
  menu: 'M2.5 5h13M2.5 9h13M2.5 13h13',
  close: 'm4.5 4.5 9 9M13.5 4.5l-9 9',
  reply: 'M7 4 3 8l4 4M3 8h6.5A5.5 5.5 0 0 1 15 13.5v1',
  track: 'M5 2.5h8v13L9 12.5l-4 3z',
  help: 'M6.6 6.7a2.4 2.4 0 1 1 3.7 2c-.8.5-1.3 1-1.3 2M9 13.6v.1',
  clock: 'M9 16A7 7 0 1 0 9 2a7 7 0 0 0 0 14ZM9 5v4l2.7 1.7',
  chat: 'M3 6a3 3 0 0 1 3-3h6a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3H8.5L5 15.5V13a2.5 2.5 0 0 1-2-2.5z',
  chevron: 'm5.5 7 3.5 3.5L12.5 7',
  eye: 'M1.5 9S4.3 4 9 4s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5ZM9 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
};

/** A decorative icon, hidden from screen readers. */
export function icon(name: keyof typeof drawings): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 18 18');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', drawings[name] ?? '');
  svg.append(path);
  return svg;
}

/** The first letters of a name, or the last two characters of a Chinese one, on a colour of its own. */
export function avatar(id: string, name: string): HTMLElement {
  if (id === 'rapport') return h('span', { class: 'avatar avatar-bot', 'aria-hidden': 'true' }, icon('chat'));
  const letters = /\p{Script=Han}/u.test(name)
    ? name.replace(/\s/g, '').slice(-2)
    : name
        .split(/\s+/)
        .map((word) => word[0] ?? '')
        .slice(0, 2)
        .join('')
        .toUpperCase();
  const hue = [...id].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7) % 8;
  return h('span', { class: `avatar hue-${hue}`, 'aria-hidden': 'true' }, letters);
}
