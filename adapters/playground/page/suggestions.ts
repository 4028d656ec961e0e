import { type Known, type Suggestion, suggest } from './completion.ts';
import { h } from './dom.ts';

/** The list of suggestions at a text box: the box keeps the focus, one option may be marked. */
export interface Suggestions {
  readonly element: HTMLElement;
  isOpen(): boolean;
  /** Offers what fits the text before the caret. */
  offer(known: Known | undefined): void;
  /** Marks the next or the previous option, in a circle. */
  step(by: 1 | -1): void;
  hasMark(): boolean;
  /** Puts the marked option, else the first one, into the text. */
  takeMarked(): void;
  /** Closes the list; false when it is closed already. */
  close(): boolean;
}

/** @param onTake called when an option was put into the box */
export function createSuggestions(box: HTMLTextAreaElement, onTake: () => void): Suggestions {
  const options = h('ul', { id: 'suggestions', class: 'suggestions', role: 'listbox', hidden: true });
  let offered: Suggestion[] = [];
  let active = -1;

  function mark(index: number): void {
    active = index;
    for (const [at, option] of [...options.children].entries())
      option.setAttribute('aria-selected', String(at === active));
    const marked = options.children[active];
    marked?.scrollIntoView({ block: 'nearest' });
    if (marked === undefined) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', marked.id);
  }

  function take(index: number): void {
    const one = offered[index];
    if (one === undefined) return;
    const after = box.value.slice(box.selectionStart);
    box.value = box.value.slice(0, one.from) + one.text + after.replace(/^\s/, '');
    const caret = one.from + one.text.length;
    box.setSelectionRange(caret, caret);
    onTake();
  }

  /** A press on a suggestion must not take the focus from the box. */
  function takeByPointer(event: Event, index: number): void {
    event.preventDefault();
    take(index);
  }

  function close(): boolean {
    if (options.hidden) return false;
    offered = [];
    options.hidden = true;
    mark(-1);
    return true;
  }

  return {
    element: options,
    isOpen: () => !options.hidden,
    hasMark: () => active >= 0,
    offer(known) {
      const before = box.value.slice(0, box.selectionStart);
      offered = known === undefined || document.activeElement !== box ? [] : suggest(before, known);
      options.hidden = offered.length === 0;
      options.replaceChildren(
        ...offered.map((one, index) =>
          h(
            'li',
            {
              id: `suggestion-${index}`,
              role: 'option',
              'aria-selected': 'false',
              onmousedown: (event) => takeByPointer(event, index),
            },
            h('span', { class: 'suggestion-label' }, one.label),
            h('span', { class: 'suggestion-detail' }, one.detail),
          ),
        ),
      );
      mark(offered[0]?.eager ? 0 : -1);
    },
    step: (by) => mark((active + by + offered.length + (active < 0 && by < 0 ? 1 : 0)) % offered.length),
    takeMarked: () => take(Math.max(active, 0)),
    close,
  };
}
