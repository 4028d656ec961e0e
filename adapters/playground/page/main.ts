/** Assembles the page: its content, and its updates from the person, the conversation and the server. */
import { act, listen, read } from './api.ts';
import { createAsking } from './asking.ts';
import { createComposer } from './composer.ts';
import { h } from './dom.ts';
import { follow } from './follow.ts';
import { createHeader } from './header.ts';
import { listenToKeys } from './keys.ts';
import { createLog } from './log.ts';
import { logTop } from './logTop.ts';
import { draftKey, known, me, see, seen, session, textOf, told } from './session.ts';
import { createSidebar, type Move } from './sidebar.ts';
import { setNow } from './times.ts';
import { createToast } from './toast.ts';
import type { MessagesView, PostView, StartView } from './wire.ts';
import { speak, word } from './words.ts';
import { createWork } from './work.ts';

let stopListening: () => void = () => undefined;
/** Other people with new messages. */
const active = new Set<string>();

const log = createLog({
  press: (post, payload, control) => void work.press(post, payload, control),
  reply: enterThread,
  track: (post, control) => void work.track(post, control),
});
const work = createWork({ working: (on) => log.working(on), announce: (text) => toast.announce(text) });
const composer = createComposer({ send: (text) => work.say(text), leaveThread: () => enterThread(undefined) });
const sidebar = createSidebar({
  become: (person) => void become(person),
  open: (id) => void open(id),
  newChannel: () => asking.askChannel(),
  newPerson: () => asking.askPerson(),
  move: (to) => void move(to),
  close: () => drawer(false),
});
const asking = createAsking({
  announce: (text) => toast.announce(text),
  async openNew(id) {
    await readStart(me().id);
    await open(id);
  },
  refresh,
});
const header = createHeader({
  openSidebar: () => drawer(true),
  addRapport: asking.addRapport,
  askMembers: asking.askMembers,
});
const toast = createToast({ open: (id) => void open(id) });
const offline = h('div', { class: 'offline', role: 'alert', hidden: true });
const skip = h('a', { class: 'skip', href: '#composer', onclick: skipToComposer });
function skipToComposer(event: Event): void {
  event.preventDefault();
  composer.focus();
}
const shade = h('div', { class: 'shade', onclick: () => drawer(false) });
const main = h('main', { class: 'main' }, header.element, offline, log.element, composer.element);

const isPhone = matchMedia('(max-width: 760px)');
function drawer(open: boolean): void {
  document.body.classList.toggle('drawer', open);
  document.querySelector('.bar [aria-controls=sidebar]')?.setAttribute('aria-expanded', String(open));
  if (open) sidebar.element.querySelector<HTMLElement>('[aria-current]')?.focus();
  // A hidden element must not keep the focus.
  else if (isPhone.matches && sidebar.element.contains(document.activeElement))
    document.querySelector<HTMLElement>('.bar [aria-controls=sidebar]')?.focus();
}

function drawSidebar(): void {
  if (session.start === undefined) return;
  const unread = new Set(
    session.start.conversations
      .filter(({ id, latest }) => id !== session.current?.id && latest !== undefined && latest > seen(id))
      .map(({ id }) => id),
  );
  sidebar.show({ ...session.start, current: session.current?.id ?? '', unread, active });
}

function drawTop(earlier: boolean): void {
  const top = logTop(earlier, {
    showEarlier: () => void showEarlier(),
    askChannel: asking.askChannel,
    tryHelp: () => composer.insert('help'),
  });
  if (top !== undefined) log.top(top);
}

async function readStart(person: string | undefined): Promise<StartView> {
  const view = await read<StartView>('start', { as: person });
  session.start = view;
  setNow(view.now);
  speak(view.me.locale);
  skip.textContent = word('skip');
  return view;
}

/** Switches to a person: their language and conversations, nothing of another person's. */
async function become(person: string | undefined, conversation?: string, post?: string): Promise<void> {
  try {
    const view = await readStart(person).catch((error: unknown) =>
      person === undefined ? told(error) : readStart(undefined),
    );
    stopListening();
    work.forget();
    active.delete(view.me.id);
    session.thread = undefined;
    session.current = undefined;
    const wanted = conversation ?? localStorage.getItem(`last:${view.me.id}`) ?? '';
    const first = view.conversations.find(({ id }) => id === wanted) ?? view.conversations[0];
    if (first !== undefined) await open(first.id, post);
    let openedBefore = false;
    stopListening = listen(view.me.id, {
      event: (event) =>
        follow(event, {
          ...{ log, work, active, drawSidebar },
          announce: (text, conversation) => toast.announce(text, conversation),
          refresh: () => void refresh(),
        }),
      opened() {
        offline.hidden = true;
        // The first opening also comes after the messages were read: a post between the two is in neither.
        void refresh();
        if (openedBefore) work.reopened();
        openedBefore = true;
      },
      lost() {
        offline.hidden = false;
        offline.textContent = word('offline');
      },
    });
  } catch (error) {
    toast.announce(textOf(error));
  }
}

/** `post`: the message to show, where it is not the newest. */
async function open(id: string, post?: string): Promise<void> {
  const conversation = session.start?.conversations.find((one) => one.id === id);
  if (conversation === undefined) return;
  toast.hide();
  session.current = conversation;
  enterThread(undefined);
  localStorage.setItem(`last:${me().id}`, id);
  history.replaceState(null, '', `#${new URLSearchParams({ as: me().id, in: id })}`);
  log.show(conversation, me(), session.start?.people ?? []);
  composer.show(known(), draftKey());
  header.draw();
  drawSidebar();
  drawer(false);
  try {
    const view = await read<MessagesView>('messages', { as: me().id, conversation: id });
    if (session.current?.id !== id) return;
    drawTop(view.earlier);
    log.put(view.posts, { quiet: true });
    const newest = view.posts.at(-1);
    if (newest !== undefined) see(id, newest.id);
    drawSidebar();
    if (post !== undefined && log.reveal(post)) return;
    if (matchMedia('(pointer: fine)').matches) composer.focus();
  } catch (error) {
    toast.announce(textOf(error));
  }
}

async function showEarlier(): Promise<void> {
  const conversation = session.current?.id;
  try {
    const view = await read<MessagesView>('messages', { as: me().id, conversation, before: log.oldest() });
    if (session.current?.id !== conversation) return;
    drawTop(view.earlier);
    const height = log.element.scrollHeight;
    log.put(view.posts, { quiet: true });
    log.element.scrollTop = log.element.scrollHeight - height;
  } catch (error) {
    toast.announce(textOf(error));
  }
}

/** Reads everything again without moving the view: after a gap, a move of the clock, a change of people or channels. */
async function refresh(): Promise<void> {
  try {
    const person = me().id;
    const view = await read<StartView>('start', { as: person });
    if (me().id !== person) return;
    session.start = view;
    setNow(view.now);
    sidebar.tick();
    const again = view.conversations.find(({ id }) => id === session.current?.id);
    if (again === undefined) return void open(view.conversations[0]?.id ?? '');
    session.current = again;
    composer.learn(known());
    header.draw();
    const { posts, earlier } = await read<MessagesView>('messages', { as: person, conversation: again.id });
    if (me().id !== person || session.current?.id !== again.id) return;
    if (!earlier || log.oldest() === undefined) drawTop(earlier);
    log.put(posts, { quiet: true });
    const newest = posts.at(-1);
    if (newest !== undefined) see(again.id, newest.id);
    drawSidebar();
  } catch {
    // The stream reports when the server is back; then this runs again.
  }
}

function enterThread(root: PostView | undefined): void {
  session.thread = root;
  composer.thread(root?.fromName);
  if (root !== undefined) composer.focus();
}

async function move(to: Move): Promise<void> {
  try {
    await act('clock', me().id, { to, conversation: session.current?.id });
    await refresh();
    // The drawer would hide the new post.
    drawer(false);
  } catch (error) {
    toast.announce(textOf(error));
  }
}

listenToKeys({
  closeCompletion: () => composer.close(),
  closeSidebar: () => drawer(false),
  leaveThread: () => enterThread(undefined),
  open: (id) => void open(id),
  become: (person) => void become(person),
  focusComposer: () => composer.focus(),
});
document.querySelector('#app')?.append(skip, sidebar.element, shade, main, toast.element);
const wanted = new URLSearchParams(location.hash.slice(1));
void become(wanted.get('as') ?? undefined, wanted.get('in') ?? undefined, wanted.get('at') ?? undefined);

// A link to a message opens in this page, as the same person.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href*="#in="]') : null;
  const at = link === null || event.ctrlKey || event.metaKey ? null : new URL(link.href);
  if (at === null || at.origin !== location.origin || at.pathname !== location.pathname) return;
  event.preventDefault();
  const to = new URLSearchParams(at.hash.slice(1));
  void open(to.get('in') ?? '', to.get('at') ?? undefined);
});
