import { currentCommand, type Known, type Suggestion, suggest } from './completion.ts';
import { h, icon } from './dom.ts';
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

export function createComposer(actions: ComposerActions): Composer {
  let known: Known | undefined;
  let key = '';
  let offered: Suggestion[] = [];
  let active = -1;
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
  const options = h('ul', { id: 'suggestions', class: 'suggestions', role: 'listbox', hidden: true });
  const threadBar = h('div', { class: 'thread-bar', hidden: true });
  const note = h('p', { id: 'composer-note', class: 'composer-note', role: 'alert', hidden: true });
  const hint = h('p', { id: 'composer-hint', class: 'composer-hint' });
  const send = h('button', { class: 'send', type: 'button', onclick: () => void submit() }, icon('send'));
  const element = h(
    'div',
    { class: 'composer' },
    threadBar,
    options,
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

  function mark(index: number): void {
    active = index;
    for (const [at, option] of [...options.children].entries())
      option.setAttribute('aria-selected', String(at === active));
    const marked = options.children[active];
    marked?.scrollIntoView({ block: 'nearest' });
    if (marked === undefined) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', marked.id);
  }

  function offer(): void {
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
  }

  function changed(): void {
    drafts.set(key, box.value);
    grow();
    usage();
    offer();
  }

  function take(index: number): void {
    const one = offered[index];
    if (one === undefined) return;
    const after = box.value.slice(box.selectionStart);
    box.value = box.value.slice(0, one.from) + one.text + after.replace(/^\s/, '');
    const caret = one.from + one.text.length;
    box.setSelectionRange(caret, caret);
    changed();
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

  async function submit(): Promise<void> {
    const text = box.value.trim();
    if (text === '' || sending) return;
    sending = true;
    close();
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
  box.addEventListener('blur', close);
  box.addEventListener('click', offer);
  box.addEventListener('keydown', (event) => {
    // While an input method composes, Enter and arrows belong to it.
    if (event.isComposing) return;
    const open = !options.hidden;
    const step = (by: number) => {
      event.preventDefault();
      mark((active + by + offered.length + (active < 0 && by < 0 ? 1 : 0)) % offered.length);
    };
    if (open && event.key === 'ArrowDown') step(1);
    else if (open && event.key === 'ArrowUp') step(-1);
    else if (open && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      take(Math.max(active, 0));
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (open && active >= 0) take(active);
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
    options.setAttribute('aria-label', word('suggestions'));
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
      close();
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
      close();
    },
    thread(name) {
      threadBar.hidden = name === undefined;
      threadBar.replaceChildren(
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
                  onclick: () => actions.leaveThread(),
                },
                icon('close'),
              ),
            ]),
      );
    },
    close,
  };
}
