import { avatar, h, icon } from './dom.ts';
import { fieldElement } from './fields.ts';
import type { ConversationView, FieldOnPage, PersonView } from './wire.ts';
import { counted, type WordKey, word } from './words.ts';

/** A dialog of the page. Escape and the cross close it; the focus returns to its place. */
function sheet(title: string, content: Node[], footer: Node[] = []): { dialog: HTMLDialogElement; end: () => void } {
  const before = document.activeElement;
  const end = () => {
    dialog.close();
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-label': title },
    h(
      'div',
      { class: 'dialog-inside' },
      h(
        'header',
        {},
        h('h2', {}, title),
        h(
          'button',
          { class: 'icon-button', type: 'button', 'aria-label': word('close'), onclick: () => end() },
          icon('close'),
        ),
      ),
      h('div', { class: 'sheet' }, ...content),
      ...(footer.length === 0 ? [] : [h('footer', {}, ...footer)]),
    ),
  );
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    end();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, end };
}

/** Asks for confirmation before a press counts. */
export function confirm(asked: { title: string; text: string; confirm: string; cancel: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (yes: boolean) => () => {
      resolve(yes);
      end();
    };
    const no = h('button', { class: 'button', type: 'button', onclick: answer(false) }, asked.cancel);
    const { dialog, end } = sheet(
      asked.title,
      [h('p', {}, asked.text)],
      [no, h('button', { class: 'button button-danger', type: 'button', onclick: answer(true) }, asked.confirm)],
    );
    dialog.addEventListener('close', () => resolve(false));
    // The safe answer has the focus.
    no.focus();
  });
}

const blank = {
  hint: undefined,
  placeholder: undefined,
  required: true,
  options: undefined,
  maxLength: 80,
  value: undefined,
  error: undefined,
};

/** A small form of the page; stays open with its values until it succeeded. */
function ask(
  title: string,
  fields: readonly FieldOnPage[],
  act: (values: Readonly<Record<string, string>>) => Promise<void>,
): void {
  const made = fields.map((field) => fieldElement(field, `ask-${field.name}`, { people: [], channels: [] }));
  const trouble = h('p', { class: 'notice notice-bad', role: 'alert', hidden: true });
  const submit = h('button', { class: 'button button-primary', type: 'submit' }, word('create'));
  const form = h(
    'form',
    { novalidate: true, class: 'ask', onsubmit: (event) => void send(event) },
    trouble,
    h('div', { class: 'fields' }, ...made.map(({ element }) => element)),
    h('footer', {}, h('button', { class: 'button', type: 'button', onclick: () => end() }, word('cancel')), submit),
  );
  const { end } = sheet(title, [form]);
  made[0]?.focus();

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const values = Object.fromEntries(made.map((field) => [field.name, String(field.value())]));
    const missing = made.find(
      (field) =>
        fields.some(({ name, required }) => name === field.name && required) && values[field.name]?.trim() === '',
    );
    if (missing !== undefined) {
      missing.fail(word('fillIn'));
      missing.focus();
      return;
    }
    submit.disabled = true;
    try {
      await act(values);
      end();
    } catch (error) {
      submit.disabled = false;
      const about =
        error instanceof Error && 'field' in error ? made.find(({ name }) => name === error.field) : undefined;
      const text = error instanceof Error && error.message !== '' ? error.message : word('notSent');
      about?.fail(text);
      about?.focus();
      trouble.hidden = about !== undefined;
      trouble.textContent = text;
    }
  }
}

export function newChannel(act: (channel: { name: string; bot: boolean }) => Promise<void>): void {
  ask(
    word('newChannel'),
    [
      { ...blank, name: 'name', kind: 'text', label: word('channelName'), hint: word('channelNameHint') },
      { ...blank, name: 'bot', kind: 'toggle', label: word('withRapport'), required: false, value: 'yes' },
    ],
    ({ name = '', bot }) => act({ name, bot: bot === 'yes' }),
  );
}

export function newPerson(
  zone: string,
  locale: PersonView['locale'],
  act: (person: Omit<PersonView, 'id' | 'outsider'>) => Promise<void>,
): void {
  ask(
    word('newPerson'),
    [
      { ...blank, name: 'name', kind: 'text', label: word('personName') },
      {
        ...blank,
        name: 'side',
        kind: 'choice',
        label: word('side'),
        value: 'client',
        options: [
          { value: 'ours', label: word('sideOurs') },
          { value: 'client', label: word('sideClient') },
        ],
      },
      {
        ...blank,
        name: 'locale',
        kind: 'choice',
        label: word('language'),
        value: locale,
        options: [
          { value: 'en', label: 'English' },
          { value: 'zh-CN', label: '简体中文' },
        ],
      },
      { ...blank, name: 'zone', kind: 'zone', label: word('zone'), value: zone },
    ],
    ({ name = '', side, locale: chosen, zone: where = '' }) =>
      act({
        name,
        side: side === 'ours' ? 'ours' : 'client',
        locale: chosen === 'zh-CN' ? 'zh-CN' : 'en',
        zone: where,
      }),
  );
}

/** The members of a channel, and the people who could join. */
export function members(
  conversation: ConversationView,
  me: PersonView,
  people: readonly PersonView[],
  act: (what: 'join' | 'leave', user: string) => void,
): void {
  const everybody = [{ id: 'rapport', name: 'Rapport', outsider: false }, ...people];
  const inside = (id: string) => (id === 'rapport' ? conversation.bot : conversation.members.includes(id));
  function change(id: string): void {
    act(inside(id) ? 'leave' : 'join', id);
    end();
  }
  const row = ({ id, name, outsider }: { id: string; name: string; outsider: boolean }) =>
    h(
      'li',
      { class: 'member' },
      avatar(id, name),
      h('span', { class: 'member-name' }, name, id === me.id && h('span', { class: 'quiet' }, ` (${word('you')})`)),
      id === 'rapport'
        ? h('span', { class: 'badge' }, word('app'))
        : outsider && h('span', { class: 'badge' }, word('outside')),
      id !== me.id &&
        h(
          'button',
          {
            class: 'button button-small',
            type: 'button',
            'aria-label': `${word(inside(id) ? 'remove' : 'add')} ${name}`,
            onclick: () => change(id),
          },
          word(inside(id) ? 'remove' : 'add'),
        ),
    );
  const here = everybody.filter(({ id }) => inside(id));
  const away = everybody.filter(({ id }) => !inside(id));
  const { end } = sheet(word('membersTitle', { name: conversation.name }), [
    h('p', { class: 'quiet' }, counted('members', conversation.members.length)),
    h('ul', { class: 'members' }, ...here.map(row)),
    h('h3', {}, word('others')),
    away.length === 0
      ? h('p', { class: 'quiet' }, word('everyoneIsIn'))
      : h('ul', { class: 'members' }, ...away.map(row)),
  ]);
}

const keys: readonly (readonly [string, WordKey])[] = [
  ['Enter', 'keySend'],
  ['Shift Enter', 'keyLine'],
  ['↑ ↓', 'keyMove'],
  ['Tab', 'keyTake'],
  ['/', 'keyFocus'],
  ['Alt ↑ ↓', 'keyConversation'],
  ['Alt 1…9', 'keyPerson'],
  ['Esc', 'keyEscape'],
  ['?', 'keyHelp'],
];
export function shortcuts(): void {
  sheet(word('shortcuts'), [
    h(
      'dl',
      { class: 'keys' },
      ...keys.flatMap(([key, what]) => [
        h('dt', {}, ...key.split(' ').map((one) => h('kbd', {}, one))),
        h('dd', {}, word(what)),
      ]),
    ),
  ]);
}
