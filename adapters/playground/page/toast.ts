/** The short notice at the edge of the page, which hides itself. */
import { h } from './dom.ts';
import { word } from './words.ts';

interface ToastActs {
  /** Opens the conversation that a notice is about. */
  open(conversation: string): void;
}

export interface Toast {
  readonly element: HTMLElement;
  /** Shows a short notice; with a conversation, also a link to it. */
  announce(text: string, conversation?: string): void;
  hide(): void;
}

/** Makes the notice, hidden. */
export function createToast(acts: ToastActs): Toast {
  const element = h('div', { class: 'toast', role: 'status', 'aria-live': 'polite' });
  let toastGone: ReturnType<typeof setTimeout> | undefined;
  function announce(text: string, conversation?: string): void {
    const way =
      conversation === undefined
        ? []
        : [h('button', { class: 'toast-open', type: 'button', onclick: () => acts.open(conversation) }, word('open'))];
    element.replaceChildren(h('span', {}, text), ...way);
    element.classList.add('toast-shown');
    clearTimeout(toastGone);
    toastGone = setTimeout(hide, conversation === undefined ? 4000 : 8000);
  }
  function hide(): void {
    element.classList.remove('toast-shown');
    element.replaceChildren();
  }

  return { element, announce, hide };
}
