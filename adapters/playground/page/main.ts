import { act, listen, newId, read, tabOf } from './api.ts';
import { createComposer } from './composer.ts';
import { members, newChannel, newPerson, shortcuts } from './dialogs.ts';
import { avatar, h, icon } from './dom.ts';
import { createLog } from './log.ts';
import { draftKey, known, me, see, seen, session, textOf, told } from './session.ts';
import { createSidebar, type Move } from './sidebar.ts';
import { instantTitle, now, setNow, timeOf, zoneTitle } from './times.ts';
import type { MessagesView, PageEvent, PostView, StartView } from './wire.ts';
import { counted, speak, word } from './words.ts';
import { createWork } from './work.ts';

let stopListening: () => void = () => undefined;
/** Other people with new messages. */
const active = new Set<string>();

const log = createLog({
  press: (post, payload, control) => void work.press(post, payload, control),
  reply: enterThread,
});
const work = createWork({ working: (on) => log.working(on), announce });
const composer = createComposer({ send: (text) => work.say(text), leaveThread: () => enterThread(undefined) });
const sidebar = createSidebar({
  become: (person) => void become(person),
  open: (id) => void open(id),
  newChannel: askChannel,
  newPerson: askPerson,
  move: (to) => void move(to),
  close: () => drawer(false),
});
const header = h('header', { class: 'bar' });
const toast = h('div', { class: 'toast', role: 'status', 'aria-live': 'polite' });
const offline = h('div', { class: 'offline', role: 'alert', hidden: true });
const skip = h('a', { class: 'skip', href: '#composer', onclick: skipToComposer });
function skipToComposer(event: Event): void {
  event.preventDefault();
  composer.focus();
}
const shade = h('div', { class: 'shade', onclick: () => drawer(false) });
const main = h('main', { class: 'main' }, header, offline, log.element, composer.element);

let toastGone: ReturnType<typeof setTimeout> | undefined;
/** Shows a short notice; with a conversation, also a link to it. */
function announce(text: string, conversation?: string): void {
  const way =
    conversation === undefined
      ? []
      : [h('button', { class: 'toast-open', type: 'button', onclick: () => void open(conversation) }, word('open'))];
  toast.replaceChildren(h('span', {}, text), ...way);
  toast.classList.add('toast-shown');
  clearTimeout(toastGone);
  toastGone = setTimeout(hideToast, conversation === undefined ? 4000 : 8000);
}
/** The present time; when the clock went to a morning elsewhere, also that zone's time. */
function movedTo(zone: string | undefined): string {
  const own = me().zone;
  const time = instantTitle(now(), own);
  return zone === undefined || timeOf(now(), zone) === timeOf(now(), own)
    ? word('moved', { time })
    : word('movedThere', { time, there: timeOf(now(), zone), zone: zoneTitle(zone) });
}
function hideToast(): void {
  toast.classList.remove('toast-shown');
  toast.replaceChildren();
}

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

function drawHeader(): void {
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
        onclick: () => drawer(true),
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
          onclick: () => void membership('join', 'rapport'),
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
          onclick: () => askMembers(),
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
  header.replaceChildren(...parts.filter((part) => part !== false));
}

function drawTop(earlier: boolean): void {
  if (session.current === undefined || session.start === undefined) return;
  if (earlier) {
    log.top(h('button', { class: 'button', type: 'button', onclick: () => void showEarlier() }, word('earlier')));
    return;
  }
  const direct = session.current.kind === 'direct';
  const first = direct && !session.start.conversations.some(({ kind }) => kind === 'channel') && !me().outsider;
  const title = first ? word('welcome') : direct ? 'Rapport' : word('beginning', { name: `#${session.current.name}` });
  const text = first
    ? word('welcomeText')
    : direct
      ? word('beginningDirect')
      : session.current.bot
        ? undefined
        : word('rapportMissing');
  log.top(
    h(
      'div',
      { class: 'beginning' },
      first || direct
        ? h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 })
        : h('span', { class: 'beginning-hash' }, icon('hash')),
      h('h2', {}, title),
      text !== undefined && h('p', {}, text),
      h(
        'div',
        { class: 'beginning-actions' },
        first &&
          h(
            'button',
            { class: 'button button-primary', type: 'button', onclick: () => askChannel() },
            word('welcomeButton'),
          ),
        direct &&
          h('button', { class: 'button', type: 'button', onclick: () => composer.insert('help') }, word('tryHelp')),
      ),
    ),
  );
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
      event: happened,
      opened() {
        offline.hidden = true;
        if (openedBefore) {
          void refresh();
          work.reopened();
        }
        openedBefore = true;
      },
      lost() {
        offline.hidden = false;
        offline.textContent = word('offline');
      },
    });
  } catch (error) {
    announce(textOf(error));
  }
}

/** `post`: the message to show, where it is not the newest. */
async function open(id: string, post?: string): Promise<void> {
  const conversation = session.start?.conversations.find((one) => one.id === id);
  if (conversation === undefined) return;
  hideToast();
  session.current = conversation;
  enterThread(undefined);
  localStorage.setItem(`last:${me().id}`, id);
  history.replaceState(null, '', `#${new URLSearchParams({ as: me().id, in: id })}`);
  log.show(conversation, me(), session.start?.people ?? []);
  composer.show(known(), draftKey());
  drawHeader();
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
    announce(textOf(error));
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
    announce(textOf(error));
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
    drawHeader();
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

function happened(event: PageEvent): void {
  switch (event.type) {
    case 'post': {
      const { post } = event;
      if (post.conversation === session.current?.id) {
        log.put([post], { quiet: false });
        if (document.visibilityState === 'visible') see(post.conversation, post.id);
      } else if (post.from !== me().id && !post.edited) {
        const place = session.start?.conversations.find(({ id }) => id === post.conversation);
        announce(
          word('newIn', { name: place === undefined || place.kind === 'direct' ? 'Rapport' : `#${place.name}` }),
          place?.id,
        );
      }
      if (session.start !== undefined) {
        session.start = {
          ...session.start,
          conversations: session.start.conversations.map((one) =>
            one.id === post.conversation && post.id > (one.latest ?? '') ? { ...one, latest: post.id } : one,
          ),
        };
        if (session.start.conversations.some(({ id }) => id === post.conversation)) drawSidebar();
        else void refresh();
      }
      break;
    }
    case 'activity':
      for (const person of event.people) if (person !== me().id) active.add(person);
      drawSidebar();
      break;
    case 'form':
      work.show(event);
      break;
    case 'done':
      work.done(event.event);
      break;
    case 'clock':
      setNow(event.now);
      announce(movedTo(event.zone));
      void refresh();
      break;
    case 'world':
    case 'resync':
      void refresh();
      break;
  }
}

function enterThread(root: PostView | undefined): void {
  session.thread = root;
  composer.thread(root?.fromName);
  if (root !== undefined) composer.focus();
}

async function membership(what: 'join' | 'leave', user: string): Promise<void> {
  const id = newId();
  try {
    await act(what, me().id, { id, tab: tabOf(me().id), conversation: session.current?.id, user });
  } catch (error) {
    announce(textOf(error));
  }
}

function askMembers(): void {
  if (session.current !== undefined)
    members(session.current, me(), session.start?.people ?? [], (what, user) => void membership(what, user));
}

function askChannel(): void {
  newChannel(async (channel) => {
    const id = newId();
    const made = await act<{ id: string }>('channel', me().id, { id, tab: tabOf(me().id), ...channel }).catch(told);
    await readStart(me().id);
    await open(made.id);
  });
}

function askPerson(): void {
  newPerson(me().zone, me().locale, async (person) => {
    await act('person', me().id, person).catch(told);
    await refresh();
  });
}

async function move(to: Move): Promise<void> {
  try {
    await act('clock', me().id, { to, conversation: session.current?.id });
    await refresh();
    // The drawer would hide the new post.
    drawer(false);
  } catch (error) {
    announce(textOf(error));
  }
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

document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]') !== null || event.isComposing) return;
  const typing =
    event.target instanceof HTMLInputElement ||
    event.target instanceof HTMLTextAreaElement ||
    event.target instanceof HTMLSelectElement;
  if (event.key === 'Escape') {
    if (composer.close()) return;
    if (document.body.classList.contains('drawer')) drawer(false);
    else if (session.thread !== undefined) enterThread(undefined);
  } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    const next = neighbour(session.start?.conversations ?? [], session.current?.id, event.key === 'ArrowDown' ? 1 : -1);
    if (next !== undefined) void open(next.id);
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const order = [...(session.start?.people ?? [])].sort(
      (one, other) => Number(one.side === 'client') - Number(other.side === 'client'),
    );
    const person = order[Number(event.code.slice(5)) - 1];
    if (person !== undefined) {
      event.preventDefault();
      void become(person.id);
    }
  } else if (!typing && !event.ctrlKey && !event.metaKey && event.key === '/') {
    event.preventDefault();
    composer.focus();
  } else if (!typing && event.key === '?') {
    event.preventDefault();
    shortcuts();
  }
});

document.querySelector('#app')?.append(skip, sidebar.element, shade, main, toast);
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
