import { type Message, openForm, press } from '../../core/message.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import type { Channel, LinkedChannel } from '../../records/projects/model.ts';
import { audienceName } from '../../records/projects/texts.ts';
import type { Guess } from './guess.ts';
import { actions, languageName } from './messages.ts';
import { projectTexts } from './texts.ts';

/** The prefilled values of the set-up form. */
export interface SetupStart {
  readonly channel: Pick<Channel, 'name' | 'conversation'>;
  readonly guess: Guess;
}

/** Card for the person who added Rapport to a channel: the guess, and a button to the form with three fields. */
export function joinedCard({ channel, guess }: SetupStart, locale: Locale): Message<'internal'> {
  const texts = projectTexts(locale);
  const title = texts.joinedTitle({ channel: channel.name });
  const kind = audienceName(guess.audience, locale);
  const text =
    guess.client === ''
      ? texts.joinedTextNoGuess()
      : texts.joinedText({
          client: guess.client,
          kind: kind.toLowerCase(),
          language: texts[languageName[guess.locale]](),
          zone: zoneName(guess.zone, locale),
        });
  const input = { channel: channel.conversation };
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text },
      ...actions([
        {
          kind: 'button',
          label: texts.setupButton(),
          style: 'primary',
          payload: openForm('setup new', {
            ...input,
            client: guess.client,
            kind: guess.audience,
            language: guess.locale,
            zone: guess.zone,
          }),
        },
        {
          kind: 'button',
          label: texts.linkExisting(),
          payload: openForm('link new', { ...input, kind: guess.audience }),
        },
      ]),
    ],
  };
}

/** Card for the manager and the admins: posting stopped in an internal channel, and how to resume it. */
export function blockedCard(
  about: {
    readonly channel: LinkedChannel;
    readonly blocked: NonNullable<Channel['blocked']>;
    readonly projectKey: string;
  },
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const values = { who: about.blocked.who, project: about.projectKey };
  const why = {
    outsider: () => (values.who === '' ? texts.blockedSomebody(values) : texts.blockedOutsider(values)),
    contact: () => texts.blockedContact(values),
    shared: () => texts.blockedShared({ project: about.projectKey }),
  };
  const title = texts.blockedTitle({ channel: about.channel.name });
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: why[about.blocked.reason]() },
      ...actions([
        {
          kind: 'button',
          label: texts.checkAgain(),
          style: 'primary',
          payload: press('link check', { channel: about.channel._id }),
        },
        {
          kind: 'button',
          label: texts.linkButton(),
          payload: openForm('link new', { project: about.projectKey, kind: 'internal' }),
        },
      ]),
    ],
  };
}

/** Card for the manager: the readers of an internal channel are unknown, so internal messages wait. */
export function unreadableCard(
  {
    channel,
    project,
    projectKey,
  }: { readonly channel: LinkedChannel; readonly project: string; readonly projectKey: string },
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const title = texts.unreadableTitle({ channel: channel.name });
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: texts.unreadable({ project }) },
      { kind: 'text', text: texts.unreadableTodo() },
      ...actions([
        {
          kind: 'button',
          label: texts.checkAgain(),
          style: 'primary',
          payload: press('link check', { channel: channel._id }),
        },
        {
          kind: 'button',
          label: texts.linkButton(),
          payload: openForm('link new', { project: projectKey, kind: 'internal' }),
        },
      ]),
    ],
  };
}

/** Why a channel cannot be written to any more, and the next step. */
export function goneText(what: Exclude<Channel['state'], 'open'>, locale: Locale): string {
  const texts = projectTexts(locale);
  return { archived: texts.goneArchived, deleted: texts.goneDeleted, left: texts.goneLeft }[what]();
}

/** Card for the manager: a linked channel cannot be written to any more. */
export function goneCard(
  about: { readonly channel: Channel; readonly projectKey: string; readonly what: 'archived' | 'deleted' | 'left' },
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const title = texts.goneTitle({ channel: about.channel.name, project: about.projectKey });
  return {
    audience: 'internal',
    fallbackText: labelled(title, goneText(about.what, locale), locale),
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: goneText(about.what, locale) },
      ...actions([
        { kind: 'button', label: texts.linkButton(), payload: openForm('link new', { project: about.projectKey }) },
      ]),
    ],
  };
}

/** Card for the manager: a linked channel can be written to again. */
export function backCard(
  about: { readonly channel: Channel; readonly projectKey: string },
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const title = texts.goneTitle({ channel: about.channel.name, project: about.projectKey });
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: texts.back({ channel: about.channel.name }) },
    ],
  };
}
