import { currentCommand, type Known } from './completion.ts';
import { h, icon } from './dom.ts';
import { createSuggestions } from './suggestions.ts';
import { word } from './words.ts';

export interface Composer {
  readonly element: HTMLElement;
  /** Switches the conversation or person, with their own draft. */
  show(known: Known, draftKey: string): void;
  /** Updates people and channels of the same conversation. */
  learn(known: Known): void;
  focus(): void;
  insert(text: string): void;
  thread(name: string | undefined): void;
  /** Escape closes suggestions first. */
  close(): boolean;
}

export interface ComposerActions {
  /**
   * Sends; rejects with a text for the person when the line did not arrive. Resolves to text to continue with, or
   * undefined.
   */
  send(text: string): Promise<{ note: string | undefined; keep: string | undefined }>;
  leaveThread(): void;
}

/** Drafts survive a reload; they belong to this browser tab. */
const drafts = {
  get: (key: string) => sessionStorage.getItem(`draft:${key}`) ?? '',
  set: (key: string, text: string) =>
    text === '' ? sessionStorage.removeItem(`draft:${key}`) : sessionStorage.setItem(`draft:${key}`, text),
};

/** The width below which the long placeholder would be cut. */
const isNarrow = matchMedia('(max-width: 760px)');

/** Says in the bar above the box whose thread is answered, with a button to leave it. */
function showThread(bar: HTMLElement, name: string | undefined, onLeave: () => void): void {
  bar.hidden = name === undefined;
  bar.replaceChildren(
    ...(name === undefined
      ? []
      : [
          icon('reply'),
          h('span', {}, word('replyingTo', { name })),
          h(
            'button',
            {
              class: 'icon-button',
              type: 'button',
              'aria-label': word('leaveThread'),
              title: word('leaveThread'),
              onclick: () => onLeave(),
            },
            icon('close'),
          ),
        ]),
  );
}

/** Makes the composer; see `Composer`. */
export function createComposer(actions: ComposerActions): Composer {
  let known: Known | undefined;
  let key = '';
  let sending = false;

  const box = h('textarea', {
    id: 'composer',
    rows: 1,
    maxlength: 4000,
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-controls': 'suggestions',
    'aria-describedby': 'composer-note composer-hint',
  });
  const suggestions = createSuggestions(box, changed);
  const threadBar = h('div', { class: 'thread-bar', hidden: true });
  const note = h('p', { id: 'composer-note', class: 'composer-note', role: 'alert', hidden: true });
  const hint = h('p', { id: 'composer-hint', class: 'composer-hint' });
  const send = h('button', { class: 'send', type: 'button', onclick: () => void submit() }, icon('send'));
  const element = h(
    'div',
    { class: 'composer' },
    threadBar,
    suggestions.element,
    h('div', { class: 'composer-box' }, box, send),
    note,
    hint,
  );

  function say(text: string | undefined, retry = false): void {
    note.hidden = text === undefined;
    note.replaceChildren(
      ...(text === undefined ? [] : [text]),
      ...(retry
        ? [' ', h('button', { class: 'link', type: 'button', onclick: () => void submit() }, word('retry'))]
        : []),
    );
  }

  function grow(): void {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
    send.disabled = box.value.trim() === '' || sending;
  }

  function usage(): void {
    const command = known === undefined ? undefined : currentCommand(box.value, known);
    hint.replaceChildren(
      ...(command === undefined ? [word('hintKeys')] : [h('code', {}, command.usage), ` ${command.summary}`]),
    );
  }

  function changed(): void {
    drafts.set(key, box.value);
    grow();
    usage();
    suggestions.offer(known);
  }

  async function submit(): Promise<void> {
    const text = box.value.trim();
    if (text === '' || sending) return;
    sending = true;
    suggestions.close();
    say(undefined);
    grow();
    const from = key;
    try {
      const { note: told, keep } = await actions.send(text);
      drafts.set(from, keep ?? '');
      if (key === from) {
        // Text typed during sending stays.
        box.value = keep ?? box.value.trim().replace(text, '').trim();
        drafts.set(from, box.value);
        say(told);
      }
    } catch (error) {
      if (key === from) say(error instanceof Error && error.message !== '' ? error.message : word('failed'), true);
    } finally {
      sending = false;
      grow();
      usage();
    }
  }

  box.addEventListener('input', () => {
    say(undefined);
    changed();
  });
  box.addEventListener('blur', suggestions.close);
  box.addEventListener('click', () => suggestions.offer(known));
  box.addEventListener('keydown', (event) => {
    // While an input method composes, Enter and arrows belong to it.
    if (event.isComposing) return;
    const open = suggestions.isOpen();
    const step = (by: 1 | -1) => {
      event.preventDefault();
      suggestions.step(by);
    };
    if (open && event.key === 'ArrowDown') step(1);
    else if (open && event.key === 'ArrowUp') step(-1);
    else if (open && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      suggestions.takeMarked();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (open && suggestions.hasMark()) suggestions.takeMarked();
      else void submit();
    }
  });

  function label(): void {
    if (known === undefined) return;
    const { conversation, me } = known;
    const name = conversation.name;
    box.setAttribute('aria-label', word('composer', { name: conversation.kind === 'direct' ? 'Rapport' : `#${name}` }));
    box.placeholder =
      conversation.kind === 'direct'
        ? word('composerDirect')
        : word(isNarrow.matches ? 'composerNarrow' : me.outsider ? 'composerOutside' : 'composerChannel', { name });
    send.setAttribute('aria-label', word('send'));
    send.title = word('send');
    suggestions.element.setAttribute('aria-label', word('suggestions'));
  }

  return {
    element,
    show(facts, draftKey) {
      known = facts;
      key = draftKey;
      box.value = drafts.get(key);
      say(undefined);
      label();
      grow();
      usage();
      suggestions.close();
    },
    learn(facts) {
      known = facts;
      label();
    },
    focus: () => box.focus(),
    insert(text) {
      box.value = text;
      box.focus();
      box.setSelectionRange(text.length, text.length);
      changed();
      suggestions.close();
    },
    thread(name) {
      showThread(threadBar, name, actions.leaveThread);
    },
    close: suggestions.close,
  };
}
