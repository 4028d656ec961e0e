import { h, icon } from './dom.ts';

/**
 * A menu as buttons that unfold: on a closed select, an arrow key would press options in passing. The first option is
 * the menu's name.
 */
export function unfolding(menu: HTMLSelectElement): HTMLElement {
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

/** Unfolds to the side with more room, above or below: the messages do not move. */
function place(menu: HTMLDetailsElement, log: HTMLElement): void {
  const entries = menu.querySelector<HTMLElement>('.menu-entries');
  const [around, own] = [log.getBoundingClientRect(), menu.getBoundingClientRect()];
  const [above, below] = [own.top - around.top, around.bottom - own.bottom];
  if (entries === null) return;
  const up = below < entries.scrollHeight + 12 && above > below;
  menu.classList.toggle('menu-up', up);
  entries.style.maxHeight = `${Math.max(120, (up ? above : below) - 12)}px`;
}

/** Opens and closes the menus of a log: one at a time, by a press, and by Escape with the focus back on its name. */
export function followMenus(log: HTMLElement): void {
  log.addEventListener('click', (event) => {
    for (const menu of log.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
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
      place(closed, log);
    }
  });
  log.addEventListener('keydown', (event) => {
    const menu =
      event.key === 'Escape' && event.target instanceof Element
        ? event.target.closest<HTMLDetailsElement>('details.menu[open]')
        : null;
    if (menu === null) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
}
