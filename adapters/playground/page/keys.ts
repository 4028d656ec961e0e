/** The page's keyboard shortcuts. */
import { shortcuts } from './dialogs.ts';
import { session } from './session.ts';

interface KeyActs {
  /** Closes the composer's suggestions; false when none are open. */
  closeCompletion(): boolean;
  closeSidebar(): void;
  leaveThread(): void;
  open(conversation: string): void;
  become(person: string): void;
  focusComposer(): void;
}

/** The next entry of a list from the current one, cyclic. */
function neighbour<T extends { readonly id: string }>(
  list: readonly T[],
  id: string | undefined,
  by: number,
): T | undefined {
  const at = list.findIndex((one) => one.id === id);
  return list[(at + by + list.length) % list.length];
}

/** Listens to the shortcuts from now on. */
export function listenToKeys(acts: KeyActs): void {
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]') !== null || event.isComposing) return;
    const typing =
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLTextAreaElement ||
      event.target instanceof HTMLSelectElement;
    if (event.key === 'Escape') {
      if (acts.closeCompletion()) return;
      if (document.body.classList.contains('drawer')) acts.closeSidebar();
      else if (session.thread !== undefined) acts.leaveThread();
    } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const next = neighbour(
        session.start?.conversations ?? [],
        session.current?.id,
        event.key === 'ArrowDown' ? 1 : -1,
      );
      if (next !== undefined) acts.open(next.id);
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const order = [...(session.start?.people ?? [])].sort(
        (one, other) => Number(one.side === 'client') - Number(other.side === 'client'),
      );
      const person = order[Number(event.code.slice(5)) - 1];
      if (person !== undefined) {
        event.preventDefault();
        acts.become(person.id);
      }
    } else if (!typing && !event.ctrlKey && !event.metaKey && event.key === '/') {
      event.preventDefault();
      acts.focusComposer();
    } else if (!typing && event.key === '?') {
      event.preventDefault();
      shortcuts();
    }
  });
}
