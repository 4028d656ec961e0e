import { type Block, type Button, type Message, press } from '../../core/message.ts';
import type { PlatformId } from '../../core/platform.ts';
import { enumerated, inARow, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import type { Identity, Person } from '../../records/people/model.ts';
import { clientRoleName } from '../../records/people/roles.ts';
import { peopleTexts } from './texts.ts';

/** A message of text lines and buttons, for our side or for a person about themselves. */
export function notice<A extends Message['audience']>(
  audience: A,
  lines: readonly string[],
  buttons: readonly Button[] = [],
): Message<A> {
  return {
    audience,
    fallbackText: inARow(lines),
    blocks: [
      ...lines.map((text): Block => ({ kind: 'text', text })),
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }]),
    ],
  };
}

/** A code on its own line, ready to copy, below the text that explains it. */
export function codeMessage<A extends Message['audience']>(audience: A, text: string, typed: string): Message<A> {
  return {
    audience,
    fallbackText: inARow([text, typed]),
    blocks: [
      { kind: 'text', text },
      { kind: 'text', text: [{ kind: 'code', text: typed }] },
    ],
  };
}

export const CONFIRMATIONS = ['contributor', 'approver', 'viewer', 'notContact'] as const;

/** The button label of a confirmation. */
export const confirmationName = (as: (typeof CONFIRMATIONS)[number], locale: Locale): string =>
  as === 'notContact' ? peopleTexts(locale).notContact() : clientRoleName(as, locale);

/** Buttons with the manager's answers about an unplaced person. */
export function confirmButtons(
  about: { readonly personId: string; readonly projectId: string },
  locale: Locale,
): Button[] {
  return CONFIRMATIONS.map((as) => ({
    kind: 'button',
    label: confirmationName(as, locale),
    payload: press('person confirm', { person: about.personId, project: about.projectId, as }),
  }));
}

/** The manager's card about an unplaced person: one question, four buttons. */
export function confirmCard(
  about: {
    readonly personId: string;
    readonly name: string;
    readonly channel: string;
    readonly projectId: string;
    readonly project: string;
  },
  locale: Locale,
): Message<'internal'> {
  const texts = peopleTexts(locale);
  return {
    audience: 'internal',
    fallbackText: texts.askTitle({ name: about.name }),
    blocks: [
      { kind: 'heading', text: texts.askTitle({ name: about.name }) },
      { kind: 'text', text: texts.askText({ name: about.name, channel: about.channel, project: about.project }) },
      { kind: 'context', text: texts.askHint() },
      {
        kind: 'actions',
        items: confirmButtons(about, locale),
      },
    ],
  };
}

const PLATFORM_NAMES: Record<PlatformId, LocalizedText> = {
  slack: { en: 'Slack', 'zh-CN': 'Slack' },
  teams: { en: 'Teams', 'zh-CN': 'Teams' },
  playground: { en: 'Playground', 'zh-CN': '试用环境' },
};

/** The platform names of a person's accounts. */
export const accountsText = (known: readonly Pick<Identity, 'platform' | 'key'>[], locale: Locale): string =>
  enumerated(
    known.map(({ platform, key }) =>
      platform === undefined ? key.replace(/^email\//, '') : PLATFORM_NAMES[platform][locale],
    ),
    locale,
  ) || '–';

/** One line about a person, for lists on our side. */
export function personLine(who: Person, role: string | undefined, away: string | undefined): string {
  return [who.name, role, away].filter((text) => text !== undefined).join(' · ');
}
