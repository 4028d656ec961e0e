import { act, Declined, listen, newId, Offline, read, tabOf } from './api.ts';
import { createComposer } from './composer.ts';
import { confirm, members, newChannel, newPerson, shortcuts } from './dialogs.ts';
import { avatar, h, icon } from './dom.ts';
import { type OpenForm, openForm } from './forms.ts';
import { createLog } from './log.ts';
import { createSidebar, type Move } from './sidebar.ts';
import { instantTitle, now, setNow } from './times.ts';
import type { Answer, ConversationView, FormOnPage, MessagesView, PageEvent, PersonView, PostView, Spot, StartView, Values } from './wire.ts';
import { counted, speak, word } from './words.ts';

let start: StartView | undefined;
let current: ConversationView | undefined;
let thread: PostView | undefined;
let stopListening: () => void = () => undefined;
let form: { event: string; spot: Spot; open: OpenForm } | undefined;
/** Events that the bot works on, with what shows it. */
const working = new Map<string, HTMLElement | undefined>();
const active = new Set<string>();
/** The id of words that did not get through: sent again they are the same event. */
let unsent: { key: string; text: string; id: string } | undefined;

const log = createLog({ press, reply: enterThread, earlier: () => void showEarlier() });
const composer = createComposer({ send: say, leaveThread: () => enterThread(undefined) });
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
const skip = h('a', { class: 'skip', href: '#composer', onclick: (event) => (event.preventDefault(), composer.focus()) });
const shade = h('div', { class: 'shade', onclick: () => drawer(false) });
const main = h('main', { class: 'main' }, header, offline, log.element, composer.element);

const me = (): PersonView => start?.me as PersonView;
const known = () => ({
  conversation: current as ConversationView,
  me: me(),
  people: start?.people ?? [],
  channels: start?.conversations ?? [],
  completions: start?.completions ?? [],
});
const draftKey = () => `${me().id}/${current?.id ?? ''}`;

/** What a person has seen, by conversation, in this browser. */
const seenKey = (person: string, conversation: string) => `seen:${person}/${conversation}`;
const seen = (conversation: string) => localStorage.getItem(seenKey(me().id, conversation)) ?? '';
const see = (conversation: string, id: string) => {
  if (id > seen(conversation)) localStorage.setItem(seenKey(me().id, conversation), id);
};

function announce(text: string): void {
  toast.textContent = text;
  toast.classList.add('toast-shown');
  setTimeout(() => toast.classList.remove('toast-shown'), 4000);
}

/** A fault as a person may read it. */
function textOf(error: unknown): string {
  if (error instanceof Declined) return error.message;
  return word(error instanceof Offline ? 'notSent' : 'failed');
}
const told = (error: unknown): never => {
  throw new Declined({ problem: textOf(error), field: error instanceof Declined ? error.field : undefined });
};

function drawer(open: boolean): void {
  document.body.classList.toggle('drawer', open);
  document.querySelector('.bar [aria-controls=sidebar]')?.setAttribute('aria-expanded', String(open));
  if (open) sidebar.element.querySelector<HTMLElement>('[aria-current]')?.focus();
}

function drawSidebar(): void {
  if (start === undefined) return;
  const unread = new Set(start.conversations.filter(({ id, latest }) => id !== current?.id && latest !== undefined && latest > seen(id)).map(({ id }) => id));
  sidebar.show({ ...start, current: current?.id ?? '', unread, active });
}

function drawHeader(): void {
  if (current === undefined || start === undefined) return;
  const { kind, name, bot } = current;
  const inside = start.people.filter(({ id }) => current?.members.includes(id));
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
    h('h1', {}, kind === 'direct' ? avatar('rapport', 'Rapport') : icon('hash'), h('span', {}, kind === 'direct' ? 'Rapport' : name)),
    h('span', { class: 'spring' }),
    kind === 'channel' &&
      !bot &&
      h('button', { class: 'button button-primary button-small', type: 'button', onclick: () => void membership('join', 'rapport') }, word('addRapport')),
    kind === 'channel' &&
      h(
        'button',
        {
          class: 'button faces',
          type: 'button',
          'aria-label': counted('members', inside.length),
          title: inside.map((person) => person.name).join(', '),
          onclick: () => askMembers(),
        },
        ...inside.slice(0, 4).map((person) => avatar(person.id, person.name)),
        h('span', { class: 'faces-count' }, String(inside.length)),
      ),
    h('button', { class: 'icon-button', type: 'button', 'aria-label': word('shortcuts'), title: word('shortcuts'), onclick: () => shortcuts() }, icon('help')),
  ];
  header.replaceChildren(...parts.filter((part) => part !== false));
}

function drawTop(earlier: boolean): void {
  if (current === undefined || start === undefined) return;
  if (earlier) return log.top(h('button', { class: 'button', type: 'button', onclick: () => void showEarlier() }, word('earlier')));
  const direct = current.kind === 'direct';
  const first = direct && !start.conversations.some(({ kind }) => kind === 'channel') && !me().outsider;
  const title = first ? word('welcome') : direct ? 'Rapport' : word('beginning', { name: `#${current.name}` });
  const text = first ? word('welcomeText') : direct ? word('beginningDirect') : current.bot ? undefined : word('rapportMissing');
  log.top(
    h(
      'div',
      { class: 'beginning' },
      first || direct ? h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }) : h('span', { class: 'beginning-hash' }, icon('hash')),
      h('h2', {}, title),
      text !== undefined && h('p', {}, text),
      h(
        'div',
        { class: 'beginning-actions' },
        first && h('button', { class: 'button button-primary', type: 'button', onclick: () => askChannel() }, word('welcomeButton')),
        direct && h('button', { class: 'button', type: 'button', onclick: () => composer.insert('help') }, word('tryHelp')),
      ),
    ),
  );
}

async function readStart(person: string | undefined): Promise<StartView> {
  const view = await read<StartView>('start', { as: person });
  start = view;
  setNow(view.now);
  speak(view.me.locale);
  skip.textContent = word('skip');
  return view;
}

/** Becomes a person: their language, their conversations, nothing of anybody else's. */
async function become(person: string | undefined, conversation?: string): Promise<void> {
  try {
    const view = await readStart(person).catch((error: unknown) => (person === undefined ? told(error) : readStart(undefined)));
    stopListening();
    for (const event of [...working.keys()]) done(event);
    active.delete(view.me.id);
    thread = undefined;
    current = undefined;
    const wanted = conversation ?? localStorage.getItem(`last:${view.me.id}`) ?? '';
    const first = view.conversations.find(({ id }) => id === wanted) ?? view.conversations[0];
    if (first !== undefined) await open(first.id);
    let openedBefore = false;
    stopListening = listen(view.me.id, {
      event: happened,
      opened() {
        offline.hidden = true;
        if (openedBefore) reopened();
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

async function open(id: string): Promise<void> {
  const conversation = start?.conversations.find((one) => one.id === id);
  if (conversation === undefined) return;
  current = conversation;
  enterThread(undefined);
  localStorage.setItem(`last:${me().id}`, id);
  history.replaceState(null, '', `#${new URLSearchParams({ as: me().id, in: id })}`);
  log.show(conversation, me(), start?.people ?? []);
  composer.show(known(), draftKey());
  drawHeader();
  drawSidebar();
  drawer(false);
  try {
    const view = await read<MessagesView>('messages', { as: me().id, conversation: id });
    if (current?.id !== id) return;
    drawTop(view.earlier);
    log.put(view.posts, { quiet: true });
    const newest = view.posts.at(-1);
    if (newest !== undefined) see(id, newest.id);
    drawSidebar();
    if (matchMedia('(pointer: fine)').matches) composer.focus();
  } catch (error) {
    announce(textOf(error));
  }
}

async function showEarlier(): Promise<void> {
  const conversation = current?.id;
  try {
    const view = await read<MessagesView>('messages', { as: me().id, conversation, before: log.oldest() });
    if (current?.id !== conversation) return;
    drawTop(view.earlier);
    const height = log.element.scrollHeight;
    log.put(view.posts, { quiet: true });
    log.element.scrollTop = log.element.scrollHeight - height;
  } catch (error) {
    announce(textOf(error));
  }
}

/** Reads everything anew without moving anything: after a gap, a move of the clock, a change of people or channels. */
async function refresh(): Promise<void> {
  try {
    const person = me().id;
    const view = await read<StartView>('start', { as: person });
    if (me().id !== person) return;
    start = view;
    setNow(view.now);
    sidebar.tick();
    const again = view.conversations.find(({ id }) => id === current?.id);
    if (again === undefined) return void open(view.conversations[0]?.id ?? '');
    current = again;
    composer.learn(known());
    drawHeader();
    const { posts, earlier } = await read<MessagesView>('messages', { as: person, conversation: again.id });
    if (me().id !== person || current?.id !== again.id) return;
    if (!earlier || log.oldest() === undefined) drawTop(earlier);
    log.put(posts, { quiet: true });
    const newest = posts.at(-1);
    if (newest !== undefined) see(again.id, newest.id);
    drawSidebar();
  } catch {
    // The stream says when the server is back; then this runs again.
  }
}

/** The stream is back: what came meanwhile is read; answers that a stopped server owed come as messages, so nothing waits for them here. */
function reopened(): void {
  void refresh();
  form?.open.resume();
  const before = [...working.keys()];
  setTimeout(() => before.forEach(done), 2000);
}

function done(event: string): void {
  working.get(event)?.removeAttribute('aria-busy');
  working.delete(event);
  log.working(working.size > 0);
  if (form?.event === event) {
    form.open.finish();
    form = undefined;
  }
}

function wait(event: string, control?: HTMLElement): void {
  working.set(event, control);
  control?.setAttribute('aria-busy', 'true');
  // A quick answer needs no sign of work.
  setTimeout(() => log.working(working.size > 0), 400);
}

function happened(event: PageEvent): void {
  switch (event.type) {
    case 'post': {
      const { post } = event;
      if (post.conversation === current?.id) {
        log.put([post], { quiet: false });
        if (document.visibilityState === 'visible') see(post.conversation, post.id);
      }
      if (start !== undefined) {
        start = {
          ...start,
          conversations: start.conversations.map((one) => (one.id === post.conversation && post.id > (one.latest ?? '') ? { ...one, latest: post.id } : one)),
        };
        if (start.conversations.some(({ id }) => id === post.conversation)) drawSidebar();
        else void refresh();
      }
      break;
    }
    case 'activity':
      for (const person of event.people) if (person !== me().id) active.add(person);
      drawSidebar();
      break;
    case 'form':
      showForm(event);
      break;
    case 'done':
      done(event.event);
      break;
    case 'clock':
      setNow(event.now);
      void refresh();
      break;
    case 'world':
    case 'resync':
      void refresh();
      break;
  }
}

/** The bot asks for something: a new dialog, or the one that was just sent comes back with what is wrong. */
function showForm({ event, form: view, spot }: { event: string; form: FormOnPage; spot: Spot }): void {
  working.get(event)?.removeAttribute('aria-busy');
  if (form?.event === event && form.open.command === view.command) {
    form.open.refuse(view);
    // The answer to this event was the form itself; the next submit is another event.
    form = { event: '', spot, open: form.open };
    return;
  }
  form?.open.finish();
  let sending: string | undefined;
  const whom = { people: start?.people ?? [], channels: (start?.conversations ?? []).filter(({ kind }) => kind === 'channel') };
  const opened = openForm(view, whom, {
    async submit(values: Values) {
      // The same values sent again after a lost answer are the same event.
      const id = sending ?? newId();
      sending = id;
      if (form?.open === opened) form = { ...form, event: id };
      try {
        const answer = await act<Answer>('submit', me().id, { id, tab: tabOf(me().id), ...spot, command: view.command, values });
        sending = undefined;
        if (answer.outcome === 'errors') return answer.errors;
        wait(id);
        return undefined;
      } catch (error) {
        if (error instanceof Declined) sending = undefined;
        return told(error);
      }
    },
    dismiss(values) {
      form = undefined;
      void act('dismiss', me().id, { id: newId(), tab: tabOf(me().id), ...spot, command: view.command, values }).catch(() => undefined);
    },
  });
  form = { event: '', spot, open: opened };
}

/** Sends what was typed. What did not get through is told, stays typed, and keeps its id. */
async function say(text: string): Promise<{ note: string | undefined; keep: string | undefined }> {
  const key = `${draftKey()}/${thread?.id ?? ''}`;
  const id = unsent?.key === key && unsent.text === text ? unsent.id : newId();
  unsent = { key, text, id };
  const root = thread?.id;
  wait(id);
  try {
    const answer = await act<Answer>('say', me().id, {
      id,
      tab: tabOf(me().id),
      conversation: current?.id,
      ...(root === undefined ? {} : { thread: root }),
      text,
    });
    unsent = undefined;
    if (answer.outcome !== 'taken' || !answer.working) done(id);
    if (answer.outcome === 'hint') return { note: answer.text, keep: answer.instead ?? text };
    return { note: undefined, keep: undefined };
  } catch (error) {
    done(id);
    return told(error);
  }
}

async function pressed(post: PostView, payload: unknown, control: HTMLElement): Promise<void> {
  const id = newId();
  wait(id, control);
  try {
    await act<Answer>('press', me().id, { id, tab: tabOf(me().id), message: post.id, payload });
  } catch (error) {
    done(id);
    announce(textOf(error));
  }
}

function press(post: PostView, payload: unknown, control: HTMLElement): void {
  if (control.getAttribute('aria-busy') === 'true') return;
  const asked = control.dataset.confirm;
  if (asked === undefined) return void pressed(post, payload, control);
  void confirm(JSON.parse(asked) as Parameters<typeof confirm>[0]).then((yes) => (yes ? pressed(post, payload, control) : undefined));
}

function enterThread(root: PostView | undefined): void {
  thread = root;
  composer.thread(root?.fromName);
  if (root !== undefined) composer.focus();
}

async function membership(what: 'join' | 'leave', user: string): Promise<void> {
  const id = newId();
  try {
    await act(what, me().id, { id, tab: tabOf(me().id), conversation: current?.id, user });
  } catch (error) {
    announce(textOf(error));
  }
}

function askMembers(): void {
  if (current !== undefined) members(current, me(), start?.people ?? [], (what, user) => void membership(what, user));
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
    await act('clock', me().id, { to, conversation: current?.id });
    await refresh();
    announce(word('moved', { time: instantTitle(now(), me().zone) }));
  } catch (error) {
    announce(textOf(error));
  }
}

/** Goes through a list from where one stands, round and round. */
function neighbour<T extends { readonly id: string }>(list: readonly T[], id: string | undefined, by: number): T | undefined {
  const at = list.findIndex((one) => one.id === id);
  return list[(at + by + list.length) % list.length];
}

document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]') !== null || event.isComposing) return;
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
  if (event.key === 'Escape') {
    if (composer.close()) return;
    if (document.body.classList.contains('drawer')) drawer(false);
    else if (thread !== undefined) enterThread(undefined);
  } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    const next = neighbour(start?.conversations ?? [], current?.id, event.key === 'ArrowDown' ? 1 : -1);
    if (next !== undefined) void open(next.id);
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const order = [...(start?.people ?? [])].sort((one, other) => Number(one.side === 'client') - Number(other.side === 'client'));
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
void become(wanted.get('as') ?? undefined, wanted.get('in') ?? undefined);
