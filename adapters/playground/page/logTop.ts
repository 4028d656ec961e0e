/** The top of a conversation's messages: a way to earlier ones, or the conversation's beginning. */
import { h, icon } from './dom.ts';
import { me, session } from './session.ts';
import { word } from './words.ts';

export interface LogTopActs {
  showEarlier(): void;
  askChannel(): void;
  /** Puts the word for help into the composer. */
  tryHelp(): void;
}

/** Makes the top of the current conversation; `earlier`: whether older messages exist. Undefined without a conversation. */
export function logTop(earlier: boolean, acts: LogTopActs): HTMLElement | undefined {
  if (session.current === undefined || session.start === undefined) return undefined;
  if (earlier)
    return h('button', { class: 'button', type: 'button', onclick: () => acts.showEarlier() }, word('earlier'));
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
  return h(
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
          { class: 'button button-primary', type: 'button', onclick: () => acts.askChannel() },
          word('welcomeButton'),
        ),
      direct && h('button', { class: 'button', type: 'button', onclick: () => acts.tryHelp() }, word('tryHelp')),
    ),
  );
}
